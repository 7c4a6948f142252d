package app.till.kiosk

import app.till.Language
import app.till.LiveTill
import app.till.Text
import app.till.Trouble
import app.till.inLanguage
import uniffi.till_mobile.CartLine
import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.ChoicesView
import uniffi.till_mobile.MenuView
import uniffi.till_mobile.Opens
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.SetTap
import uniffi.till_mobile.SetView
import uniffi.till_mobile.TileView

/** Where a customer is. */
sealed interface Page {
    data object Idle : Page
    data object Where : Page
    data object Menu : Page
    data class SetMeal(val id: String, val view: SetView) : Page
    data class Choices(val id: String, val view: ChoicesView) : Page
    data object Cart : Page
    data class Number(val order: OrderView) : Page
}

/** All that the kiosk shows. */
data class KioskState(
    val language: Language,
    val page: Page = Page.Idle,
    val menu: MenuView? = null,
    val category: String = "",
    val type: OrderType = OrderType.DINE_IN,
    val order: OrderView? = null,
    val trouble: String? = null,
) {
    fun tiles(): List<TileView> = menu?.categories?.firstOrNull { it.id == category }?.tiles ?: emptyList()

    /** Pieces in the cart; a weight counts as one. */
    fun pieces(): Int = order?.lines?.sumOf { it.qty.toIntOrNull() ?: 1 } ?: 0
}

/** What a customer's touch does. Knows no view and no Android. */
class KioskPresenter(private val till: LiveTill, language: Language, private val show: (KioskState) -> Unit) {
    var state = KioskState(language)
        private set

    private val home = language

    private val no: (Trouble) -> Unit = { trouble ->
        val words = trouble.words?.inLanguage(state.language)
        become { copy(trouble = words ?: Text.FAULT.say(language, trouble.reference ?: "?")) }
    }

    fun start() = till.menu(no) { menu ->
        become { copy(menu = menu, category = category.ifEmpty { menu.categories.firstOrNull()?.id ?: "" }) }
    }

    fun touch() = become { copy(page = Page.Where) }

    fun chooseLanguage(language: Language) = become { copy(language = language, trouble = null) }

    fun chooseType(type: OrderType) = become { copy(type = type, page = Page.Menu) }

    fun chooseCategory(id: String) = become { copy(category = id) }

    fun tap(tile: TileView) {
        val line = tile.line
        when (tile.opens) {
            Opens.LINE -> if (line != null) add(line)
            Opens.SET -> till.set(tile.id, null, null, no) { become { copy(page = Page.SetMeal(tile.id, it), trouble = null) } }
            Opens.CHOICES -> till.choices(tile.id, null, null, no) { become { copy(page = Page.Choices(tile.id, it), trouble = null) } }
        }
    }

    fun tapSet(tap: SetTap) {
        val page = state.page as? Page.SetMeal ?: return
        till.set(page.id, page.view.line, tap, no) { become { copy(page = page.copy(view = it), trouble = null) } }
    }

    fun tapChoice(tap: ChoiceTap) {
        val page = state.page as? Page.Choices ?: return
        till.choices(page.id, page.view.line, tap, no) { become { copy(page = page.copy(view = it), trouble = null) } }
    }

    fun addFromPage() = when (val page = state.page) {
        is Page.SetMeal -> add(page.view.line)
        is Page.Choices -> add(page.view.line)
        else -> Unit
    }

    private fun add(line: CartLine) = till.add(state.order?.order, state.type, line, no) { order ->
        become { copy(order = order, page = Page.Menu, trouble = null) }
        start()
    }

    fun remove(line: Int) {
        val order = state.order ?: return
        till.remove(order.order, line, no) { become { copy(order = it, page = if (it.lines.isEmpty()) Page.Menu else Page.Cart) } }
    }

    fun openCart() = become { if (order == null) this else copy(page = Page.Cart, trouble = null) }

    /** Places the order, to be paid at the counter. */
    fun place() {
        val order = state.order ?: return
        till.place(order.order, no) { become { copy(page = Page.Number(it), order = null, trouble = null) } }
    }

    fun back() = become {
        val to = when (page) {
            Page.Where -> Page.Idle
            Page.Menu -> Page.Where
            else -> Page.Menu
        }
        copy(page = to, trouble = null)
    }

    /** Back to idle. A cart that is left behind is given up. */
    fun leave() {
        val left = state.order
        become { KioskState(home, menu = menu, category = menu?.categories?.firstOrNull()?.id ?: "") }
        if (left != null) till.giveUp(left.order, "left at the kiosk", {}) { start() }
    }

    private fun become(change: KioskState.() -> KioskState) {
        state = state.change()
        show(state)
    }
}
