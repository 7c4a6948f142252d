package app.till.cashier

import app.till.Text
import app.till.inLanguage
import app.till.words
import uniffi.till_mobile.CategoryName
import uniffi.till_mobile.ListDraft
import uniffi.till_mobile.ListPage
import uniffi.till_mobile.ListedPrice
import uniffi.till_mobile.MenuChange
import uniffi.till_mobile.NameForm
import uniffi.till_mobile.ProductPage
import uniffi.till_mobile.SkuPage
import uniffi.till_mobile.Words

/** One product's page; [name] is what it is called as it is being written, [sure] whether it was about to be taken off the menu. */
data class OneProduct(val page: ProductPage, val name: Words, override val under: Sheet?, val sure: Boolean = false) : Sheet, Sheet.Over

/** A product that is not on the menu yet. */
data class NewProduct(val name: Words, val category: String, val price: String, val categories: List<CategoryName>, override val under: Sheet?) : Sheet, Sheet.Over, Sheet.Drafted {
    override val draft get() = DRAFT.takeUnless { price.isEmpty() && name.isBlank() }

    companion object {
        const val DRAFT = "product"
    }
}

/** The menu's categories; [name] is that of the one being written: [changing], or a new one; [dropping] is about to go. */
data class Categories(
    val all: List<CategoryName>,
    val changing: String? = null,
    val name: Words = Words("", "", ""),
    val dropping: String? = null,
    override val under: Sheet?,
) : Sheet, Sheet.Over, Sheet.Drafted {
    override val draft get() = DRAFT.takeUnless { changing != null || name.isBlank() }

    companion object {
        const val DRAFT = "category"
    }
}

internal fun Words.isBlank() = zh.isBlank() && en.isBlank() && ms.isBlank()

/** The shop's price lists; [dropping] is about to go. */
data class PriceLists(val all: List<ListDraft>, val dropping: String? = null, override val under: Sheet?) : Sheet, Sheet.Over

/** The menu, product by product: what a page of the back office changes about one, and what is new. */
class Products(private val counter: Counter, private val office: Office) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    fun open(product: String) {
        val under = state.sheet
        till.product(product, no) { counter.open(OneProduct(it, it.product.name, under)) }
    }

    fun onSale(on: Boolean) = with { till.onSale(listOf(page.product.id), on, no) { changed() } }

    fun soldOut(soldOut: Boolean, untilChanged: Boolean) = with { till.soldOut(page.product.skus, soldOut, untilChanged, no) { changed() } }

    fun category(category: String) = with { change(MenuChange.Category(page.product.id, category)) }

    /** What one specification costs, or the set itself. */
    fun askPrice(sku: SkuPage?) = with {
        val name = sku?.stock?.name ?: page.product.name
        val about = words { "${name.inLanguage(it)} · ${sku?.price ?: page.product.price}" }
        counter.open(Sheet.Ask(Text.NEW_PRICE, about, Typed.AMOUNT, this) { change(MenuChange.Price(page.product.id, sku?.stock?.sku, it)) })
    }

    /** What something costs while a price list is open. */
    fun askListPrice(list: ListPage, of: ListedPrice) = with {
        val about = words { listOfNotNull(of.name.inLanguage(it), list.name.inLanguage(it), of.price).joinToString(" · ") }
        counter.open(Sheet.Ask(Text.NEW_PRICE, about, Typed.AMOUNT, this) { change(MenuChange.ListPrice(list.id, of.of, it)) })
    }

    /** It costs then what it always costs. */
    fun noListPrice(list: ListPage, of: ListedPrice) = with { change(MenuChange.ListPrice(list.id, of.of, null)) }

    /** A name as it is typed: the field shows it already. */
    fun nameTyped(change: Words.() -> Words) = counter.keep {
        when (val sheet = sheet) {
            is OneProduct -> copy(sheet = sheet.copy(name = sheet.name.change()))
            is NewProduct -> copy(sheet = sheet.copy(name = sheet.name.change()))
            is Categories -> copy(sheet = sheet.copy(name = sheet.name.change()))
            else -> this
        }
    }

    fun keepName() = with { change(MenuChange.Name(page.product.id, whole(name))) }

    /** Off the menu, at the second touch. */
    fun remove() = with {
        if (!sure) return@with counter.on<OneProduct> { copy(sure = true) }
        val under = under
        till.changeMenu(MenuChange.Remove(page.product.id), no) {
            counter.open(under)
            again()
        }
    }

    private fun with(does: OneProduct.() -> Unit) {
        (state.sheet as? OneProduct)?.does()
    }

    private fun change(change: MenuChange) = till.changeMenu(change, no) { changed() }

    /** The page as it is now, and the list under it. */
    fun changed() {
        with { till.product(page.product.id, no) { page -> counter.on<OneProduct> { copy(page = page, name = page.product.name) } } }
        again()
    }

    private fun again() {
        office.again()
        counter.refresh()
    }

    /** A name in every language: where nothing was typed, what was typed in another. */
    private fun whole(name: Words): Words {
        val (zh, en, ms) = listOf(name.zh, name.en, name.ms).map { it.trim() }
        fun first(vararg texts: String) = texts.firstOrNull { it.isNotEmpty() } ?: ""
        return Words(first(zh, en, ms), first(en, zh, ms), first(ms, en, zh))
    }

    // --- what is new ---

    fun openNew() {
        val under = state.sheet
        till.categories(no) { all -> 
            val new = NewProduct(Words("", "", ""), all.firstOrNull()?.id ?: "", "", all, under)
            val left = counter.draft<NewProduct>(NewProduct.DRAFT)
            counter.open(if (left == null) new else new.copy(name = left.name, price = left.price, category = left.category.takeIf { id -> all.any { it.id == id } } ?: new.category))
        }
    }

    fun newCategory(category: String) = counter.on<NewProduct> { copy(category = category) }

    fun newPrice(typed: String) = counter.keep { (sheet as? NewProduct)?.let { copy(sheet = it.copy(price = typed.trim())) } ?: this }

    fun addNew() {
        val sheet = state.sheet as? NewProduct ?: return
        till.changeMenu(MenuChange.New(whole(sheet.name), sheet.category, sheet.price), no) {
            counter.open(sheet.under)
            counter.saved(NewProduct.DRAFT)
            again()
        }
    }

    // --- categories ---

    fun openCategories() {
        val under = state.sheet
        till.categories(no) { counter.open(Categories(it, name = counter.draft<Categories>(Categories.DRAFT)?.name ?: Words("", "", ""), under = under)) }
    }

    /** This one is called something else, or (none) the next one is new. */
    fun changeCategory(category: CategoryName?) = counter.on<Categories> { copy(changing = category?.id, name = category?.name ?: Words("", "", "")) }

    fun keepCategory() {
        val sheet = state.sheet as? Categories ?: return
        val of = sheet.changing
        val change = if (of == null) MenuChange.NewCategory(whole(sheet.name)) else MenuChange.NameCategory(of, whole(sheet.name))
        categories(change)
    }

    /** One with products in it gives them to the first of the others; at the second touch. */
    fun removeCategory(category: CategoryName) {
        val sheet = state.sheet as? Categories ?: return
        if (sheet.dropping != category.id) return counter.on<Categories> { copy(dropping = category.id) }
        val to = sheet.all.firstOrNull { it.id != category.id }?.id.takeIf { category.products > 0u }
        categories(MenuChange.RemoveCategory(category.id, to))
    }

    private fun categories(change: MenuChange) = till.changeMenu(change, no) {
        till.categories(no) { all -> counter.on<Categories> { Categories(all, under = under) } }
        counter.saved(Categories.DRAFT)
        again()
    }

    // --- price lists ---

    fun openLists(under: Sheet? = state.sheet) = till.priceLists(no) { counter.open(PriceLists(it, under = under)) }

    /** A list's name and times; what things cost in it is said on their own pages. */
    fun openList(list: ListDraft?) {
        val under = state.sheet as? PriceLists ?: return
        val begun = list ?: ListDraft(null, NameForm("", "", ""), emptyList(), emptyList(), "", "", 0u)
        counter.open(Form(begun, Text.PRICE_LIST, under, hint = Text.PRICE_LIST_HINT) { filled, refused ->
            till.keepPriceList(filled, refused) {
                openLists(under.under)
                counter.refresh()
            }
        })
    }

    /** Off the menu, at the second touch. */
    fun removeList(list: String) {
        val sheet = state.sheet as? PriceLists ?: return
        if (sheet.dropping != list) return counter.on<PriceLists> { copy(dropping = list) }
        till.changeMenu(MenuChange.RemovePriceList(list), no) {
            openLists(sheet.under)
            counter.refresh()
        }
    }

    /** The text of a chosen menu file; none where it could not be read. */
    fun menuFile(text: String?) {
        if (text == null) return
        till.importMenu(text, no) { many ->
            counter.become { copy(said = Text.MENU_IMPORTED.each(many), trouble = null) }
            again()
        }
    }
}
