package app.till.cashier

import app.till.Text
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.RefundLine
import uniffi.till_mobile.SlipView
import uniffi.till_mobile.State

/** What is done after an order was placed: collected, printed again, given back, handed over; slips and the day. */
class Placed(private val counter: Counter, private val paying: Paying) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    fun openOrders() = till.ordersToday(no) { counter.open(Sheet.Orders(it)) }

    fun only(state: State?) = counter.on<Sheet.Orders> { copy(only = state) }

    fun openOrder(order: String) = till.order(order, no) { view ->
        counter.open(Sheet.OneOrder(view, null))
        if (view.state == "paid" || view.state == "closed") till.receipt(order, no) { png ->
            counter.on<Sheet.OneOrder> { if (this.order == view) copy(receipt = png) else this }
        }
    }

    /** A placed order is paid here: it becomes the order of this screen. */
    fun collect(order: OrderView) = counter.aside {
        counter.became(order) { copy(sheet = null, customer = null) }
        counter.look(order)
        paying.open()
    }

    fun reprint(order: String) = till.reprint(order, no) { counter.lookAtPrinters() }

    fun handOver(order: String) = till.handOver(order, no) { counter.open(Sheet.OneOrder(it, null)) }

    fun openRefund(order: OrderView) = counter.open(Sheet.Refund(order, order.lines.indices.associateWith { null }, null))

    fun refundLine(line: Int) = counter.on<Sheet.Refund> { copy(lines = if (line in lines) lines - line else lines + (line to null)) }

    /** Fewer pieces of a line go back than were sold, or more again. */
    fun refundPieces(line: Int, by: Int) = counter.on<Sheet.Refund> {
        val sold = order.lines[line].qty.toIntOrNull() ?: return@on this
        val pieces = ((lines[line] ?: sold) + by).coerceIn(1, sold)
        copy(lines = lines + (line to pieces.takeIf { it < sold }))
    }

    fun refundWhy(why: Text) = counter.on<Sheet.Refund> { copy(why = why) }

    /** Whether the goods are as good as new and go back into stock; else they are a loss. */
    fun refundGoods(restock: Boolean) = counter.on<Sheet.Refund> { copy(restock = restock) }

    fun refund() {
        val sheet = state.sheet as? Sheet.Refund ?: return
        val why = sheet.why ?: return
        val lines = sheet.lines.toSortedMap().map { (line, pieces) -> RefundLine(line.toUInt(), pieces?.toString()) }
        till.refund(sheet.order.order, lines, why.say(state.language), sheet.restock, no) {
            openOrder(sheet.order.order)
            counter.refresh()
            counter.lookAtPrinters()
        }
    }

    fun drawer() = till.drawer(Text.DRAWER_WHY.say(state.language), no) { counter.open(null) }

    fun openDay() = till.day(no) { counter.open(Sheet.Day(it)) }

    /** The day's figures on the receipts' printer. */
    fun printDay() = till.printDay(no) {
        counter.become { copy(said = Text.DAY_PRINTED.say(language), trouble = null) }
        counter.lookAtPrinters()
    }

    // --- slips ---

    fun openSlips() = till.slips(no) { counter.open(Sheet.Slips(it)) }

    /** Somebody looked: the slip lies there, or it comes again. */
    fun slipSeen(job: Long, printed: Boolean) = till.slipSeen(job, printed, no) { slips(it) }

    fun dropSlip(job: Long) = till.dropSlip(job, no) { slips(it) }

    private fun slips(slips: List<SlipView>) {
        counter.open(Sheet.Slips(slips))
        counter.lookAtPrinters()
    }
}
