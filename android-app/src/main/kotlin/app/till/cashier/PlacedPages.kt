package app.till.cashier

import android.view.Gravity
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.listRow
import app.till.look.margins
import app.till.look.padded
import app.till.look.paper
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.State

/** Orders that are placed: the list, one of them; the day they make, and slips that wait. */
class PlacedPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is Sheet.Orders -> orders(sheet)
            is Sheet.OneOrder -> order(sheet)
            is Sheet.Day -> day(sheet)
            is Sheet.Slips -> slips(sheet)
            else -> Unit
        }
    }

    private fun orders(sheet: Sheet.Orders) {
        title.text = say(if (sheet.typed.isBlank()) Text.ORDERS else Text.ORDERS_FOUND)
        val tabs = look.row()
        for ((only, words) in listOf(null to Text.ALL, State.PLACED to Text.TO_COLLECT, State.PAID to Text.PAID, State.CLOSED to Text.HANDED_OVER, State.VOIDED to Text.GIVEN_UP)) {
            val many = sheet.orders.count { only == null || it.state == only }
            tabs.addView(chip("${say(words)} $many", "orders:${only ?: "ALL"}", sheet.only == only) { presenter.placed.only(only) })
        }
        // Also where there is none today: a customer comes back with last week's.
        find(Text.ORDERS_FIND, "orders-find", sheet.typed) { presenter.placed.find(it) }
        if (sheet.orders.isNotEmpty()) body.addView(scrolling(tabs))
        when {
            sheet.orders.isEmpty() && sheet.typed.isBlank() -> body.addView(look.empty(say(Text.NO_ORDERS), say(Text.NO_ORDERS_HINT)).sized(FILL, WRAP))
            sheet.shown().isEmpty() -> body.addView(look.empty(say(Text.ORDERS_NONE), say(Text.ORDERS_NONE_HINT)).sized(FILL, WRAP))
        }
        sheet.shown().forEachIndexed { at, order ->
            val badge = when (order.state) {
                State.PAID -> look.badge(say(Text.PAID), Tone.GOOD, Tone.GOOD_GROUND)
                State.CLOSED -> look.badge("✓ " + say(Text.HANDED_OVER), Tone.INK_2, Tone.GROUND)
                State.VOIDED -> look.badge("×", Tone.BAD, Tone.BAD_GROUND)
                else -> look.badge(say(Text.AMOUNT_DUE), Tone.WARN, Tone.WARN_GROUND)
            }
            val row = look.listRow(order.serial ?: "", listOfNotNull(order.number, order.label, order.customer).joinToString(" · "), badge, look.figures(order.total, Type.LEAD, strong = true).margins(left = look.dp(Space.L)))
            row.tag = "order:$at"
            row.background = look.pressable(look.filled(0, Space.BUTTON), Space.BUTTON)
            look.tappable(row) { presenter.placed.openOrder(order.order) }
            body.addView(row.sized(FILL, WRAP))
            body.addView(look.line())
        }
    }

    private fun order(sheet: Sheet.OneOrder) {
        val order = sheet.order
        title.text = order.serial ?: say(Text.ORDER)
        val words = look.column()
        order.lines.forEach { line ->
            words.addView(look.row(
                look.label("${line.qty} × ${line.name.inLanguage(language)}").sized(0, WRAP, 1f),
                look.figures(line.net).margins(left = look.dp(Space.M)),
            ).sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        }
        words.addView(look.line().margins(top = look.dp(Space.S), bottom = look.dp(Space.M)))
        words.addView(look.row(look.label(say(Text.TOTAL), Type.LEAD, strong = true).sized(0, WRAP, 1f), look.figures(look.amount(sign, order.total), Type.TITLE, strong = true)).sized(FILL, WRAP))
        order.refunded?.let { words.addView(look.badge(say(Text.REFUNDED, it), Tone.WARN, Tone.WARN_GROUND).sized(WRAP, WRAP).margins(top = look.dp(Space.M))) }
        val side = look.row(words.sized(0, WRAP, 1f)).apply { gravity = Gravity.TOP }
        sheet.receipt?.let { png ->
            side.addView(look.paper(png, "receipt").sized(look.dp(300), WRAP).margins(left = look.dp(Space.XL)))
        }
        body.addView(side.sized(FILL, WRAP))
        val acts = look.row()
        fun act(words: Text, tag: String, onTap: () -> Unit) =
            acts.addView(look.button(say(words), Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag; padded(look.dp(Space.S), 0, look.dp(Space.S), 0) }.sized(0, look.dp(Space.MAIN), 1f).margins(right = look.dp(Space.S)))
        act(Text.REPRINT, "reprint") { presenter.printing.openByHand(sheet) }
        if (order.state == "placed") {
            acts.addView(look.button(say(Text.PAY), Loud.MAIN) { presenter.placed.collect(order) }.apply { tag = "collect" }.sized(0, look.dp(Space.MAIN), 2f))
            return foot.addView(acts.sized(FILL, WRAP))
        }
        if (order.state != "refunded") act(Text.REFUND, "refund") { presenter.placed.openRefund(order) }
        if (order.state == "paid") act(Text.HAND_OVER, "handover") { presenter.placed.handOver(order.order) }
        foot.addView(acts.sized(FILL, WRAP))
    }

    private fun day(sheet: Sheet.Day) {
        val day = sheet.day
        title.text = say(Text.DAY)
        body.addView(look.label("${day.day} · ${say(Text.DAY_ORDERS, day.orders.toString())}", Type.BODY, Tone.INK_2).apply { fontFeatureSettings = "tnum" })
        body.addView(look.figures(look.amount(state.menu?.sign ?: "", day.total), Type.HUGE, strong = true).apply { tag = "day-total"; gravity = Gravity.START }.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
        foot.addView(look.button(say(Text.DAY_PRINT), Loud.QUIET) { presenter.placed.printDay() }.apply { tag = "print-day" }.sized(FILL, look.dp(Space.MAIN)))
        for (part in day.parts) {
            body.addView(look.section(part.name.inLanguage(language)))
            for (figure in part.figures) {
                body.addView(look.row(
                    look.oneLine(look.label(figure.name.inLanguage(language))).sized(0, WRAP, 1f),
                    look.figures(figure.count ?: "", Type.BODY, Tone.INK_2).sized(look.dp(72), WRAP),
                    look.figures(figure.amount).sized(look.dp(136), WRAP),
                ).sized(FILL, look.dp(40)))
                body.addView(look.line())
            }
        }
    }

    private fun slips(sheet: Sheet.Slips) {
        title.text = say(Text.SLIPS)
        if (sheet.slips.isEmpty()) body.addView(look.empty(say(Text.NO_SLIPS), say(Text.NO_SLIPS_HINT)).sized(FILL, WRAP))
        for (slip in sheet.slips) {
            val why = listOfNotNull(slip.printer, slip.why?.inLanguage(language)).joinToString(" · ")
            val row = look.listRow(listOfNotNull(slip.order, slip.what.inLanguage(language)).joinToString(" · "), why)
            val others = sheet.printers.filter { it != slip.printer }
            if (slip.undecided) {
                row.addView(small(say(Text.SLIP_THERE), "slip-there:${slip.job}") { presenter.placed.slipSeen(slip.job, true) })
                row.addView(small(say(Text.SLIP_AGAIN), "slip-again:${slip.job}") { presenter.placed.slipSeen(slip.job, false) })
            } else {
                if (others.isNotEmpty()) row.addView(small(say(Text.SLIP_MOVE), "slip-move:${slip.job}") { presenter.placed.toMove(slip.job) })
                row.addView(small(say(Text.SLIP_DROP), "slip-drop:${slip.job}") { presenter.placed.dropSlip(slip.job) })
            }
            body.addView(row.sized(FILL, WRAP))
            if (sheet.moving == slip.job) {
                val to = look.row(look.label(say(Text.SLIP_TO), Type.BODY, Tone.INK_2).margins(right = look.dp(Space.M)))
                others.forEach { name -> to.addView(chip(name, "slip-to:$name", false) { presenter.placed.moveSlip(slip.job, name) }) }
                body.addView(scrolling(to))
            }
            body.addView(look.line())
        }
    }
}
