package app.till.cashier

import app.till.Text
import app.till.same
import uniffi.till_mobile.BatchForm
import uniffi.till_mobile.BatchView
import uniffi.till_mobile.CardAct
import uniffi.till_mobile.CardTypeForm
import uniffi.till_mobile.LimitsForm
import uniffi.till_mobile.PrintedAs

/** Cards: looked at, sold, bound, blocked, printed anew; their types and the batches they are made in. */
class Cards(private val counter: Counter, private val customers: Customers) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    fun open(under: Sheet? = null) = till.cards(no) { batches, types -> counter.open(CardSheet.All(batches, types, under)) }

    fun look(number: String) {
        if (number.isBlank()) return
        val under = state.sheet.takeUnless { it is CardSheet.One }
        till.card(number.trim(), no) { counter.open(CardSheet.One(it, under)) }
    }

    // --- one card ---

    /** Whatever needs a reason is done with one. */
    fun act(act: CardAct) {
        val sheet = state.sheet as? CardSheet.One ?: return
        val (title, reasons) = when (act) {
            CardAct.BLOCK -> Text.CARD_BLOCK to listOf(Text.WHY_LOST, Text.WHY_BROKEN, Text.WHY_SUSPICIOUS)
            CardAct.UNBLOCK -> Text.CARD_UNBLOCK to listOf(Text.WHY_FOUND, Text.WHY_CORRECTION)
            CardAct.UNBIND -> Text.CARD_UNBIND to listOf(Text.WHY_ASKED, Text.WHY_CORRECTION)
            CardAct.REISSUE -> Text.CARD_REISSUE to listOf(Text.WHY_BROKEN, Text.WHY_COPIED)
        }
        counter.open(Sheet.Why(title, same(sheet.page.number), sheet, reasons) { why ->
            till.cardAct(sheet.page.number, act, why, no) { page -> became(sheet, page) }
        })
    }

    private fun became(sheet: CardSheet.One, page: uniffi.till_mobile.CardPage) =
        customers.fresh(sheet.under) { under -> counter.open(CardSheet.One(page, under)) }

    fun openPin() {
        val sheet = state.sheet as? CardSheet.One ?: return
        counter.open(CardSheet.Pin(sheet.page, "", sheet))
    }

    fun setPin() {
        val sheet = state.sheet as? CardSheet.Pin ?: return
        val under = sheet.under as? CardSheet.One ?: return
        till.cardPin(sheet.page.number, sheet.typed, no) { page ->
            counter.become { copy(sheet = under.copy(page = page), trouble = null, said = Text.PIN_SET.each()) }
        }
    }

    // --- a card becomes a member's ---

    fun openBind() {
        val sheet = state.sheet as? Sheet.OneMember ?: return
        bind(sheet.page.member.number, sheet.page.member.person?.name?.ifEmpty { null } ?: sheet.page.member.number)
    }

    /** From the card's page: whose it becomes is looked for first. */
    fun openBindTo() {
        val sheet = state.sheet as? CardSheet.One ?: return
        counter.open(Sheet.Members("", null, Pick(Text.CARD_BIND, sheet.page.number, sheet) { member ->
            counter.open(CardSheet.Bind(member.number, member.person?.name?.ifEmpty { null } ?: member.number, sheet))
        }))
    }

    private fun bind(member: String, whose: String) = counter.open(CardSheet.Bind(member, whose, state.sheet))

    /** By the code for binding that is printed on the card, scanned or typed. */
    fun bind(code: String) {
        val sheet = state.sheet as? CardSheet.Bind ?: return
        if (code.isBlank()) return
        till.bindCard(code.trim(), sheet.member, no) {
            customers.fresh(sheet.under) { under -> counter.become { copy(sheet = under, trouble = null, said = Text.CARD_BOUND.each()) } }
        }
    }

    // --- types ---

    fun openType(type: CardTypeForm) {
        val under = state.sheet
        counter.open(Form(type, Text.CARD_TYPE, under) { form, no -> till.keepCardType(form, no) { open((under as? CardSheet.All)?.under) } })
    }

    // --- batches ---

    fun openBatch(batch: BatchView) {
        val sheet = state.sheet as? CardSheet.All ?: return
        counter.open(CardSheet.Batch(batch, sheet.types.firstOrNull { it.id == batch.cardType }, sheet))
    }

    fun openMake() {
        val sheet = state.sheet as? CardSheet.All ?: return
        val types = sheet.types.filter { it.id.isNotEmpty() && !it.off }
        val type = types.firstOrNull() ?: return openType(sheet.types.last())
        val form = BatchForm("", type.id, "", "12", "", PrintedAs.NONE, LimitsForm("", "", "", false))
        counter.open(Form(form, Text.CARDS_MAKE, sheet, types = types) { filled, no ->
            // Who copies a static code can pay with it: that is said, and asked once.
            if (filled.code == PrintedAs.NONE) make(filled, false, no)
            else counter.open(Sure(Text.CARDS_MAKE, Text.CARDS_CODES_SURE.each(), Text.CARDS_MAKE, state.sheet) { make(filled, true, no) })
        })
    }

    private fun make(form: BatchForm, confirmed: Boolean, no: (app.till.Trouble) -> Unit) = till.makeCards(form, confirmed, no) { makeOn(form.name.trim()) }

    /** Piece by piece until all are there; between two pieces the till is free. Whoever goes elsewhere does not stop it. */
    fun makeOn(batch: String) {
        till.makeCardsOn(no) { more -> if (more) makeOn(batch) else shown(batch) }
    }

    /** A batch's page as it is now. */
    private fun shown(name: String) = till.cards(no) { batches, types ->
        val all = CardSheet.All(batches, types)
        val batch = batches.firstOrNull { it.name == name }
        counter.open(if (batch == null) all else CardSheet.Batch(batch, types.firstOrNull { it.id == batch.cardType }, all))
    }

    fun blockBatch() {
        val sheet = state.sheet as? CardSheet.Batch ?: return
        val act = if (sheet.batch.blocked) CardAct.UNBLOCK else CardAct.BLOCK
        val title = if (sheet.batch.blocked) Text.CARD_UNBLOCK else Text.CARD_BLOCK
        val reasons = if (sheet.batch.blocked) listOf(Text.WHY_FOUND, Text.WHY_CORRECTION) else listOf(Text.WHY_LOST, Text.WHY_COPIED, Text.WHY_SUSPICIOUS)
        counter.open(Sheet.Why(title, same(sheet.batch.name), sheet, reasons) { why ->
            till.batchAct(sheet.batch.name, act, why, no) { shown(sheet.batch.name) }
        })
    }

    /** Writes a batch's codes, or those of a card that was printed anew, into [file]; [then] says where it goes. */
    fun export(file: java.io.File, then: (java.io.File) -> Unit) {
        val cards = when (val sheet = state.sheet) {
            is CardSheet.Batch -> uniffi.till_mobile.Cards.Batch(sheet.batch.name)
            is CardSheet.One -> uniffi.till_mobile.Cards.One(sheet.page.number)
            else -> return
        }
        till.exportCards(cards, file, no) { then(file) }
    }

    fun openLimits() {
        val sheet = state.sheet as? CardSheet.Batch ?: return
        val form = sheet.batch.run { LimitsForm(perPayment ?: "", perDay ?: "", pinAbove ?: "", identifyOnly) }
        counter.open(Form(form, Text.CARD_LIMITS, sheet, sheet.batch.name) { filled, no ->
            counter.open(Sheet.Why(Text.CARD_LIMITS, same(sheet.batch.name), state.sheet, listOf(Text.WHY_SUSPICIOUS, Text.WHY_CORRECTION)) { why ->
                till.limitCards(sheet.batch.name, filled, why, no) { shown(sheet.batch.name) }
            })
        })
    }
}
