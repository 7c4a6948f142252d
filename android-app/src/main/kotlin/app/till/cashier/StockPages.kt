package app.till.cashier

import android.view.Gravity
import android.view.View
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
import app.till.look.choices
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import app.till.office.Moves
import uniffi.till_mobile.StockView

/** What there is of everything, documents that move it, and one SKU's page. */
class StockPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is StockList -> list(sheet)
            is OneStock -> one(sheet)
            else -> Unit
        }
    }

    private fun list(sheet: StockList) {
        title.text = say(Text.STOCK)
        val tabs = look.row()
        fun tab(words: Text, tag: String, chosen: Boolean, onTap: () -> Unit) = tabs.addView(chip(say(words), tag, chosen, onTap))
        tab(Text.STOCK_LEVELS, "stock:levels", sheet.documents == null && sheet.draft == null) { presenter.stock.begin(null) }
        tab(Text.STOCK_IN, "stock:in", sheet.draft?.moves == Moves.IN) { presenter.stock.begin(Moves.IN) }
        tab(Text.STOCK_LOSS, "stock:loss", sheet.draft?.moves == Moves.LOSS) { presenter.stock.begin(Moves.LOSS) }
        tab(Text.STOCK_COUNT, "stock:count", sheet.draft?.moves == Moves.COUNT) { presenter.stock.begin(Moves.COUNT) }
        tab(Text.STOCK_DOCUMENTS, "stock:documents", sheet.documents != null) { presenter.stock.openDocuments() }
        body.addView(scrolling(tabs))
        if (sheet.documents != null) return documents(sheet)
        find(Text.OFFICE_FIND, "stock-find", sheet.typed) { presenter.stock.find(it) }
        sheet.draft?.let { draft(it) }
        if (sheet.stock.isEmpty()) body.addView(look.empty(say(Text.OFFICE_NONE), say(Text.STOCK_NONE_HINT)).sized(FILL, WRAP))
        for (stock in sheet.stock) {
            body.addView(row(stock, sheet.draft))
            body.addView(look.line())
        }
    }

    private fun row(stock: StockView, draft: Draft?): View {
        val row = look.row(look.label(stock.name.inLanguage(language), Type.BODY, strong = true).sized(0, WRAP, 1f)).apply {
            tag = "stock:${stock.sku}"
            minimumHeight = look.dp(64)
            background = look.pressable(look.filled(0, Space.BUTTON), Space.BUTTON)
            look.tappable(this) { presenter.stock.choose(stock) }
        }
        if (stock.belowZero) row.addView(look.badge(say(Text.STOCK_BELOW), Tone.WARN, Tone.WARN_GROUND).sized(WRAP, WRAP).margins(right = look.dp(Space.M)))
        if (stock.reserved != "0") row.addView(look.label(say(Text.STOCK_RESERVED, stock.reserved), Type.SMALL, Tone.INK_2).apply { fontFeatureSettings = "tnum" }.margins(right = look.dp(Space.M)))
        val typed = draft?.lines?.get(stock.sku)
        if (typed != null) row.addView(look.badge("✓ $typed", Tone.GOOD, Tone.GOOD_GROUND).sized(WRAP, WRAP).margins(right = look.dp(Space.M)))
        row.addView(if (stock.counted) look.figures(amountOf(stock), Type.LEAD, strong = true).apply { tag = "level:${stock.sku}" } else look.label(say(Text.STOCK_UNCOUNTED), Type.BODY, Tone.INK_2))
        return row.sized(FILL, WRAP)
    }

    private fun amountOf(stock: StockView) = stock.level + (stock.unit?.let { " " + it.inLanguage(language) } ?: "")

    /** The document that is being written, over the list that its lines are chosen from. */
    private fun draft(draft: Draft) {
        val hint = when (draft.moves) {
            Moves.IN -> Text.STOCK_IN_HINT
            Moves.LOSS -> Text.STOCK_LOSS_HINT
            Moves.COUNT -> Text.STOCK_COUNT_HINT
        }
        body.addView(look.label(say(hint), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        fun empty() = body.addView(View(look.context).apply {
            tag = "row-empty"
            background = look.outlined(Tone.PAPER, Tone.INK, Space.BUTTON, 2)
        }.sized(FILL, look.dp(Space.TOUCH)).margins(bottom = look.dp(Space.XS)))
        draft.lines.entries.forEachIndexed { place, (sku, typed) ->
            if (draft.emptied?.place == place) empty()
            body.addView(look.row(
                look.label(draft.names[sku]?.name?.inLanguage(language) ?: sku, Type.BODY).sized(0, WRAP, 1f),
                look.figures(typed, Type.LEAD, strong = true),
                look.icon(Icon.CLOSE, Tone.INK_2, what = say(Text.REMOVE)) { presenter.stock.without(sku) }.apply { tag = "without:$sku" },
            ).apply {
                tag = "row:$sku"
                val cursor = sku == draft.at
                background = look.pressable(if (cursor) look.outlined(Tone.GOOD_GROUND, Tone.INK, Space.BUTTON, 2) else look.filled(Tone.GOOD_GROUND, Space.BUTTON), Space.BUTTON)
                padded(look.dp(Space.L), 0, 0, 0)
                look.tappable(this) { presenter.stock.row { copy(at = sku, emptied = null) } }
            }.sized(FILL, look.dp(Space.TOUCH)).margins(bottom = look.dp(Space.XS)))
        }
        if ((draft.emptied?.place ?: -1) >= draft.lines.size) empty()
        if (draft.moves == Moves.IN && draft.lines.isNotEmpty()) {
            foot.addView(look.field(say(Text.STOCK_SUPPLIER), "stock-about", draft.about, onChange = presenter.stock::about).sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.S), bottom = look.dp(Space.M)))
        }
        next(if (draft.lines.isEmpty()) say(Text.STOCK_CHOOSE) else say(Text.STOCK_POST, draft.lines.size), "stock-post", draft.lines.isNotEmpty()) { presenter.stock.post() }
    }

    private fun documents(sheet: StockList) {
        val all = sheet.documents ?: return
        if (all.isEmpty()) body.addView(look.empty(say(Text.STOCK_NO_DOCUMENTS), say(Text.STOCK_NO_DOCUMENTS_HINT)).sized(FILL, WRAP))
        all.forEachIndexed { at, document ->
            val head = look.listRow(
                listOfNotNull(document.what.inLanguage(language), document.about).joinToString(" · "), "${document.time} · ${document.staff}",
            ).apply { tag = "document:$at" }
            if (document.reversedBy == null) head.addView(small(say(Text.STOCK_REVERSE), "reverse:$at") { presenter.stock.reverse(document) })
            else head.addView(look.badge(say(Text.STOCK_REVERSED, document.reversedBy ?: ""), Tone.INK_2, Tone.GROUND).apply { tag = "reversed:$at" })
            body.addView(head.sized(FILL, WRAP))
            for (line in document.lines) {
                body.addView(look.row(
                    look.label(line.name.inLanguage(language), Type.BODY, Tone.INK_2).sized(0, WRAP, 1f),
                    look.figures(line.moved, Type.BODY, if (document.reversedBy == null) Tone.INK else Tone.INK_2, strong = document.reversedBy == null),
                ).sized(FILL, WRAP).margins(left = look.dp(Space.L), bottom = look.dp(Space.S)))
            }
            body.addView(look.line().margins(top = look.dp(Space.S)))
        }
    }

    private fun one(sheet: OneStock) {
        val stock = sheet.stock
        title.text = stock.name.inLanguage(language)
        body.addView(look.label(say(Text.STOCK_IS), Type.LEAD, Tone.INK_2))
        body.addView(look.figures(if (stock.counted) amountOf(stock) else say(Text.STOCK_UNCOUNTED), if (stock.counted) Type.HUGE else Type.LARGE, strong = true).apply { tag = "stock-level"; gravity = Gravity.START }.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
        if (stock.reserved != "0") body.addView(look.label(say(Text.STOCK_RESERVED, stock.reserved), Type.BODY, Tone.INK_2))
        body.addView(look.section(say(Text.STOCK_CHANGE)))
        val acts = TileGrid(look.context, 3, look.dp(Space.M))
        fun act(words: Text, tag: String, moves: Moves) = acts.addView(look.button(say(words), Loud.QUIET, 64) { presenter.stock.quick(stock, moves) }.apply { this.tag = tag; padded(look.dp(Space.S), 0, look.dp(Space.S), 0) })
        act(Text.STOCK_IN, "quick:in", Moves.IN)
        act(Text.STOCK_LOSS, "quick:loss", Moves.LOSS)
        act(Text.STOCK_NOW, "quick:count", Moves.COUNT)
        body.addView(acts.sized(FILL, WRAP))
        body.addView(look.section(say(Text.STOCK_POLICY)))
        val ways = listOf((false to false) to say(Text.STOCK_UNCOUNTED), (true to false) to say(Text.STOCK_COUNTED), (true to true) to say(Text.STOCK_BELOW))
        body.addView(look.choices(ways, stock.counted to (stock.counted && stock.belowZero), "policy") { (counted, below) -> presenter.stock.policy(stock, counted, below) }.sized(FILL, WRAP))
    }
}
