package app.till.kiosk

import android.graphics.Paint
import android.view.Gravity
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
import app.till.look.at
import app.till.look.margins
import app.till.look.pad
import app.till.look.padded
import app.till.look.sized
import uniffi.till_mobile.KioskAsks
import uniffi.till_mobile.LineView
import uniffi.till_mobile.UpsellOffer

/** From the cart to the number: suggestions, ways to pay, what is typed for them. */
class PayPages(look: Look, presenter: KioskPresenter) : KioskPage(look, presenter) {
    fun cart(state: KioskState): View {
        val body = look.column()
        val order = state.order
        order?.lines?.forEachIndexed { at, line ->
            body.addView(line(state, line, at).sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        }
        body.addView(look.button(Text.KIOSK_MORE.say(state.language), Loud.QUIET, 96) { presenter.back() }.big(Type.TITLE).apply { tag = "order-more" }.sized(FILL, look.dp(96)))
        val foot = look.column()
        fun sum(what: Text, amount: String, size: Float) {
            val strong = size > Type.LEAD
            foot.addView(look.row(
                look.label(what.say(state.language), if (strong) Type.TITLE else Type.LEAD, if (strong) Tone.INK else Tone.INK_2, strong).sized(0, WRAP, 1f),
                look.figures(if (strong) look.amount(state.menu?.sign ?: "", amount) else amount, size, if (strong) Tone.INK else Tone.INK_2, strong),
            ).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        }
        if (order != null) {
            if (order.serviceCharge.any { it in '1'..'9' }) sum(Text.SERVICE, order.serviceCharge, Type.LEAD)
            sum(Text.TOTAL, order.total, Type.HUGE)
        }
        val ways = TileGrid(look.context, 2, look.dp(Space.L))
        val atCounter = state.settings?.atCounter != false
        for (tender in state.menu?.tenders ?: emptyList()) {
            val words = if (tender.storedValue) Text.KIOSK_CODE.say(state.language) else Text.KIOSK_EXTERNAL.say(state.language, tender.name.inLanguage(state.language))
            ways.addView(look.button(words, Loud.QUIET, 96) { if (tender.storedValue) presenter.openCode() else presenter.openExternal(tender) }.big(Type.TITLE).apply {
                tag = if (tender.storedValue) "code" else "external:${tender.id}"
                padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
            })
        }
        if (ways.childCount == 1) {
            val only = ways.getChildAt(0)
            ways.removeAllViews()
            foot.addView(only.sized(FILL, look.dp(96)).margins(bottom = look.dp(Space.L)))
        } else if (ways.childCount > 1) {
            foot.addView(ways.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        }
        val last = look.row(look.button(Text.CANCEL_ORDER.say(state.language), Loud.QUIET, 120) { presenter.leave() }.big(Type.TITLE).apply { tag = "leave" }.sized(0, look.dp(120), 1f))
        if (atCounter) last.addView(look.button(Text.KIOSK_AT_COUNTER.say(state.language), Loud.MAIN, 120) { presenter.place() }.big(Type.TITLE).apply { tag = "place" }.sized(0, look.dp(120), 2.2f).margins(left = look.dp(Space.L)))
        foot.addView(last.sized(FILL, WRAP))
        return framed(state, Text.KIOSK_CART.say(state.language), scrolled(body), foot)
    }

    private fun line(state: KioskState, line: LineView, at: Int): View {
        val spec = line.spec?.let { " " + it.inLanguage(state.language) } ?: ""
        val words = look.column(look.label(line.name.inLanguage(state.language) + spec, Type.TITLE, strong = true))
        val parts = line.components?.map { part -> part.name.inLanguage(state.language) + (part.spec?.let { " " + it.inLanguage(state.language) } ?: "") } ?: emptyList()
        val all = parts + line.options.map { it.name.inLanguage(state.language) }
        if (all.isNotEmpty()) words.addView(look.label(all.joinToString(" · "), Type.LEAD, Tone.INK_2).margins(top = look.dp(Space.S)))
        line.problem?.let { words.addView(look.label(it.inLanguage(state.language), Type.LEAD, Tone.BAD).margins(top = look.dp(Space.S))) }
        line.discounts.forEach { words.addView(look.label("${it.name.inLanguage(state.language)}  −${it.amount}", Type.LEAD, Tone.GOOD).margins(top = look.dp(Space.S))) }
        val many = line.qty != "1"
        val count = look.row(
            look.icon(if (many) Icon.MINUS else Icon.BIN, Tone.INK, 72, Text.REMOVE.say(state.language)) { presenter.less(at) }.apply { tag = "less:$at" },
            look.figures(line.qty, Type.TITLE, strong = true).apply { gravity = Gravity.CENTER; minWidth = look.dp(56) },
            look.icon(Icon.PLUS, Tone.INK, 72, "+") { presenter.more(at) }.apply { tag = "more:$at" },
        ).apply { background = look.outlined(Tone.PAPER, Tone.LINE, Space.CARD) }
        return look.row(
            picture(imageOf(state, line), line.name.inLanguage(state.language), Tone.GROUND).sized(look.dp(128), look.dp(112)).margins(right = look.dp(Space.XL)),
            words.sized(0, WRAP, 1f),
            look.column(
                look.figures(if (line.problem == null) line.net else "—", Type.TITLE, strong = true).sized(FILL, WRAP),
                count.sized(WRAP, WRAP).margins(top = look.dp(Space.M)),
            ).apply { gravity = Gravity.END }.sized(WRAP, WRAP).margins(left = look.dp(Space.L)),
        ).apply {
            background = look.filled(Tone.PAPER, Space.CARD)
            padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL))
        }
    }

    /** The picture of what a line is of, as the menu has it. */
    private fun imageOf(state: KioskState, line: LineView): String? =
        state.menu?.categories?.firstNotNullOfOrNull { category -> category.tiles.firstOrNull { line.id in it.lines } }?.image

    fun number(state: KioskState, page: Page.Number): View {
        val then = if (page.paid) Text.KIOSK_PAID else if (page.claimed) Text.KIOSK_CLAIMED else Text.KIOSK_THEN
        val all = look.column(
            centred(Text.KIOSK_YOUR_NUMBER.say(state.language), Type.LARGE, Tone.INK_2),
            centred(page.order.serial ?: "", 200f).apply { fontFeatureSettings = "tnum"; tag = "number" }.margins(top = look.dp(Space.XL)),
            centred(then.say(state.language), Type.LARGE).apply { tag = "then" }.padded(look.dp(64), look.dp(Space.XXL), look.dp(64), look.dp(64)),
        ).apply { gravity = Gravity.CENTER }
        // Only a paid order has a receipt, and only where something prints it.
        when (page.receipt) {
            Receipt.COMES -> all.addView(centred("↓ " + Text.KIOSK_PAPER.say(state.language), Type.TITLE, Tone.INK_2, strong = false).apply { tag = "paper" }.padded(0, 0, 0, look.dp(64)))
            Receipt.ASK -> all.addView(look.button(Text.KIOSK_WANTS_RECEIPT.say(state.language), Loud.QUIET, 112) { presenter.askReceipt() }.big(Type.TITLE).apply { tag = "receipt" }.sized(look.dp(560), look.dp(112)).margins(bottom = look.dp(Space.XL)))
            Receipt.NONE -> Unit
        }
        state.trouble?.let { all.addView(centred(it, Type.TITLE, Tone.BAD).padded(look.dp(64), 0, look.dp(64), look.dp(Space.XL))) }
        all.addView(look.button(Text.PICKUP_DONE.say(state.language), Loud.MAIN, 120) { presenter.leave() }.big(Type.TITLE).apply { tag = "done" }.sized(look.dp(560), look.dp(120)))
        return all
    }

    /** What the cart would be cheaper as: one page, one tap each, and the way past it always at the foot. */
    fun offers(state: KioskState, page: Page.Offers): View {
        val body = look.column(
            look.label(Text.KIOSK_OFFERS_HOW.say(state.language), Type.TITLE, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.XL)),
        )
        val large = page.offers.size == 1
        page.offers.forEachIndexed { at, offer -> body.addView(offer(state, offer, at, large).sized(FILL, WRAP).margins(bottom = look.dp(Space.XL))) }
        val skip = look.button(Text.KIOSK_NO_OFFER.say(state.language), Loud.QUIET, 120) { presenter.skipOffers() }.big(Type.TITLE).apply { tag = "offers-skip" }
        return framed(state, Text.KIOSK_OFFERS.say(state.language), scrolled(body), look.row(skip.sized(0, look.dp(120), 1f)))
    }

    private fun offer(state: KioskState, offer: UpsellOffer, at: Int, large: Boolean): View {
        val sign = state.menu?.sign ?: ""
        val name = (if (offer.qty > 1u) "${offer.qty} × " else "") + offer.name.inLanguage(state.language)
        val before = look.figures("$sign ${state.order?.total ?: ""}", Type.TITLE, Tone.INK_2).apply { paintFlags = paintFlags or Paint.STRIKE_THRU_TEXT_FLAG }
        val words = look.column(
            look.label(name, Type.LARGE, strong = true).sized(FILL, WRAP),
            look.label(offer.parts.joinToString(" + ") { it.inLanguage(state.language) }, Type.TITLE, Tone.INK_2).sized(FILL, WRAP).margins(top = look.dp(Space.S)),
            look.row(
                look.badge(Text.UPSELL_SAVES.say(state.language, "$sign ${offer.saves}"), Tone.GOOD, Tone.GOOD_GROUND).big(Type.TITLE),
                before.sized(0, WRAP, 1f),
                look.figures(look.amount(sign, offer.total), Type.LARGE, strong = true).sized(WRAP, WRAP).margins(left = look.dp(Space.L)),
            ).sized(FILL, WRAP).margins(top = look.dp(Space.L)),
        )
        val face = picture(offer.image, name, Tone.hue(at))
        val take = look.button(Text.KIOSK_TAKE_OFFER.say(state.language), if (at == 0) Loud.MAIN else Loud.QUIET, 112) { presenter.takeOffer(offer) }.big(Type.TITLE).apply { tag = "offer:$at" }
        val what = if (large) {
            look.column(face.sized(FILL, look.dp(640)), words.sized(FILL, WRAP).margins(top = look.dp(Space.XL)))
        } else {
            look.row(face.sized(look.dp(260), look.dp(220)).margins(right = look.dp(Space.XL)), words.sized(0, WRAP, 1f))
        }
        return look.column(what.sized(FILL, WRAP), take.sized(FILL, look.dp(112)).margins(top = look.dp(Space.XL))).apply {
            background = look.filled(Tone.PAPER, Space.CARD)
            padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL))
        }
    }

    /** Where the phone is held, drawn large. */
    fun code(state: KioskState): View {
        val body = look.column(
            View(look.context).apply { background = CodeWindow(look.dp(10).toFloat()); tag = "code-window" }.sized(look.dp(520), look.dp(520)),
            centred(Text.KIOSK_HOLD_PHONE.say(state.language), Type.LARGE).padded(look.dp(64), look.dp(64), look.dp(64), look.dp(Space.XXL)),
            centred(look.amount(state.menu?.sign ?: "", state.order?.toPay ?: "").toString(), Type.HUGE).apply { tag = "due" },
        ).apply { gravity = Gravity.CENTER }
        return framed(state, Text.KIOSK_CODE.say(state.language), body, null)
    }

    /** A number that is typed with large keys: a table's, a pager's, a terminal's reference. */
    private fun typing(state: KioskState, title: String, due: String?, how: String?, typed: String, onKey: (Char?) -> Unit, onOk: () -> Unit): View {
        val body = look.column().apply { gravity = Gravity.CENTER }
        if (due != null) body.addView(centred(due, Type.HUGE).apply { tag = "due"; fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        if (how != null) body.addView(centred(how, Type.TITLE, Tone.INK_2, strong = false).padded(look.dp(64), 0, look.dp(64), look.dp(Space.XXL)))
        body.addView(centred(typed.ifEmpty { "–" }, Type.HUGE, if (typed.isEmpty()) Tone.INK_2 else Tone.INK).apply { tag = "typed"; fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(bottom = look.dp(Space.XXL)))
        body.addView(look.pad(112, onKey, onOk, Text.OK.say(state.language)).sized(look.dp(640), WRAP))
        return framed(state, title, body, null)
    }

    fun place(state: KioskState, page: Page.Place): View {
        val text = if (state.settings?.asks == KioskAsks.PAGER) Text.KIOSK_PAGER else Text.KIOSK_TABLE
        return typing(state, text.say(state.language), null, null, page.typed, { presenter.placeKey(it) }, { presenter.placeKnown() })
    }

    fun external(state: KioskState, page: Page.External): View {
        val due = "${state.menu?.sign ?: ""} ${state.order?.toPay ?: ""}"
        return typing(state, page.tender.name.inLanguage(state.language), due, Text.KIOSK_EXTERNAL_HOW.say(state.language), page.typed, { presenter.referenceKey(it) }, { presenter.claim() })
    }
}

/** A phone under a light: where the code is held. */
private class CodeWindow(private val width: Float) : android.graphics.drawable.Drawable() {
    private val paint = android.graphics.Paint(android.graphics.Paint.ANTI_ALIAS_FLAG)

    override fun draw(canvas: android.graphics.Canvas) {
        val box = android.graphics.RectF(bounds)
        paint.style = android.graphics.Paint.Style.FILL
        paint.color = Tone.hue(0)
        canvas.drawOval(box, paint)
        val phone = android.graphics.RectF(box.centerX() - box.width() * 0.2f, box.top + box.height() * 0.14f, box.centerX() + box.width() * 0.2f, box.bottom - box.height() * 0.14f)
        paint.color = Tone.INK
        canvas.drawRoundRect(phone, width * 3, width * 3, paint)
        phone.inset(width, width * 2.4f)
        paint.color = Tone.PAPER
        canvas.drawRect(phone, paint)
        paint.color = Tone.INK
        val bars = intArrayOf(2, 1, 3, 1, 2, 1, 1, 3, 2, 1, 2)
        val unit = phone.width() * 0.84f / (bars.sum() + bars.size - 1)
        var x = phone.left + phone.width() * 0.08f
        for (bar in bars) {
            canvas.drawRect(x, phone.top + phone.height() * 0.34f, x + bar * unit, phone.top + phone.height() * 0.62f, paint)
            x += (bar + 1) * unit
        }
        paint.color = Tone.ACCENT
        canvas.drawRect(box.left + box.width() * 0.08f, box.centerY() - width / 2, box.right - box.width() * 0.08f, box.centerY() + width / 2, paint)
    }

    override fun setAlpha(alpha: Int) { paint.alpha = alpha }

    override fun setColorFilter(filter: android.graphics.ColorFilter?) { paint.colorFilter = filter }

    @Deprecated("Deprecated in Java")
    override fun getOpacity(): Int = android.graphics.PixelFormat.TRANSLUCENT
}
