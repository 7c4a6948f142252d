package app.till.look

import android.graphics.Canvas
import android.graphics.ColorFilter
import android.graphics.Paint
import android.graphics.PixelFormat
import android.graphics.drawable.Drawable

enum class Icon { SEARCH, PLUS, MINUS, CLOSE, BACK, BIN, TICK, ERASE, MORE, CAMERA, UNDO, PERSON, TABLE, EDIT }

/** A sign drawn with one stroke in the middle of its bounds, 24 dp wide. */
class Icons(private val icon: Icon, colour: Int, private val density: Float) : Drawable() {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = colour
        style = Paint.Style.STROKE
        strokeWidth = 2f * density
        strokeCap = Paint.Cap.ROUND
        strokeJoin = Paint.Join.ROUND
    }

    override fun draw(canvas: Canvas) {
        canvas.save()
        canvas.translate(bounds.exactCenterX(), bounds.exactCenterY())
        canvas.scale(density, density)
        paint.strokeWidth = 2f
        fun line(x1: Float, y1: Float, x2: Float, y2: Float) = canvas.drawLine(x1, y1, x2, y2, paint)
        when (icon) {
            Icon.SEARCH -> {
                canvas.drawCircle(-1.5f, -1.5f, 6f, paint)
                line(3f, 3f, 8f, 8f)
            }
            Icon.PLUS -> { line(-7f, 0f, 7f, 0f); line(0f, -7f, 0f, 7f) }
            Icon.MINUS -> line(-7f, 0f, 7f, 0f)
            Icon.CLOSE -> { line(-6f, -6f, 6f, 6f); line(-6f, 6f, 6f, -6f) }
            Icon.BACK -> { line(3f, -7f, -4f, 0f); line(-4f, 0f, 3f, 7f) }
            Icon.MORE -> for (x in listOf(-6f, 0f, 6f)) {
                paint.style = Paint.Style.FILL
                canvas.drawCircle(x, 0f, 1.8f, paint)
                paint.style = Paint.Style.STROKE
            }
            Icon.CAMERA -> {
                canvas.drawRoundRect(-9f, -5f, 9f, 7f, 2f, 2f, paint)
                canvas.drawCircle(0f, 1f, 3.5f, paint)
                line(-3f, -7.5f, 3f, -7.5f)
            }
            Icon.UNDO -> {
                canvas.drawArc(-6f, -4f, 7f, 8f, -90f, 180f, false, paint)
                line(0.5f, -4f, -6f, -4f); line(-6f, -4f, -2.5f, -7.5f); line(-6f, -4f, -2.5f, -0.5f)
            }
            Icon.PERSON -> {
                canvas.drawCircle(0f, -4f, 3.5f, paint)
                canvas.drawArc(-7f, 2f, 7f, 14f, 180f, 180f, false, paint)
            }
            Icon.TABLE -> {
                line(-9f, -3f, 9f, -3f); line(-7f, -3f, -7f, 7f); line(7f, -3f, 7f, 7f)
            }
            Icon.EDIT -> {
                line(-7f, 7f, -6f, 3f); line(-6f, 3f, 4f, -7f); line(4f, -7f, 7f, -4f)
                line(7f, -4f, -3f, 6f); line(-3f, 6f, -7f, 7f)
            }
            Icon.TICK -> { line(-7f, 0f, -2f, 5f); line(-2f, 5f, 7f, -5f) }
            Icon.BIN -> {
                line(-7f, -5f, 7f, -5f)
                line(-2f, -8f, 2f, -8f)
                line(-5f, -5f, -4f, 8f)
                line(5f, -5f, 4f, 8f)
                line(-4f, 8f, 4f, 8f)
            }
            Icon.ERASE -> {
                line(-9f, 0f, -3f, -6f); line(-3f, -6f, 8f, -6f); line(8f, -6f, 8f, 6f)
                line(8f, 6f, -3f, 6f); line(-3f, 6f, -9f, 0f)
                line(0f, -2.5f, 5f, 2.5f); line(5f, -2.5f, 0f, 2.5f)
            }
        }
        canvas.restore()
    }

    override fun setAlpha(alpha: Int) { paint.alpha = alpha }

    override fun setColorFilter(filter: ColorFilter?) { paint.colorFilter = filter }

    @Deprecated("Deprecated in Java")
    override fun getOpacity(): Int = PixelFormat.TRANSLUCENT
}
