package app.till.cashier

import app.till.Text
import app.till.inLanguage
import app.till.same
import app.till.words
import uniffi.till_mobile.MemberAct
import uniffi.till_mobile.MemberPage
import uniffi.till_mobile.MemberState
import uniffi.till_mobile.MemberView
import uniffi.till_mobile.PersonForm
import uniffi.till_mobile.Words

/** Members: found, enrolled, served; and what is done to one by hand. */
class Customers(private val counter: Counter) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    fun open() = counter.open(Sheet.Members("", null))

    fun find(typed: String) {
        if (typed.isBlank()) return
        val before = state.sheet as? Sheet.Members ?: Sheet.Members("", null)
        till.members(typed.trim(), no) { found -> counter.open(before.copy(typed = typed, found = found)) }
    }

    /** A member was chosen in the list: for what somebody was looked for, or to be served. */
    fun choose(member: MemberView) = (state.sheet as? Sheet.Members)?.pick?.does?.invoke(member) ?: serve(member)

    fun look(member: String) {
        val under = state.sheet
        till.member(member, no) { page, history -> counter.open(Sheet.OneMember(page, history, under)) }
    }

    fun openEnrol(typed: String) {
        val phone = typed.filter { it.isDigit() }
        counter.open(Form(PersonForm("", phone, "", "", ""), Text.NEW_MEMBER, state.sheet) { form, no -> till.enrol(form, no) { serve(it) } })
    }

    /** Makes a member the customer; where there is no order yet they are shown, and served with the first line. */
    fun serve(member: MemberView) {
        val order = state.order ?: return counter.open(Sheet.Members(member.number, listOf(member)))
        till.customer(order.order, member.member, no) { counter.became(it) { copy(sheet = null) }; counter.look(it); counter.refresh() }
    }

    fun serveNobody() {
        val order = state.order ?: return
        till.customer(order.order, null, no) { counter.became(it) { copy(sheet = null, customer = null) }; counter.refresh() }
    }

    /** What lies under a step that was done, as it is now. */
    fun fresh(sheet: Sheet?, then: (Sheet?) -> Unit) {
        when (sheet) {
            is Sheet.OneMember -> till.member(sheet.page.member.number, no) { page, history -> then(sheet.copy(page = page, history = history)) }
            is Sheet.Members -> if (sheet.found == null) then(sheet) else till.members(sheet.typed, no) { then(sheet.copy(found = it)) }
            is CardSheet.One -> till.card(sheet.page.number, no) { page -> fresh(sheet.under) { then(CardSheet.One(page, it)) } }
            is CardSheet.All -> till.cards(no) { batches, types -> then(sheet.copy(batches = batches, types = types)) }
            else -> then(sheet)
        }
        state.order?.let { counter.look(it) }
    }

    // --- one member ---

    private fun page() = generateSequence(state.sheet) { (it as? Sheet.Over)?.under }.filterIsInstance<Sheet.OneMember>().firstOrNull()

    /** Does it; their page is shown as it is then. */
    private fun act(act: MemberAct, said: Text? = null) {
        val sheet = page() ?: return
        till.memberAct(sheet.page.member.number, act, no) { page, history -> shown(sheet, page, history, said) }
    }

    private fun shown(sheet: Sheet.OneMember, page: MemberPage, history: ByteArray, said: Text?) {
        counter.become { copy(sheet = sheet.copy(page = page, history = history), trouble = null, said = said?.each()) }
        state.order?.let { counter.look(it) }
    }

    /** Asks why, and does it then. */
    private fun because(title: Text, about: Words, vararg reasons: Text, does: (String) -> Unit) =
        counter.open(Sheet.Why(title, about, state.sheet, reasons.toList(), does))

    private fun nameOf(page: MemberPage) = "${page.member.person?.name?.ifEmpty { null } ?: page.member.number} · ${page.member.number}"

    fun openEdit() {
        val sheet = page() ?: return
        val before = sheet.page.form
        val hint = Text.EDIT_HIDDEN.takeIf { sheet.page.hidden }
        counter.open(Form(before, Text.MEMBER_EDIT, sheet, hint = hint) { form, no ->
            till.memberAct(sheet.page.member.number, MemberAct.Edit(before, form), no) { page, history -> shown(sheet, page, history, Text.KEPT) }
        })
    }

    /** What is private is shown, once: it is written down who looked. */
    fun reveal() = act(MemberAct.Reveal)

    fun openLevels() = page()?.let { counter.open(MemberSheet.Levels(it.page, it)) }

    fun level(level: String?) {
        val page = page()?.page ?: return
        val name = page.levels.firstOrNull { it.level == level }?.name ?: Text.LEVEL_NONE.each()
        because(Text.LEVEL, words { "${nameOf(page)} → ${name.inLanguage(it)}" }, Text.WHY_ASKED, Text.WHY_MAKING_GOOD, Text.WHY_CORRECTION) { act(MemberAct.Level(level, it)) }
    }

    fun openAmount(of: MemberSheet.Amount.Of) {
        val sheet = page() ?: return
        counter.open(MemberSheet.Amount(sheet.page, of, tender = counter.cash()?.id ?: "", under = sheet))
    }

    fun amountKey(key: Char?) = counter.on<MemberSheet.Amount> { copy(typed = Counter.typed(typed, key)) }

    fun amount(change: MemberSheet.Amount.() -> MemberSheet.Amount) = counter.on<MemberSheet.Amount> { change() }

    /** What was typed is done, once somebody said why. */
    fun doAmount() {
        val sheet = state.sheet as? MemberSheet.Amount ?: return
        val signed = if (sheet.less) "-${sheet.typed}" else sheet.typed
        val (title, act) = when (sheet.of) {
            MemberSheet.Amount.Of.POINTS -> Text.POINTS_BY_HAND to { why: String -> MemberAct.Points(signed, why) }
            MemberSheet.Amount.Of.PRINCIPAL -> Text.STORED_BY_HAND to { why: String -> MemberAct.Adjust(signed, "", why) }
            MemberSheet.Amount.Of.BONUS -> Text.STORED_BY_HAND to { why: String -> MemberAct.Adjust("", signed, why) }
            MemberSheet.Amount.Of.WITHDRAWN -> Text.WITHDRAW to { why: String -> MemberAct.Withdraw(sheet.typed.ifEmpty { null }, sheet.tender, why) }
        }
        because(title, same("${nameOf(sheet.page)} · $signed"), Text.WHY_ASKED, Text.WHY_MAKING_GOOD, Text.WHY_CORRECTION) { act(act(it)) }
    }

    fun freeze() {
        val page = page()?.page ?: return
        because(Text.FREEZE, same(nameOf(page)), Text.WHY_ASKED, Text.WHY_SUSPICIOUS) { act(MemberAct.State(MemberState.FROZEN, it)) }
    }

    fun thaw() {
        val page = page()?.page ?: return
        because(Text.THAW, same(nameOf(page)), Text.WHY_ASKED, Text.WHY_CORRECTION) { act(MemberAct.State(MemberState.ACTIVE, it)) }
    }

    /** Closing is for good: it is asked once more, after the reason. */
    fun close() {
        val sheet = page() ?: return
        because(Text.MEMBER_CLOSE, same(nameOf(sheet.page)), Text.WHY_ASKED, Text.WHY_SUSPICIOUS) { why ->
            counter.open(Sure(Text.MEMBER_CLOSE, words { "${nameOf(sheet.page)} · $why\n${Text.CLOSE_SURE.say(it)}" }, Text.MEMBER_CLOSE, sheet) { act(MemberAct.State(MemberState.CLOSED, why)) })
        }
    }

    // --- two who are one ---

    /** Looks for the other of the two. */
    fun openMerge() {
        val sheet = page() ?: return
        counter.open(Sheet.Members("", null, Pick(Text.MEMBER_MERGE, nameOf(sheet.page), sheet) { other ->
            till.member(other.number, no) { page, _ -> counter.open(MemberSheet.Merge(sheet.page, page, sheet.page.member.number, sheet)) }
        }))
    }

    fun stays(number: String) = counter.on<MemberSheet.Merge> { copy(stays = number) }

    fun merge() {
        val sheet = state.sheet as? MemberSheet.Merge ?: return
        val (stays, goes) = if (sheet.stays == sheet.one.member.number) sheet.one to sheet.other else sheet.other to sheet.one
        val about = Text.MERGE_SURE.each(nameOf(goes), nameOf(stays))
        counter.open(Sure(Text.MEMBER_MERGE, about, Text.MEMBER_MERGE, sheet) {
            val under = sheet.under as? Sheet.OneMember ?: return@Sure
            till.memberAct(stays.member.number, MemberAct.Merge(goes.member.number), no) { page, history -> shown(under, page, history, Text.MERGED) }
        })
    }

    // --- what is theirs ---

    /** The member typed their PIN, or held a code under the scanner, or a manager answers for them. */
    fun consent(code: String? = null) {
        val sheet = state.sheet as? Sheet.Consent ?: return
        val order = state.order ?: return
        if (code != null) till.consentByCode(order.order, code, no) { consented(sheet, it) }
        else if (sheet.typed.isNotEmpty()) till.consentByPin(order.order, sheet.typed, no) { consented(sheet, it) }
    }

    fun askManager() {
        val sheet = state.sheet as? Sheet.Consent ?: return
        val order = state.order ?: return
        val reasons = listOf(Text.WHY_PHONE_EMPTY, Text.WHY_FORGOT)
        counter.open(Sheet.Why(Text.CONSENT_MANAGER, sheet.why, sheet, reasons) { why ->
            till.consentByManager(order.order, why, no) { consented(sheet, it) }
        })
    }

    private fun consented(sheet: Sheet.Consent, yes: Boolean) {
        if (!yes) return counter.become { copy(sheet = sheet.copy(typed = ""), trouble = Text.CONSENT_WRONG.each()) }
        counter.open(sheet.under)
        sheet.again()
    }

    fun openPin() = page()?.let { counter.open(Sheet.MemberPin(it.page.member, "", it)) }

    fun setPin() {
        val sheet = state.sheet as? Sheet.MemberPin ?: return
        act(MemberAct.Pin(sheet.typed), Text.PIN_SET)
    }

    /** A phone gets what it needs to show codes; the one before shows nothing good any more. */
    fun openPhone() {
        val sheet = page() ?: return
        till.enrolPhone(sheet.page.member.number, no) { code -> counter.open(MemberSheet.Phone(sheet.page, code, sheet)) }
    }

    fun losePhone() {
        val sheet = page() ?: return
        because(Text.PHONE_LOST, same(nameOf(sheet.page)), Text.WHY_LOST_PHONE, Text.WHY_STOLEN) { why ->
            till.revokePhone(sheet.page.member.number, why, no) { counter.become { copy(sheet = sheet, trouble = null, said = Text.PHONE_REVOKED.each()) } }
        }
    }
}
