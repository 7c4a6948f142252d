package app.till.look

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Typeface
import android.graphics.drawable.Drawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.RippleDrawable
import android.os.Build
import android.text.SpannableString
import android.text.Spanned
import android.text.TextPaint
import android.text.TextUtils
import android.text.style.MetricAffectingSpan
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.TextView

const val FILL = ViewGroup.LayoutParams.MATCH_PARENT
const val WRAP = ViewGroup.LayoutParams.WRAP_CONTENT

/** How loud a button is. One screen part has one [MAIN] button, the next step; [GOOD] is it where all is well. */
enum class Loud(internal val ground: Int?) { MAIN(Tone.ACCENT), GOOD(Tone.GOOD), QUIET(null), BARE(null) }

/** The pieces every screen is built of, so that a text, a button and a card look the same everywhere. */
class Look(val context: Context) {
    private val density = context.resources.displayMetrics.density

    /** How wide the screen is, in dp. */
    val wide: Int = context.resources.configuration.screenWidthDp

    fun dp(size: Int): Int = (size * density + 0.5f).toInt()

    fun label(text: CharSequence = "", size: Float = Type.BODY, colour: Int = Tone.INK, strong: Boolean = false): TextView =
        TextView(context).apply {
            this.text = text
            setTextSize(TypedValue.COMPLEX_UNIT_SP, size)
            setTextColor(colour)
            typeface = if (strong) STRONG else PLAIN
            includeFontPadding = false
            setLineSpacing(0f, 1.12f)
        }

    /** Figures that line up: tabular, at the right. */
    fun figures(text: CharSequence = "", size: Float = Type.BODY, colour: Int = Tone.INK, strong: Boolean = false): TextView =
        label(text, size, colour, strong).apply {
            fontFeatureSettings = "tnum"
            gravity = Gravity.END
            maxLines = 1
        }

    fun oneLine(view: TextView): TextView = view.apply {
        maxLines = 1
        ellipsize = TextUtils.TruncateAt.END
    }

    /** An amount with its currency smaller before it, as far as that can still be read. */
    fun amount(sign: String, text: String): CharSequence = SpannableString("$sign $text").apply {
        setSpan(Smaller(TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_SP, Type.SMALL, context.resources.displayMetrics)), 0, sign.length, Spanned.SPAN_INCLUSIVE_EXCLUSIVE)
    }

    private class Smaller(private val least: Float) : MetricAffectingSpan() {
        override fun updateDrawState(paint: TextPaint) = updateMeasureState(paint)

        override fun updateMeasureState(paint: TextPaint) {
            paint.textSize = maxOf(paint.textSize * 0.62f, minOf(paint.textSize, least))
        }
    }

    fun button(text: CharSequence, loud: Loud = Loud.QUIET, height: Int = Space.MAIN, onTap: () -> Unit): TextView =
        label(text, if (loud.ground != null) Type.LEAD else Type.BODY, strong = true).apply {
            gravity = Gravity.CENTER
            maxLines = 1
            ellipsize = TextUtils.TruncateAt.END
            minHeight = dp(height)
            minWidth = dp(Space.TOUCH)
            setPadding(dp(Space.L), 0, dp(Space.L), 0)
            setTextColor(if (loud.ground != null) Tone.ACCENT_INK else Tone.INK)
            background = when (loud) {
                Loud.MAIN, Loud.GOOD -> pressable(filled(loud.ground ?: 0, Space.BUTTON), Space.BUTTON)
                Loud.QUIET -> pressable(outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
                Loud.BARE -> pressable(filled(0, Space.BUTTON), Space.BUTTON)
            }
            tappable(this, onTap)
        }

    /** A button that says why it is off in place of what it would do. */
    fun off(button: TextView): TextView = button.apply {
        isEnabled = false
        setTextColor(Tone.INK_2)
        background = filled(Tone.LINE, Space.BUTTON)
    }

    fun badge(text: String, colour: Int, ground: Int): TextView = label(text, Type.SMALL, colour, strong = true).apply {
        background = filled(ground, 8)
        setPadding(dp(Space.S), dp(Space.XS), dp(Space.S), dp(Space.XS))
        maxLines = 1
    }

    fun icon(icon: Icon, colour: Int = Tone.INK, size: Int = Space.TOUCH, what: String, onTap: () -> Unit): View =
        View(context).apply {
            // On the large keys of a kiosk the sign is larger too.
            background = pressable(Icons(icon, colour, density * if (size > 64) 1.6f else 1f), Space.BUTTON)
            contentDescription = what
            minimumWidth = dp(size)
            minimumHeight = dp(size)
            layoutParams = LinearLayout.LayoutParams(dp(size), dp(size))
            tappable(this, onTap)
        }

    fun filled(colour: Int, radius: Int): GradientDrawable = GradientDrawable().apply {
        setColor(colour)
        cornerRadius = dp(radius).toFloat()
    }

    fun outlined(colour: Int, line: Int, radius: Int, width: Int = 1): GradientDrawable =
        filled(colour, radius).apply { setStroke(dp(width), line) }

    fun pressable(content: Drawable, radius: Int): Drawable =
        RippleDrawable(ColorStateList.valueOf(Tone.PRESSED), content, filled(Tone.INK, radius))

    fun tappable(view: View, onTap: () -> Unit) {
        view.isClickable = true
        view.isFocusable = true
        view.setOnClickListener { onTap() }
    }

    fun column(vararg children: View): LinearLayout = linear(LinearLayout.VERTICAL, children)

    fun row(vararg children: View): LinearLayout =
        linear(LinearLayout.HORIZONTAL, children).apply { gravity = Gravity.CENTER_VERTICAL }

    private fun linear(direction: Int, children: Array<out View>) = LinearLayout(context).apply {
        orientation = direction
        isBaselineAligned = false
        children.forEach { addView(it) }
    }

    /** The key that does the same, shown to whoever holds the button. */
    fun <T : View> keyed(view: T, key: String): T = view.apply { tooltipText = key }

    /** A hairline. */
    fun line(): View = View(context).apply {
        setBackgroundColor(Tone.LINE)
        layoutParams = LinearLayout.LayoutParams(FILL, maxOf(1, dp(1)))
    }

    /** What an empty list says: what is so, and what to do. */
    fun empty(what: String, hint: String): View = column(
        label(what, Type.LEAD, Tone.INK_2, strong = true).apply { gravity = Gravity.CENTER },
        label(hint, Type.BODY, Tone.INK_2).apply { gravity = Gravity.CENTER; setPadding(0, dp(Space.S), 0, 0) },
    ).apply {
        gravity = Gravity.CENTER
        setPadding(dp(Space.XL), dp(Space.XXL), dp(Space.XL), dp(Space.XXL))
    }

    companion object {
        val PLAIN: Typeface = Typeface.create("sans-serif", Typeface.NORMAL)

        /** From 600 on a system without a bold Chinese face makes one; at 500 a Chinese heading would look like any other word. */
        val STRONG: Typeface = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) Typeface.create(PLAIN, 600, false) else Typeface.create("sans-serif", Typeface.BOLD)
    }
}

fun <T : View> T.sized(width: Int, height: Int, weight: Float = 0f): T = apply {
    layoutParams = LinearLayout.LayoutParams(width, height, weight)
}

fun <T : View> T.margins(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0): T = apply {
    val params = layoutParams as? ViewGroup.MarginLayoutParams ?: LinearLayout.LayoutParams(WRAP, WRAP)
    params.setMargins(left, top, right, bottom)
    layoutParams = params
}

fun <T : View> T.at(gravity: Int, width: Int = WRAP, height: Int = WRAP): T = apply {
    layoutParams = FrameLayout.LayoutParams(width, height, gravity)
}

fun <T : View> T.padded(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0): T = apply {
    setPadding(left, top, right, bottom)
}
