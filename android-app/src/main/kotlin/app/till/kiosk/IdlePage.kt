package app.till.kiosk

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.ImageView
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.at
import app.till.look.margins
import app.till.look.padded
import app.till.look.sized
import java.io.File

/** What is shown while nobody orders: the shop's picture or its name, the way in or that it is closed. */
class IdlePage(look: Look, presenter: KioskPresenter, folder: File) : KioskPage(look, presenter) {
    private val pictures = Pictures(look, folder)

    /** The shop's picture over the whole screen, or its name; the way in at the foot, in every language. */
    fun idle(state: KioskState): View {
        val all = FrameLayout(look.context).apply { setBackgroundColor(Tone.hue(0)) }
        val picture = state.picture?.let { pictures.of(it) }
        if (picture != null) {
            all.addView(ImageView(look.context).apply {
                // A portrait fills the screen; anything else is shown whole.
                scaleType = if (picture.height > picture.width) ImageView.ScaleType.CENTER_CROP else ImageView.ScaleType.FIT_CENTER
                setImageBitmap(picture)
                tag = "picture"
            }.at(Gravity.FILL, FILL, FILL))
        } else {
            val middle = look.column(
                centred(state.menu?.shop?.inLanguage(state.language) ?: "", 88f).padded(look.dp(Space.XXL), 0, look.dp(Space.XXL), 0),
                picture("meal-two", " ", Tone.hue(0)).sized(FILL, look.dp(720)).margins(top = look.dp(64)),
            ).apply { gravity = Gravity.CENTER }
            all.addView(middle.at(Gravity.FILL, FILL, FILL).margins(bottom = look.dp(240)))
        }
        val languages = look.row().apply { gravity = Gravity.CENTER }
        for (language in state.languages()) {
            languages.addView(look.button(language.longName, Loud.BARE, 96) { presenter.touch(language) }.big(Type.TITLE).apply { tag = "speak:$language" }.sized(0, look.dp(96), 1f))
        }
        val closed = state.closed?.inLanguage(state.language)
        val foot = look.column(
            if (closed != null) centred(closed, Type.LARGE).apply { tag = "closed" }.sized(FILL, WRAP)
            else look.button(state.languages().joinToString("  ·  ") { Text.KIOSK_TOUCH.say(it) }, Loud.MAIN, 140) { presenter.touch() }.big(Type.TITLE).apply { tag = "touch" }.sized(FILL, look.dp(140)),
            languages.sized(FILL, look.dp(96)).margins(top = look.dp(Space.M)),
        ).padded(look.dp(Space.XXL), look.dp(Space.XXL), look.dp(Space.XXL), look.dp(Space.L))
        all.addView(foot.apply { setBackgroundColor(Tone.PAPER) }.at(Gravity.BOTTOM, FILL, WRAP))
        // Who works here knows it: the mode is left by holding the corner, and with a PIN.
        all.addView(View(look.context).apply {
            tag = "shop"
            setOnLongClickListener { presenter.askLeave(); true }
            look.tappable(this) { presenter.touch() }
        }.at(Gravity.TOP or Gravity.START, look.dp(160), look.dp(160)))
        return all.apply {
            tag = "idle"
            look.tappable(this) { presenter.touch() }
        }
    }
}

/** The shop's pictures, read once each and no larger than the screen. */
private class Pictures(private val look: Look, private val folder: File) {
    private var name: String? = null
    private var read: Bitmap? = null

    /** None where the file is no picture. */
    fun of(file: String): Bitmap? {
        if (file == name) return read
        val path = File(folder, file).path
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeFile(path, size)
        val screen = look.context.resources.displayMetrics
        var sample = 1
        while (size.outWidth / (sample * 2) >= screen.widthPixels && size.outHeight / (sample * 2) >= screen.heightPixels) sample *= 2
        name = file
        read = BitmapFactory.decodeFile(path, BitmapFactory.Options().apply { inSampleSize = sample })
        return read
    }
}
