package app.till.kiosk

import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
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
import app.till.look.at
import app.till.look.margins
import app.till.look.padded
import app.till.look.sized
import uniffi.till_mobile.ChoiceKind
import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.ChoicesView
import uniffi.till_mobile.SetTap
import uniffi.till_mobile.SetUnitView
import uniffi.till_mobile.TileView

/** Where something is chosen: the menu, a set, a product. */
class OrderPages(look: Look, presenter: KioskPresenter) : KioskPage(look, presenter) {
    fun menu(state: KioskState): View {
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
                look.figures(if (some) look.amount(state.menu?.sign ?: "", state.order?.total ?: "") else "", Type.LARGE, strong = true).apply { gravity = Gravity.START; tag = "total"; if (!some) visibility = View.GONE },
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

    fun setMeal(state: KioskState, page: Page.SetMeal): View {
        val body = look.column()
        // As many beside each other as the largest group takes, so that the groups line up.
        val columns = if (page.view.groups.any { it.options.size > 3 }) 4 else 3
        for (group in page.view.groups) {
            val fixed = group.pick == 0u
            val status = when {
                fixed -> look.label(Text.INCLUDED.say(state.language), Type.LEAD, Tone.INK_2)
                group.missing != null -> look.badge(Text.PICKED.say(state.language, group.picked, group.pick), Tone.WARN, Tone.WARN_GROUND).big(Type.LEAD)
                else -> look.badge("✓ " + Text.PICKED.say(state.language, group.picked, group.pick), Tone.GOOD, Tone.GOOD_GROUND).big(Type.LEAD)
            }
            body.addView(look.row(look.label(group.name.inLanguage(state.language), Type.TITLE, strong = true).sized(0, WRAP, 1f), status).sized(FILL, WRAP).margins(top = look.dp(Space.XL), bottom = look.dp(Space.L)))
            val grid = TileGrid(look.context, columns, look.dp(Space.L))
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
            group.units.forEach { body.addView(unit(state, it).sized(FILL, WRAP).margins(top = look.dp(Space.L))) }
        }
        return framed(state, page.view.name.inLanguage(state.language), scrolled(body), addFoot(state, page.view.price, page.pieces, page.view.missing?.inLanguage(state.language)))
    }

    /** What is in the set and can be had in more than one way: how it is wanted now, and the way to change that. */
    private fun unit(state: KioskState, unit: SetUnitView): View {
        val missing = unit.missing?.inLanguage(state.language)
        val chosen = unit.chosen.joinToString(" · ") { it.inLanguage(state.language) }.ifEmpty { Text.AS_IT_COMES.say(state.language) }
        return look.row(
            look.column(
                look.label(unit.name.inLanguage(state.language), Type.LEAD, strong = true).sized(FILL, WRAP),
                look.label(missing ?: chosen, Type.LEAD, if (missing != null) Tone.BAD else Tone.INK_2).sized(FILL, WRAP).margins(top = look.dp(Space.XS)),
            ).sized(0, WRAP, 1f).margins(right = look.dp(Space.L)),
            look.button(Text.CHANGE_CHOICES.say(state.language), Loud.QUIET, 80) { presenter.askUnit(unit.unit) }.big(Type.LEAD)
                .apply { tag = "unit:${unit.unit.group}:${unit.unit.sku}:${unit.unit.nth}"; padded(look.dp(Space.XL), 0, look.dp(Space.XL), 0) }.sized(WRAP, look.dp(80)),
        )
    }

    private fun option(tag: String, name: String, image: String?, picked: Int, note: String, off: Boolean, fixed: Boolean, onTap: () -> Unit): View {
        val chosen = picked > 0
        val face = FrameLayout(look.context).apply {
            addView(picture(image, name, if (chosen) Tone.GOOD_GROUND else Tone.GROUND).apply { if (off) alpha = 0.45f }.at(Gravity.FILL, FILL, FILL))
            if (chosen) addView(look.badge(if (picked > 1) "✓ $picked" else "✓", Tone.PAPER, Tone.GOOD).big(Type.LEAD).at(Gravity.TOP or Gravity.END).margins(right = look.dp(Space.S), top = look.dp(Space.S)))
        }
        return look.column(
            face.sized(FILL, look.dp(180)),
            look.label(name, Type.LEAD, if (off) Tone.INK_2 else Tone.INK, strong = true).sized(FILL, WRAP).margins(top = look.dp(Space.M)),
            look.figures(note, Type.LEAD, if (off) Tone.BAD else Tone.INK_2).apply { gravity = Gravity.START }.sized(FILL, WRAP),
        ).apply {
            this.tag = tag
            val ground = if (chosen) look.outlined(Tone.PAPER, Tone.GOOD, Space.CARD, 3) else look.outlined(Tone.PAPER, Tone.LINE, Space.CARD)
            background = look.pressable(ground, Space.CARD)
            padded(look.dp(Space.M), look.dp(Space.M), look.dp(Space.M), look.dp(Space.L))
            if (off || fixed) isEnabled = false else look.tappable(this, onTap)
        }
    }

    fun choices(state: KioskState, view: ChoicesView, foot: () -> View): View {
        val body = look.column(picture(view.image, view.name.inLanguage(state.language), Tone.hue(2)).sized(FILL, look.dp(420)))
        for (group in view.groups) {
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
        return framed(state, view.name.inLanguage(state.language), scrolled(body), foot())
    }

    /** Of a unit of a set: what the set costs so, and back to it. */
    fun keepFoot(state: KioskState, view: ChoicesView): View {
        val missing = view.missing?.inLanguage(state.language)
        val keep = look.button(missing ?: Text.OK.say(state.language), Loud.MAIN, 112) { presenter.addFromPage() }.big(Type.TITLE).apply { tag = "add" }
        if (missing != null) look.off(keep)
        return look.column(
            look.figures(look.amount(state.menu?.sign ?: "", view.price), Type.HUGE, strong = true).apply { gravity = Gravity.START; tag = "price" }.sized(FILL, WRAP),
            keep.sized(FILL, look.dp(112)).margins(top = look.dp(Space.L)),
        )
    }

    fun addFoot(state: KioskState, price: String, pieces: Int, missing: String?): View {
        val add = look.button(missing ?: Text.ADD.say(state.language), Loud.MAIN, 112) { presenter.addFromPage() }.big(Type.TITLE).apply { tag = "add" }
        if (missing != null) look.off(add)
        val count = look.row(
            look.icon(Icon.MINUS, if (pieces > 1) Tone.INK else Tone.INK_3, 96, "−") { presenter.pieces(-1) }.apply { tag = "fewer" },
            look.figures("$pieces", Type.LARGE, strong = true).apply { gravity = Gravity.CENTER; minWidth = look.dp(72); tag = "pieces" },
            look.icon(Icon.PLUS, Tone.INK, 96, "+") { presenter.pieces(1) }.apply { tag = "more-pieces" },
        ).apply { background = look.outlined(Tone.PAPER, Tone.LINE, Space.CARD) }
        // What one costs: how much they come to together is said in the cart.
        return look.column(
            look.row(
                look.figures(look.amount(state.menu?.sign ?: "", price), Type.HUGE, strong = true).apply { gravity = Gravity.START; tag = "price" }.sized(0, WRAP, 1f),
                count,
            ).sized(FILL, WRAP),
            add.sized(FILL, look.dp(112)).margins(top = look.dp(Space.L)),
        )
    }
}
