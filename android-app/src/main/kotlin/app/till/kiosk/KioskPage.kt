package app.till.kiosk

import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import app.till.Text
import app.till.look.FILL
import app.till.look.Food
import app.till.look.Icon
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.margins
import app.till.look.padded
import app.till.look.sized

/** What every page of the kiosk is made of: large type, the head with the way back, a frame with a foot. */
abstract class KioskPage(protected val look: Look, protected val presenter: KioskPresenter) {
    protected fun TextView.big(size: Float) = apply { setTextSize(TypedValue.COMPLEX_UNIT_SP, size) }

    /** The head of every page but the first: back, a title, the languages. */
    protected fun head(state: KioskState, title: String): View {
        val row = look.row(
            look.icon(Icon.BACK, size = 96, what = Text.BACK.say(state.language)) { presenter.back() }.apply { tag = "back" },
            look.oneLine(look.label(title, Type.LARGE, strong = true)).sized(0, WRAP, 1f).margins(left = look.dp(Space.M)),
        )
        val languages = state.languages()
        if (languages.size > 1) for (language in languages) {
            val chosen = language == state.language
            val button = look.button(language.shortName, Loud.BARE, 72) { presenter.chooseLanguage(language) }.big(Type.LEAD)
            if (chosen) button.background = look.filled(Tone.INK, Space.BUTTON)
            button.setTextColor(if (chosen) Tone.PAPER else Tone.INK_2)
            row.addView(button.sized(WRAP, look.dp(72)).margins(left = look.dp(Space.S)))
        }
        if (state.settings?.help != false) row.addView(look.button("?", Loud.QUIET, 72) { presenter.help() }.big(Type.TITLE).apply {
            tag = "help"
            contentDescription = Text.KIOSK_HELP.say(state.language)
            padded(0, 0, 0, 0)
        }.sized(look.dp(72), look.dp(72)).margins(left = look.dp(Space.L)))
        return row.padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XXL), look.dp(Space.XL))
    }

    protected fun framed(state: KioskState, title: String, body: View, foot: View?): View {
        val all = look.column(head(state, title).sized(FILL, look.dp(144)), body.sized(FILL, 0, 1f))
        state.trouble?.let {
            all.addView(centred(it, Type.TITLE, Tone.BAD).apply { background = look.filled(Tone.BAD_GROUND, 0) }.padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL)).sized(FILL, WRAP))
        }
        if (foot != null) {
            all.addView(look.line())
            all.addView(foot.padded(look.dp(Space.XXL), look.dp(Space.XL), look.dp(Space.XXL), look.dp(Space.XXL)).sized(FILL, WRAP).apply { setBackgroundColor(Tone.PAPER) })
        }
        return all
    }

    protected fun scrolled(body: LinearLayout) = ScrollView(look.context).apply {
        tag = "scroll"
        addView(body.padded(look.dp(Space.XXL), 0, look.dp(Space.XXL), look.dp(Space.XXL)))
    }

    protected fun centred(text: String, size: Float, colour: Int = Tone.INK, strong: Boolean = true) =
        look.label(text, size, colour, strong).apply { gravity = Gravity.CENTER }

    protected fun picture(image: String?, name: String, ground: Int) =
        View(look.context).apply { background = Food(image, name, ground, look.dp(Space.CARD).toFloat()) }
}
