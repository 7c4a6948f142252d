package app.till.look

import android.graphics.BitmapFactory
import android.view.View
import android.widget.ImageView

/** A slip as it comes out of the printer, on a paper of its own; empty until it is there. */
fun Look.paper(png: ByteArray?, tag: String): ImageView = ImageView(context).apply {
    this.tag = tag
    adjustViewBounds = true
    scaleType = ImageView.ScaleType.FIT_START
    background = outlined(Tone.PAPER, Tone.LINE, Space.BUTTON)
    padded(dp(Space.M), dp(Space.M), dp(Space.M), dp(Space.M))
    minimumHeight = dp(160)
    png?.let { printed(it) }
}

/** The slip came after its paper was drawn. False where there is no such paper, or no slip yet. */
fun View.slipCame(tag: String, png: ByteArray?): Boolean {
    val paper = findViewWithTag<ImageView>(tag) ?: return false
    paper.printed(png ?: return false)
    return true
}

/** Dots of a printer are drawn small: without halves of themselves to choose from they would break up. */
private fun ImageView.printed(png: ByteArray) =
    setImageBitmap(BitmapFactory.decodeByteArray(png, 0, png.size)?.apply { setHasMipMap(true) })
