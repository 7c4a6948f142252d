package app.till.look

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import java.io.ByteArrayOutputStream

/** Pictures that a shop brings: looked at before they are kept, and made no larger than a kiosk's screen. */
object Picture {
    private const val LONGEST = 1920
    private const val QUALITY = 88
    private val KINDS = listOf("image/png", "image/jpeg", "image/webp")

    /** The bytes to keep; none where they are no picture. */
    fun scaled(bytes: ByteArray): ByteArray? {
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeByteArray(bytes, 0, bytes.size, size)
        if (size.outWidth <= 0 || size.outHeight <= 0 || size.outMimeType !in KINDS) return null
        // Halved while it is read: a camera's picture would not fit into memory whole.
        var sample = 1
        while (maxOf(size.outWidth, size.outHeight) / sample > LONGEST * 2) sample *= 2
        val read = BitmapFactory.decodeByteArray(bytes, 0, bytes.size, BitmapFactory.Options().apply { inSampleSize = sample }) ?: return null
        val longest = maxOf(read.width, read.height)
        val small = if (longest <= LONGEST) read else Bitmap.createScaledBitmap(read, read.width * LONGEST / longest, read.height * LONGEST / longest, true)
        return ByteArrayOutputStream().also { small.compress(Bitmap.CompressFormat.JPEG, QUALITY, it) }.toByteArray()
    }
}
