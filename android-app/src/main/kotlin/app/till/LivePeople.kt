package app.till

import java.util.concurrent.Executor
import uniffi.till_mobile.BatchForm
import uniffi.till_mobile.BatchView
import uniffi.till_mobile.CardAct
import uniffi.till_mobile.CardPage
import uniffi.till_mobile.CardTypeForm
import uniffi.till_mobile.Cards
import uniffi.till_mobile.Channel
import uniffi.till_mobile.Charge
import uniffi.till_mobile.ChargeTaken
import uniffi.till_mobile.ChargeView
import uniffi.till_mobile.ClearForm
import uniffi.till_mobile.CustomerView
import uniffi.till_mobile.LevelView
import uniffi.till_mobile.LimitsForm
import uniffi.till_mobile.MemberAct
import uniffi.till_mobile.MemberPage
import uniffi.till_mobile.MemberSettingsForm
import uniffi.till_mobile.MemberView
import uniffi.till_mobile.OrderSummary
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.PackageForm
import uniffi.till_mobile.PaycodeEnd
import uniffi.till_mobile.PaycodeForm
import uniffi.till_mobile.PersonForm
import uniffi.till_mobile.StoredValueForm
import uniffi.till_mobile.TenderAsked
import uniffi.till_mobile.TopUpOffers

/** The part of [LiveTill] that is about members, their cards and what is paid in. */
abstract class LivePeople(
    door: Door,
    channel: Channel,
    terminal: String,
    staff: String,
    now: () -> Long,
    work: Executor,
    screen: Executor,
) : LiveOffice(door, channel, terminal, staff, now, work, screen) {
    /** The day's orders, or those that a word means: a number, a table, or who bought them. */
    fun orders(typed: String, no: No, then: (List<OrderSummary>) -> Unit) = ask(no, then) { foundOrders(whole(typed), staff, now(), 200u) }

    // --- members ---

    fun members(typed: String, no: No, then: (List<MemberView>) -> Unit) = ask(no, then) { foundMembers(whole(typed), staff, now(), 20u) }

    fun enrol(form: PersonForm, no: No, then: (MemberView) -> Unit) = ask(no, then) { enrolMember(tap(), form) }

    /** A member's page, and what happened to them as a slip's picture. */
    fun member(member: String, no: No, then: (MemberPage, ByteArray) -> Unit) = ask(no, { (page, history) -> then(page, history) }) {
        val page = memberPage(member, staff, now())
        page to memberSlipPng(page.member.member, now())
    }

    /** Does something to a member; their page after it. */
    fun memberAct(member: String, act: MemberAct, no: No, then: (MemberPage, ByteArray) -> Unit) = ask(no, { (page, history) -> then(page, history) }) {
        val page = memberAct(tap(), member, act)
        page to memberSlipPng(page.member.member, now())
    }

    /** What a member's phone is given, to be drawn as a QR code. */
    fun enrolPhone(member: String, no: No, then: (String) -> Unit) = ask(no, then) { phoneLink(enrolPhone(tap(), member)) }

    /** What a member's phone shows is worthless from now on. */
    fun revokePhone(member: String, reason: String, no: No, then: (Unit) -> Unit) = ask(no, then) { revokePhone(tap(), member, reason) }

    fun customer(order: String, member: String?, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { setCustomer(tap(), order, member, 0u) }

    fun customerOf(order: String, no: No, then: (CustomerView?) -> Unit) = ask(no, then) { customerOf(order, staff, now()) }

    /** The member's PIN for an order; whether it was right. */
    fun consentByPin(order: String, pin: String, no: No, then: (Boolean) -> Unit) = ask(no, then) { authoriseByPin(tap(), order, pin) }

    /** A code that was scanned for an order: the member is there. */
    fun consentByCode(order: String, scanned: String, no: No, then: (Boolean) -> Unit) = ask(no, then) { openWithCode(tap(), order, scanned).isNotEmpty() }

    fun consentByManager(order: String, reason: String, no: No, then: (Boolean) -> Unit) = ask(no, then) { authoriseByManager(tap(), order, reason) }

    /** What the shop decided about its members, and its levels. */
    fun memberSettings(no: No, then: (MemberSettingsForm, List<LevelView>) -> Unit) =
        ask(no, { (form, levels) -> then(form, levels) }) { memberSettings() to levels() }

    fun keepMemberSettings(form: MemberSettingsForm, no: No, then: (Unit) -> Unit) = ask(no, then) { keepMemberSettings(tap(), form) }

    /** Clearing points: what the form's filter comes to, and what was cleared before. */
    fun clearForm(form: ClearForm, no: No, then: (ClearForm, List<LevelView>) -> Unit) = ask(no, { (filled, levels) -> then(filled, levels) }) { clearForm(form) to levels() }

    fun clearPoints(form: ClearForm, no: No, then: (Unit) -> Unit) = ask(no, then) { clearPoints(tap(), form) }

    /** Clears a piece; whether there is more. */
    fun clearPointsOn(no: No, then: (Boolean) -> Unit) = ask(no, then) { clearPointsOn(tap()) }

    // --- payment codes ---

    /** What the shop decided about payment codes, and why this terminal takes none now. */
    fun paycodeSettings(no: No, then: (PaycodeForm) -> Unit) = ask(no, then) { paycodeSettings(terminal, now()) }

    fun keepPaycodeSettings(form: PaycodeForm, no: No, then: (Unit) -> Unit) = ask(no, then) { keepPaycodeSettings(tap(), form) }

    fun takePaycodesAgain(end: PaycodeEnd, reason: String, no: No, then: (Unit) -> Unit) = ask(no, then) { takePaycodesAgain(tap(), end, reason) }

    // --- what is paid in ---

    fun topUpOffers(no: No, then: (TopUpOffers) -> Unit) = ask(no, then) { topUpOffers(now()) }

    fun charge(what: Charge, no: No, then: (ChargeView) -> Unit) = ask(no, then) { charge(what, now()) }

    fun takeCharge(what: Charge, asked: TenderAsked, no: No, then: (ChargeTaken) -> Unit) = ask(no, then) { takeCharge(tap(), what, asked) }

    fun packages(no: No, then: (List<PackageForm>) -> Unit) = ask(no, then) { packageForms() }

    fun keepPackage(form: PackageForm, no: No, then: (List<PackageForm>) -> Unit) = ask(no, then) {
        keepPackage(tap(), form)
        packageForms()
    }

    fun storedValueSettings(no: No, then: (StoredValueForm) -> Unit) = ask(no, then) { storedValueSettings() }

    fun keepStoredValueSettings(form: StoredValueForm, no: No, then: (Unit) -> Unit) = ask(no, then) { keepStoredValueSettings(tap(), form) }

    // --- cards ---

    fun card(number: String, no: No, then: (CardPage) -> Unit) = ask(no, then) { cardPage(whole(number), staff, now()) }

    fun bindCard(code: String, member: String, no: No, then: (Unit) -> Unit) = ask(no, then) { bindCard(tap(), code, member) }

    fun cardAct(number: String, act: CardAct, reason: String, no: No, then: (CardPage) -> Unit) = ask(no, then) {
        cardAct(tap(), Cards.One(number), act, reason)
        cardPage(number, staff, now())
    }

    fun cardPin(number: String, pin: String, no: No, then: (CardPage) -> Unit) = ask(no, then) {
        setCardPin(tap(), number, pin)
        cardPage(number, staff, now())
    }

    /** The batches, newest first, and the types they are of; the last type is an empty form. */
    fun cards(no: No, then: (List<BatchView>, List<CardTypeForm>) -> Unit) =
        ask(no, { (batches, types) -> then(batches, types) }) { cardBatches() to cardTypeForms() }

    fun keepCardType(form: CardTypeForm, no: No, then: (Unit) -> Unit) = ask(no, then) { keepCardType(tap(), form) }

    /** Starts a batch. */
    fun makeCards(form: BatchForm, confirmed: Boolean, no: No, then: (Unit) -> Unit) = ask(no, then) { makeCards(tap(), form, confirmed) }

    /** Makes a piece of what was asked for; whether there is more to make. Between two pieces the till is free for others. */
    fun makeCardsOn(no: No, then: (Boolean) -> Unit) = ask(no, then) { makeCardsOn(tap()) }

    fun batchAct(batch: String, act: CardAct, reason: String, no: No, then: (Unit) -> Unit) =
        ask(no, then) { cardAct(tap(), Cards.Batch(batch), act, reason) }

    /** Writes codes into a file that is not there yet. */
    fun exportCards(cards: Cards, file: java.io.File, no: No, then: (Unit) -> Unit) = ask(no, then) { exportCards(tap(), cards, file.path) }

    fun limitCards(batch: String, form: LimitsForm, reason: String, no: No, then: (Unit) -> Unit) = ask(no, then) { limitCards(tap(), batch, form, reason) }
}
