package app.till.cashier

import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.HorizontalScrollView
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import app.till.Language
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Food
import app.till.look.Icon
import app.till.look.Icons
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.TileGrid
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.at
import app.till.look.margins
import app.till.look.padded
import app.till.look.sized
import uniffi.till_mobile.Opens
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.TileView

/** Search, categories and the grid of products. */
class MenuPane(private val look: Look, private val presenter: CashierPresenter) {
    private var language: Language? = null
    private val search = look.keyed(searchField(), "F1")
    private val types = look.row()
    private val speak = look.button("", Loud.BARE, Space.TOUCH) { presenter.chooseLanguage(presenter.state.language.next()) }
    private val tabs = look.row()
    private val grid = TileGrid(look.context, columns(), look.dp(Space.L)).apply {
        padded(look.dp(Space.XL), look.dp(Space.S), look.dp(Space.XL), look.dp(Space.XL))
    }
    private val nothing = FrameLayout(look.context)
    private val held = look.keyed(look.button("", Loud.QUIET, Space.TOUCH) { presenter.openHeld() }, "F5").apply { tag = "held" }
    private val tables = look.keyed(look.button("", Loud.QUIET, Space.TOUCH) { presenter.room.open() }, "F4").apply { tag = "tables" }
    private val scroll = ScrollView(look.context).apply { addView(grid); isFillViewport = true }
    private var drawn: Any? = null
    private var tabbed: Any? = null

    val root: View = look.column(
        look.row(
            search.sized(0, look.dp(Space.MAIN), 1f),
            types.margins(left = look.dp(Space.L)),
            speak.margins(left = look.dp(Space.S)),
        ).padded(look.dp(Space.XL), look.dp(Space.L), look.dp(Space.L), look.dp(Space.S)),
        HorizontalScrollView(look.context).apply {
            isHorizontalScrollBarEnabled = false
            addView(tabs.padded(look.dp(Space.M), 0, look.dp(Space.M), 0))
        }.sized(FILL, WRAP),
        FrameLayout(look.context).apply {
            addView(scroll.at(Gravity.FILL, FILL, FILL))
            addView(nothing.at(Gravity.CENTER))
        }.sized(FILL, 0, 1f),
        look.row(held, tables.margins(left = look.dp(Space.S))).padded(look.dp(Space.XL), look.dp(Space.S), look.dp(Space.XL), look.dp(Space.L)),
    )

    /** As many as a hand tells apart: tiles of about 200 dp, whatever the screen. */
    private fun columns(): Int = ((look.wide - (look.wide * 29 / 100).coerceIn(384, 500)) / 230).coerceIn(3, 7)

    /** The cursor goes to where one types what is looked for. */
    fun search() {
        search.requestFocus()
    }

    private fun searchField() = EditText(look.context).apply {
        tag = "search"
        setTextSize(TypedValue.COMPLEX_UNIT_SP, Type.BODY)
        setTextColor(Tone.INK)
        setHintTextColor(Tone.INK_2)
        typeface = Look.PLAIN
        background = look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON)
        inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
        imeOptions = EditorInfo.IME_ACTION_SEARCH or EditorInfo.IME_FLAG_NO_EXTRACT_UI
        maxLines = 1
        val sign = Icons(Icon.SEARCH, Tone.INK_2, look.dp(100) / 100f)
        sign.setBounds(0, 0, look.dp(24), look.dp(24))
        setCompoundDrawables(sign, null, null, null)
        compoundDrawablePadding = look.dp(Space.S)
        padded(look.dp(Space.L), 0, look.dp(Space.L), 0)
        addTextChangedListener(object : TextWatcher {
            override fun afterTextChanged(text: Editable) = presenter.type(text.toString())
            override fun beforeTextChanged(s: CharSequence?, start: Int, count: Int, after: Int) = Unit
            override fun onTextChanged(s: CharSequence?, start: Int, before: Int, count: Int) = Unit
        })
    }

    fun show(state: CashierState) {
        if (search.text.toString() != state.typed) search.setText(state.typed)
        if (language != state.language) {
            language = state.language
            search.hint = Text.SEARCH.say(state.language)
            speak.text = state.language.next().shortName
            tables.text = Text.TABLES.say(state.language)
        }
        showTypes(state)
        showTabs(state)
        showTiles(state)
        val parked = state.held.size
        held.text = Text.HELD.say(state.language, parked)
        held.setTextColor(if (parked == 0) Tone.INK_2 else Tone.INK)
        held.background = look.pressable(if (parked == 0) look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON) else look.outlined(Tone.WARN_GROUND, Tone.WARN, Space.BUTTON), Space.BUTTON)
    }

    private fun showTypes(state: CashierState) {
        types.removeAllViews()
        types.background = look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON)
        for ((type, text) in listOf(OrderType.DINE_IN to Text.DINE_IN, OrderType.TAKEAWAY to Text.TAKEAWAY)) {
            val chosen = state.type == type
            val part = look.button(text.say(state.language), Loud.BARE, Space.MAIN) { presenter.chooseType(type) }
            part.tag = "type:$type"
            if (chosen) part.background = look.filled(Tone.INK, Space.BUTTON)
            part.setTextColor(if (chosen) Tone.PAPER else Tone.INK_2)
            if (!chosen && state.order != null) part.isEnabled = false
            types.addView(part)
        }
    }

    private fun showTabs(state: CashierState) {
        val now = listOf(state.menu, state.language, state.category, state.found == null)
        if (now == tabbed) return
        tabbed = now
        tabs.removeAllViews()
        state.menu?.categories?.forEach { category ->
            val chosen = state.found == null && category.id == state.category
            val name = look.label(category.name.inLanguage(state.language), Type.LEAD, if (chosen) Tone.INK else Tone.INK_2, strong = true)
            name.gravity = Gravity.CENTER
            val mark = View(look.context).apply { background = if (chosen) look.filled(Tone.INK, 2) else null }
            val tab = look.column(name.sized(WRAP, look.dp(Space.TOUCH)), mark.sized(FILL, look.dp(3)))
            tab.padded(look.dp(Space.M), 0, look.dp(Space.M), look.dp(Space.XS))
            tab.minimumHeight = look.dp(Space.MAIN)
            tab.tag = "category:${category.id}"
            look.tappable(tab) { presenter.chooseCategory(category.id) }
            tabs.addView(tab)
        }
    }

    private fun showTiles(state: CashierState) {
        val counts = state.order?.lines?.groupBy({ it.id }, { it.qty.toIntOrNull() ?: 1 })?.mapValues { it.value.sum() } ?: emptyMap()
        val now = listOf(state.menu, state.language, state.category, state.found, counts)
        if (now == drawn) return
        val otherPlace = (drawn as? List<*>)?.get(2) != state.category
        drawn = now
        grid.removeAllViews()
        nothing.removeAllViews()
        val tiles = state.tiles()
        tiles.forEach { grid.addView(tile(state, it, it.lines.sumOf { line -> counts[line] ?: 0 })) }
        if (tiles.isEmpty() && state.found != null) {
            nothing.addView(look.empty(Text.NOTHING_FOUND.say(state.language), Text.NOTHING_FOUND_HINT.say(state.language)))
        }
        if (otherPlace) scroll.scrollTo(0, 0)
    }

    private fun tile(state: CashierState, tile: TileView, inOrder: Int): View {
        val language = state.language
        val category = state.menu?.categories?.indexOf(state.categoryOf(tile)) ?: 0
        val name = tile.name.inLanguage(language)
        val picture = FrameLayout(look.context).apply {
            background = Food(tile.image, name, Tone.hue(maxOf(0, category)), look.dp(Space.BUTTON).toFloat())
            if (tile.soldOut) alpha = 0.45f
        }
        val badges = FrameLayout(look.context).apply {
            addView(picture.at(Gravity.FILL, FILL, FILL))
            val left = tile.left
            val badge: TextView? = when {
                tile.soldOut -> look.badge(Text.SOLD_OUT.say(language), Tone.PAPER, Tone.INK)
                left != null -> look.badge(Text.LEFT.say(language, left), Tone.WARN, Tone.WARN_GROUND)
                else -> null
            }
            if (badge != null) addView(badge.at(Gravity.TOP or Gravity.START).margins(look.dp(Space.S), look.dp(Space.S)))
            if (inOrder > 0) {
                val count = look.badge("×$inOrder", Tone.PAPER, Tone.GOOD)
                addView(count.at(Gravity.TOP or Gravity.END).margins(right = look.dp(Space.S), top = look.dp(Space.S)))
            }
        }
        val title = look.label(name, Type.BODY, if (tile.soldOut) Tone.INK_2 else Tone.INK, strong = true).apply {
            maxLines = 2
            minLines = 1
            ellipsize = android.text.TextUtils.TruncateAt.END
        }
        val unit = tile.unit?.let { " / " + it.inLanguage(language) } ?: ""
        val cost = look.figures((if (tile.from) Text.FROM.say(language, tile.price) else tile.price) + unit, Type.BODY, Tone.INK_2)
        cost.gravity = Gravity.START
        val asks = look.label(if (tile.opens == Opens.CHOICES) Text.CHOOSE.say(language) else "", Type.SMALL, Tone.INK_2)
        val foot = look.row(cost.sized(0, WRAP, 1f), asks)
        return look.column(
            badges.sized(FILL, look.dp(104)),
            title.sized(FILL, 0, 1f).margins(top = look.dp(Space.S), left = look.dp(Space.XS), right = look.dp(Space.XS)),
            foot.sized(FILL, WRAP).margins(top = look.dp(Space.XS), left = look.dp(Space.XS), right = look.dp(Space.XS)),
        ).apply {
            this.tag = "tile:${tile.id}"
            minimumHeight = look.dp(190)
            background = look.pressable(look.filled(Tone.PAPER, Space.CARD), Space.CARD)
            padded(look.dp(Space.S), look.dp(Space.S), look.dp(Space.S), look.dp(Space.M))
            contentDescription = name
            if (tile.soldOut) isEnabled = false else look.tappable(this) { presenter.tap(tile) }
            // Held down it opens its choices in place of showing its key: they name it.
            setOnLongClickListener { presenter.askChoices(tile, tooltipText?.toString()); true }
        }
    }
}
