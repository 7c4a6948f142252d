package app.till.cashier

import android.view.Gravity
import android.view.View
import android.widget.HorizontalScrollView
import android.widget.LinearLayout
import android.widget.TextView
import app.till.Language
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.dots
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.named
import app.till.look.pad
import app.till.look.padded
import app.till.look.sized
import uniffi.till_mobile.MemberView

/**
 * Pages of one kind: what stands in a sheet's title, body and foot. Here is what all of them are made of; what each is about
 * is in its own file.
 */
abstract class Pages(protected val look: Look, protected val presenter: CashierPresenter) {
    protected lateinit var state: CashierState
    protected lateinit var title: TextView
        private set
    protected lateinit var body: LinearLayout
        private set
    protected lateinit var foot: LinearLayout
        private set

    /** Beside the body, for what is always to be seen; not there as long as nothing is put into it. */
    protected lateinit var side: LinearLayout
    protected val language get() = state.language
    protected val sign get() = state.menu?.sign ?: ""

    /** [refused]: what is wrong was found just now, and whoever filled it in has not seen it yet. */
    fun show(state: CashierState, sheet: Sheet, title: TextView, body: LinearLayout, foot: LinearLayout, side: LinearLayout, refused: Boolean) {
        this.state = state
        this.title = title
        this.body = body
        this.foot = foot
        this.side = side
        draw(sheet)
        trouble(sheet)
        if (beside.isNotEmpty()) toMend(beside.size)
        if (refused) bringUp(beside.values.firstOrNull())
    }

    protected abstract fun draw(sheet: Sheet)

    /** What went wrong, at the foot of what it is about; over the next step where the page is a long form. */
    private fun trouble(sheet: Sheet) {
        // What stands beside its field is not said again.
        if (beside.isNotEmpty() && state.wrong.keys.all { path -> beside.keys.any { Counter.at(path, it) } }) return
        val told = look.label(state.trouble?.inLanguage(language) ?: return, Type.BODY, Tone.BAD, strong = true).apply {
            tag = "sheet-trouble"
            background = look.filled(Tone.BAD_GROUND, Space.BUTTON)
            padded(look.dp(Space.M), look.dp(Space.M), look.dp(Space.M), look.dp(Space.M))
        }.sized(FILL, WRAP)
        if (sheet.isLong()) foot.addView(told.margins(bottom = look.dp(Space.M)), 0) else body.addView(told.margins(top = look.dp(Space.M)))
    }

    // --- what is wrong, beside what it is about ---

    /** The parts of a form that said what is wrong with them, in their order. */
    private val beside = LinkedHashMap<String, View>()
    private var left = 0
    private var counted: TextView? = null

    /** How much there is to mend, over the next step: a long form may have the rest of it elsewhere. */
    protected fun toMend(many: Int) {
        left = many
        counted = look.label(say(Text.FORM_WRONG, many), Type.BODY, Tone.BAD, strong = true).apply { tag = "form-wrong" }
        foot.addView(counted?.sized(FILL, WRAP)?.margins(bottom = look.dp(Space.S)), 0)
    }

    /** One of them is being mended: nothing is drawn anew under whoever types. */
    protected fun oneLess() {
        left--
        counted?.text = say(Text.FORM_WRONG, left)
        if (left <= 0) counted?.visibility = View.GONE
    }

    /** Whoever was refused sees the first of it, wherever the form was scrolled to. */
    protected fun bringUp(first: View?) {
        first?.post { first.requestRectangleOnScreen(android.graphics.Rect(0, 0, first.width, first.height), true) }
    }

    private fun wrongAt(at: String): String? {
        if (state.firstWrong() == null || at in beside) return null
        return state.wrong.entries.firstOrNull { Counter.at(it.key, at) }?.value?.inLanguage(language)
    }

    private fun told(words: String, at: String): TextView = look.label(words, Type.SMALL, Tone.BAD, strong = true).apply { tag = "wrong:$at" }

    /**
     * A field under its name. What is wrong [at] this part of the form stands below it until it is typed in again.
     */
    protected fun typing(field: android.widget.EditText, at: String): View {
        val named = look.named(field)
        val told = told(wrongAt(at) ?: return named, at)
        beside[at] = named
        field.background = look.outlined(Tone.PAPER, Tone.BAD, Space.BUTTON, 2)
        field.addTextChangedListener(object : android.text.TextWatcher {
            override fun afterTextChanged(text: android.text.Editable) {
                presenter.mended(at)
                if (told.visibility == View.VISIBLE) oneLess()
                told.visibility = View.GONE
                field.background = look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON)
            }
            override fun beforeTextChanged(s: CharSequence?, start: Int, count: Int, after: Int) = Unit
            override fun onTextChanged(s: CharSequence?, start: Int, before: Int, count: Int) = Unit
        })
        (named as LinearLayout).addView(told.sized(FILL, WRAP).margins(top = look.dp(Space.XS)))
        return named
    }

    /** What is wrong [at] a part that is touched: below it, until something there is touched. */
    protected fun fault(at: String) {
        val told = told(wrongAt(at) ?: return, at)
        beside[at] = told
        body.addView(told.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
    }

    protected fun say(text: Text, vararg with: Any) = text.say(language, *with)

    /** So many percent off; Chinese says what is left to pay. */
    protected fun percentOff(percent: String): String = if (language == Language.ZH) FOLDS[percent] ?: say(Text.PERCENT_OFF, percent) else say(Text.PERCENT_OFF, percent)

    protected fun big(words: String, tag: String, loud: Loud = Loud.QUIET, onTap: () -> Unit): View =
        look.button(words, loud, 64, onTap).apply { this.tag = tag; gravity = Gravity.CENTER_VERTICAL; padded(look.dp(Space.XL), 0, look.dp(Space.L), 0) }
            .sized(FILL, look.dp(64)).margins(bottom = look.dp(Space.M))

    protected fun small(words: String, tag: String, onTap: () -> Unit): View =
        look.button(words, Loud.QUIET, Space.TOUCH, onTap).apply { this.tag = tag; padded(look.dp(Space.M), 0, look.dp(Space.M), 0) }
            .sized(WRAP, look.dp(Space.TOUCH)).margins(left = look.dp(Space.S))

    /** A place to go to, and what can be done there. */
    protected fun tile(words: String, hint: String, tag: String, onTap: () -> Unit): View = look.column(
        look.label(words, Type.BODY, strong = true).sized(FILL, WRAP),
        look.label(hint, Type.SMALL, Tone.INK_2).sized(FILL, WRAP).margins(top = look.dp(Space.XS)),
    ).apply {
        this.tag = tag
        contentDescription = words
        gravity = Gravity.CENTER_VERTICAL
        minimumHeight = look.dp(88)
        padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(Space.M))
        background = look.pressable(look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
        look.tappable(this, onTap)
    }

    /** One of several ways to narrow a list. */
    protected fun chip(words: String, tag: String, chosen: Boolean, onTap: () -> Unit): View =
        look.button(words, Loud.QUIET, Space.TOUCH, onTap).apply {
            this.tag = tag
            fontFeatureSettings = "tnum"
            padded(look.dp(Space.M), 0, look.dp(Space.M), 0)
            if (chosen) {
                background = look.filled(Tone.INK, Space.BUTTON)
                setTextColor(Tone.PAPER)
            }
        }.sized(WRAP, look.dp(Space.TOUCH)).margins(right = look.dp(Space.S))

    protected fun scrolling(row: View): View =
        HorizontalScrollView(look.context).apply { isHorizontalScrollBarEnabled = false; addView(row) }.sized(FILL, WRAP).margins(bottom = look.dp(Space.M))

    protected fun next(words: String, tag: String, enabled: Boolean = true, onTap: () -> Unit) {
        val button = look.button(words, Loud.MAIN, 64, onTap).apply { this.tag = tag }
        if (!enabled) look.off(button)
        foot.addView(button.sized(FILL, look.dp(64)))
    }

    /** A row that is chosen or not, with what it comes to. */
    protected fun chosenRow(words: String, amount: String, chosen: Boolean, tag: String, onTap: () -> Unit) {
        val row = look.listRow(words, null, look.figures(amount, Type.BODY, strong = true)).apply {
            this.tag = tag
            padded(look.dp(Space.L), 0, look.dp(Space.L), 0)
            background = look.pressable(if (chosen) look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
            look.tappable(this, onTap)
        }
        body.addView(row.sized(FILL, look.dp(64)).margins(bottom = look.dp(Space.S)))
    }

    /** What to look for in a list: a field, and the button that does what Enter does. */
    protected fun find(hint: Text, tag: String, typed: String, onFind: (String) -> Unit) {
        val field = look.field(say(hint), tag, typed) { onFind(it) }
        body.addView(look.row(
            field.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.FIND), Loud.QUIET) { onFind(field.text.toString()) }.apply { this.tag = "$tag-go" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
    }

    protected fun nameOf(member: MemberView): String = member.person?.name?.ifEmpty { null } ?: member.number

    protected fun pin(typed: String, onOk: () -> Unit) {
        body.addView(look.dots(typed.length).apply { gravity = Gravity.CENTER }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        body.addView(look.pad(64, { presenter.key(it) }, onOk, say(Text.OK)).sized(FILL, WRAP))
    }

    protected fun figure(shown: CharSequence, empty: Boolean, tag: String) {
        body.addView(look.figures(shown, Type.HUGE, if (empty) Tone.INK_2 else Tone.INK, strong = true).apply {
            this.tag = tag
            gravity = Gravity.START
        }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
    }

    private companion object {
        val FOLDS = mapOf("5" to "95 折", "10" to "9 折", "15" to "85 折", "20" to "8 折", "30" to "7 折", "50" to "5 折")
    }
}
