package app.till.look

import android.content.Context
import android.view.ViewGroup

/** Children in columns of one width; a row is as high as its highest child. */
class TileGrid(context: Context, private val columns: Int, private val gap: Int) : ViewGroup(context) {
    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        val width = MeasureSpec.getSize(widthMeasureSpec)
        val inner = width - paddingLeft - paddingRight
        val column = (inner - gap * (columns - 1)) / columns
        val exactly = MeasureSpec.makeMeasureSpec(column, MeasureSpec.EXACTLY)
        var height = paddingTop + paddingBottom
        for (first in 0 until childCount step columns) {
            val row = first until minOf(first + columns, childCount)
            val free = MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED)
            row.forEach { getChildAt(it).measure(exactly, free) }
            val highest = row.maxOf { getChildAt(it).measuredHeight }
            val high = MeasureSpec.makeMeasureSpec(highest, MeasureSpec.EXACTLY)
            row.forEach { getChildAt(it).measure(exactly, high) }
            height += highest + if (first > 0) gap else 0
        }
        setMeasuredDimension(width, height)
    }

    override fun onLayout(changed: Boolean, l: Int, t: Int, r: Int, b: Int) {
        var top = paddingTop
        for (first in 0 until childCount step columns) {
            var left = paddingLeft
            for (at in first until minOf(first + columns, childCount)) {
                val child = getChildAt(at)
                child.layout(left, top, left + child.measuredWidth, top + child.measuredHeight)
                left += child.measuredWidth + gap
            }
            top += getChildAt(first).measuredHeight + gap
        }
    }
}
