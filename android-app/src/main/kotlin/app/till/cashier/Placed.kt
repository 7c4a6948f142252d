package app.till.cashier

import app.till.Text
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.RefundableLine
import uniffi.till_mobile.State

/** What is done after an order was placed: collected, printed again, given back, handed over; slips and the day. */
class Placed(private val counter: Counter, private val paying: Paying) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    fun openOrders() = till.orders("", no) { counter.open(Sheet.Orders(it)) }

    fun only(state: State?) = counter.on<Sheet.Orders> { copy(only = state) }

    /** By number, table or customer; by nothing the day's. */
    fun find(typed: String) = till.orders(typed, no) { counter.on<Sheet.Orders> { copy(orders = it, typed = typed) } }

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

    fun handOver(order: String) = till.handOver(order, no) { counter.open(Sheet.OneOrder(it, null)) }

    // --- given back ---

    /** All that is left goes back, until something is touched. */
    fun openRefund(order: OrderView) = till.refundOffer(order.order, emptyList(), no) { offer ->
        val left = offer.lines.indices.filter { offer.lines[it].isLeft() }
        counter.open(Sheet.Refund(order, offer, left.associateWith { null }))
    }

    fun refundLine(line: Int) = choose { copy(lines = if (line in lines) lines - line else lines + (line to null), apart = apart - line) }

    /** Fewer pieces of a line go back than there are left, or more again. */
    fun refundPieces(line: Int, by: Int) = choose {
        val qty = offer.lines[line].left.toIntOrNull() ?: return@choose this
        val pieces = ((lines[line] ?: qty) + by).coerceIn(1, qty)
        copy(lines = lines + (line to pieces.takeIf { it < qty }))
    }

    /** Only some of what is in a set goes back; or the whole of it again. */
    fun refundApart(line: Int) = choose {
        if (line in apart) copy(apart = apart - line, lines = lines + (line to null)) else copy(apart = apart + (line to emptyMap()), lines = lines - line)
    }

    fun refundPart(line: Int, sku: String, by: Int) = choose {
        val qty = offer.lines[line].parts.first { it.sku == sku }.left.toIntOrNull() ?: return@choose this
        val parts = apart[line] ?: emptyMap()
        copy(apart = apart + (line to parts + (sku to ((parts[sku] ?: 0) + by).coerceIn(0, qty))))
    }

    /** Something else goes back: what it comes to is asked before it can be given. */
    private fun choose(change: Sheet.Refund.() -> Sheet.Refund) {
        counter.on<Sheet.Refund> { change().copy(fresh = false) }
        val sheet = state.sheet as? Sheet.Refund ?: return
        val asked = sheet.asked()
        if (asked.isEmpty()) return
        till.refundOffer(sheet.order.order, asked, no) { offer ->
            counter.on<Sheet.Refund> { if (this.asked() == asked) copy(offer = offer, fresh = true) else this }
        }
    }

    fun refundWhy(why: Text?, said: String?) = counter.on<Sheet.Refund> { copy(why = why, said = said) }

    /** A reason as it is typed: the field shows it already. */
    fun refundWhyTyped(why: String) = counter.keep { (sheet as? Sheet.Refund)?.let { copy(sheet = it.copy(said = why.trim().ifEmpty { null })) } ?: this }

    /** Whether the goods are as good as new and go back into stock; else they are a loss. */
    fun refundGoods(restock: Boolean) = counter.on<Sheet.Refund> { copy(restock = restock) }

    fun refund() {
        val sheet = state.sheet as? Sheet.Refund ?: return
        val why = sheet.reason(state.language) ?: return
        if (!sheet.fresh) return
        till.refund(sheet.order.order, sheet.asked(), why, sheet.restock, no) {
            openOrder(sheet.order.order)
            counter.refresh()
            counter.lookAtPrinters()
        }
    }

    fun drawer() = till.drawer(Text.DRAWER_WHY.say(state.language), no) { counter.open(null) }

    fun openDay() = till.day(no) { counter.open(Sheet.Day(it)) }

    /** The day's figures on the receipts' printer. */
    fun printDay() = till.printDay(no) {
        counter.become { copy(said = Text.DAY_PRINTED.each(), trouble = null) }
        counter.lookAtPrinters()
    }

    // --- slips ---

    fun openSlips() = till.slips(no) { slips, printers -> counter.open(Sheet.Slips(slips, printers)) }

    /** Somebody looked: the slip lies there, or it comes again. */
    fun slipSeen(job: Long, printed: Boolean) = till.slipSeen(job, printed, no) { slips() }

    fun dropSlip(job: Long) = till.dropSlip(job, no) { slips() }

    /** A slip that waits is about to go to another printer; or not after all. */
    fun toMove(job: Long?) = counter.on<Sheet.Slips> { copy(moving = if (moving == job) null else job) }

    fun moveSlip(job: Long, to: String) = till.moveSlip(job, to, no) { slips() }

    private fun slips() {
        openSlips()
        counter.lookAtPrinters()
    }
}

/** Whether anything of a line can still come back. */
internal fun RefundableLine.isLeft() = left != "0" || parts.any { it.left != "0" }
