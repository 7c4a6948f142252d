package app.till.cashier

import android.util.TypedValue
import android.view.Gravity
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
import app.till.look.named
import app.till.look.padded
import app.till.look.sized
import uniffi.till_mobile.PackageOffer

/** What is paid in: how much or which package, by which tender, and what goes back. Laid out as paying an order is. */
class ChargePages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is ChargeSheet.TopUp -> topUp(sheet)
            is ChargeSheet.Take -> take(sheet)
            is ChargeSheet.Taken -> taken(sheet)
            else -> Unit
        }
    }

    private fun topUp(sheet: ChargeSheet.TopUp) {
        title.text = say(Text.TOP_UP)
        body.addView(look.label(sheet.whose, Type.BODY, Tone.INK_2).sized(FILL, WRAP))
        val pays = sheet.chosen?.pays ?: sheet.typed
        figure(look.amount(sign, pays.ifEmpty { "0" }), pays.isEmpty(), "amount")
        val offers = sheet.offers ?: return
        val free = offers.free
        if (!free && offers.packages.isEmpty()) return body.addView(look.empty(say(Text.TOP_UP_OFF), say(Text.TOP_UP_OFF_HINT)).sized(FILL, WRAP))
        val left = look.column()
        val tiles = TileGrid(look.context, 2, look.dp(Space.S))
        offers.packages.forEach { tiles.addView(packageTile(it, it == sheet.chosen)) }
        for (amount in offers.quick) {
            val chosen = sheet.chosen == null && sheet.typed == amount
            tiles.addView(look.button(look.amount(sign, amount), Loud.QUIET, 64) { presenter.charges.quick(amount) }.apply {
                tag = "quick:$amount"
                setTextSize(TypedValue.COMPLEX_UNIT_SP, Type.LEAD)
                fontFeatureSettings = "tnum"
                if (chosen) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
            })
        }
        if (offers.packages.isEmpty() && offers.quick.isEmpty()) left.addView(look.label(say(Text.TOP_UP_TYPE), Type.BODY, Tone.INK_2).sized(FILL, WRAP))
        left.addView(tiles.sized(FILL, WRAP))
        val row = look.row(left.sized(0, WRAP, 1f)).apply { gravity = Gravity.TOP }
        if (free) {
            val right = look.column()
            PaySheet(look, presenter).keys(right) { presenter.charges.topUpKey(it) }
            row.addView(right.sized(look.dp(PaySheet.KEYS), WRAP).margins(left = look.dp(Space.XL)))
        }
        body.addView(row.sized(FILL, WRAP))
        next(say(if (pays.isEmpty()) (if (free) Text.TYPE_AMOUNT else Text.TOP_UP_CHOOSE) else Text.TOP_UP_PAY, "$sign $pays"), "topup", pays.isNotEmpty()) { presenter.charges.next() }
    }

    private fun packageTile(offer: PackageOffer, chosen: Boolean) = look.column(
        look.label(offer.name.inLanguage(language), Type.BODY, strong = true).sized(FILL, WRAP),
        look.figures(listOfNotNull("$sign ${offer.pays}", offer.bonus?.let { "+ $it" }).joinToString(" "), Type.SMALL, Tone.GOOD, strong = true).apply { gravity = Gravity.START }.sized(FILL, WRAP).margins(top = look.dp(Space.XS)),
    ).apply {
        tag = "package:${offer.`package`}"
        minimumHeight = look.dp(64)
        gravity = Gravity.CENTER_VERTICAL
        contentDescription = offer.name.inLanguage(language)
        background = look.pressable(if (chosen) look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
        padded(look.dp(Space.M), look.dp(Space.S), look.dp(Space.M), look.dp(Space.S))
        look.tappable(this) { presenter.charges.choose(offer) }
    }

    private fun take(sheet: ChargeSheet.Take) {
        val (view, tender) = sheet.view to sheet.tender
        title.text = say(Text.AMOUNT_DUE)
        body.addView(look.label(sheet.whose, Type.BODY, Tone.INK_2).sized(FILL, WRAP))
        body.addView(look.figures(look.amount(sign, view.due), Type.HUGE, strong = true).apply { tag = "due"; gravity = Gravity.START }.sized(FILL, WRAP))
        val pieces = PaySheet(look, presenter)
        body.addView(pieces.tenders(view.tenders, tender, language) { presenter.charges.tender(it) }.sized(FILL, WRAP).margins(top = look.dp(Space.M), bottom = look.dp(Space.L)))
        if (!tender.cash) {
            val field = look.field(say(if (tender.needsReference) Text.REFERENCE else Text.REFERENCE_IF_ANY), "reference", sheet.reference, onChange = presenter.charges::reference)
            body.addView(look.named(field))
            return next(say(Text.TAKE, "$sign ${view.due}"), "take") { presenter.charges.take(null) }
        }
        val left = look.column(look.label(say(Text.CASH_GIVEN), Type.LEAD, Tone.INK_2).margins(bottom = look.dp(Space.M)))
        left.addView(pieces.notes(view.likelyCash, sign) { presenter.charges.take(it) }.sized(FILL, WRAP))
        val right = look.column(look.label(say(Text.OTHER_AMOUNT), Type.LEAD, Tone.INK_2).margins(bottom = look.dp(Space.M)))
        pieces.keys(right) { presenter.charges.key(it) }
        body.addView(look.row(left.sized(0, WRAP, 1f), right.sized(look.dp(PaySheet.KEYS), WRAP).margins(left = look.dp(Space.XL))).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))
        val typed = sheet.typed
        next(if (typed.isEmpty()) say(Text.TAP_OR_TYPE) else say(Text.TAKE, "$sign $typed"), "take", typed.isNotEmpty()) { presenter.charges.take(typed) }
    }

    private fun taken(sheet: ChargeSheet.Taken) {
        title.text = "✓ " + say(Text.PAID)
        val taken = sheet.taken
        val change = taken.change
        body.addView(look.label(sheet.whose, Type.LEAD, Tone.INK_2).sized(FILL, WRAP))
        body.addView(look.label(say(if (change != null) Text.CHANGE else Text.TAKEN), Type.LEAD, Tone.INK_2).margins(top = look.dp(Space.L)))
        body.addView(look.figures(look.amount(sign, change ?: sheet.due), Type.HUGE, Tone.GOOD, strong = true).apply { tag = "change"; gravity = Gravity.START }.sized(FILL, WRAP))
        body.addView(look.label(say(Text.BALANCE_NOW), Type.LEAD, Tone.INK_2).margins(top = look.dp(Space.L)))
        body.addView(look.figures(look.amount(sign, taken.balance), Type.LARGE, strong = true).apply { tag = "balance"; gravity = Gravity.START }.sized(FILL, WRAP))
        next(say(Text.DONE), "done") { presenter.closeSheet() }
    }
}
