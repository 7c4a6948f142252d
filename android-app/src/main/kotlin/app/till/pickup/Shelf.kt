package app.till.pickup

import app.till.LiveTill
import app.till.Text
import app.till.Trouble
import app.till.inLanguage
import app.till.office.Moves
import app.till.words
import uniffi.till_mobile.CategoryName
import uniffi.till_mobile.MenuChange
import uniffi.till_mobile.ProductView
import uniffi.till_mobile.SkuPage
import uniffi.till_mobile.StockCommand
import uniffi.till_mobile.StockLine

/** The back office in a hand: a product is looked for or scanned, and its page changes what is changed between two tables. */
class Shelf(private val till: LiveTill, private val state: () -> PickupState, private val become: (PickupState.() -> PickupState) -> Unit) {
    private val no: (Trouble) -> Unit = { trouble ->
        val words = trouble.words ?: Text.FAULT.each(trouble.reference ?: "?")
        val approve = trouble.approve
        if (approve != null) become { copy(shown = Shown.Pin(words, "", shown, approve), trouble = null) }
        else become { copy(trouble = words) }
    }

    fun isOpen() = state().shown.let { it is Shown.Shelf || it is Shown.OneProduct }

    fun open() = till.products("", no) { found -> become { copy(shown = Shown.Shelf(found), trouble = null) } }

    /** What was typed or scanned: the one product it means, or those that it may. */
    fun find(typed: String) = till.products(typed, no) { found ->
        become { copy(shown = Shown.Shelf(found, typed), trouble = null) }
        if (typed.isNotBlank()) found.singleOrNull()?.let { look(it) }
    }

    fun look(product: ProductView) {
        val under = state().shown as? Shown.Shelf ?: return
        till.product(product.id, no) { page -> become { copy(shown = Shown.OneProduct(page, under), trouble = null) } }
    }

    fun back() = become {
        val under = when (val shown = shown) {
            is Shown.OneProduct -> shown.under
            is Shown.Typing -> shown.under
            is Shown.Why -> shown.under
            is Shown.Pin -> shown.under
            else -> Shown.Ready
        }
        copy(shown = under, trouble = null)
    }

    private fun with(does: Shown.OneProduct.() -> Unit) {
        (state().shown as? Shown.OneProduct)?.does()
    }

    fun onSale(on: Boolean) = with { till.onSale(listOf(page.product.id), on, no) { changed(this) } }

    fun soldOut(soldOut: Boolean, untilChanged: Boolean) = with { till.soldOut(page.product.skus, soldOut, untilChanged, no) { changed(this) } }

    fun category(category: CategoryName) = with { till.changeMenu(MenuChange.Category(page.product.id, category.id), no) { changed(this) } }

    fun price(sku: SkuPage?) = with {
        val now = sku?.price ?: page.product.price
        val name = sku?.stock?.name ?: page.product.name
        become { copy(shown = Shown.Typing(Text.NEW_PRICE, words { "${name.inLanguage(it)} · $now" }, true, null, "", this@with) { typed ->
            till.changeMenu(MenuChange.Price(page.product.id, sku?.stock?.sku, typed), no) { changed(this@with) }
        }, trouble = null) }
    }

    fun stock(sku: SkuPage, moves: Moves) = with {
        val title = when (moves) {
            Moves.IN -> Text.STOCK_IN_HOW
            Moves.LOSS -> Text.STOCK_LOSS_HOW
            Moves.COUNT -> Text.STOCK_COUNT_HOW
        }
        val stock = sku.stock
        become { copy(shown = Shown.Typing(title, stock.name, false, stock.unit, "", this@with) { typed ->
            val lines = listOf(StockLine(stock.sku, typed))
            when (moves) {
                Moves.IN -> post(StockCommand.In(lines, null), this@with)
                Moves.COUNT -> post(StockCommand.Count(lines), this@with)
                Moves.LOSS -> become { copy(shown = Shown.Why(Text.LOSS_REASONS, this@with) { why -> post(StockCommand.Loss(lines, why), this@with) }) }
            }
        }, trouble = null) }
    }

    private fun post(command: StockCommand, on: Shown.OneProduct) = till.moveStock(command, no) { changed(on) }

    /** The page as it is now. */
    private fun changed(on: Shown.OneProduct) = till.product(on.page.product.id, no) { page ->
        till.products(on.under.typed, no) { found -> become { copy(shown = Shown.OneProduct(page, on.under.copy(found = found)), trouble = null) } }
    }

    /** A key of a page's own keys; none takes the last one away. */
    fun key(key: Char?) = become {
        fun typed(before: String) = if (key == null) before.dropLast(1) else (before + key).take(10)
        when (val shown = shown) {
            is Shown.Typing -> copy(shown = shown.copy(typed = typed(shown.typed)), trouble = null)
            is Shown.Pin -> copy(shown = shown.copy(typed = typed(shown.typed)), trouble = null)
            else -> this
        }
    }

    fun ok() {
        when (val shown = state().shown) {
            is Shown.Typing -> if (shown.typed.isNotEmpty()) {
                become { copy(shown = shown.under, trouble = null) }
                shown.does(shown.typed)
            }
            is Shown.Pin -> till.signIn(shown.typed, { trouble -> become { copy(shown = shown.copy(typed = "")) }; no(trouble) }) { who ->
                become { copy(shown = shown.under, trouble = null) }
                shown.approve(who.id)
            }
            else -> Unit
        }
    }

    fun because(why: Text) {
        val shown = state().shown as? Shown.Why ?: return
        become { copy(shown = shown.under, trouble = null) }
        shown.does(why.say(state().language))
    }
}
