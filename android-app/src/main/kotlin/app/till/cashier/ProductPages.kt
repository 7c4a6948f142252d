package app.till.cashier

import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Icon
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import app.till.office.Moves
import app.till.office.ProductForm
import uniffi.till_mobile.CategoryName
import uniffi.till_mobile.ListPage
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.SkuPage
import uniffi.till_mobile.Words

/** One product of the menu, one that is new, and the categories they stand in. */
class ProductPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is OneProduct -> product(sheet)
            is NewProduct -> new(sheet)
            is Categories -> categories(sheet)
            is PriceLists -> priceLists(sheet)
            else -> Unit
        }
    }

    private fun product(sheet: OneProduct) {
        title.text = sheet.page.product.name.inLanguage(language)
        ProductForm(look, language, sign, object : ProductForm.Acts {
            override fun onSale(on: Boolean) = presenter.products.onSale(on)
            override fun soldOut(soldOut: Boolean, untilChanged: Boolean) = presenter.products.soldOut(soldOut, untilChanged)
            override fun price(sku: SkuPage?) = presenter.products.askPrice(sku)
            override fun category(category: CategoryName) = presenter.products.category(category.id)
            override fun stock(sku: SkuPage, moves: Moves) = presenter.stock.quick(sku.stock, moves)
        }).draw(body, sheet.page)
        val set = sheet.page.skus.isEmpty()
        body.addView(look.button(say(if (set) Text.DRAFT_SET else Text.DRAFT_PRODUCT), Loud.QUIET) { presenter.drafts.open(sheet.page.product.id) }.apply { tag = "draft" }.sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.L)))
        sheet.page.lists.forEach { lists(it) }
        body.addView(look.section(say(Text.NAME)))
        names(sheet.name)
        foot.addView(look.row(
            look.button(say(if (sheet.sure) Text.PRODUCT_SURE else Text.PRODUCT_REMOVE), Loud.QUIET) { presenter.products.remove() }.apply { tag = "remove-product"; setTextColor(Tone.BAD) }.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.PRODUCT_RENAME), Loud.QUIET) { presenter.products.keepName() }.apply { tag = "save-name" }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.M)),
        ).sized(FILL, WRAP))
    }

    /** What a price list says of it: a price, or nothing. */
    private fun lists(list: ListPage) {
        body.addView(look.section(list.name.inLanguage(language)))
        for (one in list.prices) {
            val row = look.row(look.label(one.name.inLanguage(language), Type.BODY).sized(0, WRAP, 1f))
            if (one.price != null) row.addView(look.icon(Icon.CLOSE, Tone.INK_2, what = say(Text.REMOVE)) { presenter.products.noListPrice(list, one) }.apply { tag = "unlist:${list.id}:${one.of}" })
            val words = one.price?.let { look.amount(sign, it) } ?: say(Text.LIST_NOTHING)
            row.addView(look.button(words, Loud.QUIET) { presenter.products.askListPrice(list, one) }.apply {
                tag = "list:${list.id}:${one.of}"
                if (one.price == null) setTextColor(Tone.INK_2)
            }.sized(WRAP, look.dp(Space.MAIN)).margins(left = look.dp(Space.S)))
            body.addView(row.sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        }
    }

    private fun priceLists(sheet: PriceLists) {
        title.text = say(Text.PRICE_LISTS)
        if (sheet.all.isEmpty()) body.addView(look.empty(say(Text.PRICE_LISTS_NONE), say(Text.PRICE_LISTS_NONE_HINT)).sized(FILL, WRAP))
        for (list in sheet.all) {
            val id = list.id ?: continue
            val name = nearest(language, list.name.zh, list.name.en, list.name.ms)
            val days = say(Text.WEEKDAYS).split(' ').filterIndexed { day, _ -> (day + 1).toUInt() in list.weekdays }.joinToString(" ")
            val hours = if (list.from.isBlank()) "" else "${list.from}–${list.to}"
            val types = list.orderTypes.joinToString(" ") { say(words(it)) }
            val times = listOf(types, days, hours).filter { it.isNotEmpty() }.joinToString(" ").ifEmpty { say(Text.ALWAYS) }
            body.addView(look.listRow(
                name, "$times · ${say(Text.PRICE_LIST_HAS, list.prices)}",
                small(say(Text.EDIT), "list-edit:$id") { presenter.products.openList(list) },
                small(say(if (sheet.dropping == id) Text.PRODUCT_SURE else Text.REMOVE), "list-drop:$id") { presenter.products.removeList(id) },
            ).sized(FILL, WRAP))
            body.addView(look.line())
        }
        next(say(Text.PRICE_LIST_NEW), "new-list") { presenter.products.openList(null) }
    }

    private fun words(type: OrderType): Text = when (type) {
        OrderType.DINE_IN -> Text.DINE_IN
        OrderType.TAKEAWAY -> Text.TAKEAWAY
        OrderType.DELIVERY -> Text.DELIVERY
        OrderType.KIOSK -> Text.KIOSK
    }

    /** A name in the three languages of the screens. */
    private fun names(name: Words) {
        fun one(language: String, tag: String, text: String, change: Words.(String) -> Words) =
            body.addView(typing(look.field(language, tag, text, onChange = { typed -> presenter.products.nameTyped { change(typed) } }), "name"))
        one("中文", "name-zh", name.zh) { Words(it, en, ms) }
        one("English", "name-en", name.en) { Words(zh, it, ms) }
        one("Bahasa Melayu", "name-ms", name.ms) { Words(zh, en, it) }
    }

    private fun new(sheet: NewProduct) {
        title.text = say(Text.PRODUCT_NEW)
        body.addView(look.label(say(Text.PRODUCT_NEW_HINT), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        names(sheet.name)
        body.addView(typing(look.field(say(Text.PRICE), "new-price", sheet.price, onChange = presenter.products::newPrice), "price"))
        body.addView(look.section(say(Text.CATEGORY)))
        val row = look.row()
        for (category in sheet.categories) row.addView(chip(category.name.inLanguage(language), "new-category:${category.id}", category.id == sheet.category) { presenter.products.newCategory(category.id) })
        body.addView(scrolling(row))
        next(say(Text.PRODUCT_ADD), "add-product") { presenter.products.addNew() }
    }

    private fun categories(sheet: Categories) {
        title.text = say(Text.CATEGORIES)
        body.addView(look.section(say(if (sheet.changing == null) Text.CATEGORY_NEW else Text.CATEGORY_RENAME)))
        names(sheet.name)
        body.addView(look.section(say(Text.CATEGORIES)))
        for (category in sheet.all) {
            val row = look.listRow(category.name.inLanguage(language), say(Text.CATEGORY_HAS, category.products))
            row.addView(small(say(Text.EDIT), "category-edit:${category.id}") { presenter.products.changeCategory(category) })
            if (sheet.all.size > 1) row.addView(small(say(if (sheet.dropping == category.id) Text.PRODUCT_SURE else Text.REMOVE), "category-drop:${category.id}") { presenter.products.removeCategory(category) })
            body.addView(row.sized(FILL, WRAP))
            body.addView(look.line())
        }
        if (sheet.changing != null) foot.addView(look.button(say(Text.CATEGORY_NEW), Loud.QUIET) { presenter.products.changeCategory(null) }.apply { tag = "category-new" }.padded(look.dp(Space.S), 0, look.dp(Space.S), 0).sized(FILL, look.dp(Space.MAIN)).margins(bottom = look.dp(Space.M)))
        next(say(if (sheet.changing == null) Text.CATEGORY_ADD else Text.SAVE), "save-category") { presenter.products.keepCategory() }
    }
}
