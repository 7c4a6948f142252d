package app.till.cashier

import app.till.Language
import app.till.LiveTill
import app.till.Steps
import app.till.Text
import app.till.inLanguage
import app.till.same
import app.till.words
import uniffi.till_mobile.CartDiscount
import uniffi.till_mobile.CartLine
import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.Opens
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.ScanAct
import uniffi.till_mobile.SetTap
import uniffi.till_mobile.SetUnit
import uniffi.till_mobile.TileView
import uniffi.till_mobile.UpsellOffer
import uniffi.till_mobile.VoucherOffer

/**
 * What a tap on the cashier's screen does: the menu and the order in hand here, the rest in parts by what they are about.
 * Knows no view and no Android.
 */
class CashierPresenter(private val till: LiveTill, language: Language, staff: String? = null, show: (CashierState) -> Unit) {
    private val counter = Counter(till, language, staff, show)
    private val steps = Steps(till, counter.turns, counter.no)
    val paying = Paying(counter)
    val room = Room(counter)
    val customers = Customers(counter)
    val cards = Cards(counter, customers)
    val charges = Charges(counter, customers)
    val forms = Forms(counter)
    val placed = Placed(counter, paying)
    val office = Office(counter)
    val products = Products(counter, office)
    val drafts = Drafts(counter, products)
    val stock = Stock(counter)
    val packages = Packages(counter)
    val printing = Printing(counter, office)

    val state get() = counter.state
    private val turns get() = counter.turns
    private val no get() = counter.no
    private val noThen get() = counter.noThen
    private fun become(change: CashierState.() -> CashierState) = counter.become(change)

    /** Shows the menu, and the order that this terminal was in the middle of. */
    fun start() {
        counter.refresh()
        till.current(no) { order -> if (order != null) { counter.became(order) { this }; counter.look(order) } }
        till.held(no) { held -> become { copy(held = held) } }
        lookAtPrinters()
    }

    /** A second went by: what was said, and "paid", leave by themselves. */
    fun pulse(now: Long) {
        lookAtPrinters()
        val shown = if (state.said != null || state.undo != null || state.sheet is Sheet.Paid) state.run { Triple(said, undo, (sheet as? Sheet.Paid)?.order) } else null
        if (shown != leaving) {
            leaving = shown
            leavesAt = now + if (state.sheet is Sheet.Paid) PAID_MS else SAID_MS
        }
        if (shown != null && now >= leavesAt) become { copy(said = null, undo = null, emptied = null, sheet = sheet.takeUnless { it is Sheet.Paid }) }
    }

    private var leaving: Any? = null
    private var leavesAt = 0L

    /** The moment on the window's clock. */
    fun now(): Long = till.moment()

    /** Looks how the printers are; a second's pulse of the window asks for it. */
    fun lookAtPrinters() = counter.lookAtPrinters()

    fun chooseLanguage(language: Language) = become { copy(language = language) }

    /** Something that the window could not do. */
    fun tell(text: Text) = become { copy(trouble = text.each()) }

    /** Something that the window did. */
    fun done(text: Text) = become { copy(said = text.each(), trouble = null) }

    /** What is wrong with a field is being mended. */
    fun mended(at: String) = counter.mended(at)

    // --- the menu ---

    fun chooseCategory(id: String) = become { copy(category = id, typed = "", found = null) }

    fun chooseType(type: OrderType) = become { if (order == null) copy(type = type) else this }

    fun type(text: String) {
        if (text == state.typed) return
        become { copy(typed = text, found = if (text.isBlank()) null else found) }
        if (text.isNotBlank()) till.found(text, no) { found -> if (state.typed == text) become { copy(found = found) } }
    }

    fun tap(tile: TileView) {
        val line = tile.line
        when (tile.opens) {
            Opens.LINE -> if (line != null) { if (tile.unit != null) weigh(tile, line) else oneMore(tile) ?: add(line) }
            Opens.SET, Opens.CHOICES -> askChoices(tile)
        }
    }

    /** What is not counted in pieces: how much of it, as the scale says. */
    private fun weigh(tile: TileView, line: CartLine) {
        counter.open(Sheet.Ask(Text.HOW_MUCH, tile.name, Typed.QUANTITY, null, unit = tile.unit) { add(line.copy(qty = it)) })
    }

    /** The same product tapped again counts up the line it just made, where nothing was wished for that line. */
    private fun oneMore(tile: TileView): Unit? {
        val order = state.order?.takeIf { it.state == "open" } ?: return null
        val line = order.lines.getOrNull(state.line) ?: return null
        if (line.id !in tile.lines || line.options.isNotEmpty() || line.note != null || line.qty.toIntOrNull() == null) return null
        return more(state.line)
    }

    /** A tile's sheet, though its line could be added at once; it names the tile's [key], where a keyboard has one. */
    fun askChoices(tile: TileView, key: String? = null) = when (tile.opens) {
        Opens.SET -> till.set(tile.id, null, null, no) { counter.open(Sheet.SetMeal(tile.id, it, key = key)) }
        else -> till.choices(tile.id, null, null, no) { counter.open(Sheet.Choices(tile.id, it, key = key)) }
    }

    fun tapSet(tap: SetTap) = steps.set(tap, { (state.sheet as? Sheet.SetMeal)?.run { id to view } }) { counter.on<Sheet.SetMeal> { copy(view = it) } }

    fun tapChoice(tap: ChoiceTap) =
        if (state.sheet is Sheet.OneUnit) steps.unit(tap, { (state.sheet as? Sheet.OneUnit)?.run { unit to view } }) { counter.on<Sheet.OneUnit> { copy(view = it) } }
        else steps.choice(tap, { (state.sheet as? Sheet.Choices)?.run { id to view } }) { counter.on<Sheet.Choices> { copy(view = it) } }

    /** How one unit of the set is wanted: without onions, less ice. */
    fun askUnit(unit: SetUnit) {
        val set = state.sheet as? Sheet.SetMeal ?: return
        till.unit(set.view.line, unit, null, no) { counter.open(Sheet.OneUnit(unit, it, set)) }
    }

    /** Back to the set, with the unit as it is wanted now. */
    private fun keepUnit(sheet: Sheet.OneUnit) =
        till.set(sheet.under.id, sheet.view.line, null, no) { set -> if (state.sheet == sheet) counter.open(sheet.under.copy(view = set)) }

    /** What the sheet made is added, or takes its line's place. */
    fun addFromSheet() {
        val (line, wanted) = when (val sheet = state.sheet) {
            is Sheet.SetMeal -> sheet.line to sheet.view.line
            is Sheet.Choices -> sheet.line to sheet.view.line
            is Sheet.OneUnit -> return keepUnit(sheet)
            else -> return
        }
        if (line == null) add(wanted) else change(line, wanted)
    }

    private fun add(line: CartLine) = turns.take {
        till.add(state.order?.order, state.type, line, noThen) { order ->
            // Only the sheet it came from: whoever was quicker has opened another one by now.
            val left = state.sheet.takeUnless { it is Sheet.SetMeal || it is Sheet.Choices || it is Sheet.OpenItem || it is Sheet.Ask }
            counter.became(order) { copy(sheet = left, line = order.lines.lastIndex, typed = "", found = null) }
            counter.refresh()
            turns.done()
        }
    }

    private fun change(line: Int, wanted: CartLine, reason: String? = null): Unit = turns.take {
        val order = state.order ?: return@take turns.done()
        val refused = counter.orWhy(Text.CHANGE_CHOICES, nameOf(line)) { change(line, wanted, it) }
        till.changeLine(order.order, line, wanted, reason, refused) {
            counter.became(it) { copy(sheet = null, line = line) }
            counter.refresh()
            turns.done()
        }
    }

    fun openOpenItem() = counter.open(Sheet.OpenItem())

    /** The name of what is not on the menu, as it is typed: the field shows it already. */
    fun openItemName(name: String) = counter.keep { (sheet as? Sheet.OpenItem)?.let { copy(sheet = it.copy(name = name)) } ?: this }

    fun addOpenItem() {
        val sheet = state.sheet as? Sheet.OpenItem ?: return
        add(till.openItem(sheet.name.trim().ifEmpty { Text.OPEN_ITEM.say(state.language) }, sheet.typed))
    }

    // --- one line ---

    fun chooseLine(line: Int) = become { copy(line = line, emptied = null) }

    private fun nameOf(line: Int) = state.order?.lines?.getOrNull(line)?.name ?: same("")

    fun more(line: Int) = step(line, 1)

    fun less(line: Int) = step(line, -1)

    private fun step(line: Int, by: Int) = steps.pieces(line, by, { state.order }, { remove(line) }) { counter.became(it) { copy(line = line) } }

    fun openLine(line: Int) {
        if (line in (state.order?.lines?.indices ?: return)) counter.open(Sheet.OneLine(line))
    }

    fun askQuantity(line: Int) {
        val view = state.order?.lines?.getOrNull(line) ?: return
        val unit = state.tileOf(view.id)?.unit
        counter.open(Sheet.Ask(Text.HOW_MUCH, nameOf(line), Typed.QUANTITY, state.sheet, unit = unit) { quantity(line, it) })
    }

    private fun quantity(line: Int, typed: String, reason: String? = null): Unit = turns.take {
        val order = state.order ?: return@take turns.done()
        till.quantity(order.order, line, typed, reason, counter.orWhy(Text.HOW_MUCH, nameOf(line)) { quantity(line, typed, it) }) {
            counter.became(it) { copy(sheet = null, line = line) }
            counter.refresh()
            turns.done()
        }
    }

    /** A remark for the kitchen; blank takes it away. */
    fun note(line: Int, note: String) = turns.take {
        val order = state.order ?: return@take turns.done()
        till.note(order.order, line, note.trim().ifEmpty { null }, noThen) { counter.became(it) { copy(sheet = null, line = line) }; turns.done() }
    }

    /** Opens the sheet that the line was made with, as it was made. */
    fun changeChoices(line: Int) {
        val order = state.order ?: return
        val tile = state.tileOf(order.lines.getOrNull(line)?.id ?: return) ?: return
        till.wanted(order.order, line, no) { wanted ->
            if (tile.opens == Opens.SET) till.set(tile.id, wanted.line, null, no) { counter.open(Sheet.SetMeal(tile.id, it, line)) }
            else till.choices(tile.id, wanted.line, null, no) { counter.open(Sheet.Choices(tile.id, it, line)) }
        }
    }

    /** Takes a line out; it can be brought back for a while. What the kitchen has already needs a reason. */
    fun remove(line: Int, reason: String? = null): Unit = turns.take {
        val order = state.order ?: return@take turns.done()
        val name = order.lines.getOrNull(line)?.name ?: return@take turns.done()
        till.takeOut(order.order, line, reason, counter.orWhy(Text.REMOVE, nameOf(line)) { remove(line, it) }) { left, out ->
            counter.became(left) { copy(sheet = sheet.takeUnless { it is Sheet.OneLine }, line = left.lines.lastIndex, undo = Undo(left.order, name, out), said = null) }
            counter.refresh()
            turns.done()
        }
    }

    /** Empties the whole row the cursor is in; it stays there, empty, until something else is done. */
    fun empty(line: Int) = turns.take {
        val order = state.order ?: return@take turns.done()
        val name = order.lines.getOrNull(line)?.name ?: return@take turns.done()
        till.emptyRow(order.order, line, noThen) { left, out ->
            counter.became(left) { copy(sheet = null, line = -1, undo = Undo(left.order, name, out), said = null, emptied = line) }
            counter.refresh()
            turns.done()
        }
    }

    /** Brings back the line that was taken out last, to where it was. */
    fun undo() = turns.take {
        val undo = state.undo ?: return@take turns.done()
        if (undo.order != state.order?.order) return@take turns.done()
        till.putBack(undo.order, undo.wanted, noThen) { order ->
            val there = order.lines.indices.firstOrNull { it.toUInt() == undo.wanted.at }
            counter.became(order) { copy(line = there ?: order.lines.lastIndex, undo = null) }
            counter.refresh()
            turns.done()
        }
    }

    // --- what lowers the price ---

    /** One tap: the lines become the set that was offered. */
    fun takeUpsell(offer: UpsellOffer) = turns.take {
        val order = state.order ?: return@take turns.done()
        till.takeUpsell(order.order, offer, noThen) {
            counter.became(it) { copy(line = it.lines.indexOfFirst { line -> line.id == offer.set }) }
            counter.refresh()
            turns.done()
        }
    }

    fun openDiscount() {
        val order = state.order ?: return
        counter.open(Sheet.Discount(null))
        lookAtOffers(order.order)
    }

    private fun lookAtOffers(order: String) = till.offers(order, no) { vouchers, points ->
        become { if (sheet is Sheet.Discount) copy(sheet = Sheet.Discount(vouchers, points)) else this }
    }

    /** A percent off the order, or off one line; none takes what there is away. */
    fun discount(percent: String?, line: Int? = null) = discount(line, percent?.let { CartDiscount(null, it, null, null) })

    fun askPercent(line: Int?) = ask(Text.DISCOUNT_PERCENT, Typed.PERCENT, line) { CartDiscount(null, it, null, null) }

    fun askAmountOff(line: Int?) = ask(Text.DISCOUNT_AMOUNT, Typed.AMOUNT, line) { CartDiscount(null, null, it, null) }

    fun askPrice(line: Int) = ask(Text.DISCOUNT_PRICE, Typed.AMOUNT, line) { CartDiscount(null, null, null, it) }

    private fun ask(title: Text, kind: Typed, line: Int?, of: (String) -> CartDiscount) {
        val about = line?.let { nameOf(it) } ?: Text.DISCOUNT_ORDER.each()
        counter.open(Sheet.Ask(title, about, kind, state.sheet) { discount(line, of(it)) })
    }

    private fun discount(line: Int?, discount: CartDiscount?) {
        val order = state.order ?: return
        till.discount(order.order, line, discount, no) { counter.became(it) { copy(sheet = null) } }
    }

    /** Uses one voucher more, or takes one back off; the sheet stays, for there may be another. */
    fun voucher(offer: VoucherOffer, off: Boolean) {
        val order = state.order ?: return
        till.voucher(order.order, offer.voucher, off, no) { counter.became(it) { this }; lookAtOffers(it.order); counter.look(it) }
    }

    /** Spends so many of the customer's points; 0 takes them back. */
    fun spendPoints(points: ULong) {
        val order = state.order ?: return
        till.spendPoints(order.order, points, no) { counter.became(it) { this }; lookAtOffers(it.order); counter.look(it) }
    }

    // --- held orders ---

    fun hold(label: String? = null) {
        val order = state.order ?: return
        till.hold(order.order, label, no) { held -> counter.left { copy(held = held) } }
    }

    /** Under a name, so that it is found again. */
    fun askHold() {
        val order = state.order ?: return
        counter.open(Sheet.Ask(Text.HOLD_AS, words { "${Text.TOTAL.say(it)} ${order.total}" }, Typed.WORDS, state.sheet, hint = Text.HOLD_AS_HINT) { hold(it) })
    }

    fun openHeld() = till.held(no) { held -> become { copy(held = held, sheet = Sheet.Held, trouble = null) } }

    fun recall(order: String) = room.recall(order)

    // --- what is asked in between ---

    /** A key of the keyboard's or of the sheet's: a digit or a point; none takes the last one away. */
    fun key(key: Char?) {
        when (state.sheet) {
            is Sheet.Ask -> counter.on<Sheet.Ask> { if (kind == Typed.WORDS) this else copy(typed = Counter.typed(typed, key)) }
            is Sheet.OpenItem -> counter.on<Sheet.OpenItem> { copy(typed = Counter.typed(typed, key)) }
            is Sheet.Approval -> counter.on<Sheet.Approval> { copy(typed = Counter.typed(typed, key)) }
            is Sheet.Consent -> counter.on<Sheet.Consent> { copy(typed = Counter.typed(typed, key)) }
            is Sheet.MemberPin -> counter.on<Sheet.MemberPin> { copy(typed = Counter.typed(typed, key)) }
            is Sheet.Pay -> paying.key(key)
            is Sheet.SplitAmounts -> paying.splitKey(key)
            is Package -> packages.key(key)
            is CardSheet.Pin -> counter.on<CardSheet.Pin> { copy(typed = Counter.typed(typed, key)) }
            is MemberSheet.Amount -> customers.amountKey(key)
            is ChargeSheet.TopUp -> charges.topUpKey(key)
            is ChargeSheet.Take -> charges.key(key)
            else -> Unit
        }
    }

    /** What was asked for was typed. */
    fun answer(typed: String? = null) {
        val sheet = state.sheet as? Sheet.Ask ?: return
        val said = typed ?: sheet.typed
        if (said.isBlank()) return
        counter.become { copy(sheet = sheet.under, trouble = null) }
        sheet.does(said.trim())
    }

    /** The reason was given: what asked for it is done. */
    fun because(reason: String) {
        val sheet = state.sheet as? Sheet.Why ?: return
        counter.open(sheet.under)
        sheet.does(reason)
    }

    /** What cannot be undone was asked once, and is wanted. */
    fun sure() {
        val sheet = state.sheet as? Sure ?: return
        counter.open(sheet.under)
        sheet.does()
    }

    /**
     * A manager typed their PIN: what was refused is asked again in their name. Where nobody has a PIN, whoever stands
     * here answers for it.
     */
    fun approve() {
        val sheet = state.sheet as? Sheet.Approval ?: return
        if (state.staff == null) {
            counter.open(sheet.under)
            return sheet.approve(till.staff)
        }
        till.signIn(sheet.typed, no) { who ->
            counter.open(sheet.under)
            sheet.approve(who.id)
        }
    }

    fun openMore() = counter.open(Sheet.More)

    fun closeSheet() = become {
        val under = when (val sheet = sheet) {
            is Sheet.Approval -> sheet.under
            is Sheet.Why -> sheet.under
            is Sheet.Ask -> sheet.under
            is OneDraft -> if (sheet.seeks == null) sheet.under else sheet.copy(seeks = null, touched = sheet.touched + 1)
            is OneGroup -> if (sheet.seeks == null) sheet.under else sheet.copy(seeks = null, touched = sheet.touched + 1)
            is Sheet.Over -> sheet.under
            is Sheet.Consent -> sheet.under
            is Sheet.Members -> sheet.pick?.under
            is Sheet.Tables -> if (sheet.asking == null) null else sheet.copy(asking = null)
            else -> null
        }
        copy(sheet = under, trouble = null)
    }

    // --- the scanner, at any time ---

    /** What was scanned does what it is: a product is added, a member is served, a payment code pays. */
    fun scan(text: String) {
        if (state.sheet is CardSheet.Bind) return cards.bind(text)
        if (state.sheet is Sheet.Consent) return customers.consent(text)
        if (state.sheet is Sided) return drafts.scanned(text)
        if (state.sheet is StockList) return stock.scanned(text)
        if (state.sheet is Sheet.Office) return office.search(text)
        till.recognise(text, no) { page ->
            val order = state.order
            when (val act = page.act) {
                is ScanAct.Add -> add(act.line)
                is ScanAct.Serve -> till.members(act.member, no) { found -> found.firstOrNull()?.let { customers.choose(it) } }
                is ScanAct.Card -> cards.look(act.card)
                is ScanAct.HandOver -> placed.openOrder(act.order)
                is ScanAct.Collect -> placed.openOrder(act.order)
                null -> {
                    val tender = state.menu?.tenders?.firstOrNull { it.storedValue }
                    if (page.pays && order != null && order.lines.isNotEmpty() && tender != null) {
                        till.payByCode(order, tender.id, text, no) { paying.taken(it) }
                    } else {
                        become { copy(trouble = words { listOfNotNull(page.what.inLanguage(it), page.why?.inLanguage(it)).joinToString(": ") }) }
                    }
                }
            }
        }
    }

    companion object {
        /** How long what was said stays, and how long "paid". */
        const val SAID_MS = 6_000L
        const val PAID_MS = 12_000L
    }
}
