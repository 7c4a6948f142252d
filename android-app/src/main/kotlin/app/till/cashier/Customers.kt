package app.till.cashier

import app.till.Text
import uniffi.till_mobile.CardPage
import uniffi.till_mobile.CardsAsked
import uniffi.till_mobile.MemberView
import uniffi.till_mobile.PackageOffer
import uniffi.till_mobile.Words

/** Members and what they carry: found, enrolled, served, topped up; cards sold, bound, blocked, made. */
class Customers(private val counter: Counter) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    fun open() = counter.open(Sheet.Members("", null))

    fun find(typed: String) {
        if (typed.isBlank()) return
        till.members(typed.trim(), no) { found -> counter.open(Sheet.Members(typed, found)) }
    }

    /** A member's page: what happened comes when it was looked up. */
    fun look(member: MemberView) {
        counter.open(Sheet.OneMember(member, null, state.sheet))
        till.memberSlip(member.member, no) { png -> counter.on<Sheet.OneMember> { if (this.member == member) copy(history = png) else this } }
    }

    fun openEnrol(phone: String) = counter.open(Sheet.Enrol("", phone))

    fun enrol(name: String, phone: String) = till.enrol(name, phone, no) { serve(it) }

    /** Makes a member the customer; where there is no order yet they are shown, and served with the first line. */
    fun serve(member: MemberView) {
        val order = state.order ?: return counter.open(Sheet.Members(member.number, listOf(member)))
        till.customer(order.order, member.member, no) { counter.became(it) { copy(sheet = null) }; counter.look(it); counter.refresh() }
    }

    fun serveNobody() {
        val order = state.order ?: return
        till.customer(order.order, null, no) { counter.became(it) { copy(sheet = null, customer = null) }; counter.refresh() }
    }

    fun openTopUp(member: MemberView) {
        counter.on<Sheet.Members> { copy(topUp = member, amount = "", chosen = null) }
        till.packages(no) { packages -> counter.on<Sheet.Members> { copy(packages = packages) } }
    }

    /** A package is paid in cash: more is had than is paid. */
    fun choosePackage(offer: PackageOffer) = counter.on<Sheet.Members> { copy(amount = "", chosen = offer) }

    private fun buy(offer: PackageOffer) {
        val member = (state.sheet as? Sheet.Members)?.topUp ?: return
        till.buyPackage(member.member, offer, counter.cash()?.id ?: return, no) { toppedUp(member) }
    }

    private fun toppedUp(member: MemberView) {
        find(member.number)
        state.order?.let { order -> counter.look(order) }
    }

    fun topUpKey(key: Char?) = counter.on<Sheet.Members> { copy(amount = Counter.typed(amount, key), chosen = null) }

    /** An amount, or the package that was chosen. */
    fun topUp() {
        val sheet = state.sheet as? Sheet.Members ?: return
        sheet.chosen?.let { return buy(it) }
        val member = sheet.topUp ?: return
        till.topUp(member.member, sheet.amount, counter.cash()?.id ?: return, no) { toppedUp(member) }
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
        if (!yes) return counter.become { copy(sheet = sheet.copy(typed = ""), trouble = Text.CONSENT_WRONG.say(language)) }
        counter.open(sheet.under)
        sheet.again()
    }

    fun openPin(member: MemberView) = counter.open(Sheet.MemberPin(member, "", state.sheet))

    fun setPin() {
        val sheet = state.sheet as? Sheet.MemberPin ?: return
        till.memberPin(sheet.member.member, sheet.typed, no) { counter.become { copy(sheet = sheet.under, trouble = null, said = Text.PIN_SET.say(language)) } }
    }

    // --- cards ---

    fun openBindCard(member: MemberView) = counter.open(Sheet.BindCard(member, state.sheet))

    /** By the code for binding that is printed on the card, scanned or typed. */
    fun bindCard(code: String) {
        val member = (state.sheet as? Sheet.BindCard)?.member ?: return
        if (code.isBlank()) return
        till.bindCard(code.trim(), member.member, no) {
            counter.become { copy(said = Text.CARD_BOUND.say(language)) }
            find(member.number)
        }
    }

    fun openCards() = till.cards(no) { counter.open(Sheet.Cards(it)) }

    fun lookAtCard(number: String) {
        if (number.isBlank()) return
        till.cards(no) { made -> till.card(number.trim(), no) { counter.open(Sheet.Cards(made, it)) } }
    }

    private fun withCard(does: (card: String, then: (CardPage) -> Unit) -> Unit) {
        val page = (state.sheet as? Sheet.Cards)?.page ?: return
        does(page.number) { now -> counter.on<Sheet.Cards> { copy(page = now, amount = null) } }
    }

    /** Takes the card's price in cash: it can be used from then on. */
    fun sellCard() = withCard { card, then -> counter.cash()?.let { till.sellCard(card, it.id, no, then) } }

    fun askCardAmount() = counter.on<Sheet.Cards> { copy(amount = "") }

    fun cardKey(key: Char?) = counter.on<Sheet.Cards> { copy(amount = Counter.typed(amount ?: "", key)) }

    fun topUpCard() {
        val amount = (state.sheet as? Sheet.Cards)?.amount?.ifEmpty { null } ?: return
        withCard { card, then -> counter.cash()?.let { till.topUpCard(card, amount, it.id, no, then) } }
    }

    /** A card that was lost is blocked, one that was found is not; both with a reason. */
    fun blockCard() {
        val sheet = state.sheet as? Sheet.Cards ?: return
        val page = sheet.page ?: return
        val title = if (page.blocked) Text.CARD_UNBLOCK else Text.CARD_BLOCK
        val reasons = if (page.blocked) listOf(Text.WHY_FOUND) else listOf(Text.WHY_LOST, Text.WHY_BROKEN)
        counter.open(Sheet.Why(title, page.number, sheet, reasons) { why ->
            withCard { card, then -> till.blockCard(card, !page.blocked, why, no, then) }
        })
    }

    fun openMakeCards(sold: Boolean = true) = counter.open(Sheet.MakeCards(sold))

    /** The batch is known by what the books allow in a name: small letters, digits. */
    fun makeCards(name: String, holds: String, prefix: String, count: String, sold: Boolean) {
        till.cards(no) { made ->
            val letters = name.lowercase().filter { it in 'a'..'z' || it in '0'..'9' }.take(40).ifEmpty { "cards" }
            val asked = CardsAsked("$letters-${made.size + 1}", Words(name, name, name), holds.trim(), sold, prefix.trim().uppercase(), count.trim().toUIntOrNull() ?: 0u)
            till.makeCards(asked, no) { counter.open(Sheet.Cards(it)) }
        }
    }
}
