package app.till.cashier

import uniffi.till_mobile.Charge
import uniffi.till_mobile.MemberView
import uniffi.till_mobile.PackageOffer
import uniffi.till_mobile.TenderAsked
import uniffi.till_mobile.TenderChoiceView

/** What a customer pays in: chosen first, then paid by any tender that the shop takes for it. */
class Charges(private val counter: Counter, private val customers: Customers) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    fun openTopUp(member: MemberView) = openTopUp(member.number, member.person?.name?.ifEmpty { null } ?: member.number)

    fun openTopUp(of: String, whose: String) {
        counter.open(ChargeSheet.TopUp(of, whose, null, under = state.sheet))
        till.topUpOffers(no) { offers -> counter.on<ChargeSheet.TopUp> { copy(offers = offers) } }
    }

    fun choose(offer: PackageOffer) = counter.on<ChargeSheet.TopUp> { copy(chosen = offer, typed = "") }

    fun quick(amount: String) = counter.on<ChargeSheet.TopUp> { copy(chosen = null, typed = amount) }

    /** A key more; of an amount that was touched, the first key begins another. */
    fun topUpKey(key: Char?) = counter.on<ChargeSheet.TopUp> {
        val before = if (typed in (offers?.quick ?: emptyList())) "" else typed
        copy(chosen = null, typed = Counter.typed(before, key))
    }

    /** What was chosen is to be paid. */
    fun next() {
        val sheet = state.sheet as? ChargeSheet.TopUp ?: return
        val chosen = sheet.chosen
        pay(if (chosen != null) Charge.Package(sheet.of, chosen.`package`) else Charge.Amount(sheet.of, sheet.typed), sheet.whose, sheet)
    }

    fun sell() {
        val sheet = state.sheet as? CardSheet.One ?: return
        pay(Charge.Card(sheet.page.number), sheet.page.number, sheet)
    }

    private fun pay(what: Charge, whose: String, under: Sheet) = till.charge(what, no) { view ->
        val tender = view.tenders.firstOrNull { it.cash } ?: view.tenders.firstOrNull() ?: return@charge
        counter.open(ChargeSheet.Take(what, whose, view, tender, under = under))
    }

    fun tender(tender: TenderChoiceView) = counter.on<ChargeSheet.Take> { copy(tender = tender, typed = "") }

    fun key(key: Char?) = counter.on<ChargeSheet.Take> { copy(typed = Counter.typed(typed, key)) }

    /** The reference of an outside terminal, as it is typed: the field shows it already. */
    fun reference(typed: String) = counter.keep { (sheet as? ChargeSheet.Take)?.let { copy(sheet = it.copy(reference = typed)) } ?: this }

    /** Takes the money; [given] is what was handed over, all that is due where there is none. */
    fun take(given: String?) {
        val sheet = state.sheet as? ChargeSheet.Take ?: return
        val asked = TenderAsked(sheet.tender.id, null, given, sheet.reference.ifBlank { null }, null)
        till.takeCharge(sheet.what, asked, no) { taken ->
            // What was chosen is done with: under it lies whom it was for.
            val under = (sheet.under as? ChargeSheet.TopUp)?.under ?: sheet.under
            customers.fresh(under) { counter.open(ChargeSheet.Taken(sheet.whose, sheet.view.due, taken, it)) }
            counter.lookAtPrinters()
        }
    }
}
