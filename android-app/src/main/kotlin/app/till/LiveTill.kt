package app.till

import java.util.UUID
import java.util.concurrent.Executor
import uniffi.till_mobile.CartDiscount
import uniffi.till_mobile.CartLine
import uniffi.till_mobile.Channel
import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.ChoicesView
import uniffi.till_mobile.FoundView
import uniffi.till_mobile.MenuView
import uniffi.till_mobile.OrderSummary
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.PaymentView
import uniffi.till_mobile.SetTap
import uniffi.till_mobile.SetView
import uniffi.till_mobile.Tap
import uniffi.till_mobile.Till
import uniffi.till_mobile.TillException
import uniffi.till_mobile.Words

/** Why something did not happen: words of the core for the person, or a reference to the log. */
class Trouble(val words: Words?, val reference: String?)

typealias No = (Trouble) -> Unit

/**
 * The only class that calls the bindings.
 *
 * Each call runs on [work], one after the other, and answers on [screen]: nothing here blocks the main thread,
 * and two taps never overtake each other. A tap gets its id here, once, so that it can be sent again.
 */
class LiveTill(
    private val door: Till,
    private val channel: Channel,
    private val terminal: String,
    private val staff: String,
    private val now: () -> Long,
    private val work: Executor,
    private val screen: Executor,
) {
    fun menu(no: No, then: (MenuView) -> Unit) = ask(no, then) { tiles(channel, now()) }

    fun found(typed: String, no: No, then: (List<FoundView>) -> Unit) = ask(no, then) { found(typed, channel, 24u) }

    fun set(id: String, line: CartLine?, tap: SetTap?, no: No, then: (SetView) -> Unit) =
        ask(no, then) { halfMadeSet(id, line, tap, now()) }

    fun choices(id: String, line: CartLine?, tap: ChoiceTap?, no: No, then: (ChoicesView) -> Unit) =
        ask(no, then) { halfMadeLine(id, line, tap, now()) }

    fun current(no: No, then: (OrderView?) -> Unit) = ask(no, then) { currentOrder(terminal) }

    /** Adds a line; where there is no order yet, the first line begins one. */
    fun add(order: String?, type: OrderType, line: CartLine, no: No, then: (OrderView) -> Unit) = ask(no, then) {
        add(tap(), order ?: openOrder(tap(), type, null, null).order, line, null)
    }

    fun quantity(order: String, line: Int, qty: String, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { setQuantity(tap(), order, line.toUInt(), qty, null) }

    fun remove(order: String, line: Int, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { remove(tap(), order, line.toUInt(), null) }

    fun discount(order: String, percent: String?, no: No, then: (OrderView) -> Unit) = ask(no, then) {
        discount(tap(), order, null, percent?.let { CartDiscount(null, it, null, null) })
    }

    /** Places an order that is paid elsewhere: it gets its number, and the kitchen is told. */
    fun place(order: String, no: No, then: (OrderView) -> Unit) = ask(no, then) { sendOrder(tap(), order) }

    fun giveUp(order: String, reason: String, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { voidOrder(tap(), order, reason) }

    fun hold(order: String, no: No, then: (List<OrderSummary>) -> Unit) = ask(no, then) {
        hold(tap(), order, null)
        heldOrders()
    }

    fun held(no: No, then: (List<OrderSummary>) -> Unit) = ask(no, then) { heldOrders() }

    fun recall(order: String, no: No, then: (OrderView) -> Unit) = ask(no, then) { recall(tap(), order) }

    fun payment(order: String, no: No, then: (PaymentView) -> Unit) = ask(no, then) { payment(order) }

    fun pay(order: String, tender: String, given: String?, no: No, then: (OrderView) -> Unit) =
        ask(no, then) { pay(tap(), order, tender, null, given, null) }

    /** A paid order's receipt, as a picture's bytes. */
    fun receipt(order: String, no: No, then: (ByteArray) -> Unit) = ask(no, then) { receiptPng(order) }

    private fun tap() = Tap(UUID.randomUUID().toString(), now(), terminal, staff)

    private fun <T> ask(no: No, then: (T) -> Unit, question: Till.() -> T) = work.execute {
        try {
            val answer = door.question()
            screen.execute { then(answer) }
        } catch (refused: TillException.Refused) {
            screen.execute { no(Trouble(refused.words, null)) }
        } catch (failed: TillException.Failed) {
            screen.execute { no(Trouble(null, failed.reference)) }
        }
    }

    companion object {
        /** The shop in a folder; a new one sells the sample menu. */
        fun door(folder: String, terminal: String, staff: String, now: Long): Till = try {
            Till.open(folder)
        } catch (refused: TillException.Refused) {
            if (refused.code != "no_shop") throw refused
            Till.create(folder, Tap(UUID.randomUUID().toString(), now, terminal, staff), null)
        }
    }
}
