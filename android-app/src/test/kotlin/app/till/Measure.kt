package app.till

import android.graphics.Bitmap
import android.graphics.Color
import android.graphics.Rect
import android.text.Layout
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.widget.EditText
import android.widget.HorizontalScrollView
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import app.till.look.SwipeRow
import app.till.look.Tone

/**
 * What can be measured of a page, so that nobody has to look for it: a finger's size, words that are cut off, words that
 * run into others, pieces that leave their frame, buttons of a row that are not of one height, amounts that do not stand
 * under each other, more sizes of type than a part of a page bears, two next steps, too little contrast. `MeasureTest`
 * plants each of them.
 *
 * [drawn] is the page as it was painted; [sheet] what lies over it, whose shade dims what it covers.
 */
class Measure(private val root: View, private val drawn: Bitmap, private val sheet: View?) {
    private val density = root.resources.displayMetrics.density
    private val shown: List<View> = every(root).filter { it.isShown && it.width > 0 && it.getGlobalVisibleRect(Rect()) }.toList()
    private val texts: List<TextView> = shown.filterIsInstance<TextView>().filter { (it.text.isNotBlank() || !it.hint.isNullOrBlank()) && it.layout != null }

    /** All that is wrong with the page, in words. */
    fun wrong(): List<String> = shown.flatMap { listOfNotNull(small(it), outside(it)) } +
        texts.mapNotNull { cut(it) } + texts.mapNotNull { faint(it) } + shown.flatMap { uneven(it) + crowded(it) } + ragged() + colliding() + rivals()

    private fun name(view: View): String = "${view.tag ?: view.contentDescription ?: (view as? TextView)?.text ?: view.javaClass.simpleName}"

    // --- a finger ---

    private fun small(view: View): String? =
        if (view.isClickable && (view.width < 48 * density || view.height < 48 * density)) "${name(view)} is ${view.width / density} by ${view.height / density} dp" else null

    // --- cut off ---

    /** An ellipsis, a line or half of one that is not drawn, a hint longer than its field, a word broken in two. */
    private fun cut(view: TextView): String? {
        val layout = view.layout
        if ((0 until layout.lineCount).any { layout.getEllipsisCount(it) > 0 }) return "${name(view)} is cut off: ${view.text}"
        if (view is EditText) {
            val hint = view.hint ?: return null
            val room = view.width - view.compoundPaddingLeft - view.compoundPaddingRight
            return if (view.text.isEmpty() && Layout.getDesiredWidth(hint, view.paint) > room) "the hint of ${name(view)} is cut off: $hint" else null
        }
        val high = layout.getLineBottom(layout.lineCount - 1)
        if (high > view.height - view.compoundPaddingTop - view.compoundPaddingBottom + density) {
            return "${name(view)} is ${view.height / density} dp high, its words ${high / density}: ${view.text}"
        }
        val broken = (1 until layout.lineCount).map { layout.getLineStart(it) }.firstOrNull { at -> part(view.text[at - 1]) && part(view.text[at]) }
        return if (broken != null) "${name(view)} breaks a word at $broken: ${view.text}" else null
    }

    /** Latin letters and digits belong together; Chinese is broken anywhere. */
    private fun part(c: Char) = c in 'a'..'z' || c in 'A'..'Z' || c in '0'..'9'

    /** Nothing sticks out of what it stands in, unless that scrolls. */
    private fun outside(view: View): String? {
        val parent = view.parent as? ViewGroup ?: return null
        if (parent is ScrollView || parent is HorizontalScrollView || parent is SwipeRow || view.translationX != 0f || view.translationY != 0f) return null
        val within = view.left >= 0 && view.top >= 0 && view.right <= parent.width && view.bottom <= parent.height
        return if (within) null else "${name(view)} leaves its frame: ${view.left}, ${view.top}, ${view.right}, ${view.bottom} of ${parent.width} by ${parent.height}"
    }

    // --- side by side ---

    /** Buttons beside each other are of one height. */
    private fun uneven(view: View): List<String> {
        val row = view as? LinearLayout ?: return emptyList()
        if (row.orientation != LinearLayout.HORIZONTAL) return emptyList()
        val buttons = (0 until row.childCount).map { row.getChildAt(it) }.filter { it in shown && (it is EditText || it is TextView && it.tag != null && (it.isClickable || !it.isEnabled)) }
        val (low, high) = (buttons.minOfOrNull { it.height } ?: return emptyList()) to buttons.maxOf { it.height }
        return if (high - low > density) listOf("in one row ${buttons.joinToString { "${name(it)} is ${it.height / density} dp high" }}") else emptyList()
    }

    /** Amounts that end nearly under each other end under each other. */
    private fun ragged(): List<String> = shown.filterIsInstance<LinearLayout>().filter { it.orientation == LinearLayout.VERTICAL }.flatMap { column ->
        val rows = (0 until column.childCount).map { column.getChildAt(it) }.filterIsInstance<LinearLayout>().filter { it.orientation == LinearLayout.HORIZONTAL && it.tag?.toString()?.startsWith("device:") != true }
        val ends = rows.mapNotNull { row -> amounts(row).lastOrNull()?.let { it to Rect().also(it::getGlobalVisibleRect).right } }
        ends.zipWithNext().filter { (a, b) -> a.second != b.second && kotlin.math.abs(a.second - b.second) < NEARLY * density }
            .map { (a, b) -> "${a.first.text} and ${b.first.text} below it end at ${a.second / density} and ${b.second / density} dp" }
    }

    private fun amounts(row: LinearLayout) = (0 until row.childCount).map { row.getChildAt(it) }.filterIsInstance<TextView>()
        .filter { it in shown && it.fontFeatureSettings == "tnum" && it.gravity and Gravity.RELATIVE_HORIZONTAL_GRAVITY_MASK == Gravity.END && it.text.any(Char::isDigit) }

    /** A part of a page has three sizes of type at most; keys are a part of their own. */
    private fun crowded(part: View): List<String> {
        if (part.tag !in PARTS) return emptyList()
        val sizes = every(part).filterIsInstance<TextView>().filter { it in texts && it.tag?.toString()?.startsWith("key:") != true }.groupBy { it.textSize / density }
        return if (sizes.size <= SIZES) emptyList() else listOf("${name(part)} has ${sizes.size} sizes of type: ${sizes.map { (size, all) -> "$size \"${all.first().text}\"" }}")
    }

    /** One next step: nothing else is in the accent's colour. */
    private fun rivals(): List<String> {
        val loud = texts.filter { it.isClickable && it.isEnabled && !covered(it) && ground(it) == Tone.ACCENT }
        return if (loud.size > 1) listOf("${loud.size} next steps: ${loud.joinToString { name(it) }}") else emptyList()
    }

    /** No words are written over others. */
    private fun colliding(): List<String> {
        val read = texts.filter { it.text.isNotBlank() && !covered(it) && floating(it) == null }.map { it to ink(it) }
        return read.indices.flatMap { i ->
            (i + 1 until read.size).mapNotNull { j ->
                val (a, b) = read[i] to read[j]
                if (Rect.intersects(a.second, b.second) && Rect(a.second).apply { intersect(b.second) }.let { it.width() > density && it.height() > density }) "\"${a.first.text}\" runs into \"${b.first.text}\"" else null
            }
        }
    }

    /** What is drawn over the rest on a ground of its own, for a moment. */
    private fun floating(view: View): View? = generateSequence(view) { it.parent as? View }.firstOrNull { it.tag in FLOATING || it is SwipeRow && view.parent === it }

    /** Where the letters of a text stand on the screen. */
    private fun ink(view: TextView): Rect {
        val layout = view.layout
        val at = IntArray(2).also { view.getLocationInWindow(it) }
        val lines = 0 until layout.lineCount
        val (left, right) = lines.minOf { layout.getLineLeft(it) } to lines.maxOf { layout.getLineRight(it) }
        val top = at[1] + view.extendedPaddingTop + (view.height - view.extendedPaddingTop - view.extendedPaddingBottom - layout.height).let { if (view.gravity and Gravity.VERTICAL_GRAVITY_MASK == Gravity.CENTER_VERTICAL) it / 2 else 0 }
        val words = Rect(at[0] + view.totalPaddingLeft + left.toInt(), top, at[0] + view.totalPaddingLeft + right.toInt(), top + layout.height)
        val seen = Rect().also { view.getGlobalVisibleRect(it) }
        return if (words.intersect(seen)) words else Rect()
    }

    // --- contrast ---

    /** Words stand off their ground by 4.5 to 1, 3 to 1 where they are large. */
    private fun faint(text: TextView): String? {
        if (text.text.isBlank() || !text.isEnabled) return null
        val ratio = contrast(text) ?: return null
        return if (ratio < (if (text.textSize >= 24 * density) 3.0 else 4.5)) "\"${text.text}\" stands off its ground by %.1f".format(ratio) else null
    }

    /** How far a text's colour is from what most of its place is painted with; none where the place is not on the screen. */
    private fun contrast(text: TextView): Double? {
        val seen = Rect()
        text.getGlobalVisibleRect(seen)
        // Under a sheet's shade, or hardly there: not what is read now.
        if (seen.width() < 4 || seen.height() < text.height / 2 || covered(text)) return null
        val (a, b) = light(text.currentTextColor) to light(ground(text) ?: return null)
        return (maxOf(a, b) + 0.05) / (minOf(a, b) + 0.05)
    }

    /** What most of a text's place is painted with. */
    private fun ground(text: TextView): Int? {
        val seen = Rect().also { text.getGlobalVisibleRect(it) }
        val counted = HashMap<Int, Int>()
        for (x in seen.left until seen.right step 3) for (y in seen.top until seen.bottom step 3) {
            if (x < drawn.width && y < drawn.height) counted.merge(drawn.getPixel(x, y), 1, Int::plus)
        }
        return counted.maxByOrNull { it.value }?.key
    }

    private fun covered(view: View): Boolean {
        val over = sheet?.parent as? View ?: return false
        if (generateSequence(view) { it.parent as? View }.any { it === over }) return false
        return Rect.intersects(Rect().also(over::getGlobalVisibleRect), Rect().also(view::getGlobalVisibleRect))
    }

    private fun light(colour: Int): Double {
        fun part(value: Int) = (value / 255.0).let { if (it <= 0.03928) it / 12.92 else Math.pow((it + 0.055) / 1.055, 2.4) }
        return 0.2126 * part(Color.red(colour)) + 0.7152 * part(Color.green(colour)) + 0.0722 * part(Color.blue(colour))
    }

    companion object {
        private val FLOATING = listOf("said")
        private val PARTS = listOf("sheet-body", "sheet-foot", "line:0", "sums")
        private const val SIZES = 3

        /** Closer than this, in dp, two ends look as if they were meant to be one. */
        private const val NEARLY = 20

        fun every(within: View): Sequence<View> = sequence {
            yield(within)
            if (within is ViewGroup) for (at in 0 until within.childCount) yieldAll(every(within.getChildAt(at)))
        }
    }
}
