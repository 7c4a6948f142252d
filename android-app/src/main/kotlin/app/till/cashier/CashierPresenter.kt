package app.till.cashier

import app.till.Language
import app.till.LiveTill
import app.till.Text
import app.till.Trouble
import app.till.inLanguage
import uniffi.till_mobile.CategoryView
import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.ChoicesView
import uniffi.till_mobile.FoundView
import uniffi.till_mobile.MenuView
import uniffi.till_mobile.Opens
import uniffi.till_mobile.OrderSummary
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.PaymentView
import uniffi.till_mobile.SetTap
import uniffi.till_mobile.SetView
import uniffi.till_mobile.TenderChoiceView
import uniffi.till_mobile.TileView

/** What lies over the grid. */
sealed interface Sheet {
    data class SetMeal(val id: String, val view: SetView) : Sheet
    data class Choices(val id: String, val view: ChoicesView) : Sheet
    data class Pay(val payment: PaymentView, val tender: TenderChoiceView, val typed: String) : Sheet
    data class Paid(val order: OrderView, val receipt: ByteArray?) : Sheet
    data object Discount : Sheet
    data object Held : Sheet
}

/** All that the cashier's screen shows. */
data class CashierState(
    val language: Language,
    val menu: MenuView? = null,
    val category: String = "",
    val typed: String = "",
    val found: List<FoundView>? = null,
    val type: OrderType = OrderType.DINE_IN,
    val order: OrderView? = null,
    val line: Int = -1,
    val held: List<OrderSummary> = emptyList(),
    val sheet: Sheet? = null,
    val trouble: String? = null,
) {
    /** The tiles of the category, or what was found. */
    fun tiles(): List<TileView> {
        val categories = menu?.categories ?: return emptyList()
        val found = found ?: return categories.firstOrNull { it.id == category }?.tiles ?: emptyList()
        val all = categories.flatMap { it.tiles }.associateBy { it.id }
        return found.mapNotNull { all[it.product] }
    }

    fun categoryOf(tile: TileView): CategoryView? = menu?.categories?.firstOrNull { tile in it.tiles }
}

/** What a tap on the cashier's screen does. Knows no view and no Android. */
class CashierPresenter(private val till: LiveTill, language: Language, private val show: (CashierState) -> Unit) {
    var state = CashierState(language)
        private set

    private val no: (Trouble) -> Unit = { trouble ->
        val words = trouble.words?.inLanguage(state.language)
        become { copy(trouble = words ?: Text.FAULT.say(language, trouble.reference ?: "?")) }
    }

    /** Shows the menu, and the order that this terminal was in the middle of. */
    fun start() {
        refresh()
        till.current(no) { order -> if (order != null) become { with(order) } }
        till.held(no) { held -> become { copy(held = held) } }
    }

    private fun refresh() = till.menu(no) { menu ->
        become { copy(menu = menu, category = category.ifEmpty { menu.categories.firstOrNull()?.id ?: "" }) }
    }

    fun chooseLanguage(language: Language) = become { copy(language = language, trouble = null) }

    fun chooseCategory(id: String) = become { copy(category = id, typed = "", found = null) }

    fun chooseType(type: OrderType) = become { if (order == null) copy(type = type) else this }

    fun type(text: String) {
        if (text == state.typed) return
        become { copy(typed = text, found = if (text.isBlank()) null else found) }
        if (text.isNotBlank()) till.found(text, no) { found -> if (state.typed == text) become { copy(found = found) } }
    }

    fun tap(tile: TileView) {
        val line = tile.line
        when (tile.opens) {
            Opens.LINE -> if (line != null) add(line)
            Opens.SET -> till.set(tile.id, null, null, no) { become { copy(sheet = Sheet.SetMeal(tile.id, it), trouble = null) } }
            Opens.CHOICES -> askChoices(tile)
        }
    }

    /** The sheet of a product whose line could be added at once. */
    fun askChoices(tile: TileView) {
        if (tile.opens == Opens.SET) return tap(tile)
        till.choices(tile.id, null, null, no) { become { copy(sheet = Sheet.Choices(tile.id, it), trouble = null) } }
    }

    fun tapSet(tap: SetTap) = inTurn {
        val sheet = state.sheet as? Sheet.SetMeal ?: return@inTurn done()
        till.set(sheet.id, sheet.view.line, tap, noThen) { become { copy(sheet = sheet.copy(view = it), trouble = null) }; done() }
    }

    fun tapChoice(tap: ChoiceTap) = inTurn {
        val sheet = state.sheet as? Sheet.Choices ?: return@inTurn done()
        till.choices(sheet.id, sheet.view.line, tap, noThen) { become { copy(sheet = sheet.copy(view = it), trouble = null) }; done() }
    }

    /** Taps on a sheet wait for each other: each starts from the line that the one before it made. */
    private val waiting = ArrayDeque<() -> Unit>()

    private val noThen: (Trouble) -> Unit = { no(it); done() }

    private fun inTurn(tap: () -> Unit) {
        waiting.addLast(tap)
        if (waiting.size == 1) tap()
    }

    private fun done() {
        waiting.removeFirst()
        waiting.firstOrNull()?.invoke()
    }

    fun addFromSheet() = when (val sheet = state.sheet) {
        is Sheet.SetMeal -> add(sheet.view.line)
        is Sheet.Choices -> add(sheet.view.line)
        else -> Unit
    }

    private fun add(line: uniffi.till_mobile.CartLine) = till.add(state.order?.order, state.type, line, no) { order ->
        become { with(order).copy(sheet = null, line = order.lines.lastIndex, typed = "", found = null) }
        refresh()
    }

    fun chooseLine(line: Int) = become { copy(line = line) }

    fun more(line: Int) = step(line, 1)

    fun less(line: Int) = step(line, -1)

    /** One piece more or less; a weight is not counted in pieces and is left as it is. */
    private fun step(line: Int, by: Int) {
        val order = state.order ?: return
        val pieces = order.lines.getOrNull(line)?.qty?.toIntOrNull() ?: return
        if (pieces + by < 1) return remove(line)
        till.quantity(order.order, line, (pieces + by).toString(), no) { become { with(it).copy(line = line) } }
    }

    fun remove(line: Int) {
        val order = state.order ?: return
        till.remove(order.order, line, no) { become { with(it).copy(line = it.lines.lastIndex) } }
    }

    fun openDiscount() = become { if (order == null) this else copy(sheet = Sheet.Discount, trouble = null) }

    fun discount(percent: String?) {
        val order = state.order ?: return
        till.discount(order.order, percent, no) { become { with(it).copy(sheet = null) } }
    }

    fun hold() {
        val order = state.order ?: return
        till.hold(order.order, no) { held -> become { copy(order = null, line = -1, held = held, sheet = null, trouble = null) } }
    }

    fun openHeld() = till.held(no) { held -> become { copy(held = held, sheet = Sheet.Held, trouble = null) } }

    fun recall(order: String) = till.recall(order, no) { taken ->
        become { with(taken).copy(sheet = null, line = taken.lines.lastIndex) }
        till.held(no) { held -> become { copy(held = held) } }
    }

    fun openPay() {
        val order = state.order ?: return
        val cash = state.menu?.tenders?.firstOrNull { it.cash } ?: return
        till.payment(order.order, no) { become { copy(sheet = Sheet.Pay(it, cash, ""), trouble = null) } }
    }

    fun chooseTender(tender: TenderChoiceView) = onPay { copy(tender = tender, typed = "") }

    /** Adds a digit or a point to what is typed; nothing takes the last one away. */
    fun key(key: Char?) = onPay { copy(typed = if (key == null) typed.dropLast(1) else (typed + key).take(10)) }

    private fun onPay(change: Sheet.Pay.() -> Sheet.Pay) {
        val sheet = state.sheet as? Sheet.Pay ?: return
        become { copy(sheet = sheet.change(), trouble = null) }
    }

    /** Takes the money; [given] is what was handed over, all that is due where there is none. */
    fun pay(given: String?) {
        val order = state.order ?: return
        val sheet = state.sheet as? Sheet.Pay ?: return
        till.pay(order.order, sheet.tender.id, given, no) { paid ->
            become { copy(sheet = Sheet.Paid(paid, null), order = null, line = -1, trouble = null) }
            till.receipt(paid.order, no) { png ->
                become { if (sheet() == paid) copy(sheet = Sheet.Paid(paid, png)) else this }
            }
            refresh()
        }
    }

    private fun CashierState.sheet(): OrderView? = (sheet as? Sheet.Paid)?.order

    fun closeSheet() = become { copy(sheet = null, trouble = null) }

    private fun CashierState.with(order: OrderView) =
        copy(order = order, type = order.orderType, trouble = null, line = if (line in order.lines.indices) line else order.lines.lastIndex)

    private fun become(change: CashierState.() -> CashierState) {
        state = state.change()
        show(state)
    }
}
