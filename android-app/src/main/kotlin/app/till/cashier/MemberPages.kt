package app.till.cashier

import android.view.Gravity
import android.view.View
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Qr
import app.till.look.Space
import app.till.look.TileGrid
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.choices
import app.till.look.listRow
import app.till.look.margins
import app.till.look.padded
import app.till.look.paper
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.MemberPage
import uniffi.till_mobile.MemberState

/** One member: who they are, what they have, what is done to them by hand, and what happened. */
class MemberPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is Sheet.OneMember -> member(sheet)
            is MemberSheet.Levels -> levels(sheet)
            is MemberSheet.Amount -> amount(sheet)
            is MemberSheet.Merge -> merge(sheet)
            is MemberSheet.Phone -> phone(sheet)
            else -> Unit
        }
    }

    private fun standing(page: MemberPage): View {
        val (colour, ground) = when (page.member.state) {
            MemberState.ACTIVE -> Tone.GOOD to Tone.GOOD_GROUND
            MemberState.FROZEN -> Tone.WARN to Tone.WARN_GROUND
            MemberState.CLOSED -> Tone.BAD to Tone.BAD_GROUND
        }
        return look.badge(page.state.inLanguage(language), colour, ground).apply { tag = "member-state" }
    }

    private fun member(sheet: Sheet.OneMember) {
        val page = sheet.page
        val member = page.member
        title.text = nameOf(member)
        val person = member.person
        val who = listOfNotNull(person?.phone, person?.birthday, member.number, say(Text.MEMBER_SINCE, page.joined)).joinToString(" · ")
        body.addView(look.row(
            look.label(who, Type.BODY, Tone.INK_2).apply { fontFeatureSettings = "tnum"; tag = "member-who" }.sized(0, WRAP, 1f),
            standing(page).margins(left = look.dp(Space.M)),
        ).sized(FILL, WRAP))
        val more = listOfNotNull(person?.remark, member.tags.joinToString(" · ").ifEmpty { null }).joinToString(" — ")
        if (more.isNotEmpty()) body.addView(look.label(more, Type.BODY, Tone.INK_2).apply { tag = "member-more" }.margins(top = look.dp(Space.XS)))
        val owed = if (member.debt > 0) say(Text.MEMBER_OWES, member.debt) else ""
        body.addView(look.row(
            fact(say(Text.LEVEL), member.levelName?.inLanguage(language) ?: "–", "", "member-level").sized(0, FILL, 1f),
            fact(say(Text.MEMBER_HAS_POINTS), "${member.points}", owed, "member-points").sized(0, FILL, 1f).margins(left = look.dp(Space.S)),
            fact(say(Text.STORED_VALUE), "$sign ${page.stored}", "${page.principal} + ${page.bonus}", "member-stored").sized(0, FILL, 1.4f).margins(left = look.dp(Space.S)),
        ).sized(FILL, look.dp(if (look.context.resources.configuration.fontScale > 1.1f) 104 else 84)).margins(top = look.dp(Space.M)))
        val left = look.column()
        if (member.state != MemberState.CLOSED) acts(page, left)
        cards(page, left)
        if (member.vouchers.isNotEmpty()) left.addView(look.section(say(Text.VOUCHERS)))
        for (voucher in member.vouchers) {
            left.addView(look.listRow(voucher.name?.inLanguage(language) ?: voucher.voucher, null, look.figures("×${voucher.units}", Type.BODY, strong = true)).sized(FILL, look.dp(Space.TOUCH)))
        }
        val paper = look.paper(sheet.history, "history").sized(look.dp(296), WRAP)
        // Nothing is done for somebody who left: what happened has the page to itself.
        if (left.childCount == 0) body.addView(paper.margins(top = look.dp(Space.XL)))
        else body.addView(look.row(left.sized(0, WRAP, 1f), paper.margins(left = look.dp(Space.XL), top = look.dp(Space.XL))).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))
        if (member.state == MemberState.ACTIVE) next(say(Text.CHOOSE_MEMBER), "serve") { presenter.customers.serve(member) }
    }

    /** One thing they have: its name, how much, and what it is made of. */
    private fun fact(name: String, value: String, under: String, tag: String): View = look.column(
        look.oneLine(look.label(name, Type.SMALL, Tone.INK_2)).sized(FILL, WRAP),
        look.oneLine(look.label(value, Type.LEAD, strong = true)).apply { this.tag = tag; fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(Space.XS)),
        look.oneLine(look.label(under, Type.SMALL, Tone.INK_2)).apply { fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(Space.XS)),
    ).apply {
        background = look.outlined(Tone.GROUND, Tone.LINE, Space.BUTTON)
        padded(look.dp(Space.M), look.dp(Space.S), look.dp(Space.M), look.dp(Space.S))
    }

    /** What can be done for them, by what it is about. */
    private fun acts(page: MemberPage, into: android.widget.LinearLayout) {
        fun group(name: Text, vararg acts: Triple<Text, String, () -> Unit>) {
            into.addView(look.section(say(name)))
            val grid = TileGrid(look.context, 2, look.dp(Space.S))
            for ((words, tag, does) in acts) {
                grid.addView(look.button(say(words), Loud.QUIET, Space.MAIN, does).apply { this.tag = tag; padded(look.dp(Space.S), 0, look.dp(Space.S), 0) })
            }
            into.addView(grid.sized(FILL, WRAP))
        }
        val customers = presenter.customers
        val of = MemberSheet.Amount.Of.entries.associateBy { it.name }
        group(
            Text.STORED_VALUE,
            Triple(Text.TOP_UP, "act:topup") { presenter.charges.openTopUp(page.member) },
            Triple(Text.WITHDRAW, "act:withdraw") { customers.openAmount(of.getValue("WITHDRAWN")) },
            Triple(Text.STORED_ADJUST, "act:adjust") { customers.openAmount(of.getValue("PRINCIPAL")) },
            Triple(Text.CARD_BIND, "bind") { presenter.cards.openBind() },
        )
        val reveal = Triple(Text.REVEAL, "act:reveal") { customers.reveal() }
        val person = listOf(
            Triple(Text.MEMBER_EDIT, "act:edit") { customers.openEdit() },
            Triple(Text.PIN, "member-pin") { customers.openPin(); Unit },
            Triple(Text.PHONE_ENROL, "act:phone") { customers.openPhone() },
            Triple(Text.PHONE_LOST, "act:phone-lost") { customers.losePhone() },
        )
        group(Text.MEMBER_PERSON, *(if (page.hidden) person + reveal else person).toTypedArray())
        val frozen = page.member.state == MemberState.FROZEN
        group(
            Text.MEMBER_STANDING,
            Triple(Text.LEVEL, "act:level") { customers.openLevels(); Unit },
            Triple(Text.POINTS_ADJUST, "act:points") { customers.openAmount(of.getValue("POINTS")) },
            if (frozen) Triple(Text.THAW, "act:thaw") { customers.thaw() } else Triple(Text.FREEZE, "act:freeze") { customers.freeze() },
            Triple(Text.MEMBER_MERGE, "act:merge") { customers.openMerge() },
            Triple(Text.MEMBER_CLOSE, "act:close") { customers.close() },
        )
    }

    private fun cards(page: MemberPage, into: android.widget.LinearLayout) {
        if (page.cards.isEmpty()) return
        into.addView(look.section(say(Text.CARDS)))
        for (card in page.cards) {
            val (colour, ground) = if (card.good) Tone.GOOD to Tone.GOOD_GROUND else Tone.BAD to Tone.BAD_GROUND
            val row = look.listRow(card.number, card.name.inLanguage(language), look.badge(card.state.inLanguage(language), colour, ground)).apply {
                tag = "card:${card.number}"
                contentDescription = card.number
                background = look.pressable(look.filled(Tone.PAPER, 0), 0)
                look.tappable(this) { presenter.cards.look(card.number) }
            }
            into.addView(row.sized(FILL, WRAP))
            into.addView(look.line())
        }
    }

    /** The shop's levels: which they have, and what each gives. */
    private fun levels(sheet: MemberSheet.Levels) {
        title.text = say(Text.LEVEL)
        body.addView(look.label(nameOf(sheet.page.member), Type.LEAD, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        fun level(name: String, about: String?, level: String?) {
            val has = sheet.page.member.level == level
            val row = look.listRow((if (has) "✓ " else "") + name, about).apply {
                tag = "level:${level ?: "none"}"
                padded(look.dp(Space.L), look.dp(Space.S), look.dp(Space.L), look.dp(Space.S))
                background = look.pressable(if (has) look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
                look.tappable(this) { if (!has) presenter.customers.level(level) }
            }
            body.addView(row.sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        }
        for (one in sheet.page.levels) level(one.name.inLanguage(language), one.about.inLanguage(language), one.level)
        level(say(Text.LEVEL_NONE), null, null)
    }

    private fun amount(sheet: MemberSheet.Amount) {
        val points = sheet.of == MemberSheet.Amount.Of.POINTS
        val out = sheet.of == MemberSheet.Amount.Of.WITHDRAWN
        title.text = say(if (points) Text.POINTS_BY_HAND else if (out) Text.WITHDRAW else Text.STORED_BY_HAND)
        val has = if (points) say(Text.MEMBER_POINTS, sheet.page.member.points) else say(Text.STORED_MADE_OF, "$sign ${sheet.page.principal}", "$sign ${sheet.page.bonus}")
        body.addView(look.label("${nameOf(sheet.page.member)} · $has", Type.LEAD, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        val typed = (if (sheet.less) "−" else "") + sheet.typed.ifEmpty { if (out) sheet.page.principal else "0" }
        figure(if (points) typed else look.amount(sign, typed), sheet.typed.isEmpty(), "amount")
        val left = look.column()
        val customers = presenter.customers
        if (out) {
            val tenders = state.menu?.tenders?.filter { !it.storedValue } ?: emptyList()
            left.addView(look.section(say(Text.WITHDRAW_BY)))
            tenders.firstOrNull { it.id == sheet.tender }?.let { chosen ->
                left.addView(PaySheet(look, presenter).tenders(tenders, chosen, language, columns = 2) { tender -> customers.amount { copy(tender = tender.id) } }.sized(FILL, WRAP))
            }
            left.addView(look.label(say(Text.WITHDRAW_HINT), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.M)))
        } else {
            left.addView(look.choices(listOf(false to say(Text.GIVE), true to say(Text.TAKE_AWAY)), sheet.less, "less") { customers.amount { copy(less = it) } }.sized(FILL, WRAP))
            if (!points) {
                val parts = listOf(MemberSheet.Amount.Of.PRINCIPAL to say(Text.PRINCIPAL), MemberSheet.Amount.Of.BONUS to say(Text.BONUS))
                left.addView(look.choices(parts, sheet.of, "part") { customers.amount { copy(of = it) } }.sized(FILL, WRAP).margins(top = look.dp(Space.M)))
            }
        }
        val right = look.column()
        PaySheet(look, presenter).keys(right) { customers.amountKey(it) }
        body.addView(look.row(left.sized(0, WRAP, 1f), right.sized(look.dp(PaySheet.KEYS), WRAP).margins(left = look.dp(Space.XL))).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))
        next(say(Text.GO_ON), "amount-ok", sheet.typed.isNotEmpty() || out) { customers.doAmount() }
    }

    /** Both, line by line beside each other, and which of them stays. */
    private fun merge(sheet: MemberSheet.Merge) {
        title.text = say(Text.MEMBER_MERGE)
        body.addView(look.label(say(Text.MERGE_WHICH), Type.LEAD).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        val stays = sheet.stays == sheet.one.member.number
        body.addView(look.row(
            side(sheet.one, stays).sized(0, FILL, 1f),
            side(sheet.other, !stays).sized(0, FILL, 1f).margins(left = look.dp(Space.M)),
        ).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))
        body.addView(look.label(say(Text.MERGE_HINT), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(top = look.dp(Space.L)))
        next(say(Text.MERGE_INTO, sheet.stays), "merge-now") { presenter.customers.merge() }
    }

    private fun side(page: MemberPage, stays: Boolean): View {
        val member = page.member
        val column = look.column(
            look.row(
                look.oneLine(look.label(nameOf(member), Type.LEAD, strong = true)).sized(0, WRAP, 1f),
                if (stays) look.badge("✓ " + say(Text.MERGE_STAYS), Tone.GOOD, Tone.GOOD_GROUND) else look.badge(say(Text.MERGE_GOES), Tone.BAD, Tone.BAD_GROUND),
            ).sized(FILL, WRAP).margins(bottom = look.dp(Space.S)),
        )
        fun line(name: Text, value: String) = column.addView(look.row(
            look.label(say(name), Type.SMALL, Tone.INK_2).sized(0, WRAP, 1f),
            look.figures(value, Type.BODY).sized(WRAP, WRAP),
        ).sized(FILL, look.dp(36)))
        line(Text.MEMBER_NUMBER, member.number)
        line(Text.PHONE, member.person?.phone ?: "–")
        line(Text.MEMBER_JOINED, page.joined)
        line(Text.LEVEL, member.levelName?.inLanguage(language) ?: "–")
        line(Text.MEMBER_HAS_POINTS, "${member.points}")
        line(Text.STORED_VALUE, "$sign ${page.stored}")
        line(Text.CARDS, "${page.cards.size}")
        return column.apply {
            tag = "stays:${member.number}"
            contentDescription = member.number
            background = look.pressable(if (stays) look.outlined(Tone.PAPER, Tone.GOOD, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
            padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(Space.M))
            look.tappable(this) { presenter.customers.stays(member.number) }
        }
    }

    /** What a member's phone reads off the screen: it stays there until the page is closed. */
    private fun phone(sheet: MemberSheet.Phone) {
        title.text = say(Text.PHONE_ENROL)
        body.addView(look.label(nameOf(sheet.page.member), Type.TITLE, strong = true))
        body.addView(look.label(say(Text.PHONE_HINT), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(top = look.dp(Space.S), bottom = look.dp(Space.L)))
        val code = View(look.context).apply { tag = "phone-code"; contentDescription = say(Text.PHONE_ENROL); background = Qr(sheet.code) }
        body.addView(code.sized(look.dp(360), look.dp(360)))
        next(say(Text.PHONE_DONE), "phone-done") { presenter.closeSheet() }
    }
}
