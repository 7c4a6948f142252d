package app.till.cashier

import android.graphics.BitmapFactory
import android.view.Gravity
import android.view.View
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
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
import app.till.look.margins
import app.till.look.padded
import app.till.look.sized

/** Taking the money: what is due, how, and what goes back. Exact cash is two taps from the grid. */
class PaySheet(private val look: Look, private val presenter: CashierPresenter) {
    fun show(state: CashierState, sheet: Sheet.Pay, title: TextView, body: LinearLayout, foot: LinearLayout) {
        val language = state.language
        val sign = state.menu?.sign ?: ""
        val payment = sheet.payment
        val cash = sheet.tender.cash
        title.text = Text.AMOUNT_DUE.say(language)
        val due = if (cash) payment.dueInCash else payment.due
        body.addView(look.figures(look.amount(sign, due), Type.HUGE, strong = true).apply { tag = "due"; gravity = Gravity.START }.sized(FILL, WRAP))

        val tenders = TileGrid(look.context, 3, look.dp(Space.M))
        for (tender in state.menu?.tenders ?: emptyList()) {
            val chosen = tender == sheet.tender
            val tile = look.button(tender.name.inLanguage(language), Loud.QUIET) { presenter.chooseTender(tender) }
            tile.tag = "tender:${tender.id}"
            if (tender.storedValue && state.customer == null) tile.setTextColor(Tone.INK_2)
            if (chosen) {
                tile.background = look.filled(Tone.INK, Space.BUTTON)
                tile.setTextColor(Tone.PAPER)
            }
            tenders.addView(tile)
        }
        body.addView(tenders.sized(FILL, WRAP).margins(top = look.dp(Space.L), bottom = look.dp(Space.L)))

        if (!cash) {
            body.addView(look.label(Text.SCAN_NOW.say(language), Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.M)))
            part(state, sheet, body)
            keys(body) { presenter.key(it) }
            feet(state, sheet, Text.TAKE.say(language, "$sign $due"), foot) { presenter.pay(null) }
            return
        }
        body.addView(look.label(Text.CASH_GIVEN.say(language), Type.LEAD, Tone.INK_2).margins(bottom = look.dp(Space.M)))
        val notes = TileGrid(look.context, 3, look.dp(Space.M))
        payment.likelyCash.forEachIndexed { at, amount ->
            val note = look.button(look.amount(sign, amount), Loud.QUIET, 72) { presenter.pay(amount) }
            note.setTextSize(android.util.TypedValue.COMPLEX_UNIT_SP, Type.TITLE)
            note.fontFeatureSettings = "tnum"
            note.tag = "note:$at"
            notes.addView(note)
        }
        body.addView(notes.sized(FILL, WRAP))
        body.addView(look.label(Text.OTHER_AMOUNT.say(language), Type.LEAD, Tone.INK_2).margins(top = look.dp(Space.L), bottom = look.dp(Space.M)))
        keys(body) { presenter.key(it) }
        part(state, sheet, body)
        val typed = sheet.typed
        if (typed.isEmpty()) {
            val take = look.off(look.button(Text.TYPE_AMOUNT.say(language), Loud.MAIN) {}.apply { tag = "take" })
            foot.addView(take.sized(FILL, look.dp(64)))
        } else {
            feet(state, sheet, Text.TAKE.say(language, "$sign $typed"), foot) { presenter.pay(typed) }
        }
    }

    /** The next step, and beside it the typed amount as a part of what is due. */
    private fun feet(state: CashierState, sheet: Sheet.Pay, words: String, foot: LinearLayout, onTake: () -> Unit) {
        val take = look.button(words, Loud.MAIN, onTap = onTake).apply { tag = "take" }
        if (sheet.typed.isEmpty()) {
            foot.addView(take.sized(FILL, look.dp(64)))
            return
        }
        val some = look.button(Text.PART_TAKE.say(state.language, sheet.typed), Loud.QUIET, 64) { presenter.payPart(sheet.typed) }.apply { tag = "part" }
        foot.addView(look.row(some.sized(0, look.dp(64), 1f).margins(right = look.dp(Space.M)), take.sized(0, look.dp(64), 1.3f)).sized(FILL, WRAP))
    }

    /** What was taken already, and the bill split. */
    private fun part(state: CashierState, sheet: Sheet.Pay, body: LinearLayout) {
        val language = state.language
        state.order?.tenders?.forEachIndexed { at, tender ->
            body.addView(look.row(
                look.label("${Text.TAKEN.say(language)} · ${tender.name.inLanguage(language)}", Type.BODY, Tone.GOOD, strong = true).sized(0, WRAP, 1f),
                look.figures(tender.amount, Type.BODY, Tone.GOOD, strong = true),
                look.icon(Icon.CLOSE, Tone.INK_2, what = "take back") { presenter.takeBack(at) }.apply { tag = "takeback:$at" },
            ).sized(FILL, WRAP))
        }
        val split = TileGrid(look.context, 4, look.dp(Space.S))
        for (parts in 2..4) {
            split.addView(look.button(Text.SPLIT.say(language, parts), Loud.QUIET, Space.TOUCH) { presenter.split(parts) }.apply { tag = "split:$parts" }.padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0))
        }
        split.addView(look.button(Text.IN_ONE.say(language), Loud.QUIET, Space.TOUCH) { presenter.split(1) }.apply { tag = "split:1" }.padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0))
        body.addView(split.sized(FILL, WRAP).margins(top = look.dp(Space.L), bottom = look.dp(Space.M)))
        val parts = state.order?.parts ?: emptyList()
        if (parts.isNotEmpty()) body.addView(look.label(parts.joinToString("  +  "), Type.BODY, Tone.INK_2).apply { fontFeatureSettings = "tnum" })
    }

    /** Digits, a point, and the key that takes the last one away. */
    fun keys(body: LinearLayout, onKey: (Char?) -> Unit) {
        val keys = TileGrid(look.context, 6, look.dp(Space.S))
        for (key in "123456789.0") {
            keys.addView(keyOf(look.button(key.toString(), Loud.QUIET, Space.MAIN) { onKey(key) }, "key:$key"))
        }
        keys.addView(look.icon(Icon.ERASE, what = "erase", size = Space.MAIN) { onKey(null) }.apply {
            minimumHeight = look.dp(Space.MAIN)
            tag = "erase"
        })
        body.addView(keys.sized(FILL, WRAP))
    }

    private fun keyOf(button: TextView, tag: String) = button.apply {
        setTextSize(android.util.TypedValue.COMPLEX_UNIT_SP, Type.LEAD)
        padded(0, 0, 0, 0)
        this.tag = tag
    }

    /** The receipt came after the sheet was drawn: it is put where it belongs and nothing else is touched. */
    fun receiptCame(body: LinearLayout, sheet: Sheet.Paid): Boolean {
        val paper = body.findViewWithTag<ImageView>("receipt") ?: return false
        val png = sheet.receipt ?: return false
        paper.setImageBitmap(BitmapFactory.decodeByteArray(png, 0, png.size))
        return true
    }

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
        val paper = ImageView(look.context).apply {
            adjustViewBounds = true
            scaleType = ImageView.ScaleType.FIT_START
            sheet.receipt?.let { setImageBitmap(BitmapFactory.decodeByteArray(it, 0, it.size)) }
            tag = "receipt"
        }
        body.addView(look.row(words.sized(0, WRAP, 1f), paper.sized(look.dp(300), WRAP)).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))
        foot.addView(look.button(Text.NEXT_ORDER.say(language), Loud.MAIN) { presenter.closeSheet() }.apply { tag = "next" }.sized(FILL, look.dp(64)))
    }
}
