package app.till

import java.util.UUID
import java.util.concurrent.Executor
import uniffi.till_mobile.*

/**
 * The only class that calls the bindings: everything that a screen can ask or do, by what it is about. What the back office
 * asks is its lower half, [LiveOffice]; how one asks is [Asking].
 */
class LiveTill(
    door: Door,
    channel: Channel,
    terminal: String,
    staff: String,
    now: () -> Long,
    work: Executor,
    screen: Executor,
) : LivePeople(door, channel, terminal, staff, now, work, screen) {
    // --- the menu ---

    fun menu(no: No, then: (MenuView) -> Unit) = ask(no, then) { tiles(channel, now()) }

    fun found(typed: String, no: No, then: (List<FoundView>) -> Unit) = ask(no, then) { found(whole(typed), channel, 24u) }

    fun set(id: String, line: CartLine?, tap: SetTap?, no: No, then: (SetView) -> Unit) =
        ask(no, then) { halfMadeSet(id, line, tap, now()) }

    /** One unit of a half-made set; [line] is the set's. */
    fun unit(line: CartLine, unit: SetUnit, tap: ChoiceTap?, no: No, then: (ChoicesView) -> Unit) =
        ask(no, then) { halfMadeUnit(line, unit, tap, now()) }

    fun choices(id: String, line: CartLine?, tap: ChoiceTap?, no: No, then: (ChoicesView) -> Unit) =
        ask(no, then) { halfMadeLine(id, line, tap, now()) }

    // --- the order in hand ---

    fun current(no: No, then: (OrderView?) -> Unit) = ask(no, then) { currentOrder(terminal) }

    fun order(order: String, no: No, then: (OrderView) -> Unit) = ask(no, then) { orderView(order) }

    /** Adds a line; where there is no order yet, the first line begins one. */
    fun add(order: String?, type: OrderType, line: CartLine, no: No, note: String? = null, then: (OrderView) -> Unit) = ask(no, then) {
        add(tap(), order ?: begun(type).order, line, note)
    }

    private fun Till.begun(type: OrderType) = if (channel == Channel.KIOSK) kioskOpen(tap(), type) else openOrder(tap(), type, null, null)

    /** The sets that lines of an order would be cheaper as. */
    fun upsells(order: String, no: No, then: (List<UpsellOffer>) -> Unit) = ask(no, then) { upsells(order, now()) }

    /** Takes one of them, as it was offered. */
    fun takeUpsell(order: String, offer: UpsellOffer, no: No, then: (OrderView) -> Unit) = ask(no, then) { takeUpsell(tap(), order, offer.set, offer.saves) }

    /** Begins an order at a table. */
    fun sit(type: OrderType, table: String, guests: UInt?, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { openOrder(tap(), type, table, guests) }

    /** Places an order that is paid elsewhere: it gets its number, and the kitchen is told. */
    fun place(order: String, no: No, then: (OrderView) -> Unit) = ask(no, then) { sendOrder(tap(), order) }

    fun giveUp(order: String, reason: String, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { voidOrder(tap(), order, reason) }

    fun hold(order: String, label: String?, no: No, then: (List<OrderSummary>) -> Unit) = ask(no, then) {
        hold(tap(), order, label)
        heldOrders()
    }

    fun held(no: No, then: (List<OrderSummary>) -> Unit) = ask(no, then) { heldOrders() }

    fun recall(order: String, no: No, then: (OrderView) -> Unit) = ask(no, then) { recall(tap(), order) }

    fun move(order: String, table: String, no: No, then: (OrderView) -> Unit) = ask(no, then) { moveOrder(tap(), order, table) }

    fun merge(order: String, from: String, no: No, then: (OrderView, List<OrderSummary>) -> Unit) =
        ask(no, { (view, held) -> then(view, held) }) { merge(tap(), order, from) to heldOrders() }

    fun tables(no: No, then: (List<TableView>) -> Unit) = ask(no, then) { tables(now()) }

    fun planTables(typed: String, no: No, then: (List<String>) -> Unit) = ask(no, then) {
        planTables(tap(), whole(typed))
        tablePlan()
    }

    // --- one line ---

    /** A line as it was asked for. */
    fun wanted(order: String, line: Int, no: No, then: (WantedLine) -> Unit) = ask(no, then) { wantedLine(order, line.toUInt()) }

    fun quantity(order: String, line: Int, qty: String, reason: String?, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { setQuantity(tap(), order, line.toUInt(), qty, reason) }

    fun changeLine(order: String, line: Int, wanted: CartLine, reason: String?, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { changeLine(tap(), order, line.toUInt(), wanted, reason) }

    /** Several lines become a set made at the counter. */
    fun makePackage(order: String, lines: List<Int>, name: String, price: String, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { `package`(tap(), order, lines.map { it.toUInt() }, whole(name), price) }

    fun note(order: String, line: Int, note: String?, no: No, then: (OrderView) -> Unit) = ask(no, then) { noteLine(tap(), order, line.toUInt(), note) }

    /** A line of something that is not on the menu. */
    fun openItem(name: String, price: String): CartLine =
        CartLine(null, null, OpenItem(Words(name, name, name), price, null, emptyList()), "1", emptyList(), emptyList(), emptyList(), null)

    fun remove(order: String, line: Int, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { remove(tap(), order, line.toUInt(), null) }

    /** Takes a line out, and keeps what would add it again. */
    fun takeOut(order: String, line: Int, reason: String?, no: No, then: (OrderView, WantedLine) -> Unit) = ask(no, { (left, out) -> then(left, out) }) {
        val out = wantedLine(order, line.toUInt())
        remove(tap(), order, line.toUInt(), reason) to out
    }

    /** Empties a row as a keyboard does, and keeps what would put it back. */
    fun emptyRow(order: String, line: Int, no: No, then: (OrderView, WantedLine) -> Unit) = ask(no, { (left, out) -> then(left, out) }) {
        val out = wantedLine(order, line.toUInt())
        emptyRow(tap(), order, line.toUInt()) to out
    }

    fun putBack(order: String, gone: WantedLine, no: No, then: (OrderView) -> Unit) = ask(no, then) { putBack(tap(), order, gone) }

    // --- what lowers the price ---

    fun discount(order: String, line: Int?, discount: CartDiscount?, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { discount(tap(), order, line?.toUInt(), discount) }

    /** What an order could still be given: vouchers, and the customer's points. */
    fun offers(order: String, no: No, then: (List<VoucherOffer>, List<PointsOffer>) -> Unit) =
        ask(no, { (vouchers, points) -> then(vouchers, points) }) { voucherOffers(order) to pointsOffers(order) }

    fun voucher(order: String, voucher: String, off: Boolean, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { useVoucher(tap(), order, voucher, off) }

    fun spendPoints(order: String, points: ULong, no: No, then: (OrderView) -> Unit) = ask(no, then) { spendPoints(tap(), order, points) }

    // --- paying ---

    fun payment(order: String, no: No, then: (PaymentView) -> Unit) = ask(no, then) { payment(order) }

    fun pay(order: String, asked: TenderAsked, no: No, then: (OrderView) -> Unit) = ask(no, then) { pay(tap(), order, asked) }

    /** A scanned payment code pays all that is due of an order with its member's stored value. */
    fun payByCode(order: OrderView, tender: String, scanned: String, no: No, then: (OrderView) -> Unit) = ask(no, then) {
        val holder = openWithCode(tap(), order.order, scanned)
        if (order.state == "open") {
            foundMembers(holder, staff, now(), 1u).firstOrNull { it.number == holder }?.let { setCustomer(tap(), order.order, it.member, 0u) }
        }
        pay(tap(), order.order, TenderAsked(tender, null, null, null, holder))
    }

    fun takeBack(order: String, tender: Int, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { takeBack(tap(), order, tender.toUInt()) }

    /** What is left of a bill after these parts; none where they are all of it. */
    fun restAfter(order: String, parts: List<String>, no: No, then: (String?) -> Unit) = ask(no, then) { restAfter(order, parts) }

    /** Splits a bill into these amounts and the rest. */
    fun splitAmounts(order: String, parts: List<String>, no: No, then: (OrderView) -> Unit) = ask(no, then) { splitAmounts(tap(), order, parts) }

    fun split(order: String, parts: Int, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { splitEvenly(tap(), order, parts.toUInt()) }

    /** Some lines become an order of their own: that one. */
    fun splitLines(order: String, lines: List<Int>, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { orderView(splitLines(tap(), order, lines.map { it.toUInt() }).others.first()) }

    /** A paid order's receipt, as a picture's bytes. */
    fun receipt(order: String, no: No, then: (ByteArray) -> Unit) = ask(no, then) { receiptPng(order) }

    fun preview(order: String, no: No, then: (PreviewView) -> Unit) = ask(no, then) { preview(order) }

    // --- after it was placed ---

    fun handOver(order: String, no: No, then: (OrderView) -> Unit) = ask(no, then) { handOver(tap(), order) }

    /** What would come back for these lines, for all that is left where there are none; and what of each is left. */
    fun refundOffer(order: String, lines: List<RefundLine>, no: No, then: (RefundOffer) -> Unit) = ask(no, then) { refundOffer(order, lines) }

    fun refund(order: String, lines: List<RefundLine>, reason: String, restock: Boolean, no: No, then: (RefundView) -> Unit) =
        ask(no, then) { refund(tap(), order, lines, reason, restock) }

    fun day(no: No, then: (DayView) -> Unit) = ask(no, then) { day(now()) }

    fun printDay(no: No, then: (Unit) -> Unit) = ask(no, then) { printDay(tap()) }

    fun recognise(scanned: String, no: No, then: (ScanView) -> Unit) = ask(no, then) { recognise(whole(scanned), staff, now()) }

    fun redemptions(no: No, then: (List<RedemptionView>) -> Unit) = ask(no, then) { redemptions(now(), 50u) }

    // --- kiosks ---

    /** What is shown while nobody orders. */
    fun idle(language: Language, no: No, then: (IdleView) -> Unit) = ask(no, then) { idle(uniffi.till_mobile.Language.valueOf(language.name), now()) }

    /** The menu as a kiosk shows it. */
    fun kioskMenu(no: No, then: (MenuView) -> Unit) = ask(no, then) { kioskTiles(now()) }

    /** Places an order that is paid at the counter, at the table or with the pager that was [typed]. */
    fun kioskSend(order: String, typed: String, no: No, then: (OrderView) -> Unit) = ask(no, then) {
        if (typed.isNotEmpty()) kioskPlace(tap(), order, typed)
        kioskSend(tap(), order)
    }

    fun kioskAdmits(order: String, tender: String, no: No, then: (Unit) -> Unit) = ask(no, then) { kioskAdmits(order, tender) }

    /** Places an order that is said to be paid on an outside terminal, whose [reference] the counter compares. */
    fun kioskClaim(order: String, typed: String, tender: String, reference: String, no: No, then: (OrderView) -> Unit) = ask(no, then) {
        if (typed.isNotEmpty()) kioskPlace(tap(), order, typed)
        kioskClaim(tap(), order, tender, whole(reference))
    }

    /** Pays all that is due with a member's code. */
    fun kioskPayByCode(order: OrderView, typed: String, tender: String, scanned: String, no: No, then: (OrderView) -> Unit) = ask(no, then) {
        kioskAdmits(order.order, tender)
        if (typed.isNotEmpty()) kioskPlace(tap(), order.order, typed)
        val holder = openWithCode(tap(), order.order, scanned)
        foundMembers(holder, staff, now(), 1u).firstOrNull { it.number == holder }?.let { setCustomer(tap(), order.order, it.member, 0u) }
        kioskPay(tap(), order.order, tender, holder)
    }

    companion object {
        /** The core's version and the newest lines of its log. */
        fun core(): CoreView = coreView()

        val coreVersion: String by lazy { core().version }

        /** The shop in a folder; none where there is none yet. */
        fun open(folder: String): Door? = try {
            Door(Till.open(folder))
        } catch (refused: TillException.Refused) {
            if (refused.code != "no_shop") throw refused
            null
        }

        /** A new shop with a menu file's text, or with the sample menu. */
        fun create(folder: String, terminal: String, staff: String, now: Long, menu: String?): Door =
            Door(Till.create(folder, Tap(UUID.randomUUID().toString(), now, terminal, staff, null), menu))

        /** The shop of a copy of one, after the copy was proved. */
        fun restore(folder: String, terminal: String, staff: String, now: Long, copy: java.io.File): Door =
            Door(Till.restore(folder, Tap(UUID.randomUUID().toString(), now, terminal, staff, null), copy.path))

        /** Why a shop could not be made or opened, in the person's words. */
        fun trouble(thrown: Exception): Trouble = when (thrown) {
            is TillException.Refused -> Trouble(thrown.words, null)
            is TillException.Failed -> Trouble(thrown.words, thrown.reference)
            else -> Trouble(null, thrown.javaClass.simpleName)
        }
    }
}
