package app.till.kiosk

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import app.till.Language
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Food
import app.till.look.Icon
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Steady
import app.till.look.TileGrid
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.at
import app.till.look.dots
import app.till.look.margins
import app.till.look.pad
import app.till.look.padded
import app.till.look.sized
import uniffi.till_mobile.ChoiceKind
import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.KioskAsks
import uniffi.till_mobile.LineView
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.SetTap
import uniffi.till_mobile.TileView

/** The kiosk, portrait: one page at a time, large, with the way back always at the same place. */
class KioskView(private val look: Look, private val presenter: KioskPresenter) {
    private val page = Steady(look.context)
    private val pictures = Pictures(look)
    private var shown: Any? = null

    val root: View = FrameLayout(look.context).apply {
        setBackgroundColor(Tone.GROUND)
        addView(page.at(Gravity.FILL, FILL, FILL))
    }

    fun show(state: KioskState) = page.draw { draw(state) }

    private fun draw(state: KioskState) {
        val before = shown as? KioskState
        if (state == before) return
        // Nothing but the hint moves: a page that is made anew would lose the finger on it.
        if (before != null && state.copy(beat = before.beat) == before) {
            shown = state
            return move(state)
        }
        val scrolled = scrollOf(page)?.takeIf { (shown as? KioskState)?.page?.javaClass == state.page.javaClass && (shown as? KioskState)?.category == state.category }?.scrollY
        shown = state
        page.removeAllViews()
        val view = when (val now = state.page) {
            Page.Idle -> idle(state)
            Page.Where -> where(state)
            Page.Menu -> menu(state)
            is Page.SetMeal -> setMeal(state, now)
            is Page.Choices -> choices(state, now)
            Page.Cart -> cart(state)
            Page.Code -> code(state)
            is Page.Place -> place(state, now)
            is Page.External -> external(state, now)
            Page.Help -> help(state)
            is Page.Number -> number(state, now)
            is Page.Leave -> leave(state, now)
        }
        page.addView(view.at(Gravity.FILL, FILL, FILL))
        state.secondsLeft?.let { page.addView(stillThere(state, it).at(Gravity.FILL, FILL, FILL)) }
        if (scrolled != null) scrollOf(page)?.let { scroll -> scroll.post { scroll.scrollTo(0, scrolled) } }
    }

    private fun move(state: KioskState) {
        page.findViewWithTag<View>("code-window")?.animate()?.translationY(if (state.beat) look.dp(28).toFloat() else 0f)?.setDuration(700)?.start()
    }

    private fun scrollOf(view: View): ScrollView? {
        if (view is ScrollView && view.tag == "scroll") return view
        if (view is android.view.ViewGroup) for (at in 0 until view.childCount) scrollOf(view.getChildAt(at))?.let { return it }
        return null
    }

    private fun TextView.big(size: Float) = apply { setTextSize(TypedValue.COMPLEX_UNIT_SP, size) }

    private fun centred(text: String, size: Float, colour: Int = Tone.INK, strong: Boolean = true) =
        look.label(text, size, colour, strong).apply { gravity = Gravity.CENTER }

    private fun picture(image: String?, name: String, ground: Int) =
        View(look.context).apply { background = Food(image, name, ground, look.dp(Space.CARD).toFloat()) }

    /** The shop's picture over the whole screen, or its name; the way in at the foot, in every language. */
    private fun idle(state: KioskState): View {
        val all = FrameLayout(look.context).apply { setBackgroundColor(Tone.hue(0)) }
        val picture = state.picture?.let { pictures.of(it) }
        if (picture != null) {
            all.addView(ImageView(look.context).apply {
                scaleType = ImageView.ScaleType.CENTER_CROP
                setImageBitmap(picture)
                tag = "picture"
            }.at(Gravity.FILL, FILL, FILL))
        } else {
            val middle = look.column(
                centred(state.menu?.shop?.inLanguage(state.language) ?: "", 88f).padded(look.dp(Space.XXL), 0, look.dp(Space.XXL), 0),
                picture("meal-two", " ", Tone.hue(0)).sized(FILL, look.dp(720)).margins(top = look.dp(64)),
            ).apply { gravity = Gravity.CENTER }
            all.addView(middle.at(Gravity.FILL, FILL, FILL).margins(bottom = look.dp(240)))
        }
        val languages = look.row().apply { gravity = Gravity.CENTER }
        for (language in state.languages()) {
            languages.addView(look.button(language.longName, Loud.BARE, 96) { presenter.touch(language) }.big(Type.TITLE).apply { tag = "speak:$language" }.sized(0, look.dp(96), 1f))
        }
        val foot = look.column(
            look.button(state.languages().joinToString("  ·  ") { Text.KIOSK_TOUCH.say(it) }, Loud.MAIN, 140) { presenter.touch() }.big(Type.TITLE).apply { tag = "touch" }.sized(FILL, look.dp(140)),
            languages.sized(FILL, look.dp(96)).margins(top = look.dp(Space.M)),
        ).padded(look.dp(Space.XXL), look.dp(Space.XXL), look.dp(Space.XXL), look.dp(Space.L))
        all.addView(foot.apply { setBackgroundColor(Tone.PAPER) }.at(Gravity.BOTTOM, FILL, WRAP))
        // Who works here knows it: the mode is left by holding the corner, and with a PIN.
        all.addView(View(look.context).apply {
            tag = "shop"
            setOnLongClickListener { presenter.askLeave(); true }
            look.tappable(this) { presenter.touch() }
        }.at(Gravity.TOP or Gravity.START, look.dp(160), look.dp(160)))
        return all.apply {
            tag = "idle"
            look.tappable(this) { presenter.touch() }
        }
    }

    /** The head of every page but the first: back, a title, the languages. */
    private fun head(state: KioskState, title: String): View {
        val row = look.row(
            look.icon(Icon.BACK, size = 96, what = Text.BACK.say(state.language)) { presenter.back() }.apply { tag = "back" },
            look.oneLine(look.label(title, Type.LARGE, strong = true)).sized(0, WRAP, 1f).margins(left = look.dp(Space.M)),
        )
        val languages = state.languages()
        if (languages.size > 1) for (language in languages) {
            val chosen = language == state.language
            val button = look.button(language.shortName, Loud.BARE, 72) { presenter.chooseLanguage(language) }.big(Type.LEAD)
            if (chosen) button.background = look.filled(Tone.INK, Space.BUTTON)
            button.setTextColor(if (chosen) Tone.PAPER else Tone.INK_2)
            row.addView(button.sized(WRAP, look.dp(72)).margins(left = look.dp(Space.S)))
        }
        if (state.settings?.help != false) row.addView(look.button("?", Loud.QUIET, 72) { presenter.help() }.big(Type.TITLE).apply {
            tag = "help"
            contentDescription = Text.KIOSK_HELP.say(state.language)
            padded(0, 0, 0, 0)
        }.sized(look.dp(72), look.dp(72)).margins(left = look.dp(Space.L)))
        return row.padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XXL), look.dp(Space.XL))
    }

    private fun framed(state: KioskState, title: String, body: View, foot: View?): View {
        val all = look.column(head(state, title).sized(FILL, look.dp(144)), body.sized(FILL, 0, 1f))
        state.trouble?.let {
            all.addView(centred(it, Type.TITLE, Tone.BAD).apply { background = look.filled(Tone.BAD_GROUND, 0) }.padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL)).sized(FILL, WRAP))
        }
        if (foot != null) {
            all.addView(look.line())
            all.addView(foot.padded(look.dp(Space.XXL), look.dp(Space.XL), look.dp(Space.XXL), look.dp(Space.XXL)).sized(FILL, WRAP).apply { setBackgroundColor(Tone.PAPER) })
        }
        return all
    }

    private fun where(state: KioskState): View {
        fun half(type: OrderType, text: Text, image: String, hue: Int) = look.column(
            picture(image, " ", Tone.hue(hue)).sized(FILL, 0, 1f),
            centred(text.say(state.language), Type.HUGE).sized(FILL, look.dp(160)),
        ).apply {
            tag = "type:$type"
            background = look.pressable(look.filled(Tone.PAPER, Space.CARD), Space.CARD)
            padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL), 0)
            look.tappable(this) { presenter.chooseType(type) }
        }
        val offered = state.settings?.orderTypes ?: listOf(OrderType.DINE_IN, OrderType.TAKEAWAY)
        val halves = look.column()
        if (OrderType.DINE_IN in offered) halves.addView(half(OrderType.DINE_IN, Text.DINE_IN, "bowl-beef", 3).sized(FILL, 0, 1f).margins(bottom = look.dp(Space.XXL)))
        if (OrderType.TAKEAWAY in offered) halves.addView(half(OrderType.TAKEAWAY, Text.TAKEAWAY, "cola", 1).sized(FILL, 0, 1f))
        halves.padded(look.dp(Space.XXL), 0, look.dp(Space.XXL), look.dp(Space.XXL))
        return framed(state, Text.KIOSK_WHERE.say(state.language), halves, null)
    }

    private fun menu(state: KioskState): View {
        val rail = look.column()
        state.menu?.categories?.forEachIndexed { at, category ->
            val chosen = category.id == state.category
            val name = category.name.inLanguage(state.language)
            val entry = look.column(
                picture(category.tiles.firstOrNull()?.image, name, Tone.hue(at)).sized(look.dp(112), look.dp(96)),
                centred(name, Type.LEAD, if (chosen) Tone.INK else Tone.INK_2).sized(FILL, WRAP).margins(top = look.dp(Space.S)),
            ).apply {
                tag = "category:${category.id}"
                gravity = Gravity.CENTER
                padded(look.dp(Space.S), look.dp(Space.L), look.dp(Space.S), look.dp(Space.L))
                background = look.pressable(look.filled(if (chosen) Tone.PAPER else Tone.GROUND, 0), 0)
                look.tappable(this) { presenter.chooseCategory(category.id) }
            }
            rail.addView(entry.sized(FILL, WRAP))
        }
        val grid = TileGrid(look.context, 2, look.dp(Space.XL)).padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL))
        val hue = state.menu?.categories?.indexOfFirst { it.id == state.category } ?: 0
        state.tiles().forEach { grid.addView(tile(state, it, maxOf(0, hue))) }
        val body = look.row(
            ScrollView(look.context).apply { addView(rail) }.sized(look.dp(216), FILL),
            ScrollView(look.context).apply { tag = "scroll"; addView(grid); setBackgroundColor(Tone.PAPER) }.sized(0, FILL, 1f),
        ).apply { gravity = Gravity.TOP }
        val some = state.pieces() > 0
        val view = look.button(Text.KIOSK_VIEW.say(state.language), Loud.MAIN, 112) { presenter.openCart() }.big(Type.TITLE).apply { tag = "cart" }
        if (!some) look.off(view)
        val foot = look.row(
            look.column(
                look.label("${Text.KIOSK_CART.say(state.language)} · ${state.pieces()}", Type.TITLE, Tone.INK_2),
                look.figures(if (some) look.amount(state.menu?.sign ?: "", state.order?.total ?: "") else "", Type.LARGE, strong = true).apply { gravity = Gravity.START; tag = "total" },
            ).sized(0, WRAP, 1f),
            view.sized(0, look.dp(112), 1.2f),
        )
        return framed(state, state.menu?.shop?.inLanguage(state.language) ?: "", body, foot)
    }

    private fun tile(state: KioskState, tile: TileView, hue: Int): View {
        val name = tile.name.inLanguage(state.language)
        val face = FrameLayout(look.context).apply {
            addView(picture(tile.image, name, Tone.hue(hue)).apply { if (tile.soldOut) alpha = 0.45f }.at(Gravity.FILL, FILL, FILL))
            if (tile.soldOut) addView(look.badge(Text.SOLD_OUT.say(state.language), Tone.PAPER, Tone.INK).big(Type.LEAD).at(Gravity.TOP or Gravity.START).margins(look.dp(Space.M), look.dp(Space.M)))
            val mine = state.order?.lines?.filter { it.id in tile.lines }?.sumOf { it.qty.toIntOrNull() ?: 1 } ?: 0
            if (mine > 0) addView(look.badge("×$mine", Tone.PAPER, Tone.GOOD).big(Type.LEAD).at(Gravity.TOP or Gravity.END).margins(right = look.dp(Space.M), top = look.dp(Space.M)))
        }
        val unit = tile.unit?.let { " / " + it.inLanguage(state.language) } ?: ""
        val price = (if (tile.from) Text.FROM.say(state.language, tile.price) else tile.price) + unit
        return look.column(
            face.sized(FILL, look.dp(280)),
            look.label(name, Type.TITLE, if (tile.soldOut) Tone.INK_2 else Tone.INK, strong = true).apply { maxLines = 2 }.sized(FILL, WRAP).margins(top = look.dp(Space.M)),
            look.figures(price, Type.TITLE, Tone.INK_2).apply { gravity = Gravity.START }.sized(FILL, WRAP).margins(top = look.dp(Space.XS)),
        ).apply {
            tag = "tile:${tile.id}"
            background = look.pressable(look.filled(0, Space.CARD), Space.CARD)
            padded(0, 0, 0, look.dp(Space.M))
            if (tile.soldOut) isEnabled = false else look.tappable(this) { presenter.tap(tile) }
        }
    }

    private fun scrolled(body: LinearLayout) = ScrollView(look.context).apply {
        tag = "scroll"
        addView(body.padded(look.dp(Space.XXL), 0, look.dp(Space.XXL), look.dp(Space.XXL)))
    }

    private fun setMeal(state: KioskState, page: Page.SetMeal): View {
        val body = look.column()
        for (group in page.view.groups) {
            val fixed = group.pick == 0u
            val status = when {
                fixed -> look.label(Text.INCLUDED.say(state.language), Type.LEAD, Tone.INK_2)
                group.missing != null -> look.badge(Text.PICKED.say(state.language, group.picked, group.pick), Tone.WARN, Tone.WARN_GROUND).big(Type.LEAD)
                else -> look.badge("✓ " + Text.PICKED.say(state.language, group.picked, group.pick), Tone.GOOD, Tone.GOOD_GROUND).big(Type.LEAD)
            }
            body.addView(look.row(look.label(group.name.inLanguage(state.language), Type.TITLE, strong = true).sized(0, WRAP, 1f), status).sized(FILL, WRAP).margins(top = look.dp(Space.XL), bottom = look.dp(Space.L)))
            val grid = TileGrid(look.context, 3, look.dp(Space.L))
            for (option in group.options) {
                val why = option.whyNot
                val note = when {
                    why != null -> Text.SOLD_OUT.say(state.language)
                    option.surcharge != null -> "+${option.surcharge}"
                    else -> ""
                }
                grid.addView(option(
                    "option:${group.id}:${option.sku}", option.name.inLanguage(state.language), option.image, option.picked.toInt(), note, why != null, fixed,
                ) { if (option.picked == 0u || group.pick > 1u) presenter.tapSet(SetTap.Pick(group.id, option.sku)) })
            }
            body.addView(grid.sized(FILL, WRAP))
        }
        return framed(state, page.view.name.inLanguage(state.language), scrolled(body), addFoot(state, page.view.price, page.view.missing?.inLanguage(state.language)))
    }

    private fun option(tag: String, name: String, image: String?, picked: Int, note: String, off: Boolean, fixed: Boolean, onTap: () -> Unit): View {
        val chosen = picked > 0
        val face = FrameLayout(look.context).apply {
            addView(picture(image, name, if (chosen) Tone.GOOD_GROUND else Tone.GROUND).apply { if (off) alpha = 0.45f }.at(Gravity.FILL, FILL, FILL))
            if (chosen) addView(look.badge(if (picked > 1) "✓ $picked" else "✓", Tone.PAPER, Tone.GOOD).big(Type.LEAD).at(Gravity.TOP or Gravity.END).margins(right = look.dp(Space.S), top = look.dp(Space.S)))
        }
        return look.column(
            face.sized(FILL, look.dp(180)),
            look.label(name, Type.LEAD, if (off) Tone.INK_2 else Tone.INK, strong = true).apply { maxLines = 3 }.sized(FILL, WRAP).margins(top = look.dp(Space.M)),
            look.figures(note, Type.LEAD, if (off) Tone.BAD else Tone.INK_2).apply { gravity = Gravity.START }.sized(FILL, WRAP),
        ).apply {
            this.tag = tag
            val ground = if (chosen) look.outlined(Tone.PAPER, Tone.GOOD, Space.CARD, 3) else look.outlined(Tone.PAPER, Tone.LINE, Space.CARD)
            background = look.pressable(ground, Space.CARD)
            padded(look.dp(Space.M), look.dp(Space.M), look.dp(Space.M), look.dp(Space.L))
            if (off || fixed) isEnabled = false else look.tappable(this, onTap)
        }
    }

    private fun choices(state: KioskState, page: Page.Choices): View {
        val body = look.column(picture(page.view.image, page.view.name.inLanguage(state.language), Tone.hue(2)).sized(FILL, look.dp(420)))
        for (group in page.view.groups) {
            val name = group.name?.inLanguage(state.language) ?: Text.SPECIFICATION.say(state.language)
            body.addView(look.label(name, Type.TITLE, strong = true).sized(FILL, WRAP).margins(top = look.dp(Space.XL), bottom = look.dp(Space.L)))
            val grid = TileGrid(look.context, 3, look.dp(Space.L))
            for (option in group.options) {
                val chosen = option.qty > 0u
                val amount = option.price?.let { if (group.kind == ChoiceKind.MODIFIER) "+$it" else it }
                val count = if (group.kind == ChoiceKind.MODIFIER && chosen) " ×${option.qty}" else ""
                val tap = when (group.kind) {
                    ChoiceKind.SKU -> ChoiceTap.Sku(option.id)
                    ChoiceKind.ATTRIBUTE -> ChoiceTap.Attribute(group.id, option.id)
                    // At the kiosk an extra is on or off; off again where no more may be had.
                    ChoiceKind.MODIFIER -> ChoiceTap.Modifier(group.id, option.id, option.more)
                }
                val words = look.column(centred(option.name.inLanguage(state.language) + count, Type.TITLE).sized(FILL, WRAP)).apply { gravity = Gravity.CENTER }
                if (amount != null) words.addView(centred(amount, Type.LEAD, Tone.INK_2, strong = false).sized(FILL, WRAP))
                grid.addView(words.apply {
                    tag = "choice:${group.id}:${option.id}"
                    minimumHeight = look.dp(112)
                    padded(look.dp(Space.M), look.dp(Space.M), look.dp(Space.M), look.dp(Space.M))
                    val ground = if (chosen) look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.CARD, 3) else look.outlined(Tone.PAPER, Tone.LINE, Space.CARD)
                    background = look.pressable(ground, Space.CARD)
                    if (option.whyNot != null) isEnabled = false else look.tappable(this) { presenter.tapChoice(tap) }
                })
            }
            body.addView(grid.sized(FILL, WRAP))
        }
        return framed(state, page.view.name.inLanguage(state.language), scrolled(body), addFoot(state, page.view.price, page.view.missing?.inLanguage(state.language)))
    }

    private fun addFoot(state: KioskState, price: String, missing: String?): View {
        val add = look.button(missing ?: Text.ADD.say(state.language), Loud.MAIN, 112) { presenter.addFromPage() }.big(Type.TITLE).apply { tag = "add" }
        if (missing != null) look.off(add)
        return look.row(
            look.figures(look.amount(state.menu?.sign ?: "", price), Type.HUGE, strong = true).apply { gravity = Gravity.START; tag = "price" }.sized(0, WRAP, 1f),
            add.sized(0, look.dp(112), 1.4f),
        )
    }

    private fun cart(state: KioskState): View {
        val body = look.column()
        val order = state.order
        order?.lines?.forEachIndexed { at, line ->
            body.addView(line(state, line, at).sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        }
        val foot = look.column()
        fun sum(what: Text, amount: String, size: Float) {
            val strong = size > Type.LEAD
            foot.addView(look.row(
                look.label(what.say(state.language), if (strong) Type.TITLE else Type.LEAD, if (strong) Tone.INK else Tone.INK_2, strong).sized(0, WRAP, 1f),
                look.figures(if (strong) look.amount(state.menu?.sign ?: "", amount) else amount, size, if (strong) Tone.INK else Tone.INK_2, strong),
            ).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        }
        if (order != null) {
            if (order.serviceCharge.any { it in '1'..'9' }) sum(Text.SERVICE, order.serviceCharge, Type.LEAD)
            sum(Text.TOTAL, order.total, Type.HUGE)
        }
        val ways = TileGrid(look.context, 2, look.dp(Space.L))
        val atCounter = state.settings?.atCounter != false
        for (tender in state.menu?.tenders ?: emptyList()) {
            val words = if (tender.storedValue) Text.KIOSK_CODE.say(state.language) else Text.KIOSK_EXTERNAL.say(state.language, tender.name.inLanguage(state.language))
            ways.addView(look.button(words, Loud.QUIET, 96) { if (tender.storedValue) presenter.openCode() else presenter.openExternal(tender) }.big(Type.TITLE).apply {
                tag = if (tender.storedValue) "code" else "external:${tender.id}"
                padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
            })
        }
        if (ways.childCount == 1) {
            val only = ways.getChildAt(0)
            ways.removeAllViews()
            foot.addView(only.sized(FILL, look.dp(96)).margins(bottom = look.dp(Space.L)))
        } else if (ways.childCount > 1) {
            foot.addView(ways.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        }
        val last = look.row(look.button(Text.CANCEL_ORDER.say(state.language), Loud.QUIET, 120) { presenter.leave() }.big(Type.TITLE).apply { tag = "leave" }.sized(0, look.dp(120), 1f))
        if (atCounter) last.addView(look.button(Text.KIOSK_AT_COUNTER.say(state.language), Loud.MAIN, 120) { presenter.place() }.big(Type.TITLE).apply { tag = "place" }.sized(0, look.dp(120), 2.2f).margins(left = look.dp(Space.L)))
        foot.addView(last.sized(FILL, WRAP))
        return framed(state, Text.KIOSK_CART.say(state.language), scrolled(body), foot)
    }

    private fun line(state: KioskState, line: LineView, at: Int): View {
        val spec = line.spec?.let { " " + it.inLanguage(state.language) } ?: ""
        val words = look.column(look.label(line.name.inLanguage(state.language) + spec, Type.TITLE, strong = true))
        val parts = line.components?.map { part -> part.name.inLanguage(state.language) + (part.spec?.let { " " + it.inLanguage(state.language) } ?: "") } ?: emptyList()
        val all = parts + line.options.map { it.name.inLanguage(state.language) }
        if (all.isNotEmpty()) words.addView(look.label(all.joinToString(" · "), Type.LEAD, Tone.INK_2).margins(top = look.dp(Space.S)))
        line.discounts.forEach { words.addView(look.label("${it.name.inLanguage(state.language)}  −${it.amount}", Type.LEAD, Tone.GOOD).margins(top = look.dp(Space.S))) }
        val many = line.qty != "1"
        val count = look.row(
            look.icon(if (many) Icon.MINUS else Icon.BIN, Tone.INK, 72, Text.REMOVE.say(state.language)) { presenter.less(at) }.apply { tag = "less:$at" },
            look.figures(line.qty, Type.TITLE, strong = true).apply { gravity = Gravity.CENTER; minWidth = look.dp(56) },
            look.icon(Icon.PLUS, Tone.INK, 72, "+") { presenter.more(at) }.apply { tag = "more:$at" },
        ).apply { background = look.outlined(Tone.PAPER, Tone.LINE, Space.CARD) }
        return look.row(
            picture(imageOf(state, line), line.name.inLanguage(state.language), Tone.GROUND).sized(look.dp(128), look.dp(112)).margins(right = look.dp(Space.XL)),
            words.sized(0, WRAP, 1f),
            look.column(
                look.figures(line.net, Type.TITLE, strong = true).sized(FILL, WRAP),
                count.sized(WRAP, WRAP).margins(top = look.dp(Space.M)),
            ).apply { gravity = Gravity.END }.sized(WRAP, WRAP).margins(left = look.dp(Space.L)),
        ).apply {
            background = look.filled(Tone.PAPER, Space.CARD)
            padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL))
        }
    }

    /** The picture of what a line is of, as the menu has it. */
    private fun imageOf(state: KioskState, line: LineView): String? =
        state.menu?.categories?.firstNotNullOfOrNull { category -> category.tiles.firstOrNull { line.id in it.lines } }?.image

    private fun number(state: KioskState, page: Page.Number): View {
        val all = look.column(
            centred(Text.KIOSK_YOUR_NUMBER.say(state.language), Type.LARGE, Tone.INK_2),
            centred(page.order.serial ?: "", 200f).apply { fontFeatureSettings = "tnum"; tag = "number" }.margins(top = look.dp(Space.XL)),
            centred((if (page.paid) Text.KIOSK_PAID else Text.KIOSK_THEN).say(state.language), Type.LARGE).padded(look.dp(64), look.dp(Space.XXL), look.dp(64), look.dp(64)),
        ).apply { gravity = Gravity.CENTER }
        // Only a paid order's receipt comes by itself, and only where something prints it.
        if (page.paid && state.prints) all.addView(centred("↓ " + Text.KIOSK_PAPER.say(state.language), Type.TITLE, Tone.INK_2, strong = false).apply { tag = "paper" }.padded(0, 0, 0, look.dp(64)))
        all.addView(look.button(Text.PICKUP_DONE.say(state.language), Loud.MAIN, 120) { presenter.leave() }.big(Type.TITLE).apply { tag = "done" }.sized(look.dp(480), look.dp(120)))
        return all
    }

    /** Where the phone is held, drawn large. */
    private fun code(state: KioskState): View {
        val body = look.column(
            View(look.context).apply { background = CodeWindow(look.dp(10).toFloat()); tag = "code-window" }.sized(look.dp(520), look.dp(520)),
            centred(Text.KIOSK_HOLD_PHONE.say(state.language), Type.LARGE).padded(look.dp(64), look.dp(64), look.dp(64), look.dp(Space.XXL)),
            centred(look.amount(state.menu?.sign ?: "", state.order?.toPay ?: "").toString(), Type.HUGE).apply { tag = "due" },
        ).apply { gravity = Gravity.CENTER }
        return framed(state, Text.KIOSK_CODE.say(state.language), body, null)
    }

    /** A number that is typed with large keys: a table's, a pager's, a terminal's reference. */
    private fun typing(state: KioskState, title: String, due: String?, how: String?, typed: String, onKey: (Char?) -> Unit, onOk: () -> Unit): View {
        val body = look.column().apply { gravity = Gravity.CENTER }
        if (due != null) body.addView(centred(due, Type.HUGE).apply { tag = "due"; fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        if (how != null) body.addView(centred(how, Type.TITLE, Tone.INK_2, strong = false).padded(look.dp(64), 0, look.dp(64), look.dp(Space.XXL)))
        body.addView(centred(typed.ifEmpty { "–" }, Type.HUGE, if (typed.isEmpty()) Tone.INK_2 else Tone.INK).apply { tag = "typed"; fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(bottom = look.dp(Space.XXL)))
        body.addView(look.pad(112, onKey, onOk, Text.OK.say(state.language)).sized(look.dp(640), WRAP))
        return framed(state, title, body, null)
    }

    private fun place(state: KioskState, page: Page.Place): View {
        val text = if (state.settings?.asks == KioskAsks.PAGER) Text.KIOSK_PAGER else Text.KIOSK_TABLE
        return typing(state, text.say(state.language), null, null, page.typed, { presenter.placeKey(it) }, { presenter.placeKnown() })
    }

    private fun external(state: KioskState, page: Page.External): View {
        val due = "${state.menu?.sign ?: ""} ${state.order?.toPay ?: ""}"
        return typing(state, page.tender.name.inLanguage(state.language), due, Text.KIOSK_EXTERNAL_HOW.say(state.language), page.typed, { presenter.referenceKey(it) }, { presenter.payExternal() })
    }

    private fun stillThere(state: KioskState, seconds: Int): View = look.column(
        look.column(
            centred(Text.KIOSK_STILL_THERE.say(state.language), Type.LARGE),
            centred(Text.KIOSK_GIVES_UP.say(state.language, seconds), Type.TITLE, Tone.INK_2, strong = false).apply { tag = "countdown" }.padded(0, look.dp(Space.XL), 0, look.dp(Space.XXL)),
            look.button(Text.KIOSK_GO_ON.say(state.language), Loud.MAIN, 120) {}.big(Type.TITLE).apply { tag = "goon" }.sized(look.dp(560), look.dp(120)),
        ).apply {
            gravity = Gravity.CENTER
            background = look.filled(Tone.PAPER, Space.CARD)
            padded(look.dp(64), look.dp(64), look.dp(64), look.dp(64))
        }.sized(WRAP, WRAP),
    ).apply {
        gravity = Gravity.CENTER
        setBackgroundColor(0xB31C1B1A.toInt())
        isClickable = true
    }

    private fun help(state: KioskState): View {
        val body = look.column(
            centred(Text.KIOSK_HELP_WORDS.say(state.language), Type.LARGE).padded(look.dp(64), 0, look.dp(64), look.dp(64)),
            look.button(Text.BACK.say(state.language), Loud.MAIN, 120) { presenter.back() }.big(Type.TITLE).apply { tag = "help-back" }.sized(look.dp(560), look.dp(120)),
            look.button(Text.KIOSK_STAFF.say(state.language), Loud.QUIET, 96) { presenter.askLeave() }.big(Type.LEAD).apply { tag = "staff" }.sized(look.dp(560), look.dp(96)).margins(top = look.dp(Space.XL)),
        ).apply { gravity = Gravity.CENTER }
        return framed(state, Text.KIOSK_HELP.say(state.language), body, null)
    }

    private fun leave(state: KioskState, page: Page.Leave): View {
        val body = look.column(
            look.dots(page.typed.length).apply { gravity = Gravity.CENTER }.sized(FILL, WRAP).margins(bottom = look.dp(Space.XXL)),
            look.pad(112, { presenter.pin(it) }, { presenter.leaveMode() }, Text.OK.say(state.language)).sized(look.dp(640), WRAP),
        ).apply { gravity = Gravity.CENTER }
        return framed(state, Text.LEAVE_KIOSK.say(state.language), body, null)
    }
}

/** The shop's pictures, read once each and no larger than the screen. */
private class Pictures(private val look: Look) {
    private var name: String? = null
    private var read: Bitmap? = null

    /** None where the file is no picture. */
    fun of(path: String): Bitmap? {
        if (path == name) return read
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeFile(path, size)
        val screen = look.context.resources.displayMetrics
        var sample = 1
        while (size.outWidth / (sample * 2) >= screen.widthPixels && size.outHeight / (sample * 2) >= screen.heightPixels) sample *= 2
        name = path
        read = BitmapFactory.decodeFile(path, BitmapFactory.Options().apply { inSampleSize = sample })
        return read
    }
}

/** A phone under a light: where the code is held. */
private class CodeWindow(private val width: Float) : android.graphics.drawable.Drawable() {
    private val paint = android.graphics.Paint(android.graphics.Paint.ANTI_ALIAS_FLAG)

    override fun draw(canvas: android.graphics.Canvas) {
        val box = android.graphics.RectF(bounds)
        paint.style = android.graphics.Paint.Style.FILL
        paint.color = Tone.hue(0)
        canvas.drawOval(box, paint)
        val phone = android.graphics.RectF(box.centerX() - box.width() * 0.2f, box.top + box.height() * 0.14f, box.centerX() + box.width() * 0.2f, box.bottom - box.height() * 0.14f)
        paint.color = Tone.INK
        canvas.drawRoundRect(phone, width * 3, width * 3, paint)
        phone.inset(width, width * 2.4f)
        paint.color = Tone.PAPER
        canvas.drawRect(phone, paint)
        paint.color = Tone.INK
        val bars = intArrayOf(2, 1, 3, 1, 2, 1, 1, 3, 2, 1, 2)
        val unit = phone.width() * 0.84f / (bars.sum() + bars.size - 1)
        var x = phone.left + phone.width() * 0.08f
        for (bar in bars) {
            canvas.drawRect(x, phone.top + phone.height() * 0.34f, x + bar * unit, phone.top + phone.height() * 0.62f, paint)
            x += (bar + 1) * unit
        }
        paint.color = Tone.ACCENT
        canvas.drawRect(box.left + box.width() * 0.08f, box.centerY() - width / 2, box.right - box.width() * 0.08f, box.centerY() + width / 2, paint)
    }

    override fun setAlpha(alpha: Int) { paint.alpha = alpha }

    override fun setColorFilter(filter: android.graphics.ColorFilter?) { paint.colorFilter = filter }

    @Deprecated("Deprecated in Java")
    override fun getOpacity(): Int = android.graphics.PixelFormat.TRANSLUCENT
}
