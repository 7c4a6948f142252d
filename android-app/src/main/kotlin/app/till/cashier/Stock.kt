package app.till.cashier

import app.till.Text
import app.till.inLanguage
import app.till.office.Moves
import app.till.words
import uniffi.till_mobile.DocumentView
import uniffi.till_mobile.StockCommand
import uniffi.till_mobile.StockLine
import uniffi.till_mobile.StockView

/** A row of a stock document that was emptied: where it stands, empty, and what was in it. */
data class Emptied(val place: Int, val sku: String, val typed: String)

/**
 * A stock document that is being written: [lines] are how much of each SKU, in the order in which they were typed; the
 * cursor is in the row of [at], or in the one that was [emptied], which is none of the document's.
 */
data class Draft(
    val moves: Moves,
    val lines: Map<String, String> = emptyMap(),
    val names: Map<String, StockView> = emptyMap(),
    val about: String = "",
    val at: String? = null,
    val emptied: Emptied? = null,
) {
    /** One more row, or another quantity in the one there is; what was emptied is filled. */
    fun with(stock: StockView, typed: String): Draft {
        val all = lines.toList().toMutableList()
        if (stock.sku in lines || emptied == null) all.replaceAll { if (it.first == stock.sku) stock.sku to typed else it }
        if (stock.sku !in lines) all.add(emptied?.place?.coerceAtMost(all.size) ?: all.size, stock.sku to typed)
        return copy(lines = all.toMap(), names = names + (stock.sku to stock), at = stock.sku, emptied = emptied.takeIf { stock.sku in lines })
    }

    fun without(sku: String) = copy(lines = lines - sku, at = at.takeIf { it != sku })

    /** The whole row the cursor is in is emptied; it stays there. */
    fun emptyRow(): Draft {
        val sku = at ?: return this
        val typed = lines[sku] ?: return this
        return copy(lines = lines - sku, at = null, emptied = Emptied(lines.keys.indexOf(sku), sku, typed))
    }

    /** What was emptied last is as it was. */
    fun putBack(): Draft {
        val was = emptied ?: return this
        val all = lines.toList().toMutableList().apply { add(was.place.coerceAtMost(size), was.sku to was.typed) }
        return copy(lines = all.toMap(), at = was.sku, emptied = null)
    }

    /** The cursor, so many rows on. */
    fun moved(by: Int): Draft {
        val rows = lines.keys.toList()
        val now = rows.indexOf(at)
        return copy(at = rows.getOrNull(if (now < 0) rows.lastIndex else (now + by).coerceIn(0, rows.lastIndex)), emptied = null)
    }
}

/** What there is: [stock] as it was looked for, or the [documents] that moved it. */
data class StockList(
    val stock: List<StockView>,
    val typed: String = "",
    val draft: Draft? = null,
    val documents: List<DocumentView>? = null,
) : Sheet

/** One SKU's stock, and what can be done with it. */
data class OneStock(val stock: StockView, override val under: Sheet?) : Sheet, Sheet.Over

/** Stock at the counter: what there is, documents of several lines, and quick changes of one. */
class Stock(private val counter: Counter) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    fun open() = till.stock("", no) { counter.open(StockList(it)) }

    fun find(typed: String) = till.stock(typed, no) { found -> counter.on<StockList> { copy(stock = found, typed = typed) } }

    /** A product's barcode: its row, or at once how much of it goes into the document. */
    fun scanned(text: String) = till.stock(text, no) { found ->
        counter.on<StockList> { copy(stock = found, typed = text, documents = null) }
        if ((state.sheet as? StockList)?.draft != null) found.singleOrNull()?.let { choose(it) }
    }

    fun openDocuments() = till.stockDocuments(no) { all -> counter.on<StockList> { copy(documents = all, draft = null) } }

    fun openLevels() = counter.on<StockList> { copy(documents = null) }

    // --- a document of several lines ---

    /** Another kind of document begins, or none after all. */
    fun begin(moves: Moves?) = counter.on<StockList> { copy(draft = moves?.let { Draft(it) }, documents = null) }

    /** A row was touched: how much of it goes into the document, or its own page. */
    fun choose(stock: StockView) {
        val sheet = state.sheet as? StockList ?: return
        val draft = sheet.draft ?: return counter.open(OneStock(stock, sheet))
        ask(stock, draft.moves, sheet) { typed ->
            counter.on<StockList> { copy(draft = draft.with(stock, typed)) }
        }
    }

    fun without(sku: String) = row { without(sku) }

    /** What a keyboard does with the rows: false where no document is being written. */
    fun row(change: Draft.() -> Draft): Boolean {
        val draft = (state.sheet as? StockList)?.draft ?: return false
        val now = draft.change()
        if (now != draft) counter.on<StockList> { copy(draft = now) }
        return now != draft
    }

    /** From whom, as it is typed: the field shows it already. */
    fun about(typed: String) = counter.keep { (sheet as? StockList)?.let { copy(sheet = it.copy(draft = it.draft?.copy(about = typed))) } ?: this }

    fun post() {
        val draft = (state.sheet as? StockList)?.draft ?: return
        val lines = draft.lines.map { (sku, qty) -> StockLine(sku, qty) }
        when (draft.moves) {
            Moves.IN -> posted(StockCommand.In(lines, draft.about.trim().ifEmpty { null }))
            Moves.COUNT -> posted(StockCommand.Count(lines))
            Moves.LOSS -> why(state.sheet) { posted(StockCommand.Loss(lines, it)) }
        }
    }

    private fun posted(document: StockCommand) = till.moveStock(document, no) {
        till.stockDocuments(no) { all -> till.stock("", no) { counter.open(StockList(it, documents = all)) } }
        counter.refresh()
    }

    fun reverse(document: DocumentView) = posted(StockCommand.Reverse(document.document))

    // --- one SKU ---

    /** A quick change: a document of one line. */
    fun quick(stock: StockView, moves: Moves) {
        val under = state.sheet
        ask(stock, moves, under) { typed ->
            val lines = listOf(StockLine(stock.sku, typed))
            when (moves) {
                Moves.IN -> done(StockCommand.In(lines, null), stock.sku)
                Moves.COUNT -> done(StockCommand.Count(lines), stock.sku)
                Moves.LOSS -> why(under) { done(StockCommand.Loss(lines, it), stock.sku) }
            }
        }
    }

    fun policy(stock: StockView, counted: Boolean, belowZero: Boolean) = done(StockCommand.Policy(stock.sku, counted, belowZero), stock.sku)

    /** It was done: whatever page shows the SKU shows it as it is now. */
    private fun done(command: StockCommand, sku: String) = till.moveStock(command, no) {
        counter.refresh()
        when (val sheet = state.sheet) {
            is OneStock -> till.stock((sheet.under as? StockList)?.typed ?: "", no) { all ->
                val now = all.firstOrNull { it.sku == sku }
                counter.on<OneStock> { copy(stock = now ?: stock, under = (under as? StockList)?.copy(stock = all) ?: under) }
            }
            is OneProduct -> till.product(sheet.page.product.id, no) { page -> counter.on<OneProduct> { copy(page = page) } }
            else -> Unit
        }
    }

    private fun ask(stock: StockView, moves: Moves, under: Sheet?, does: (String) -> Unit) {
        val title = when (moves) {
            Moves.IN -> Text.STOCK_IN_HOW
            Moves.LOSS -> Text.STOCK_LOSS_HOW
            Moves.COUNT -> Text.STOCK_COUNT_HOW
        }
        val about = words { listOfNotNull(stock.name.inLanguage(it), if (stock.counted) Text.STOCK_THERE.say(it, stock.level) else null).joinToString(" · ") }
        counter.open(Sheet.Ask(title, about, Typed.QUANTITY, under, unit = stock.unit, does = does))
    }

    private fun why(under: Sheet?, does: (String) -> Unit) =
        counter.open(Sheet.Why(Text.STOCK_LOSS, Text.STOCK_LOSS_WHY.each(), under, Text.LOSS_REASONS, does))
}
