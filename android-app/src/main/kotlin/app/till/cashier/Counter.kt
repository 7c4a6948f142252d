package app.till.cashier

import app.till.Language
import app.till.LiveTill
import app.till.Text
import app.till.Trouble
import app.till.Turns
import app.till.inLanguage
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.Words

/**
 * What every part of the cashier's screen stands on: what it shows, the till behind it, and what is the same whatever was
 * touched: an order that became another, a refusal, a manager's PIN, a reason. Knows no view and no Android.
 */
class Counter(val till: LiveTill, language: Language, staff: String?, private val show: (CashierState) -> Unit) {
    var state = CashierState(language, staff = staff)
        private set

    /** Taps that change the order: each starts from what the one before made. */
    val turns = Turns()

    val no: (Trouble) -> Unit = { trouble ->
        val words = trouble.words ?: Text.FAULT.each(trouble.reference ?: "?")
        val (approve, consented) = trouble.approve to trouble.consented
        when {
            approve != null -> become { copy(sheet = Sheet.Approval(words, "", sheet, approve), trouble = null) }
            consented != null && state.sheet !is Sheet.Consent -> become { copy(sheet = Sheet.Consent(words, "", sheet, consented), trouble = null) }
            else -> become { copy(trouble = words, wrong = trouble.wrong) }
        }
    }

    val noThen: (Trouble) -> Unit = turns.no(no)

    /** Refused, or asked why and then done again with the reason. */
    fun orWhy(title: Text, about: Words, again: (String) -> Unit): (Trouble) -> Unit = { trouble ->
        if (trouble.wantsReason) {
            become { copy(sheet = Sheet.Why(title, about, sheet, does = again), trouble = null) }
            turns.done()
        } else {
            noThen(trouble)
        }
    }

    private val drafts = HashMap<String, Sheet>()

    /** A form that was left half filled, once; none where none was. */
    @PublishedApi internal fun left(draft: String): Sheet? = drafts.remove(draft)

    inline fun <reified S : Sheet> draft(draft: String): S? = left(draft) as? S

    /** A form was saved: nothing of it is half filled any more. */
    fun saved(draft: String?) {
        drafts.remove(draft)
    }

    fun become(change: CashierState.() -> CashierState) {
        val before = state.sheet
        state = state.change()
        val draft = (before as? Sheet.Drafted)?.draft
        if (draft != null && state.sheet?.javaClass != before.javaClass) drafts[draft] = before
        show(state)
    }

    /** What is typed into a field that shows it already: nothing is drawn for it. */
    fun keep(change: CashierState.() -> CashierState) {
        state = state.change()
    }

    /** A field [at] this place is being mended: what was wrong there is not said again, in whatever language. */
    fun mended(at: String) = keep {
        val left = wrong.filterKeys { !at(it, at) }
        if (left.size == wrong.size) this else copy(wrong = left, trouble = if (trouble in left.values) trouble else left.values.firstOrNull())
    }

    /** The order is this now. What the customer could use of it may have changed too. */
    fun became(order: OrderView, change: CashierState.() -> CashierState) {
        val known = state.customer != null && state.order?.order == order.order
        become { with(order).change() }
        if (known && state.customer != null) look(order)
        suggest(order)
    }

    /** Whether some of its lines would be cheaper as a set: asked beside, so that no tap waits for it. */
    private fun suggest(order: OrderView) {
        if (order.lines.isEmpty() || order.toPay != order.total) return
        till.upsells(order.order, {}) { offers -> if (state.order == order && offers != state.upsells) become { copy(upsells = offers) } }
    }

    private fun CashierState.with(order: OrderView) = copy(
        order = order, type = order.orderType, trouble = null, said = null, emptied = null, upsells = emptyList(),
        line = if (line in order.lines.indices) line else order.lines.lastIndex,
    )

    /** Nobody's order is in hand. */
    fun left(change: CashierState.() -> CashierState = { this }) =
        become { copy(order = null, upsells = emptyList(), customer = null, line = -1, sheet = null, trouble = null, undo = null, emptied = null).change() }

    /** Who the order is for, as the strip shows them. */
    fun look(order: OrderView) = till.customerOf(order.order, no) { customer ->
        if (customer != state.customer && state.order?.order == order.order) become { copy(customer = customer) }
    }

    /** The menu with its prices and stock of now. */
    fun refresh() = till.menu(no) { menu ->
        become { copy(menu = menu, category = category.ifEmpty { menu.categories.firstOrNull()?.id ?: "" }) }
    }

    fun lookAtPrinters() = till.printing({}) { printing -> if (printing != state.printing) become { copy(printing = printing) } }

    fun open(sheet: Sheet?) = become { copy(sheet = sheet, trouble = null, said = null) }

    /** Changes the sheet of this kind, if it is still there. */
    inline fun <reified S : Sheet> on(crossinline change: S.() -> S) = become {
        val sheet = sheet as? S ?: return@become this
        copy(sheet = sheet.change(), trouble = null)
    }

    /** The tender that is cash. */
    fun cash() = state.menu?.tenders?.firstOrNull { it.cash }

    /** The order in hand makes room: what the kitchen has is found at its table, anything else is held. */
    fun aside(then: () -> Unit) {
        val order = state.order
        if (order == null || order.state == "placed") {
            left()
            return then()
        }
        till.hold(order.order, null, no) { held ->
            left { copy(held = held) }
            then()
        }
    }

    companion object {
        /** Whether what is wrong at [path] is wrong [at] this field or something in it: a whole path, or one part of it. */
        fun at(path: String, at: String): Boolean = if (at.startsWith('/')) path == at || path.startsWith("$at/") else at in path.split('/')

        /** A digit or a point more; none takes the last one away. */
        fun typed(before: String, key: Char?): String = if (key == null) before.dropLast(1) else (before + key).take(10)
    }
}
