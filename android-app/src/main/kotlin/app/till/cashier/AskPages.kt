package app.till.cashier

import android.view.Gravity
import app.till.Shell
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
import app.till.look.margins
import app.till.look.padded
import app.till.look.section
import app.till.look.sized

/** What is asked in between: one thing that is typed, a reason, a manager's PIN; and the menu that leads everywhere. */
class AskPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            Sheet.More -> more()
            is Sheet.Ask -> ask(sheet)
            is Sheet.Why -> why(sheet)
            is Sheet.Approval -> approval(sheet)
            is Sure -> sure(sheet)
            else -> Unit
        }
    }

    private fun more() {
        title.text = say(Text.MORE)
        val grid = TileGrid(look.context, 3, look.dp(Space.M))
        fun entry(text: Text, hint: Text, tag: String, onTap: () -> Unit) = grid.addView(tile(say(text), say(hint), tag, onTap))
        val open = state.order?.takeIf { it.state == "open" }
        entry(Text.ORDERS, Text.ORDERS_HINT, "more:orders") { presenter.placed.openOrders() }
        entry(Text.TABLES, Text.TABLES_HINT, "more:tables") { presenter.room.open() }
        entry(Text.CUSTOMER, Text.CUSTOMER_HINT, "more:members") { presenter.customers.open() }
        entry(Text.CARDS, Text.CARDS_HINT, "more:cards") { presenter.cards.open() }
        entry(Text.OPEN_ITEM, Text.OPEN_ITEM_HINT, "more:open") { presenter.openOpenItem() }
        if (open?.lines?.any { presenter.packages.takes(it) } == true) entry(Text.PACKAGE, Text.PACKAGE_HINT, "more:package") { presenter.packages.open() }
        if (open?.lines?.isNotEmpty() == true) entry(Text.HOLD_AS, Text.HOLD_AS_HINT, "more:hold") { presenter.askHold() }
        entry(Text.DAY, Text.DAY_HINT, "more:day") { presenter.placed.openDay() }
        entry(Text.OFFICE_SHORT, Text.OFFICE, "more:office") { presenter.office.open() }
        entry(Text.STOCK, Text.STOCK_HINT, "more:stock") { presenter.stock.open() }
        entry(Text.SLIPS, Text.SLIPS_HINT, "more:slips") { presenter.placed.openSlips() }
        entry(Text.DRAWER, Text.DRAWER_HINT, "more:drawer") { presenter.placed.drawer() }
        entry(Text.SETTINGS, Text.SETTINGS_HINT, "more:settings") { presenter.office.openSettings() }
        body.addView(grid.sized(FILL, WRAP))
        val last = look.row()
        fun quiet(words: String, tag: String, colour: Int, onTap: () -> Unit) =
            last.addView(look.button(words, Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag; setTextColor(colour); padded(look.dp(Space.S), 0, look.dp(Space.S), 0) }.sized(0, look.dp(Space.MAIN), 1f).margins(left = if (last.childCount > 0) look.dp(Space.S) else 0))
        if (state.order != null) quiet(say(Text.GIVE_UP), "more:giveup", Tone.BAD) { presenter.room.openGiveUp() }
        if (state.staff != null) quiet("${say(Text.SIGN_OUT)} · ${state.staff}", "more:out", Tone.INK) { Shell.of(look.context)?.signOut() }
        if (last.childCount > 0) foot.addView(last.sized(FILL, WRAP))
    }

    /** One thing that is typed: large, with the keys under it; words have a field. */
    private fun ask(sheet: Sheet.Ask) {
        title.text = say(sheet.title)
        body.addView(look.label(sheet.about.inLanguage(language), Type.LEAD, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        if (sheet.kind == Typed.WORDS) {
            val field = look.field(say(sheet.hint ?: sheet.title), "ask-words", sheet.typed) { presenter.answer(it) }
            body.addView(field.sized(FILL, look.dp(Space.MAIN)))
            return next(say(Text.OK), "ask-ok", true) { presenter.answer(field.text.toString()) }
        }
        val typed = sheet.typed.ifEmpty { "0" }
        val shown: CharSequence = when (sheet.kind) {
            Typed.AMOUNT -> look.amount(sign, typed)
            Typed.PERCENT -> "$typed %"
            else -> listOfNotNull(typed, sheet.unit?.inLanguage(language)).joinToString(" ")
        }
        figure(shown, sheet.typed.isEmpty(), "ask-typed")
        PaySheet(look, presenter).keys(body) { presenter.key(it) }
        next(say(Text.OK), "ask-ok", sheet.typed.isNotEmpty()) { presenter.answer() }
    }

    private fun why(sheet: Sheet.Why) {
        title.text = say(sheet.title)
        body.addView(look.label(sheet.about.inLanguage(language), Type.LEAD, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        body.addView(look.section(say(Text.REFUND_WHY)))
        for (text in sheet.reasons) {
            body.addView(look.button(say(text), Loud.QUIET, 64) { presenter.because(say(text)) }.apply { tag = "because:$text" }.sized(FILL, look.dp(64)).margins(bottom = look.dp(Space.M)))
        }
        val field = look.field(say(Text.WHY_TYPED), "because-typed") { if (it.isNotBlank()) presenter.because(it.trim()) }
        body.addView(look.row(
            field.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.OK), Loud.QUIET) { field.text.toString().trim().let { if (it.isNotEmpty()) presenter.because(it) } }.apply { tag = "because-ok" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP))
    }

    private fun approval(sheet: Sheet.Approval) {
        title.text = say(Text.APPROVAL)
        body.addView(look.label(sheet.why.inLanguage(language), Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.L)))
        if (state.staff != null) return pin(sheet.typed) { presenter.approve() }
        // Nobody has a PIN: whoever stands here answers for it, and that is what the books say.
        body.addView(look.label(say(Text.APPROVAL_NOBODY), Type.BODY, Tone.INK_2).sized(FILL, WRAP))
        next(say(Text.APPROVE), "approve") { presenter.approve() }
    }

    /** Said in full before it is done; going back is as large as going on. */
    private fun sure(sheet: Sure) {
        title.text = say(sheet.title)
        body.addView(look.label(sheet.about.inLanguage(language), Type.LEAD).apply { tag = "sure-about" }.sized(FILL, WRAP))
        foot.addView(look.row(
            look.button(say(Text.BACK), Loud.QUIET, 64) { presenter.closeSheet() }.apply { tag = "sure-back" }.sized(0, look.dp(64), 1f),
            look.button(say(sheet.yes), Loud.MAIN, 64) { presenter.sure() }.apply { tag = "sure" }.sized(0, look.dp(64), 1f).margins(left = look.dp(Space.M)),
        ).sized(FILL, WRAP))
    }
}
