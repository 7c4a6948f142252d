package app.till.cashier

import android.text.InputType
import android.text.SpannableString
import android.text.Spanned
import android.text.style.RelativeSizeSpan
import android.view.Gravity
import android.view.View
import android.widget.EditText
import android.widget.LinearLayout
import app.till.Language
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Icon
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.padded
import app.till.look.sized
import uniffi.till_mobile.NameForm
import uniffi.till_mobile.Words
import uniffi.till_mobile.Wrong

/** What pages of half-made things are made of: fields, what is wrong under them, rows that move, and the side. */
abstract class DraftFields(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    /** Everything that is wrong, as it is now … */
    protected abstract val wrongs: List<Wrong>

    /** … and whether it is said beside the fields: once somebody tried to save. */
    protected abstract val refused: Boolean

    /** The first field with something wrong. */
    private var first: View? = null

    /** Whoever was refused sees the first of what is wrong, wherever the form was scrolled to. */
    protected fun showFirst() {
        if (refused) first?.let { field -> field.post { field.requestRectangleOnScreen(android.graphics.Rect(0, 0, field.width, field.height), true) } }
    }

    protected fun small(words: Text): View = look.label(say(words), Type.SMALL, Tone.INK_2, strong = true).margins(bottom = look.dp(Space.XS))

    /** A field under its name; what is wrong with it stands below. */
    protected fun text(name: String, path: String, now: String, numbers: Boolean = false, onTyped: (String) -> Unit): View {
        val typing = look.field(name, "draft:$path", now, onChange = onTyped)
        typing.hint = ""
        if (numbers) typing.inputType = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL
        val above = look.label(name, Type.SMALL, Tone.INK_2, strong = true).margins(bottom = look.dp(Space.XS))
        return look.column(above, typing.sized(FILL, look.dp(Space.MAIN)), wrong(path, typing)).sized(FILL, WRAP).margins(bottom = look.dp(Space.M))
    }

    /** A name's three fields beside each other; [otherwise] is what it is called where nothing is typed. */
    protected fun three(path: String, what: String, now: NameForm, otherwise: Words? = null, onTyped: (NameForm) -> Unit): View {
        // Chinese letters stand higher than Latin ones: the fields stand in line, whatever is above them.
        val row = look.row().apply { gravity = Gravity.BOTTOM }
        var name = now
        fun one(language: String, tag: String, text: String, hint: String?, with: NameForm.(String) -> NameForm): EditText {
            val typing = look.field("$what · $language", "draft:$path/$tag", text, onChange = { typed ->
                name = name.with(typed)
                onTyped(name)
            })
            // What it is called otherwise is a name, as long as names are: small, so that it is read whole.
            typing.hint = SpannableString(hint ?: "").apply { setSpan(RelativeSizeSpan(Type.SMALL / Type.BODY), 0, length, Spanned.SPAN_INCLUSIVE_EXCLUSIVE) }
            val above = look.label("$what · $language", Type.SMALL, Tone.INK_2, strong = true).apply { maxLines = 1 }
            val column = look.column(above, typing.sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.XS)))
            row.addView(column.sized(0, WRAP, 1f).margins(left = if (row.childCount > 0) look.dp(Space.S) else 0))
            return typing
        }
        val fields = arrayOf(
            one("中文", "zh", now.zh, otherwise?.zh) { copy(zh = it) },
            one("English", "en", now.en, otherwise?.en) { copy(en = it) },
            one("Melayu", "ms", now.ms, otherwise?.ms) { copy(ms = it) },
        )
        return look.column(row.sized(FILL, WRAP), wrong(path, *fields)).sized(FILL, WRAP).margins(bottom = look.dp(Space.M))
    }

    /** What is wrong at a place, under the fields it is about; away as soon as one of them is typed in. */
    protected fun wrong(path: String, vararg fields: EditText): View {
        val no = wrongs.firstOrNull { refused && it.path == path }
        val told = look.label(no?.words?.inLanguage(language) ?: "", Type.SMALL, Tone.BAD, strong = true).apply { tag = "wrong:$path" }
        if (no == null) return told.apply { visibility = View.GONE }
        fun outline(line: Int, width: Int) = fields.forEach { it.background = look.outlined(Tone.PAPER, line, Space.BUTTON, width) }
        outline(Tone.BAD, 2)
        if (first == null) first = fields.firstOrNull() ?: told
        fields.forEach { field ->
            field.addTextChangedListener(object : android.text.TextWatcher {
                override fun afterTextChanged(text: android.text.Editable) {
                    told.visibility = View.GONE
                    outline(Tone.LINE, 1)
                }
                override fun beforeTextChanged(s: CharSequence?, start: Int, count: Int, after: Int) = Unit
                override fun onTextChanged(s: CharSequence?, start: Int, before: Int, count: Int) = Unit
            })
        }
        return told.sized(FILL, WRAP).margins(top = look.dp(Space.XS))
    }

    protected fun nameOf(name: NameForm): String {
        val own = when (language) {
            Language.ZH -> name.zh
            Language.EN -> name.en
            Language.MS -> name.ms
        }
        return listOf(own, name.zh, name.en, name.ms).firstOrNull { it.isNotBlank() } ?: ""
    }

    protected fun card(): LinearLayout = look.column().apply {
        background = look.outlined(Tone.PAPER, Tone.LINE, Space.CARD)
        padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(Space.L))
        sized(FILL, WRAP).margins(top = look.dp(Space.S), bottom = look.dp(Space.M))
    }

    /** A row's way up, down and out. */
    protected fun LinearLayout.ways(tag: String, at: Int, last: Int, onMove: (up: Boolean) -> Unit, onOut: () -> Unit) {
        fun way(sign: String, what: Text, name: String, off: Boolean, up: Boolean) = addView(look.button(sign, Loud.QUIET, Space.TOUCH) { onMove(up) }.apply {
            this.tag = "$name:$tag"
            contentDescription = say(what)
            padded(0, 0, 0, 0)
            if (off) look.off(this)
        }.sized(look.dp(Space.TOUCH), look.dp(Space.TOUCH)).margins(left = look.dp(Space.XS)))
        way("↑", Text.MOVE_UP, "up", at == 0, true)
        way("↓", Text.MOVE_DOWN, "down", at == last, false)
        addView(look.icon(Icon.CLOSE, Tone.INK_2, what = say(Text.REMOVE), onTap = onOut).apply { this.tag = "out:$tag" }.margins(left = look.dp(Space.XS)))
    }

    /** A number with one less and one more. */
    protected fun counted(now: String, tag: String, onCount: (more: Boolean) -> Unit): View =
        counted(look.figures(now, Type.BODY, strong = true).apply { gravity = Gravity.CENTER; minWidth = look.dp(28); this.tag = tag }, tag, onCount)

    protected fun counted(now: View, tag: String, onCount: (more: Boolean) -> Unit): View = look.row(
        look.icon(Icon.MINUS, what = say(Text.DRAFT_LESS)) { onCount(false) }.apply { this.tag = "less:$tag" },
        now,
        look.icon(Icon.PLUS, what = say(Text.DRAFT_MORE)) { onCount(true) }.apply { this.tag = "more:$tag" },
    )

    /** A button that is on or off. */
    protected fun ticked(words: String, on: Boolean, tag: String, onTap: () -> Unit) = look.button((if (on) "✓ " else "") + words, Loud.QUIET, onTap = onTap).apply {
        this.tag = tag
        maxLines = 2
        padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0)
        if (on) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
    }

    protected fun add(words: Text, tag: String, height: Int = Space.MAIN, onTap: () -> Unit): View =
        look.button("+ " + say(words), Loud.QUIET, height, onTap).apply { this.tag = tag; padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0) }

    /** What is looked for, by name, pinyin or barcode, to be put in. */
    protected fun seek(seeks: Seeks, there: List<String>, onFind: (String) -> Unit, onPut: (String) -> Unit, onDone: () -> Unit) {
        find(Text.SEARCH, "seek", seeks.typed, onFind)
        if (seeks.found.isEmpty()) body.addView(look.empty(say(Text.NOTHING_FOUND), say(Text.NOTHING_FOUND_HINT)).sized(FILL, WRAP))
        for (sku in seeks.found) {
            val row = look.listRow(sku.name.inLanguage(language), if (sku.counted) Text.LEFT.say(language, sku.level) else null)
            if (sku.sku in there) row.addView(look.badge("✓ " + say(Text.DRAFT_IN), Tone.GOOD, Tone.GOOD_GROUND).apply { tag = "in:${sku.sku}" })
            else row.addView(small("+ " + say(Text.DRAFT_PUT_IN), "put-in:${sku.sku}") { onPut(sku.sku) })
            body.addView(row.sized(FILL, WRAP))
            body.addView(look.line())
        }
        next(say(Text.DRAFT_SOUGHT), "sought", onTap = onDone)
    }

    // --- the side ---

    protected fun LinearLayout.figure(name: Text, value: CharSequence, tag: String) {
        addView(look.label(say(name), Type.SMALL, Tone.INK_2, strong = true).sized(FILL, WRAP))
        addView(look.label(value, Type.LEAD, strong = true).apply { this.tag = tag; fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(Space.XS), bottom = look.dp(Space.L)))
    }

    /** Everything that is missing, or that nothing is. [place] names the row that a path is about. */
    protected fun LinearLayout.missing(place: (String) -> String?) {
        addView(look.line().margins(bottom = look.dp(Space.L)))
        if (wrongs.isEmpty()) {
            addView(look.label("✓ " + say(Text.DRAFT_WHOLE), Type.BODY, Tone.GOOD, strong = true).apply { tag = "whole" }.sized(FILL, WRAP))
            return
        }
        addView(look.label(say(Text.DRAFT_MISSING), Type.SMALL, Tone.INK_2, strong = true).sized(FILL, WRAP))
        wrongs.forEachIndexed { i, no ->
            val words = listOfNotNull(place(no.path), no.words.inLanguage(language)).joinToString(": ")
            addView(look.label("· $words", Type.BODY, if (refused) Tone.BAD else Tone.INK).apply { tag = "missing:$i" }.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
        }
    }
}
