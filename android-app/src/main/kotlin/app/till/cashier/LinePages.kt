package app.till.cashier

import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.TextView
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.TileGrid
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.named
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.Opens

/** One line of the order and what is typed for it: quantity, remark, discount; open items; a bill split by its lines. */
class LinePages(private val look: Look, private val presenter: CashierPresenter) {
    private lateinit var state: CashierState
    private lateinit var title: TextView
    private lateinit var body: LinearLayout
    private lateinit var foot: LinearLayout
    private val sign get() = state.menu?.sign ?: ""

    fun show(state: CashierState, sheet: Sheet, title: TextView, body: LinearLayout, foot: LinearLayout) {
        this.state = state
        this.title = title
        this.body = body
        this.foot = foot
        when (sheet) {
            is Sheet.OneLine -> line(sheet)
            is Sheet.Ask -> ask(sheet)
            is Sheet.OpenItem -> openItem(sheet)
            is Sheet.SplitLines -> splitLines(sheet)
            else -> Unit
        }
    }

    private fun say(text: Text, vararg with: Any) = text.say(state.language, *with)

    private fun button(words: String, tag: String, onTap: () -> Unit) =
        look.button(words, Loud.QUIET, 64, onTap).apply { this.tag = tag; padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0) }

    private fun next(words: String, tag: String, enabled: Boolean, onTap: () -> Unit) {
        val button = look.button(words, Loud.MAIN, 64, onTap).apply { this.tag = tag }
        if (!enabled) look.off(button)
        foot.addView(button.sized(FILL, look.dp(64)))
    }

    private fun line(sheet: Sheet.OneLine) {
        val line = state.order?.lines?.getOrNull(sheet.line) ?: return
        val spec = line.spec?.let { " " + it.inLanguage(state.language) } ?: ""
        title.text = line.name.inLanguage(state.language) + spec
        body.addView(look.row(
            look.label("${line.qty} × ${line.unit}", Type.LEAD, Tone.INK_2).apply { fontFeatureSettings = "tnum" }.sized(0, WRAP, 1f),
            look.figures(look.amount(sign, line.net), Type.TITLE, strong = true).apply { tag = "line-net" },
        ).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        val acts = TileGrid(look.context, 2, look.dp(Space.M))
        acts.addView(button(say(Text.QUANTITY_TYPE), "line-quantity") { presenter.askQuantity(sheet.line) })
        val asks = state.tileOf(line.id)?.opens
        if (asks == Opens.SET || asks == Opens.CHOICES) acts.addView(button(say(Text.CHANGE_CHOICES), "line-choices") { presenter.changeChoices(sheet.line) })
        body.addView(acts.sized(FILL, WRAP))
        body.addView(look.section(say(Text.NOTE)))
        val note = look.field(say(Text.NOTE_HINT), "line-note", line.note ?: "") { presenter.note(sheet.line, it) }
        body.addView(look.row(
            note.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.SAVE), Loud.QUIET) { presenter.note(sheet.line, note.text.toString()) }.apply { tag = "save-note" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP))
        body.addView(look.section(say(Text.DISCOUNT_LINE)))
        line.discounts.forEach { one ->
            body.addView(look.row(
                look.label(one.name.inLanguage(state.language), Type.BODY, Tone.GOOD, strong = true).sized(0, WRAP, 1f),
                look.figures("−${one.amount}", Type.BODY, Tone.GOOD, strong = true),
            ).sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        }
        val grid = TileGrid(look.context, 3, look.dp(Space.M))
        for (percent in listOf("5", "10", "20")) grid.addView(button(say(Text.PERCENT_OFF, percent), "line-percent:$percent") { presenter.discount(percent, sheet.line) })
        grid.addView(button(say(Text.DISCOUNT_PERCENT), "line-percent") { presenter.askPercent(sheet.line) })
        grid.addView(button(say(Text.DISCOUNT_AMOUNT), "line-amount") { presenter.askAmountOff(sheet.line) })
        grid.addView(button(say(Text.DISCOUNT_PRICE), "line-price") { presenter.askPrice(sheet.line) })
        body.addView(grid.sized(FILL, WRAP))
        foot.addView(look.row(
            look.button(say(Text.REMOVE), Loud.QUIET) { presenter.remove(sheet.line) }.apply { tag = "line-remove"; setTextColor(Tone.BAD) }.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.NO_DISCOUNT), Loud.QUIET) { presenter.discount(null, sheet.line) }.apply { tag = "line-percent:0" }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.M)),
        ).sized(FILL, WRAP))
    }

    /** One thing that is typed: large, with the keys under it; words have a field. */
    private fun ask(sheet: Sheet.Ask) {
        title.text = say(sheet.title)
        body.addView(look.label(sheet.about, Type.LEAD, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        if (sheet.kind == Typed.WORDS) {
            val field = look.field(say(sheet.title), "ask-words", sheet.typed) { presenter.answer(it) }
            body.addView(field.sized(FILL, look.dp(Space.MAIN)))
            return next(say(Text.OK), "ask-ok", true) { presenter.answer(field.text.toString()) }
        }
        val typed = sheet.typed.ifEmpty { "0" }
        val shown: CharSequence = when (sheet.kind) {
            Typed.AMOUNT -> look.amount(sign, typed)
            Typed.PERCENT -> "$typed %"
            else -> if (sheet.unit.isEmpty()) typed else "$typed ${sheet.unit}"
        }
        figure(shown, sheet.typed.isEmpty(), "ask-typed")
        PaySheet(look, presenter).keys(body) { presenter.key(it) }
        next(say(Text.OK), "ask-ok", sheet.typed.isNotEmpty()) { presenter.answer() }
    }

    private fun figure(shown: CharSequence, empty: Boolean, tag: String) {
        body.addView(look.figures(shown, Type.HUGE, if (empty) Tone.INK_2 else Tone.INK, strong = true).apply {
            this.tag = tag
            gravity = Gravity.START
        }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
    }

    private fun openItem(sheet: Sheet.OpenItem) {
        title.text = say(Text.OPEN_ITEM)
        body.addView(look.named(look.field(say(Text.OPEN_ITEM_NAME), "open-name", sheet.name, onChange = presenter::openItemName)))
        figure(look.amount(sign, sheet.typed.ifEmpty { "0" }), sheet.typed.isEmpty(), "open-price")
        PaySheet(look, presenter).keys(body) { presenter.key(it) }
        val words = if (sheet.typed.isEmpty()) say(Text.TYPE_AMOUNT) else say(Text.ADD)
        next(words, "open-add", sheet.typed.isNotEmpty()) { presenter.addOpenItem() }
    }

    private fun splitLines(sheet: Sheet.SplitLines) {
        title.text = say(Text.SPLIT_LINES)
        body.addView(look.label(say(Text.SPLIT_LINES_HINT), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        state.order?.lines?.forEachIndexed { at, line ->
            val chosen = at in sheet.lines
            val row: View = look.listRow("${line.qty} × ${line.name.inLanguage(state.language)}", null, look.figures(line.net, Type.BODY, strong = true)).apply {
                tag = "split-line:$at"
                padded(look.dp(Space.L), 0, look.dp(Space.L), 0)
                background = look.pressable(if (chosen) look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
                look.tappable(this) { presenter.paying.splitLine(at) }
            }
            body.addView(row.sized(FILL, look.dp(64)).margins(bottom = look.dp(Space.S)))
        }
        val some = sheet.lines.isNotEmpty() && sheet.lines.size < (state.order?.lines?.size ?: 0)
        next(if (some) say(Text.SPLIT_LINES_PAY) else say(Text.SPLIT_LINES_SOME), "split-off", some) { presenter.paying.splitOff() }
    }
}
