package app.till.office

import android.view.Gravity
import android.view.View
import android.widget.HorizontalScrollView
import android.widget.LinearLayout
import app.till.Language
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.TileGrid
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.margins
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.CategoryName
import uniffi.till_mobile.ProductPage
import uniffi.till_mobile.SkuPage

/** What can be done to stock: goods came in, are lost, or were counted. */
enum class Moves { IN, LOSS, COUNT }

/** A product's common acts, the same at the counter and on a handheld: on sale, sold out, prices, stock, its category. */
class ProductForm(private val look: Look, private val language: Language, private val sign: String, private val acts: Acts) {
    interface Acts {
        fun onSale(on: Boolean)

        fun soldOut(soldOut: Boolean, untilChanged: Boolean)

        /** Another price: of one specification, of the set itself where there is none. */
        fun price(sku: SkuPage?)

        fun category(category: CategoryName)

        fun stock(sku: SkuPage, moves: Moves)
    }

    private fun say(text: Text, vararg with: Any) = text.say(language, *with)

    fun draw(into: LinearLayout, page: ProductPage) {
        val product = page.product
        into.addView(look.section(say(Text.PRODUCT_SALE)))
        into.addView(ways(2, listOf(true to say(Text.OFFICE_ON), false to say(Text.OFF_SALE_NOW)), product.onSale, "sale") { if (it != product.onSale) acts.onSale(it) })
        if (product.skus.isNotEmpty()) {
            val ways = listOf(0 to say(Text.PRODUCT_THERE), 1 to say(Text.SOLD_OUT_TODAY), 2 to say(Text.SOLD_OUT_ON))
            into.addView(ways(3, ways, if (product.soldOut) null else 0, "out") { acts.soldOut(it != 0, it == 2) }.margins(top = look.dp(Space.S)))
            if (product.soldOut) into.addView(look.badge(say(Text.SOLD_OUT), Tone.BAD, Tone.BAD_GROUND).apply { tag = "is-sold-out" }.sized(WRAP, WRAP).margins(top = look.dp(Space.S)))
        }
        into.addView(look.section(say(if (product.skus.isEmpty()) Text.NEW_PRICE else Text.PRODUCT_SKUS)))
        if (page.skus.isEmpty()) into.addView(price(product.price, "price:${product.id}") { acts.price(null) }.sized(WRAP, look.dp(Space.MAIN)))
        page.skus.forEach { into.addView(sku(it).sized(FILL, WRAP)); into.addView(look.line()) }
        into.addView(look.section(say(Text.CATEGORY)))
        val row = look.row()
        for (category in page.categories) row.addView(chip(category, category.id == page.category))
        into.addView(HorizontalScrollView(look.context).apply { isHorizontalScrollBarEnabled = false; addView(row) }.sized(FILL, WRAP))
    }

    /** Several ways of which one is so; one under the other where the screen is narrow. */
    private fun <T> ways(beside: Int, all: List<Pair<T, String>>, chosen: T?, tag: String, onChoose: (T) -> Unit): View {
        val grid = TileGrid(look.context, if (look.wide < 600 && beside > 2) 1 else beside, look.dp(Space.S))
        for ((value, words) in all) grid.addView(look.button(words, Loud.QUIET) { onChoose(value) }.apply {
            this.tag = "$tag:$value"
            maxLines = 2
            padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
            if (value == chosen) {
                background = look.filled(Tone.INK, Space.BUTTON)
                setTextColor(Tone.PAPER)
            }
        })
        return grid.sized(FILL, WRAP)
    }

    /** One specification: what it costs and what is there, each a button that changes it. */
    private fun sku(sku: SkuPage): View {
        val stock = sku.stock
        val there = if (stock.counted) stock.level + (stock.unit?.let { " " + it.inLanguage(language) } ?: "") else say(Text.STOCK_UNCOUNTED)
        val name = look.label(stock.name.inLanguage(language), Type.BODY, strong = true)
        val level = look.label(say(Text.STOCK_IS_WITH, there), Type.BODY, Tone.INK_2).apply { tag = "level:${stock.sku}"; fontFeatureSettings = "tnum" }
        val first = look.row(
            look.column(name.sized(FILL, WRAP), level.sized(FILL, WRAP).margins(top = look.dp(Space.XS))).sized(0, WRAP, 1f),
            price(sku.price, "price:${stock.sku}") { acts.price(sku) }.sized(WRAP, look.dp(Space.MAIN)).margins(left = look.dp(Space.M)),
        )
        val moves = TileGrid(look.context, 3, look.dp(Space.S))
        fun move(words: Text, tag: String, what: Moves) = moves.addView(
            look.button(say(words), Loud.QUIET, Space.TOUCH) { acts.stock(sku, what) }.apply { this.tag = "$tag:${stock.sku}"; maxLines = 2; padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0) },
        )
        move(Text.STOCK_IN, "in", Moves.IN)
        move(Text.STOCK_LOSS, "loss", Moves.LOSS)
        move(Text.STOCK_NOW, "count", Moves.COUNT)
        return look.column(first.sized(FILL, WRAP), moves.sized(FILL, WRAP).margins(top = look.dp(Space.S))).padded(0, look.dp(Space.M), 0, look.dp(Space.M))
    }

    private fun price(amount: String, tag: String, onTap: () -> Unit): View =
        look.button(look.amount(sign, amount), Loud.QUIET, Space.MAIN, onTap).apply {
            this.tag = tag
            gravity = Gravity.CENTER
            fontFeatureSettings = "tnum"
        }

    private fun chip(category: CategoryName, chosen: Boolean): View =
        look.button(category.name.inLanguage(language), Loud.QUIET, Space.TOUCH) { if (!chosen) acts.category(category) }.apply {
            tag = "category-to:${category.id}"
            padded(look.dp(Space.M), 0, look.dp(Space.M), 0)
            if (chosen) {
                background = look.filled(Tone.INK, Space.BUTTON)
                setTextColor(Tone.PAPER)
            }
        }.sized(WRAP, look.dp(Space.TOUCH)).margins(right = look.dp(Space.S))
}
