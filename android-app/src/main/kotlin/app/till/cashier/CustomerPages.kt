package app.till.cashier

import android.widget.ImageView
import android.graphics.BitmapFactory
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
import app.till.look.choices
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.named
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.CardPage
import uniffi.till_mobile.MemberView

/** Members and their cards: found, enrolled, topped up, their PIN; cards looked up, sold, bound, blocked, made. */
class CustomerPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is Sheet.Members -> members(sheet)
            is Sheet.OneMember -> member(sheet)
            is Sheet.Enrol -> enrol(sheet)
            is Sheet.Consent -> consent(sheet)
            is Sheet.MemberPin -> memberPin(sheet)
            is Sheet.Cards -> when {
                sheet.page == null -> cards(sheet)
                sheet.amount != null -> amount(sheet.page, sheet.amount)
                else -> card(sheet.page)
            }
            is Sheet.MakeCards -> make(sheet)
            is Sheet.BindCard -> bind(sheet)
            else -> Unit
        }
    }

    private fun members(sheet: Sheet.Members) {
        title.text = say(Text.CUSTOMER)
        val topUp = sheet.topUp
        if (topUp != null) {
            body.addView(look.label(nameOf(topUp), Type.TITLE, strong = true))
            body.addView(look.figures(look.amount(sign, (sheet.chosen?.pays ?: sheet.amount).ifEmpty { "0" }), Type.HUGE, strong = true).apply { tag = "amount"; gravity = Gravity.START }.margins(top = look.dp(Space.L), bottom = look.dp(Space.L)))
            val packages = TileGrid(look.context, 2, look.dp(Space.M))
            for (offer in sheet.packages) {
                val worth = listOfNotNull("$sign ${offer.pays}", offer.bonus?.let { "+ $it" }).joinToString(" ")
                packages.addView(look.column(
                    look.label(offer.name.inLanguage(language), Type.BODY, strong = true).sized(FILL, WRAP),
                    look.figures(worth, Type.SMALL, Tone.GOOD, strong = true).apply { gravity = Gravity.START }.sized(FILL, WRAP).margins(top = look.dp(Space.XS)),
                ).apply {
                    tag = "package:${offer.`package`}"
                    minimumHeight = look.dp(64)
                    gravity = Gravity.CENTER_VERTICAL
                    contentDescription = offer.name.inLanguage(language)
                    background = look.pressable(if (offer == sheet.chosen) look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
                    padded(look.dp(Space.L), look.dp(Space.S), look.dp(Space.M), look.dp(Space.S))
                    look.tappable(this) { presenter.customers.choosePackage(offer) }
                })
            }
            if (sheet.packages.isNotEmpty()) body.addView(packages.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
            PaySheet(look, presenter).keys(body) { presenter.customers.topUpKey(it) }
            val paid = sheet.chosen?.pays ?: sheet.amount
            val words = if (paid.isEmpty()) say(Text.TYPE_AMOUNT) else say(Text.TOP_UP_CASH, "$sign $paid")
            return next(words, "topup", paid.isNotEmpty()) { presenter.customers.topUp() }
        }
        val field = look.field(say(Text.FIND_MEMBER), "find-member", sheet.typed) { presenter.customers.find(it) }
        body.addView(look.row(
            field.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.FIND), Loud.QUIET) { presenter.customers.find(field.text.toString()) }.apply { tag = "find" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP))
        val found = sheet.found
        if (found == null) {
            body.addView(look.label(say(Text.MEMBER_HINT), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.M)))
        } else if (found.isEmpty()) {
            body.addView(look.empty(say(Text.NO_MEMBER), say(Text.NO_MEMBER_HINT)).sized(FILL, WRAP))
        }
        found?.forEachIndexed { at, member ->
            val row = look.listRow(
                nameOf(member), detailOf(member),
                small(say(Text.TOP_UP), "topup:$at") { presenter.customers.openTopUp(member) },
                small(say(Text.CHOOSE_MEMBER), "member:$at") { presenter.customers.serve(member) },
            )
            row.tag = "member-page:$at"
            row.background = look.pressable(look.filled(0, Space.BUTTON), Space.BUTTON)
            look.tappable(row) { presenter.customers.look(member) }
            body.addView(row.sized(FILL, WRAP))
            body.addView(look.line())
        }
        val quiet = look.row(look.button(say(Text.NEW_MEMBER), Loud.QUIET) { presenter.customers.openEnrol(sheet.typed.filter { it.isDigit() }) }.apply { tag = "new-member" }.sized(0, look.dp(Space.MAIN), 1f))
        if (state.customer != null) quiet.addView(look.button(say(Text.TAKE_OFF), Loud.QUIET) { presenter.customers.serveNobody() }.apply { tag = "no-member" }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.S)))
        foot.addView(quiet.sized(FILL, WRAP))
    }

    private fun detailOf(member: MemberView): String = listOfNotNull(
        member.person?.phone, member.levelName?.inLanguage(language), say(Text.MEMBER_POINTS, member.points), member.number,
    ).joinToString(" · ")

    /** One member: who they are, what can be done for them, what happened. */
    private fun member(sheet: Sheet.OneMember) {
        val member = sheet.member
        title.text = nameOf(member)
        val words = look.column(look.label(detailOf(member), Type.BODY, Tone.INK_2).apply { fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        words.addView(big(say(Text.CARD_BIND), "bind") { presenter.customers.openBindCard(member) })
        words.addView(big(say(Text.PIN), "member-pin") { presenter.customers.openPin(member) })
        val paper = ImageView(look.context).apply {
            adjustViewBounds = true
            tag = "history"
            sheet.history?.let { setImageBitmap(BitmapFactory.decodeByteArray(it, 0, it.size)) }
        }
        body.addView(look.row(words.sized(0, WRAP, 1f), paper.sized(look.dp(300), WRAP).margins(left = look.dp(Space.L))).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))
        next(say(Text.CHOOSE_MEMBER), "serve") { presenter.customers.serve(member) }
    }

    private fun enrol(sheet: Sheet.Enrol) {
        title.text = say(Text.NEW_MEMBER)
        val name = look.field(say(Text.NAME), "name", sheet.name)
        val phone = look.field(say(Text.PHONE), "phone", sheet.phone)
        body.addView(look.named(name))
        body.addView(look.named(phone))
        next(say(Text.ENROL), "enrol") { presenter.customers.enrol(name.text.toString(), phone.text.toString()) }
    }

    /** The member is asked for their word: PIN here, a code under the scanner, or a manager for them. */
    private fun consent(sheet: Sheet.Consent) {
        title.text = say(Text.CONSENT)
        body.addView(look.label(sheet.why, Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        pin(sheet.typed) { presenter.customers.consent() }
        foot.addView(look.button(say(Text.CONSENT_MANAGER), Loud.QUIET) { presenter.customers.askManager() }.apply { tag = "consent-manager" }.sized(FILL, look.dp(Space.MAIN)))
    }

    private fun memberPin(sheet: Sheet.MemberPin) {
        title.text = say(Text.PIN)
        body.addView(look.label(nameOf(sheet.member), Type.TITLE, strong = true))
        body.addView(look.label(say(Text.PIN_HINT), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.S), bottom = look.dp(Space.L)))
        pin(sheet.typed) { presenter.customers.setPin() }
    }

    // --- cards ---

    private fun cards(sheet: Sheet.Cards) {
        title.text = say(Text.CARDS)
        val field = look.field(say(Text.CARD_NUMBER), "card-number") { presenter.customers.lookAtCard(it) }
        body.addView(look.row(
            field.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.FIND), Loud.QUIET) { presenter.customers.lookAtCard(field.text.toString()) }.apply { tag = "find-card" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP))
        body.addView(look.label(say(Text.CARD_SCAN), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.M)))
        if (sheet.made.isEmpty()) {
            body.addView(look.empty(say(Text.CARDS_NONE), say(Text.CARDS_NONE_HINT)).sized(FILL, WRAP))
        } else {
            body.addView(look.section(say(Text.CARDS_MADE)))
        }
        for (made in sheet.made) {
            body.addView(look.listRow(made.name, "${made.first} – ${made.last} · ×${made.count}", look.figures(made.holds, Type.LEAD, strong = true)).sized(FILL, WRAP))
            body.addView(look.line())
        }
        foot.addView(look.button(say(Text.CARDS_MAKE), Loud.QUIET) { presenter.customers.openMakeCards() }.apply { tag = "make-cards" }.sized(FILL, look.dp(Space.MAIN)))
    }

    private fun card(page: CardPage) {
        title.text = page.number
        val (colour, ground) = if (page.good) Tone.GOOD to Tone.GOOD_GROUND else Tone.BAD to Tone.BAD_GROUND
        body.addView(look.row(
            look.label(page.name.inLanguage(language), Type.LEAD, Tone.INK_2).sized(0, WRAP, 1f),
            look.badge(page.state.inLanguage(language), colour, ground).apply { tag = "card-state" },
        ).sized(FILL, WRAP))
        body.addView(look.figures(look.amount(sign, page.balance), Type.HUGE, strong = true).apply { tag = "card-balance"; gravity = Gravity.START }.sized(FILL, WRAP).margins(top = look.dp(Space.M)))
        val more = listOfNotNull(page.holder, page.validTo?.let { say(Text.CARD_UNTIL, it) }).joinToString(" · ")
        if (more.isNotEmpty()) body.addView(look.label(more, Type.BODY, Tone.INK_2).margins(top = look.dp(Space.S)))
        val block = look.button(say(if (page.blocked) Text.CARD_UNBLOCK else Text.CARD_BLOCK), Loud.QUIET, 64) { presenter.customers.blockCard() }.apply { tag = "block-card"; if (!page.blocked) setTextColor(Tone.BAD) }
        val price = page.price
        val next = when {
            price != null -> look.button(say(Text.CARD_SELL, "$sign $price"), Loud.MAIN, 64) { presenter.customers.sellCard() }.apply { tag = "sell-card" }
            page.topsUp -> look.button(say(Text.TOP_UP), Loud.MAIN, 64) { presenter.customers.askCardAmount() }.apply { tag = "topup-card" }
            else -> null
        }
        val row = look.row(block.sized(0, look.dp(64), 1f))
        if (next != null) row.addView(next.sized(0, look.dp(64), 2f).margins(left = look.dp(Space.M)))
        foot.addView(row.sized(FILL, WRAP))
    }

    private fun amount(page: CardPage, typed: String) {
        title.text = "${say(Text.TOP_UP)} · ${page.number}"
        body.addView(look.figures(look.amount(sign, typed.ifEmpty { "0" }), Type.HUGE, if (typed.isEmpty()) Tone.INK_2 else Tone.INK, strong = true).apply { gravity = Gravity.START }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        PaySheet(look, presenter).keys(body) { presenter.customers.cardKey(it) }
        val words = if (typed.isEmpty()) say(Text.TYPE_AMOUNT) else say(Text.TOP_UP_CASH, "$sign $typed")
        val button = look.button(words, Loud.MAIN, 64) { presenter.customers.topUpCard() }.apply { tag = "topup-card-now" }
        if (typed.isEmpty()) look.off(button)
        foot.addView(button.sized(FILL, look.dp(64)))
    }

    /** Whose it becomes, and the code that says which card. */
    private fun bind(sheet: Sheet.BindCard) {
        title.text = say(Text.CARD_BIND)
        body.addView(look.label(sheet.member.person?.name?.ifEmpty { null } ?: sheet.member.number, Type.TITLE, strong = true))
        body.addView(look.label(say(Text.CARD_BIND_HINT), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.S), bottom = look.dp(Space.L)))
        val field = look.field(say(Text.CARD_BIND_CODE), "bind-code") { presenter.customers.bindCard(it) }
        body.addView(look.named(field))
        foot.addView(look.button(say(Text.CARD_BIND), Loud.MAIN, 64) { presenter.customers.bindCard(field.text.toString()) }.apply { tag = "bind-now" }.sized(FILL, look.dp(64)))
    }

    private fun make(sheet: Sheet.MakeCards) {
        title.text = say(Text.CARDS_MAKE)
        var sold = sheet.sold
        fun field(text: Text, tag: String) = look.field(say(text), tag).also { body.addView(look.named(it)) }
        val name = field(Text.NAME, "cards-name")
        val holds = field(Text.CARDS_HOLDS, "cards-holds")
        val count = field(Text.CARDS_COUNT, "cards-count")
        val prefix = field(Text.CARDS_PREFIX, "cards-prefix")
        val ways = look.column()
        fun draw() {
            ways.removeAllViews()
            ways.addView(look.choices(listOf(true to say(Text.CARDS_SOLD), false to say(Text.CARDS_GIVEN)), sold, "cards-sold") { sold = it; draw() }.sized(FILL, WRAP))
        }
        draw()
        body.addView(ways.sized(FILL, WRAP))
        foot.addView(look.button(say(Text.CARDS_MAKE), Loud.MAIN, 64) {
            presenter.customers.makeCards(name.text.toString(), holds.text.toString(), prefix.text.toString(), count.text.toString(), sold)
        }.apply { tag = "make-cards-now" }.sized(FILL, look.dp(64)))
    }
}
