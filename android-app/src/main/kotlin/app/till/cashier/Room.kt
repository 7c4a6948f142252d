package app.till.cashier

import app.till.Text
import app.till.words
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.State
import uniffi.till_mobile.TableView

/** Where orders wait: tables, what was sent to the kitchen, what is held. */
class Room(private val counter: Counter) {
    private val till = counter.till
    private val turns = counter.turns
    private val no = counter.no
    private val state get() = counter.state

    fun open() = till.tables(no) { counter.open(Sheet.Tables(it)) }

    /** The order in hand makes room. */
    fun aside() = counter.aside {}

    /** What is touched next joins the order in hand; or not after all. */
    fun toggleMerging() = counter.on<Sheet.Tables> { copy(merging = !merging) }

    /** A table that is taken shows its order; a free one gets the order in hand, or new guests. */
    fun choose(table: TableView) {
        val order = state.order
        val there = table.order
        when {
            there != null && there == order?.order -> counter.open(null)
            there != null && (state.sheet as? Sheet.Tables)?.merging == true -> merge(there)
            there != null -> counter.aside { if (table.state == State.HELD) recall(there) else takeUp(there) }
            order != null && order.table == null && order.state == "open" -> moveTo(table.table)
            else -> counter.on<Sheet.Tables> { copy(asking = table.table) }
        }
    }

    private fun takeUp(order: String) = till.order(order, no) { view ->
        counter.became(view) { copy(sheet = null, customer = null) }
        counter.look(view)
    }

    /** Another order's lines come into the one in hand; what the kitchen has of both stays told. */
    fun merge(from: String) = turns.take {
        val order = state.order ?: return@take turns.done()
        till.merge(order.order, from, counter.noThen) { view, held ->
            counter.became(view) { copy(sheet = null, held = held, line = view.lines.lastIndex) }
            turns.done()
        }
    }

    /** The order in hand moves; its guests go with it. */
    fun moveTo(table: String) {
        val order = state.order ?: return
        till.move(order.order, table, no) { counter.became(it) { copy(sheet = null) } }
    }

    /** New guests sit down; nobody counted them where [guests] is none. */
    fun sit(table: String, guests: Int?) = counter.aside {
        till.sit(OrderType.DINE_IN, table, guests?.toUInt(), no) { counter.became(it) { copy(sheet = null, customer = null) } }
    }

    /** What the kitchen does not have yet goes there; the order is found at its table. */
    fun send() = turns.take {
        val order = state.order ?: return@take turns.done()
        till.place(order.order, counter.noThen) { sent ->
            val at = words { language -> listOfNotNull(sent.table?.let { Text.TABLE.say(language, it) }, sent.serial).joinToString(" · ") }
            counter.left { copy(said = Text.SENT.each(at)) }
            counter.lookAtPrinters()
            turns.done()
        }
    }

    fun recall(order: String) = counter.aside {
        till.recall(order, no) { taken ->
            counter.became(taken) { copy(sheet = null, line = taken.lines.lastIndex, customer = null) }
            counter.look(taken)
            till.held(no) { held -> counter.become { copy(held = held) } }
        }
    }

    /** The order in hand is given up, with a reason. */
    fun openGiveUp() {
        val order = state.order ?: return
        counter.open(Sheet.Why(Text.GIVE_UP, words { "${Text.TOTAL.say(it)} ${order.total}" }, null) { why ->
            till.giveUp(order.order, why, no) { counter.left(); counter.refresh() }
        })
    }
}
