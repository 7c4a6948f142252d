package app.till.look

import android.graphics.Canvas
import android.graphics.ColorFilter
import android.graphics.Paint
import android.graphics.PixelFormat
import android.graphics.drawable.Drawable
import com.google.zxing.BarcodeFormat
import com.google.zxing.EncodeHintType
import com.google.zxing.qrcode.QRCodeWriter
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel

/** A text as a QR code: whole dots, black on white, with the quiet edge that cameras look for. */
class Qr(text: String) : Drawable() {
    private val dots = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, mapOf(EncodeHintType.ERROR_CORRECTION to ErrorCorrectionLevel.L, EncodeHintType.MARGIN to 4))
    private val paint = Paint()

    override fun draw(canvas: Canvas) {
        val dot = maxOf(1, minOf(bounds.width(), bounds.height()) / dots.width)
        paint.color = WHITE
        canvas.drawRect(bounds.left.toFloat(), bounds.top.toFloat(), (bounds.left + dot * dots.width).toFloat(), (bounds.top + dot * dots.height).toFloat(), paint)
        paint.color = BLACK
        for (y in 0 until dots.height) for (x in 0 until dots.width) {
            if (!dots.get(x, y)) continue
            val (left, top) = bounds.left + x * dot to bounds.top + y * dot
            canvas.drawRect(left.toFloat(), top.toFloat(), (left + dot).toFloat(), (top + dot).toFloat(), paint)
        }
    }

    override fun setAlpha(alpha: Int) = Unit

    override fun setColorFilter(filter: ColorFilter?) = Unit

    @Deprecated("asked for by Android's older releases")
    override fun getOpacity(): Int = PixelFormat.OPAQUE

    private companion object {
        const val WHITE = 0xFFFFFFFF.toInt()
        const val BLACK = 0xFF000000.toInt()
    }
}
