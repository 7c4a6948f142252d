package app.till.cashier

import android.util.TypedValue
import android.view.View
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
import app.till.look.margins
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.State
import uniffi.till_mobile.TableView
import uniffi.till_mobile.VoucherOffer

/** The room and the order in hand: tables, discounts and vouchers. */
class RoomPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is Sheet.Tables -> if (sheet.asking == null) tables(sheet) else guests(sheet.asking)
            is Sheet.Discount -> discount(sheet)
            else -> Unit
        }
    }

    private fun tables(sheet: Sheet.Tables) {
        title.text = say(Text.TABLES)
        if (sheet.tables.isEmpty()) {
            body.addView(look.empty(say(Text.NO_TABLES), say(Text.NO_TABLES_HINT)).sized(FILL, WRAP))
            foot.addView(look.button(say(Text.SETTINGS), Loud.QUIET) { presenter.office.openSettings() }.apply { tag = "to-settings" }.sized(FILL, look.dp(Space.MAIN)))
            return
        }
        val grid = TileGrid(look.context, 4, look.dp(Space.M))
        sheet.tables.forEach { grid.addView(table(it)) }
        if (sheet.merging) body.addView(look.label(say(Text.MERGING), Type.BODY, Tone.WARN, strong = true).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        body.addView(grid.sized(FILL, WRAP))
        if (state.order == null) return
        val merge = look.button(say(Text.MERGE_TABLES), Loud.QUIET) { presenter.room.toggleMerging() }.apply { tag = "merge-tables" }
        if (sheet.merging) merge.background = look.pressable(look.outlined(Tone.WARN_GROUND, Tone.WARN, Space.BUTTON, 2), Space.BUTTON)
        foot.addView(merge.sized(FILL, look.dp(Space.MAIN)))
    }

    /** A free table is paper with a word; one that is taken says by whom, since when and for how much. */
    private fun table(table: TableView): View {
        val (words, colour, ground) = when (table.state) {
            null -> Triple(say(Text.TABLE_FREE), Tone.INK_2, Tone.PAPER)
            State.PLACED -> Triple(say(Text.TABLE_EATING), Tone.GOOD, Tone.GOOD_GROUND)
            State.HELD -> Triple(say(Text.TABLE_HELD), Tone.WARN, Tone.WARN_GROUND)
            else -> Triple(say(Text.TABLE_ORDERING), Tone.WARN, Tone.WARN_GROUND)
        }
        val whose = listOfNotNull(
            table.guests?.let { say(Text.GUESTS, it) }, if (table.state != null) say(Text.TABLE_MINUTES, table.minutes) else null,
        ).joinToString(" · ")
        val last = look.row(look.label(words, Type.SMALL, colour, strong = true).sized(0, WRAP, 1f), look.figures(table.total ?: "", Type.BODY, strong = true))
        return look.column(
            look.label(table.table, Type.LEAD, strong = true).apply { maxLines = 2 }.sized(FILL, WRAP),
            look.label(whose, Type.SMALL, Tone.INK_2).sized(FILL, 0, 1f).margins(top = look.dp(Space.XS)),
            last.sized(FILL, WRAP),
        ).apply {
            tag = "table:${table.table}"
            minimumHeight = look.dp(104)
            val mine = table.order != null && table.order == state.order?.order
            val line = if (table.state == null) Tone.LINE else colour
            background = look.pressable(look.outlined(ground, line, Space.BUTTON, if (mine) 3 else 1), Space.BUTTON)
            padded(look.dp(Space.M), look.dp(Space.M), look.dp(Space.M), look.dp(Space.M))
            contentDescription = "${table.table} $words"
            look.tappable(this) { presenter.room.choose(table) }
        }
    }

    private fun guests(table: String) {
        title.text = say(Text.TABLE, table)
        state.order?.table?.let { from ->
            body.addView(look.button(say(Text.TABLE_MOVE, from), Loud.QUIET, 64) { presenter.room.moveTo(table) }.apply { tag = "move-here" }.sized(FILL, look.dp(64)).margins(bottom = look.dp(Space.M)))
        }
        body.addView(look.section(say(Text.GUESTS_HOW_MANY)))
        val grid = TileGrid(look.context, 4, look.dp(Space.M))
        for (many in 1..12) {
            grid.addView(look.button("$many", Loud.QUIET, 72) { presenter.room.sit(table, many) }.apply { tag = "guests:$many"; setTextSize(android.util.TypedValue.COMPLEX_UNIT_SP, Type.TITLE) })
        }
        body.addView(grid.sized(FILL, WRAP))
        foot.addView(look.button(say(Text.GUESTS_UNKNOWN), Loud.QUIET) { presenter.room.sit(table, null) }.apply { tag = "guests:0" }.sized(FILL, look.dp(Space.MAIN)))
    }

    // --- what lowers the price ---

    private fun discount(sheet: Sheet.Discount) {
        title.text = say(Text.DISCOUNT)
        val offers = sheet.vouchers
        body.addView(look.section(say(Text.VOUCHERS)))
        if (offers != null && offers.isEmpty()) body.addView(look.label(say(Text.NO_VOUCHERS), Type.BODY, Tone.INK_2))
        offers?.forEach { offer ->
            body.addView(voucher(offer).sized(FILL, WRAP))
            body.addView(look.line())
        }
        if (sheet.points.isNotEmpty()) {
            body.addView(look.section(say(Text.POINTS_SPEND)))
            val points = TileGrid(look.context, 2, look.dp(Space.M))
            for (offer in sheet.points) {
                points.addView(look.button((if (offer.used) "✓ " else "") + say(Text.POINTS_WORTH, offer.points.toString(), offer.worth), Loud.QUIET, 64) { presenter.spendPoints(offer.points) }.apply {
                    tag = "points:${offer.points}"
                    padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0)
                    if (offer.used) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
                })
            }
            points.addView(look.button(say(Text.POINTS_NONE), Loud.QUIET, 64) { presenter.spendPoints(0uL) }.apply { tag = "points:0"; padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0) })
            body.addView(points.sized(FILL, WRAP))
        }
        body.addView(look.section(say(Text.DISCOUNT_ORDER)))
        val grid = TileGrid(look.context, 3, look.dp(Space.M))
        for (percent in listOf("5", "10", "15", "20", "30", "50")) {
            grid.addView(look.button(percentOff(percent), Loud.QUIET, 64) { presenter.discount(percent) }.apply { tag = "percent:$percent"; padded(0, 0, 0, 0) })
        }
        grid.addView(look.button(say(Text.DISCOUNT_PERCENT), Loud.QUIET, 64) { presenter.askPercent(null) }.apply { tag = "percent"; padded(0, 0, 0, 0) })
        grid.addView(look.button(say(Text.DISCOUNT_AMOUNT), Loud.QUIET, 64) { presenter.askAmountOff(null) }.apply { tag = "amount-off"; padded(0, 0, 0, 0) })
        body.addView(grid.sized(FILL, WRAP))
        foot.addView(look.button(say(Text.NO_DISCOUNT), Loud.QUIET) { presenter.discount(null) }.apply { tag = "percent:0" }.sized(FILL, look.dp(Space.MAIN)))
    }

    /** What it would take off, or why nothing; a used one can come off again. */
    private fun voucher(offer: VoucherOffer): View {
        val own = offer.own?.takeIf { it > 0 }?.let { say(Text.VOUCHER_OWN, it) }
        val saves = offer.saves?.let { say(Text.VOUCHER_SAVES, it) }
        val used = if (offer.used > 0u) say(Text.VOUCHER_USED, offer.used) else null
        // The refusal begins with the voucher's name, which stands above it.
        val why = offer.whyNot?.inLanguage(language)?.substringAfter(": ")?.substringAfter("：")
        val words = look.column(look.label(offer.name.inLanguage(language), Type.BODY, strong = true).sized(FILL, WRAP))
        val detail = listOfNotNull(used, own, saves).joinToString(" · ")
        if (detail.isNotEmpty()) words.addView(look.label(detail, Type.SMALL, if (used != null) Tone.GOOD else Tone.INK_2, strong = used != null).apply { fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(Space.XS)))
        if (why != null && used == null) words.addView(look.label(why.replaceFirstChar { it.uppercase() }, Type.SMALL, Tone.INK_2).apply { tag = "why:${offer.voucher}" }.sized(FILL, WRAP).margins(top = look.dp(Space.XS)))
        val row = look.row(words.sized(0, WRAP, 1f)).apply { minimumHeight = look.dp(72); padded(0, look.dp(Space.S), 0, look.dp(Space.S)) }
        if (used != null) row.addView(small(say(Text.TAKE_OFF_VOUCHER), "unuse:${offer.voucher}") { presenter.voucher(offer, off = true) })
        if (why == null) row.addView(small(say(Text.VOUCHER_USE), "use:${offer.voucher}") { presenter.voucher(offer, off = false) })
        return row
    }
}
