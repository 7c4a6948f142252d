package app.till.cashier

import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.sized
import uniffi.till_mobile.MemberView

/** Members at the counter: found and chosen, and asked for their word. */
class CustomerPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is Sheet.Members -> members(sheet)
            is Sheet.Consent -> consent(sheet)
            is Sheet.MemberPin -> memberPin(sheet)
            else -> Unit
        }
    }

    private fun members(sheet: Sheet.Members) {
        val pick = sheet.pick
        title.text = say(pick?.title ?: Text.CUSTOMER)
        if (pick != null) body.addView(look.label(pick.about, Type.LEAD, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
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
            val row = look.listRow(nameOf(member), detailOf(member))
            if (pick == null) row.addView(small(say(Text.TOP_UP), "topup:$at") { presenter.charges.openTopUp(member) })
            row.addView(small(say(Text.CHOOSE_MEMBER), "member:$at") { presenter.customers.choose(member) })
            row.tag = "member-page:$at"
            row.background = look.pressable(look.filled(0, Space.BUTTON), Space.BUTTON)
            look.tappable(row) { if (pick == null) presenter.customers.look(member.number) else presenter.customers.choose(member) }
            body.addView(row.sized(FILL, WRAP))
            body.addView(look.line())
        }
        if (pick != null) return
        val quiet = look.row(look.button(say(Text.NEW_MEMBER), Loud.QUIET) { presenter.customers.openEnrol(sheet.typed) }.apply { tag = "new-member" }.sized(0, look.dp(Space.MAIN), 1f))
        if (state.customer != null) quiet.addView(look.button(say(Text.TAKE_OFF), Loud.QUIET) { presenter.customers.serveNobody() }.apply { tag = "no-member" }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.S)))
        foot.addView(quiet.sized(FILL, WRAP))
    }

    private fun detailOf(member: MemberView): String = listOfNotNull(
        member.person?.phone, member.levelName?.inLanguage(language), say(Text.MEMBER_POINTS, member.points), member.number,
    ).joinToString(" · ")

    /** The member is asked for their word: PIN here, a code under the scanner, or a manager for them. */
    private fun consent(sheet: Sheet.Consent) {
        title.text = say(Text.CONSENT)
        body.addView(look.label(sheet.why.inLanguage(language), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        pin(sheet.typed) { presenter.customers.consent() }
        foot.addView(look.button(say(Text.CONSENT_MANAGER), Loud.QUIET) { presenter.customers.askManager() }.apply { tag = "consent-manager" }.sized(FILL, look.dp(Space.MAIN)))
    }

    private fun memberPin(sheet: Sheet.MemberPin) {
        title.text = say(Text.PIN)
        body.addView(look.label(nameOf(sheet.member), Type.TITLE, strong = true))
        body.addView(look.label(say(Text.PIN_HINT), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.S), bottom = look.dp(Space.L)))
        pin(sheet.typed) { presenter.customers.setPin() }
    }
}
