package app.till.look

import android.annotation.SuppressLint
import android.view.Gravity
import android.view.MotionEvent
import android.view.View
import android.view.ViewConfiguration
import android.widget.FrameLayout
import kotlin.math.abs

/**
 * A row that a finger pushes aside to take it away. What will happen is written under it while it moves; half way is far
 * enough, and a row let go before that comes back.
 */
@SuppressLint("ViewConstructor")
class SwipeRow(look: Look, private val row: View, words: String, private val gone: () -> Unit) : FrameLayout(look.context) {
    private val slop = ViewConfiguration.get(look.context).scaledTouchSlop
    private var fromX = 0f
    private var fromY = 0f
    private var pushed = false

    /** Shown only while the row is pushed: nobody reads through paper. */
    private val under: View

    init {
        under = look.label(words, Type.BODY, Tone.PAPER, strong = true).apply {
            gravity = Gravity.CENTER_VERTICAL or Gravity.END
            setBackgroundColor(Tone.BAD)
            padded(look.dp(Space.L), 0, look.dp(Space.L), 0)
            visibility = View.INVISIBLE
        }
        addView(under.at(Gravity.FILL, FILL, FILL))
        addView(row.at(Gravity.FILL, FILL, WRAP))
    }

    /** A finger that goes to the side rather than down is ours, and not the list's. */
    override fun onInterceptTouchEvent(event: MotionEvent): Boolean {
        when (event.actionMasked) {
            MotionEvent.ACTION_DOWN -> {
                fromX = event.x
                fromY = event.y
                pushed = false
            }
            MotionEvent.ACTION_MOVE -> {
                val aside = abs(event.x - fromX)
                if (!pushed && aside > slop && aside > 2 * abs(event.y - fromY)) {
                    pushed = true
                    under.visibility = View.VISIBLE
                    parent?.requestDisallowInterceptTouchEvent(true)
                }
            }
        }
        return pushed
    }

    @SuppressLint("ClickableViewAccessibility")
    override fun onTouchEvent(event: MotionEvent): Boolean {
        if (!pushed) return super.onTouchEvent(event)
        when (event.actionMasked) {
            // Only to the left, where the words are.
            MotionEvent.ACTION_MOVE -> row.translationX = minOf(0f, event.x - fromX)
            MotionEvent.ACTION_UP -> {
                val far = fromX - event.x > width * FAR
                if (far) gone()
                // A row that is refused comes back; one that is gone is not drawn again by then.
                back(if (far) 400 else 0)
                pushed = false
            }
            MotionEvent.ACTION_CANCEL -> {
                back(0)
                pushed = false
            }
        }
        return true
    }

    private fun back(afterMs: Long) {
        row.animate().translationX(0f).setStartDelay(afterMs).setDuration(150).withEndAction { under.visibility = View.INVISIBLE }.start()
    }

    companion object {
        private const val FAR = 0.4f
    }
}
