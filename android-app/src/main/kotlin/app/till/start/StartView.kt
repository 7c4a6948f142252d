package app.till.start

import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import app.till.Language
import app.till.Mode
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
import app.till.look.at
import app.till.look.choices
import app.till.look.dots
import app.till.look.margins
import app.till.look.pad
import app.till.look.padded
import app.till.look.sized

/** A card in the middle of calm paper: as wide as a hand needs, on any screen. */
class Middle(private val look: Look) {
    private val space = look.dp(if (look.wide < 480) Space.XL else Space.XXL)
    private val card = look.column().apply { padded(space, space, space, space) }
    val root: View = FrameLayout(look.context).apply {
        setBackgroundColor(Tone.GROUND)
        val scroll = ScrollView(look.context).apply { addView(card.apply { background = look.filled(Tone.PAPER, Space.CARD) }) }
        val wide = minOf(look.dp(560), look.context.resources.displayMetrics.widthPixels - look.dp(Space.XXL))
        addView(scroll.at(Gravity.CENTER, wide, WRAP).margins(top = look.dp(Space.L), bottom = look.dp(Space.L)))
    }

    fun fill(build: LinearLayout.() -> Unit) {
        card.removeAllViews()
        card.build()
    }
}

/** The first start's three questions, one a page. */
class StartView(private val look: Look, private val presenter: StartPresenter, private val pickFile: () -> Unit, private val pickCopy: () -> Unit) {
    private val middle = Middle(look)
    val root: View get() = middle.root

    fun show(state: StartPresenter.State) = middle.fill {
        val language = state.asked.language
        fun say(text: Text) = text.say(language)
        when (state.step) {
            StartPresenter.Step.MODE -> {
                addView(View(look.context).apply { background = Food("meal-one", " ", Tone.hue(0), look.dp(Space.CARD).toFloat()) }.sized(FILL, look.dp(if (look.wide < 480) 96 else 160)).margins(bottom = look.dp(Space.L)))
                addView(look.label(say(Text.WELCOME), Type.TITLE, strong = true))
                addView(look.choices(Language.entries.map { it to it.longName }, language, "language") { presenter.chooseLanguage(it) }.sized(FILL, WRAP).margins(top = look.dp(Space.L), bottom = look.dp(Space.L)))
                addView(look.label(say(Text.DEVICE_IS), Type.LEAD, Tone.INK_2).margins(bottom = look.dp(Space.S)))
                addView(big(say(Text.CASHIER), say(Text.CASHIER_HINT), "mode:CASHIER") { presenter.chooseMode(Mode.CASHIER) })
                addView(big(say(Text.KIOSK), say(Text.KIOSK_HINT), "mode:KIOSK") { presenter.chooseMode(Mode.KIOSK) })
                addView(big(say(Text.PICKUP), say(Text.PICKUP_HINT), "mode:PICKUP") { presenter.chooseMode(Mode.PICKUP) })
            }
            StartPresenter.Step.MENU -> {
                headed(say(Text.START_MENU))
                addView(big(say(Text.START_SAMPLE), say(Text.START_SAMPLE_HINT), "sample") { presenter.sample() })
                addView(big(say(Text.START_IMPORT), say(Text.START_IMPORT_HINT), "import") { pickFile() })
                addView(big(say(Text.START_COPY), say(Text.START_COPY_HINT), "copy") { pickCopy() })
            }
            StartPresenter.Step.OWNER -> {
                headed(say(Text.START_OWNER))
                addView(look.dots(state.asked.pin.length).apply { gravity = Gravity.CENTER }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
                addView(look.pad(72, { presenter.key(it) }, { presenter.open() }, say(Text.OK)).sized(FILL, WRAP))
                addView(look.button(say(Text.START_SKIP), Loud.QUIET) { presenter.skip() }.apply { tag = "skip" }.sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.L)))
            }
            StartPresenter.Step.OPENING -> addView(look.label(say(Text.START_OPENING), Type.TITLE, Tone.INK_2).apply { gravity = Gravity.CENTER }.sized(FILL, look.dp(160)))
        }
        state.trouble?.let { words ->
            addView(look.label(words, Type.BODY, Tone.BAD, strong = true).apply {
                tag = "trouble"
                background = look.filled(Tone.BAD_GROUND, Space.BUTTON)
                padded(look.dp(Space.M), look.dp(Space.M), look.dp(Space.M), look.dp(Space.M))
            }.sized(FILL, WRAP).margins(top = look.dp(Space.M)))
        }
    }

    /** The way back and what is asked, on one line; its arrow stands where everything else begins. */
    private fun LinearLayout.headed(words: String) = addView(look.row(
        look.icon(Icon.BACK, what = "back") { presenter.back() }.apply { tag = "back" }.margins(right = look.dp(Space.XS)),
        look.label(words, Type.TITLE, strong = true).sized(0, WRAP, 1f),
    ).sized(FILL, WRAP).margins(left = -look.dp(Space.L), bottom = look.dp(Space.L)))

    private fun big(words: String, hint: String, tag: String, onTap: () -> Unit): View = look.column(
        look.label(words, Type.LEAD, strong = true),
        look.label(hint, Type.BODY, Tone.INK_2).margins(top = look.dp(Space.XS)),
    ).apply {
        this.tag = tag
        background = look.pressable(look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
        padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(Space.M))
        look.tappable(this, onTap)
        contentDescription = words
    }.sized(FILL, WRAP).margins(bottom = look.dp(Space.M))
}

/** Who stands here. */
class SignInView(private val look: Look, private val presenter: SignInPresenter) {
    private val middle = Middle(look)
    val root: View get() = middle.root

    fun show(state: SignInPresenter.State) = middle.fill {
        addView(look.label(Text.SIGN_IN.say(state.language), Type.TITLE, strong = true).apply { gravity = Gravity.CENTER }.sized(FILL, WRAP))
        addView(look.dots(state.typed.length).apply { gravity = Gravity.CENTER }.sized(FILL, WRAP).margins(top = look.dp(Space.L), bottom = look.dp(Space.L)))
        addView(look.pad(72, { presenter.key(it) }, { presenter.ok() }, Text.OK.say(state.language)).sized(FILL, WRAP))
        state.trouble?.let { words ->
            addView(look.label(words, Type.BODY, Tone.BAD, strong = true).apply { tag = "trouble"; gravity = Gravity.CENTER }.sized(FILL, WRAP).margins(top = look.dp(Space.L)))
        }
    }
}
