package app.till.look

import android.content.Context
import android.view.MotionEvent
import android.widget.FrameLayout

/**
 * Draws nothing anew under a finger. A view that is made anew between a finger's coming down and its going up loses the
 * touch: of two quick taps on one tile the second would be gone if the first one's answer came in between. So what there
 * is to draw waits until no finger is on the glass, and only the newest of it is drawn.
 */
class Steady(context: Context) : FrameLayout(context) {
    private var touched = false
    private var waiting: (() -> Unit)? = null

    fun draw(now: () -> Unit) {
        if (touched) waiting = now else now()
    }

    override fun dispatchTouchEvent(event: MotionEvent): Boolean {
        when (event.actionMasked) {
            MotionEvent.ACTION_DOWN -> touched = true
            // Clicks are posted by the views; what waited comes after them.
            MotionEvent.ACTION_UP, MotionEvent.ACTION_CANCEL -> {
                val taken = super.dispatchTouchEvent(event)
                post { rest() }
                return taken
            }
        }
        return super.dispatchTouchEvent(event)
    }

    private fun rest() {
        touched = false
        waiting?.let { draw ->
            waiting = null
            draw()
        }
    }
}
