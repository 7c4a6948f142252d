package app.till.pickup

import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Icon
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.TileGrid
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.dots
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.pad
import app.till.look.padded
import app.till.look.sized
import app.till.office.Moves
import app.till.office.ProductForm
import uniffi.till_mobile.CategoryName
import uniffi.till_mobile.SkuPage

/** The back office's common acts on a handheld: a list, a product's page, and what is typed for it. */
class ShelfView(private val look: Look, private val shelf: Shelf) : ProductForm.Acts {
    override fun onSale(on: Boolean) = shelf.onSale(on)
    override fun soldOut(soldOut: Boolean, untilChanged: Boolean) = shelf.soldOut(soldOut, untilChanged)
    override fun price(sku: SkuPage?) = shelf.price(sku)
    override fun category(category: CategoryName) = shelf.category(category)
    override fun stock(sku: SkuPage, moves: Moves) = shelf.stock(sku, moves)

    /** The page for what is shown; none where it is not the back office's. */
    fun page(state: PickupState): View? {
        fun say(text: Text, vararg with: Any) = text.say(state.language, *with)
        val sign = state.menu?.sign ?: ""
        return when (val shown = state.shown) {
            is Shown.Shelf -> framed(state, say(Text.OFFICE_HAND), foot = null) { list(state, shown) }
            is Shown.OneProduct -> framed(state, shown.page.product.name.inLanguage(state.language), foot = null) { ProductForm(look, state.language, sign, this@ShelfView).draw(this, shown.page) }
            is Shown.Typing -> framed(state, say(shown.title), ok(say(Text.OK), shown.typed.isNotEmpty())) {
                addView(look.label(shown.about.inLanguage(state.language), Type.LEAD, Tone.INK_2).sized(FILL, WRAP))
                val typed = shown.typed.ifEmpty { "0" }
                val figure = if (shown.money) look.amount(sign, typed) else listOfNotNull(typed, shown.unit?.inLanguage(state.language)).joinToString(" ")
                addView(look.figures(figure, Type.LARGE, if (shown.typed.isEmpty()) Tone.INK_2 else Tone.INK, strong = true).apply { tag = "typing"; gravity = Gravity.START }.sized(FILL, WRAP).margins(top = look.dp(Space.M), bottom = look.dp(Space.L)))
                addView(keys().sized(FILL, WRAP))
            }
            is Shown.Why -> framed(state, say(Text.STOCK_LOSS_WHY), foot = null) {
                for (why in shown.reasons) addView(look.button(say(why), Loud.QUIET, 64) { shelf.because(why) }.apply { tag = "because:$why" }.sized(FILL, look.dp(64)).margins(bottom = look.dp(Space.M)))
            }
            is Shown.Pin -> framed(state, say(Text.APPROVAL), foot = null) {
                addView(look.label(shown.why.inLanguage(state.language), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
                addView(look.dots(shown.typed.length).apply { gravity = Gravity.CENTER }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
                addView(look.pad(64, { shelf.key(it) }, { shelf.ok() }, say(Text.OK)).sized(FILL, WRAP))
            }
            else -> null
        }
    }

    private fun LinearLayout.list(state: PickupState, shown: Shown.Shelf) {
        val language = state.language
        val field = look.field(Text.OFFICE_FIND.say(language), "shelf-find", shown.typed) { shelf.find(it) }
        addView(look.row(
            field.sized(0, look.dp(Space.MAIN), 1f),
            look.button(Text.FIND.say(language), Loud.QUIET) { shelf.find(field.text.toString()) }.apply { tag = "shelf-go" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        if (shown.found.isEmpty()) addView(look.empty(Text.OFFICE_NONE.say(language), Text.SHELF_NONE_HINT.say(language)).sized(FILL, WRAP))
        for (product in shown.found) {
            val row = look.listRow(product.name.inLanguage(language), if (product.onePrice) product.price else Text.FROM.say(language, product.price))
            if (!product.onSale) row.addView(look.badge(Text.OFF_SALE_NOW.say(language), Tone.INK_2, Tone.GROUND))
            else if (product.soldOut) row.addView(look.badge(Text.SOLD_OUT.say(language), Tone.BAD, Tone.BAD_GROUND))
            row.apply {
                tag = "shelf:${product.id}"
                background = look.pressable(look.filled(0, Space.BUTTON), Space.BUTTON)
                look.tappable(this) { shelf.look(product) }
            }
            addView(row.sized(FILL, WRAP))
            addView(look.line())
        }
    }

    private fun ok(words: String, enabled: Boolean): View {
        val button = look.button(words, Loud.MAIN, 64) { shelf.ok() }.apply { tag = "typing-ok" }
        return if (enabled) button else look.off(button)
    }

    private fun keys(): View {
        val grid = TileGrid(look.context, 3, look.dp(Space.M))
        for (key in "123456789.0") grid.addView(look.button(key.toString(), Loud.QUIET, 64) { shelf.key(key) }.apply { setTextSize(TypedValue.COMPLEX_UNIT_SP, Type.TITLE); tag = "key:$key" })
        grid.addView(look.icon(Icon.ERASE, what = "⌫", size = 64) { shelf.key(null) }.apply { minimumHeight = look.dp(64); tag = "erase" })
        return grid
    }

    /** A page with the way back over it, what went wrong under that, and the next step at its foot. */
    private fun framed(state: PickupState, title: String, foot: View?, fill: LinearLayout.() -> Unit): View {
        val body = look.column().apply { fill() }
        val head = look.row(
            look.icon(Icon.BACK, size = Space.MAIN, what = Text.BACK.say(state.language)) { shelf.back() }.apply { tag = "back" },
            look.label(title, Type.LEAD, strong = true).apply { maxLines = 2 }.sized(0, WRAP, 1f).margins(left = look.dp(Space.S)),
        ).padded(look.dp(Space.S), look.dp(Space.S), look.dp(Space.L), look.dp(Space.S))
        val page = look.column(head.sized(FILL, WRAP)).apply { setBackgroundColor(Tone.PAPER) }
        state.trouble?.let { words ->
            page.addView(look.label(words.inLanguage(state.language), Type.BODY, Tone.BAD, strong = true).apply {
                tag = "shelf-trouble"
                background = look.filled(Tone.BAD_GROUND, Space.BUTTON)
                padded(look.dp(Space.M), look.dp(Space.M), look.dp(Space.M), look.dp(Space.M))
            }.sized(FILL, WRAP).margins(look.dp(Space.L), 0, look.dp(Space.L), look.dp(Space.S)))
        }
        page.addView(ScrollView(look.context).apply { tag = "shelf-scroll"; addView(body.padded(look.dp(Space.L), look.dp(Space.S), look.dp(Space.L), look.dp(Space.XL))) }.sized(FILL, 0, 1f))
        if (foot != null) page.addView(look.column(foot.sized(FILL, look.dp(64))).padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(Space.L)).sized(FILL, WRAP))
        return page
    }
}
