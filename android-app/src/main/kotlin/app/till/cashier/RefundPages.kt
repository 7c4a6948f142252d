package app.till.cashier

import android.view.View
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
import app.till.look.choices
import app.till.look.field
import app.till.look.margins
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.RefundableLine

/** What is given back of a paid order: chosen piece by piece, with what comes back said before it is given. */
class RefundPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        if (sheet is Sheet.Refund) refund(sheet)
    }

    private fun refund(sheet: Sheet.Refund) {
        title.text = "${say(Text.REFUND)} · ${sheet.order.serial ?: ""}"
        if (sheet.offer.lines.none { it.isLeft() }) {
            body.addView(look.empty(say(Text.REFUND_NOTHING), say(Text.REFUND_NOTHING_HINT)).sized(FILL, WRAP))
            return
        }
        body.addView(look.section(say(Text.REFUND_WHAT)))
        sheet.offer.lines.forEachIndexed { at, line -> line(sheet, at, line) }
        body.addView(look.section(say(Text.REFUND_WHY)))
        reasons(sheet)
        body.addView(look.section(say(Text.REFUND_GOODS)))
        body.addView(look.choices(listOf(false to say(Text.REFUND_LOSS), true to say(Text.REFUND_RESTOCK)), sheet.restock, "goods") { presenter.placed.refundGoods(it) }.sized(FILL, WRAP))
        given(sheet)
    }

    private fun line(sheet: Sheet.Refund, at: Int, line: RefundableLine) {
        val apart = sheet.apart[at]
        val chosen = at in sheet.lines || apart?.values?.any { it > 0 } == true
        val words = "${line.sold} × ${line.name.inLanguage(language)}"
        if (!line.isLeft()) {
            body.addView(look.row(
                look.label(words, Type.BODY, Tone.INK_2).sized(0, WRAP, 1f),
                look.badge(say(Text.REFUND_DONE), Tone.INK_2, Tone.GROUND).apply { tag = "refund-done:$at" },
            ).padded(look.dp(Space.L), 0, look.dp(Space.L), 0).sized(FILL, look.dp(56)).margins(bottom = look.dp(Space.S)))
            return
        }
        // What comes back for it where it is chosen; what it came to where it is not.
        val amount = if (chosen) line.amount ?: "…" else line.net
        chosenRow(words, amount, chosen, "refund-line:$at") { presenter.placed.refundLine(at) }
        val qty = line.left.toIntOrNull() ?: 1
        if (at in sheet.lines && qty > 1) {
            val pieces = sheet.lines[at] ?: qty
            stepper(say(Text.REFUND_PIECES, pieces, line.sold), "refund-pieces:$at", "refund-less:$at" to { presenter.placed.refundPieces(at, -1) }, "refund-more:$at" to { presenter.placed.refundPieces(at, 1) })
        }
        if (line.parts.isEmpty()) return
        if (apart != null) for (part in line.parts) {
            val name = part.name.inLanguage(language)
            if (part.left == "0") {
                body.addView(look.row(
                    look.label(name, Type.BODY, Tone.INK_2).sized(0, WRAP, 1f),
                    look.badge(say(Text.REFUND_DONE), Tone.INK_2, Tone.GROUND),
                ).sized(FILL, look.dp(Space.TOUCH)).margins(left = look.dp(Space.XL), bottom = look.dp(Space.S)))
                continue
            }
            stepper(
                "$name  ${say(Text.REFUND_OF, apart[part.sku] ?: 0, part.left)}", "refund-part:$at:${part.sku}",
                "part-less:$at:${part.sku}" to { presenter.placed.refundPart(at, part.sku, -1) }, "part-more:$at:${part.sku}" to { presenter.placed.refundPart(at, part.sku, 1) },
            )
        }
        // Whole sets may be gone already where their parts are not.
        if (line.left != "0" || apart == null) {
            body.addView(look.button(say(if (apart == null) Text.REFUND_APART else Text.REFUND_WHOLE), Loud.QUIET, Space.TOUCH) { presenter.placed.refundApart(at) }
                .apply { tag = "refund-apart:$at" }.sized(WRAP, look.dp(Space.TOUCH)).margins(left = look.dp(Space.XL), bottom = look.dp(Space.M)))
        }
    }

    /** So many of something, one more and one less. */
    private fun stepper(words: String, tag: String, less: Pair<String, () -> Unit>, more: Pair<String, () -> Unit>) {
        body.addView(look.row(
            look.label(words, Type.BODY, Tone.INK_2).apply { this.tag = tag; fontFeatureSettings = "tnum" }.sized(0, WRAP, 1f),
            look.icon(Icon.MINUS, what = "−", onTap = less.second).apply { this.tag = less.first },
            look.icon(Icon.PLUS, what = "+", onTap = more.second).apply { this.tag = more.first },
        ).sized(FILL, look.dp(Space.TOUCH)).margins(left = look.dp(Space.XL), bottom = look.dp(Space.S)))
    }

    /** The shop's own list of reasons; the usual ones and one that is typed where it has none. */
    private fun reasons(sheet: Sheet.Refund) {
        val own = sheet.offer.reasons
        val grid = TileGrid(look.context, 3, look.dp(Space.S))
        for (words in own) grid.addView(reason(words, "why:$words", sheet.said == words) { presenter.placed.refundWhy(null, words) })
        if (own.isEmpty()) for (why in listOf(Text.WHY_WRONG, Text.WHY_BAD, Text.WHY_MIND)) grid.addView(reason(say(why), "why:$why", sheet.why == why && sheet.said == null) { presenter.placed.refundWhy(why, null) })
        body.addView(grid.sized(FILL, WRAP))
        if (own.isNotEmpty()) return
        val field = look.field(say(Text.WHY_TYPED), "why-typed", sheet.said ?: "", onChange = presenter.placed::refundWhyTyped) { presenter.placed.refundWhy(null, it.trim().ifEmpty { null }) }
        body.addView(field.sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.S)))
    }

    private fun reason(words: String, tag: String, chosen: Boolean, onTap: () -> Unit): View = look.button(words, Loud.QUIET, Space.MAIN, onTap).apply {
        this.tag = tag
        maxLines = 2
        padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
        if (chosen) {
            background = look.filled(Tone.INK, Space.BUTTON)
            setTextColor(Tone.PAPER)
        }
    }

    /** What comes back, to which tender, and what of points and vouchers; then the button that gives it. */
    private fun given(sheet: Sheet.Refund) {
        val some = sheet.asked().isNotEmpty()
        val offer = sheet.offer
        val sums = look.row(
            look.label(say(Text.REFUND_GIVES), Type.LEAD, strong = true).sized(0, WRAP, 1f),
            look.figures(if (!some) look.amount(sign, "—") else look.amount(sign, if (sheet.fresh) offer.paidOut else "…"), Type.TITLE, strong = true).apply { tag = "refund-amount" },
        )
        foot.addView(sums.sized(FILL, WRAP).margins(bottom = if (some && sheet.fresh) 0 else look.dp(Space.M)))
        val beside = offer.tenders.map { "${it.name.inLanguage(language)} ${it.amount}" } + listOfNotNull(
            if (offer.pointsTaken != 0L) say(Text.REFUND_POINTS_TAKEN, offer.pointsTaken) else null,
            if (offer.pointsReturned != 0L) say(Text.REFUND_POINTS_BACK, offer.pointsReturned) else null,
            if (offer.vouchers > 0u) say(Text.REFUND_VOUCHERS, offer.vouchers) else null,
        )
        if (some && sheet.fresh) foot.addView(look.label(beside.joinToString("  ·  "), Type.BODY, Tone.INK_2).apply { tag = "refund-tenders"; fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(Space.XS), bottom = look.dp(Space.M)))
        val words = when {
            !some -> say(Text.REFUND_CHOOSE)
            sheet.reason(language) == null -> say(Text.REFUND_GIVE_REASON)
            else -> say(Text.REFUND_NOW, "$sign ${offer.paidOut}")
        }
        next(words, "refund-now", some && sheet.fresh && sheet.reason(language) != null) { presenter.placed.refund() }
    }
}
