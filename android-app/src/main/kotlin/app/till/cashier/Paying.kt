package app.till.cashier

import uniffi.till_mobile.OrderView
import uniffi.till_mobile.TenderAsked
import uniffi.till_mobile.TenderChoiceView

/** Taking the money: tenders, parts of a bill, what was taken by mistake. */
class Paying(private val counter: Counter) {
    private val till = counter.till
    private val turns = counter.turns
    private val state get() = counter.state

    fun open() = turns.take {
        val order = state.order ?: return@take turns.done()
        val cash = counter.cash() ?: return@take turns.done()
        till.payment(order.order, counter.noThen) { counter.open(Sheet.Pay(it, cash, "")); turns.done() }
    }

    fun chooseTender(tender: TenderChoiceView) = counter.on<Sheet.Pay> { copy(tender = tender, typed = "") }

    /** Adds a digit or a point to what is typed; nothing takes the last one away. */
    fun key(key: Char?) = counter.on<Sheet.Pay> { copy(typed = Counter.typed(typed, key)) }

    /** The reference of an outside terminal, as it is typed: the field shows it already. */
    fun reference(typed: String) = counter.keep { (sheet as? Sheet.Pay)?.let { copy(sheet = it.copy(reference = typed)) } ?: this }

    /** Takes the money; [given] is what was handed over, all that is due where there is none. */
    fun pay(given: String?) {
        val sheet = state.sheet as? Sheet.Pay ?: return
        take(TenderAsked(sheet.tender.id, null, given, sheet.reference.ifBlank { null }, null))
    }

    /** Takes a part of what is due. */
    fun payPart(amount: String) {
        val sheet = state.sheet as? Sheet.Pay ?: return
        take(TenderAsked(sheet.tender.id, amount, null, sheet.reference.ifBlank { null }, null))
    }

    private fun take(asked: TenderAsked) = turns.take {
        val order = state.order ?: return@take turns.done()
        till.pay(order.order, asked, counter.noThen) { taken(it); turns.done() }
    }

    /** Something was taken: the order is paid, or the rest is asked for. */
    fun taken(order: OrderView) {
        if (order.state != "paid") {
            counter.became(order) { this }
            return open()
        }
        counter.left { copy(sheet = Sheet.Paid(order, null)) }
        till.receipt(order.order, counter.no) { png -> counter.on<Sheet.Paid> { if (this.order == order) Sheet.Paid(order, png) else this } }
        // What this terminal still has open is the rest of a bill that was split.
        till.current(counter.no) { rest -> if (rest != null && state.order == null) { counter.became(rest) { this }; counter.look(rest) } }
        counter.refresh()
        counter.lookAtPrinters()
    }

    fun takeBack(tender: Int) {
        val order = state.order ?: return
        till.takeBack(order.order, tender, counter.no) { counter.became(it) { this }; open() }
    }

    /** Splits what is due evenly; 1 is in one again. */
    fun split(parts: Int) {
        val order = state.order ?: return
        till.split(order.order, parts, counter.no) { counter.became(it) { this }; open() }
    }

    // --- by amounts ---

    fun openSplitAmounts() = rest(emptyList())

    fun splitKey(key: Char?) = counter.on<Sheet.SplitAmounts> { copy(typed = Counter.typed(typed, key)) }

    /** One guest more said what they pay. */
    fun splitPart() {
        val sheet = state.sheet as? Sheet.SplitAmounts ?: return
        if (sheet.typed.isNotEmpty()) rest(sheet.parts + sheet.typed)
    }

    fun splitWithout(part: Int) {
        val sheet = state.sheet as? Sheet.SplitAmounts ?: return
        rest(sheet.parts.filterIndexed { at, _ -> at != part })
    }

    private fun rest(parts: List<String>) {
        val order = state.order ?: return
        till.restAfter(order.order, parts, counter.no) { counter.open(Sheet.SplitAmounts(parts, it)) }
    }

    /** The bill is paid in these amounts and the rest. */
    fun splitAmounts() {
        val order = state.order ?: return
        val sheet = state.sheet as? Sheet.SplitAmounts ?: return
        till.splitAmounts(order.order, sheet.parts, counter.no) { counter.became(it) { this }; open() }
    }

    // --- by lines ---

    fun openSplitLines() = counter.open(Sheet.SplitLines(emptySet()))

    fun splitLine(line: Int) = counter.on<Sheet.SplitLines> { copy(lines = if (line in lines) lines - line else lines + line) }

    /** The chosen lines become an order that is paid now; the rest comes back after it, or stays at its table. */
    fun splitOff() = turns.take {
        val order = state.order ?: return@take turns.done()
        val lines = (state.sheet as? Sheet.SplitLines)?.lines?.sorted() ?: return@take turns.done()
        till.splitLines(order.order, lines, counter.noThen) { part ->
            counter.left()
            counter.became(part) { this }
            turns.done()
            open()
        }
    }
}
