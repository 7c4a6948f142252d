package app.till.cashier

import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.TextView
import app.till.Language
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Icon
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.TileGrid
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.field
import app.till.look.margins
import app.till.look.padded
import app.till.look.paper
import app.till.look.sized
import app.till.look.slipCame
import uniffi.till_mobile.TenderChoiceView

/**
 * Taking the money: what is due, how, and what goes back. Exact cash is two taps from the grid. Likely notes are at the
 * left, the keys at the right, so that nothing has to be scrolled for while a customer waits.
 */
class PaySheet(private val look: Look, private val presenter: CashierPresenter) {
    fun show(state: CashierState, sheet: Sheet.Pay, title: TextView, body: LinearLayout, foot: LinearLayout) {
        val language = state.language
        val sign = state.menu?.sign ?: ""
        val cash = sheet.tender.cash
        title.text = Text.AMOUNT_DUE.say(language)
        val due = if (cash) sheet.payment.dueInCash else sheet.payment.due
        val size = if (due.length > WIDE) Type.LARGE else Type.HUGE
        body.addView(look.row(
            look.figures(look.amount(sign, due), size, strong = true).apply { tag = "due"; gravity = Gravity.START }.sized(0, WRAP, 1f),
            split(state).sized(look.dp(KEYS), WRAP).margins(left = look.dp(Space.XL)),
        ).sized(FILL, WRAP))
        // What whoever takes the money should know, in the core's words.
        state.order?.warnings?.forEach { warning ->
            body.addView(look.label(warning.inLanguage(language), Type.BODY, Tone.WARN, strong = true).apply {
                tag = "warning"
                background = look.filled(Tone.WARN_GROUND, Space.BUTTON)
                padded(look.dp(Space.M), look.dp(Space.M), look.dp(Space.M), look.dp(Space.M))
            }.sized(FILL, WRAP).margins(top = look.dp(Space.M)))
        }
        val quiet = { tender: TenderChoiceView -> tender.storedValue && state.customer == null }
        body.addView(tenders(state.menu?.tenders ?: emptyList(), sheet.tender, language, quiet) { presenter.paying.chooseTender(it) }.sized(FILL, WRAP).margins(top = look.dp(Space.M), bottom = look.dp(Space.L)))

        val left = look.column()
        if (cash) {
            left.addView(look.label(Text.CASH_GIVEN.say(language), Type.LEAD, Tone.INK_2).margins(bottom = look.dp(Space.M)))
            left.addView(notes(sheet.payment.likelyCash, sign) { presenter.paying.pay(it) }.sized(FILL, WRAP))
        } else {
            left.addView(look.label(Text.SCAN_NOW.say(language), Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.M)))
            if (sheet.tender.needsReference) {
                left.addView(look.field(Text.REFERENCE.say(language), "reference", sheet.reference, onChange = presenter.paying::reference).sized(FILL, look.dp(Space.MAIN)))
            }
        }
        taken(state, left)
        val right = look.column(
            look.label((if (cash) Text.OTHER_AMOUNT else Text.PART).say(language), Type.LEAD, Tone.INK_2).margins(bottom = look.dp(Space.M)),
        )
        keys(right) { presenter.paying.key(it) }
        body.addView(look.row(left.sized(0, WRAP, 1f), right.sized(look.dp(KEYS), WRAP).margins(left = look.dp(Space.XL))).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))

        val typed = sheet.typed
        when {
            !cash -> feet(state, sheet, Text.TAKE.say(language, "$sign $due"), foot) { presenter.paying.pay(null) }
            typed.isNotEmpty() -> feet(state, sheet, Text.TAKE.say(language, "$sign $typed"), foot) { presenter.paying.pay(typed) }
            else -> {
                val take = look.off(look.button(Text.TAP_OR_TYPE.say(language), Loud.MAIN) {}.apply { tag = "take" })
                foot.addView(take.sized(FILL, look.dp(64)))
            }
        }
    }

    /** Every tender there is, the chosen one dark. */
    fun tenders(all: List<TenderChoiceView>, chosen: TenderChoiceView, language: Language, quiet: (TenderChoiceView) -> Boolean = { false }, columns: Int = 4, onChoose: (TenderChoiceView) -> Unit): View {
        val tenders = TileGrid(look.context, columns, look.dp(Space.S))
        for (tender in all) {
            val tile = look.button(tender.name.inLanguage(language), Loud.QUIET) { onChoose(tender) }
            tile.tag = "tender:${tender.id}"
            tile.padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
            if (quiet(tender)) tile.setTextColor(Tone.INK_2)
            if (tender == chosen) {
                tile.background = look.filled(Tone.INK, Space.BUTTON)
                tile.setTextColor(Tone.PAPER)
            }
            tenders.addView(tile)
        }
        return tenders
    }

    /** What a customer probably hands over. */
    fun notes(amounts: List<String>, sign: String, onTake: (String) -> Unit): View {
        val notes = TileGrid(look.context, 2, look.dp(Space.S))
        amounts.forEachIndexed { at, amount ->
            // The first is what is due: one tap for exact cash, and framed as such.
            val note = look.button(look.amount(sign, amount), Loud.QUIET, 64) { onTake(amount) }
            if (at == 0) note.background = look.pressable(look.outlined(Tone.PAPER, Tone.INK, Space.BUTTON, 2), Space.BUTTON)
            note.setTextSize(TypedValue.COMPLEX_UNIT_SP, Type.LEAD)
            note.padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0)
            note.fontFeatureSettings = "tnum"
            note.tag = "note:$at"
            notes.addView(note)
        }
        return notes
    }

    /** The next step, and beside it the typed amount as a part of what is due. */
    private fun feet(state: CashierState, sheet: Sheet.Pay, words: String, foot: LinearLayout, onTake: () -> Unit) {
        val take = look.button(words, Loud.MAIN, onTap = onTake).apply { tag = "take" }
        if (sheet.typed.isEmpty()) {
            foot.addView(take.sized(FILL, look.dp(64)))
            return
        }
        val some = look.button(Text.PART_TAKE.say(state.language, sheet.typed), Loud.QUIET, 64) { presenter.paying.payPart(sheet.typed) }.apply { tag = "part" }
        foot.addView(look.row(some.sized(0, look.dp(64), 1f).margins(right = look.dp(Space.M)), take.sized(0, look.dp(64), 1.3f)).sized(FILL, WRAP))
    }

    /** What was taken already; each can be taken back while something is due. */
    private fun taken(state: CashierState, into: LinearLayout) = state.order?.tenders?.forEachIndexed { at, tender ->
        into.addView(look.row(
            look.label("${Text.TAKEN.say(state.language)} · ${tender.name.inLanguage(state.language)}", Type.BODY, Tone.GOOD, strong = true).sized(0, WRAP, 1f),
            look.figures(tender.amount, Type.BODY, Tone.GOOD, strong = true),
            look.icon(Icon.CLOSE, Tone.INK_2, what = Text.REMOVE.say(state.language)) { presenter.paying.takeBack(at) }.apply { tag = "takeback:$at" },
        ).sized(FILL, WRAP).margins(top = look.dp(Space.S)))
    }

    /** The bill shared: evenly, part by part, by amounts or by lines. */
    private fun split(state: CashierState): View {
        val language = state.language
        val parts = state.order?.parts ?: emptyList()
        val row = look.row()
        fun part(words: String, many: Int, chosen: Boolean) {
            val button = look.button(words, Loud.QUIET, Space.TOUCH) { presenter.paying.split(many) }.apply { tag = "split:$many"; padded(0, 0, 0, 0) }
            if (chosen) {
                button.background = look.filled(Tone.INK, Space.BUTTON)
                button.setTextColor(Tone.PAPER)
            }
            row.addView(button.sized(0, look.dp(Space.TOUCH), 1f).margins(left = if (row.childCount > 0) look.dp(Space.S) else 0))
        }
        part("1", 1, parts.isEmpty())
        // Parts of other amounts are as many: what they are is said below.
        for (many in 2..4) part("$many", many, false)
        val into = look.column(look.label(Text.SPLIT.say(language), Type.BODY, Tone.INK_2).sized(FILL, WRAP), row.sized(FILL, WRAP).margins(top = look.dp(Space.XS)))
        if (state.order?.tenders?.isEmpty() == true && parts.isEmpty()) {
            val ways = look.row()
            fun way(words: Text, tag: String, onTap: () -> Unit) =
                ways.addView(look.button(words.say(language), Loud.QUIET, Space.TOUCH, onTap).apply { this.tag = tag; padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0) }.sized(0, look.dp(Space.TOUCH), 1f).margins(left = if (ways.childCount > 0) look.dp(Space.S) else 0))
            way(Text.SPLIT_AMOUNTS, "split-amounts") { presenter.paying.openSplitAmounts() }
            if ((state.order?.lines?.size ?: 0) > 1) way(Text.SPLIT_LINES, "split-lines") { presenter.paying.openSplitLines() }
            into.addView(ways.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
        }
        if (parts.isNotEmpty()) into.addView(look.label(parts.joinToString("  +  "), Type.BODY, Tone.INK_2).apply { fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
        return into
    }

    /** Digits, a point, and the key that takes the last one away. */
    fun keys(body: LinearLayout, onKey: (Char?) -> Unit) {
        val keys = TileGrid(look.context, 3, look.dp(Space.S))
        for (key in "123456789.0") {
            keys.addView(keyOf(look.button(key.toString(), Loud.QUIET, Space.MAIN) { onKey(key) }, "key:$key"))
        }
        keys.addView(look.icon(Icon.ERASE, what = "⌫", size = Space.MAIN) { onKey(null) }.apply {
            minimumHeight = look.dp(Space.MAIN)
            tag = "erase"
        })
        body.addView(keys.sized(look.dp(KEYS), WRAP))
    }

    private fun keyOf(button: TextView, tag: String) = button.apply {
        setTextSize(TypedValue.COMPLEX_UNIT_SP, Type.LEAD)
        padded(0, 0, 0, 0)
        this.tag = tag
    }

    /** The receipt came after the sheet was drawn: it is put where it belongs and nothing else is touched. */
    fun receiptCame(body: LinearLayout, sheet: Sheet.Paid): Boolean = body.slipCame("receipt", sheet.receipt)

    fun paid(state: CashierState, sheet: Sheet.Paid, title: TextView, body: LinearLayout, foot: LinearLayout) {
        val language = state.language
        val sign = state.menu?.sign ?: ""
        val order = sheet.order
        title.text = "✓ " + Text.PAID.say(language)
        val change = order.change
        val words = look.column(
            look.label(Text.NUMBER.say(language, order.serial ?: ""), Type.LEAD, Tone.INK_2),
            look.label(if (change != null) Text.CHANGE.say(language) else Text.TOTAL.say(language), Type.LEAD, Tone.INK_2).margins(top = look.dp(Space.XL)),
            look.figures(look.amount(sign, change ?: order.total), Type.HUGE, Tone.GOOD, strong = true).apply {
                tag = "change"
                gravity = Gravity.START
            },
        )
        order.tenders.forEach { tender ->
            val given = tender.given ?: tender.amount
            words.addView(look.label("${tender.name.inLanguage(language)}  $sign $given", Type.BODY, Tone.INK_2).margins(top = look.dp(Space.S)))
        }
        body.addView(look.row(words.sized(0, WRAP, 1f), look.paper(sheet.receipt, "receipt").sized(look.dp(320), WRAP)).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))
        foot.addView(look.keyed(look.button(Text.NEXT_ORDER.say(language), Loud.MAIN) { presenter.closeSheet() }, "Esc").apply { tag = "next" }.sized(FILL, look.dp(64)))
    }

    companion object {
        /** From more letters on, what is due is written a size smaller. */
        private const val WIDE = 8

        /** How wide three keys are. */
        const val KEYS = 264
    }
}
