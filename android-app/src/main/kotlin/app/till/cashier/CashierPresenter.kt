package app.till.cashier

import app.till.Language
import app.till.LiveTill
import app.till.Text
import app.till.Trouble
import app.till.hardware.FoundPrinter
import app.till.hardware.frontPrinter
import app.till.inLanguage
import uniffi.till_mobile.CardPage
import uniffi.till_mobile.CardsAsked
import uniffi.till_mobile.CardsMade
import uniffi.till_mobile.CategoryView
import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.ChoicesView
import uniffi.till_mobile.CustomerView
import uniffi.till_mobile.DayView
import uniffi.till_mobile.FoundView
import uniffi.till_mobile.MemberView
import uniffi.till_mobile.MenuView
import uniffi.till_mobile.Opens
import uniffi.till_mobile.OrderSummary
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.PaymentView
import uniffi.till_mobile.PrinterView
import uniffi.till_mobile.PrintingView
import uniffi.till_mobile.ProductView
import uniffi.till_mobile.RefundLine
import uniffi.till_mobile.Role
import uniffi.till_mobile.ScanAct
import uniffi.till_mobile.SetTap
import uniffi.till_mobile.SetView
import uniffi.till_mobile.SlipLanguage
import uniffi.till_mobile.SlipView
import uniffi.till_mobile.StaffView
import uniffi.till_mobile.State
import uniffi.till_mobile.TableView
import uniffi.till_mobile.TenderAsked
import uniffi.till_mobile.TenderChoiceView
import uniffi.till_mobile.TileView
import uniffi.till_mobile.VoucherOffer
import uniffi.till_mobile.WantedLine
import uniffi.till_mobile.Words

/** What lies over the grid. */
sealed interface Sheet {
    data class SetMeal(val id: String, val view: SetView) : Sheet
    data class Choices(val id: String, val view: ChoicesView) : Sheet
    data class Pay(val payment: PaymentView, val tender: TenderChoiceView, val typed: String, val reference: String = "") : Sheet
    data class Paid(val order: OrderView, val receipt: ByteArray?) : Sheet

    /** Percents, and the shop's vouchers: none until they were looked up. */
    data class Discount(val vouchers: List<VoucherOffer>?) : Sheet
    data object Held : Sheet
    data object More : Sheet

    /** The room; [asking] is the free table whose guests are about to sit down. */
    data class Tables(val tables: List<TableView>, val asking: String? = null) : Sheet
    data class Day(val day: DayView) : Sheet

    /** Cards by number: [page] is the one that is looked at, [amount] what is about to be put on it, where it is asked. */
    data class Cards(val made: List<CardsMade>, val page: CardPage? = null, val amount: String? = null) : Sheet
    data class MakeCards(val sold: Boolean) : Sheet

    /** Slips that wait or that somebody has to look after. */
    data class Slips(val slips: List<SlipView>) : Sheet

    /** Why something is done that needs a reason. */
    data class Why(
        val title: Text,
        val about: String,
        val under: Sheet?,
        val reasons: List<Text> = listOf(Text.WHY_MIND, Text.WHY_WRONG, Text.WHY_BAD, Text.WHY_LEFT),
        val does: (String) -> Unit,
    ) : Sheet

    /** [found] is none until somebody looked. */
    data class Members(val typed: String, val found: List<MemberView>?, val topUp: MemberView? = null, val amount: String = "") : Sheet
    data class Enrol(val name: String, val phone: String) : Sheet
    data class Orders(val orders: List<OrderSummary>) : Sheet
    data class OneOrder(val order: OrderView, val receipt: ByteArray?) : Sheet
    data class Refund(val order: OrderView, val lines: Set<Int>, val why: Text?) : Sheet
    data class Office(val products: List<ProductView>, val pricing: String? = null, val typed: String = "") : Sheet
    /** [opened] counts: what the window itself keeps may have changed since. */
    data class Settings(val printers: List<PrinterView>, val staff: List<StaffView>, val tables: List<String>, val opened: Int) : Sheet
    data class AddStaff(val name: String, val role: Role, val pin: String) : Sheet

    /** Somebody's PIN for what [approve] asks again; [under] comes back afterwards. */
    data class Approval(val why: String, val typed: String, val under: Sheet?, val approve: (String) -> Unit) : Sheet
}

/** A line that was just taken out, and what adds it again. */
data class Undo(val order: String, val name: Words, val wanted: WantedLine)

/** All that the cashier's screen shows. */
data class CashierState(
    val language: Language,
    val menu: MenuView? = null,
    val category: String = "",
    val typed: String = "",
    val found: List<FoundView>? = null,
    val type: OrderType = OrderType.DINE_IN,
    val order: OrderView? = null,
    val customer: CustomerView? = null,
    val line: Int = -1,
    val held: List<OrderSummary> = emptyList(),
    val printing: PrintingView? = null,
    val staff: String? = null,
    val sheet: Sheet? = null,
    val trouble: String? = null,
    /** What just happened, where nothing else on the screen says so. */
    val said: String? = null,
    val undo: Undo? = null,
) {
    /** The tiles of the category, or what was found. */
    fun tiles(): List<TileView> {
        val categories = menu?.categories ?: return emptyList()
        val found = found ?: return categories.firstOrNull { it.id == category }?.tiles ?: emptyList()
        val all = categories.flatMap { it.tiles }.associateBy { it.id }
        return found.mapNotNull { all[it.product] }
    }

    fun categoryOf(tile: TileView): CategoryView? = menu?.categories?.firstOrNull { tile in it.tiles }

    /** What the strip on top says of the printers; none where all is well. */
    fun strip(): String? {
        val printing = printing ?: return null
        val why = printing.why
        return when {
            why != null -> Text.PRINTER_WAITS.say(language, printing.printer ?: "?", why.inLanguage(language), printing.waiting)
            printing.undecided > 0u -> Text.PRINTER_UNDECIDED.say(language, printing.undecided)
            else -> null
        }
    }
}

/** What a tap on the cashier's screen does. Knows no view and no Android. */
class CashierPresenter(private val till: LiveTill, language: Language, staff: String? = null, private val show: (CashierState) -> Unit) {
    var state = CashierState(language, staff = staff)
        private set

    private val no: (Trouble) -> Unit = { trouble ->
        val words = trouble.words?.inLanguage(state.language)
        val approve = trouble.approve
        if (approve != null) {
            become { copy(sheet = Sheet.Approval(words ?: "", "", sheet, approve), trouble = null) }
        } else {
            become { copy(trouble = words ?: Text.FAULT.say(language, trouble.reference ?: "?")) }
        }
    }

    /** Shows the menu, and the order that this terminal was in the middle of. */
    fun start() {
        refresh()
        till.current(no) { order -> if (order != null) { became(order) { this }; look(order) } }
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
        if (shown != null && now >= leavesAt) become { copy(said = null, undo = null, sheet = sheet.takeUnless { it is Sheet.Paid }) }
    }

    /** The moment on the window's clock. */
    fun now(): Long = till.moment()

    private var leaving: Any? = null
    private var leavesAt = 0L

    /** Looks how the printers are; a second's pulse of the window asks for it. */
    fun lookAtPrinters() = till.printing({}) { printing -> if (printing != state.printing) become { copy(printing = printing) } }

    private fun refresh() = till.menu(no) { menu ->
        become { copy(menu = menu, category = category.ifEmpty { menu.categories.firstOrNull()?.id ?: "" }) }
    }

    fun chooseLanguage(language: Language) = become { copy(language = language, trouble = null) }

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
            Opens.LINE -> if (line != null) oneMore(tile) ?: add(line)
            Opens.SET -> till.set(tile.id, null, null, no) { become { copy(sheet = Sheet.SetMeal(tile.id, it), trouble = null) } }
            Opens.CHOICES -> askChoices(tile)
        }
    }

    /** The same product tapped again counts up the line it just made, where nothing was wished for that line. */
    private fun oneMore(tile: TileView): Unit? {
        val order = state.order?.takeIf { it.state == "open" } ?: return null
        val line = order.lines.getOrNull(state.line) ?: return null
        if (line.id !in tile.lines || line.options.isNotEmpty() || line.note != null || line.qty.toIntOrNull() == null) return null
        return more(state.line)
    }

    /** The sheet of a product whose line could be added at once. */
    fun askChoices(tile: TileView) {
        if (tile.opens == Opens.SET) return tap(tile)
        till.choices(tile.id, null, null, no) { become { copy(sheet = Sheet.Choices(tile.id, it), trouble = null) } }
    }

    fun tapSet(tap: SetTap) = turns.take {
        val sheet = state.sheet as? Sheet.SetMeal ?: return@take turns.done()
        till.set(sheet.id, sheet.view.line, tap, noThen) { become { copy(sheet = sheet.copy(view = it), trouble = null) }; turns.done() }
    }

    fun tapChoice(tap: ChoiceTap) = turns.take {
        val sheet = state.sheet as? Sheet.Choices ?: return@take turns.done()
        till.choices(sheet.id, sheet.view.line, tap, noThen) { become { copy(sheet = sheet.copy(view = it), trouble = null) }; turns.done() }
    }

    private val turns = app.till.Turns()
    private val noThen: (Trouble) -> Unit = { no(it); turns.done() }

    fun addFromSheet() = when (val sheet = state.sheet) {
        is Sheet.SetMeal -> add(sheet.view.line)
        is Sheet.Choices -> add(sheet.view.line)
        else -> Unit
    }

    private fun add(line: uniffi.till_mobile.CartLine) = turns.take {
        till.add(state.order?.order, state.type, line, noThen) { order ->
            // Only the sheet it came from: whoever was quicker has opened another one by now.
            val left = state.sheet.takeUnless { it is Sheet.SetMeal || it is Sheet.Choices }
            became(order) { copy(sheet = left, line = order.lines.lastIndex, typed = "", found = null) }
            refresh()
            turns.done()
        }
    }

    fun chooseLine(line: Int) = become { copy(line = line) }

    fun more(line: Int) = step(line, 1)

    fun less(line: Int) = step(line, -1)

    /** One piece more or less; a weight is not counted in pieces and is left as it is. */
    private fun step(line: Int, by: Int) = turns.take {
        val order = state.order ?: return@take turns.done()
        val pieces = order.lines.getOrNull(line)?.qty?.toIntOrNull() ?: return@take turns.done()
        if (pieces + by < 1) {
            turns.done()
            return@take remove(line)
        }
        till.quantity(order.order, line, (pieces + by).toString(), noThen) { became(it) { copy(line = line) }; turns.done() }
    }

    /** Takes a line out; it can be brought back for a while. What the kitchen has already needs a reason. */
    fun remove(line: Int, reason: String? = null): Unit = turns.take {
        val order = state.order ?: return@take turns.done()
        val name = order.lines.getOrNull(line)?.name ?: return@take turns.done()
        val refused: (Trouble) -> Unit = { trouble ->
            if (trouble.wantsReason) {
                become { copy(sheet = Sheet.Why(Text.REMOVE, name.inLanguage(language), sheet) { why -> remove(line, why) }, trouble = null) }
            } else {
                no(trouble)
            }
            turns.done()
        }
        till.takeOut(order.order, line, reason, refused) { left, out ->
            became(left) { copy(line = left.lines.lastIndex, undo = Undo(left.order, name, out), said = null) }
            refresh()
            turns.done()
        }
    }

    /** Brings back the line that was taken out last. */
    fun undo() = turns.take {
        val undo = state.undo ?: return@take turns.done()
        if (undo.order != state.order?.order) return@take turns.done()
        till.add(undo.order, state.type, undo.wanted.line, noThen, undo.wanted.note) { order ->
            became(order) { copy(line = order.lines.lastIndex, undo = null) }
            refresh()
            turns.done()
        }
    }

    fun openDiscount() {
        val order = state.order ?: return
        become { copy(sheet = Sheet.Discount(null), trouble = null) }
        lookAtVouchers(order.order)
    }

    private fun lookAtVouchers(order: String) = till.vouchers(order, no) { offers ->
        become { if (sheet is Sheet.Discount) copy(sheet = Sheet.Discount(offers)) else this }
    }

    fun discount(percent: String?) {
        val order = state.order ?: return
        till.discount(order.order, percent, no) { became(it) { copy(sheet = null) } }
    }

    /** Uses one voucher more, or takes one back off; the sheet stays, for there may be another. */
    fun voucher(offer: VoucherOffer, off: Boolean) {
        val order = state.order ?: return
        till.voucher(order.order, offer.voucher, off, no) { became(it) { this }; lookAtVouchers(it.order); look(it) }
    }

    fun hold() {
        val order = state.order ?: return
        till.hold(order.order, no) { held ->
            become { left().copy(held = held) }
        }
    }

    private fun CashierState.left() = copy(order = null, customer = null, line = -1, sheet = null, trouble = null, undo = null)

    // --- tables ---

    fun openTables() = till.tables(no) { become { copy(sheet = Sheet.Tables(it), trouble = null) } }

    /** The order in hand makes room: what the kitchen has is found at its table, anything else is held. */
    fun aside(then: () -> Unit) {
        val order = state.order
        if (order == null || order.state == "placed") {
            become { left() }
            return then()
        }
        till.hold(order.order, no) { held ->
            become { left().copy(held = held) }
            then()
        }
    }

    /** A table that is taken shows its order; a free one gets the order in hand, or new guests. */
    fun chooseTable(table: TableView) {
        val order = state.order
        val there = table.order
        when {
            there != null && there == order?.order -> closeSheet()
            there != null -> aside { if (table.state == State.HELD) recall(there) else takeUp(there) }
            order != null && order.table == null && order.state == "open" -> moveTo(table.table)
            else -> become { copy(sheet = (sheet as? Sheet.Tables)?.copy(asking = table.table), trouble = null) }
        }
    }

    private fun takeUp(order: String) = till.order(order, no) { view ->
        became(view) { copy(sheet = null, customer = null) }
        look(view)
    }

    /** The order in hand moves; its guests go with it. */
    fun moveTo(table: String) {
        val order = state.order ?: return
        till.move(order.order, table, no) { became(it) { copy(sheet = null) } }
    }

    /** New guests sit down; nobody counted them where [guests] is none. */
    fun sit(table: String, guests: Int?) = aside {
        till.sit(OrderType.DINE_IN, table, guests?.toUInt(), no) { became(it) { copy(sheet = null, customer = null) } }
    }

    /** What the kitchen does not have yet goes there; the order is found at its table. */
    fun send() = turns.take {
        val order = state.order ?: return@take turns.done()
        till.place(order.order, noThen) { sent ->
            val at = listOfNotNull(sent.table?.let { Text.TABLE.say(state.language, it) }, sent.serial).joinToString(" · ")
            become { left().copy(said = Text.SENT.say(language, at)) }
            lookAtPrinters()
            turns.done()
        }
    }

    /** The order in hand is given up, with a reason. */
    fun openGiveUp() {
        val order = state.order ?: return
        become { copy(sheet = Sheet.Why(Text.GIVE_UP, Text.TOTAL.say(language) + " " + order.total, null) { why ->
            till.giveUp(order.order, why, no) { become { left() }; refresh() }
        }, trouble = null) }
    }

    /** The reason was given: what asked for it is done. */
    fun because(reason: String) {
        val sheet = state.sheet as? Sheet.Why ?: return
        become { copy(sheet = sheet.under, trouble = null) }
        sheet.does(reason)
    }

    fun openHeld() = till.held(no) { held -> become { copy(held = held, sheet = Sheet.Held, trouble = null) } }

    fun recall(order: String) = aside {
        till.recall(order, no) { taken ->
            became(taken) { copy(sheet = null, line = taken.lines.lastIndex, customer = null) }
            look(taken)
            till.held(no) { held -> become { copy(held = held) } }
        }
    }

    // --- paying ---

    fun openPay() = turns.take {
        val order = state.order ?: return@take turns.done()
        val cash = state.menu?.tenders?.firstOrNull { it.cash } ?: return@take turns.done()
        till.payment(order.order, noThen) { become { copy(sheet = Sheet.Pay(it, cash, ""), trouble = null) }; turns.done() }
    }

    fun chooseTender(tender: TenderChoiceView) = onPay { copy(tender = tender, typed = "") }

    /** Adds a digit or a point to what is typed; nothing takes the last one away. */
    fun key(key: Char?) = onPay { copy(typed = typed(typed, key)) }

    private fun typed(before: String, key: Char?) = if (key == null) before.dropLast(1) else (before + key).take(10)

    /** The reference of an outside terminal, as it is typed: the field shows it already. */
    fun reference(typed: String) {
        val sheet = state.sheet as? Sheet.Pay ?: return
        state = state.copy(sheet = sheet.copy(reference = typed))
    }

    private fun onPay(change: Sheet.Pay.() -> Sheet.Pay) {
        val sheet = state.sheet as? Sheet.Pay ?: return
        become { copy(sheet = sheet.change(), trouble = null) }
    }

    /** Takes the money; [given] is what was handed over, all that is due where there is none. */
    fun pay(given: String?) {
        val sheet = state.sheet as? Sheet.Pay ?: return
        take(TenderAsked(sheet.tender.id, null, given, sheet.reference.ifBlank { null }, null))
    }

    /** Takes a part of what is due. */
    fun payPart(amount: String) {
        val sheet = state.sheet as? Sheet.Pay ?: return
        take(TenderAsked(sheet.tender.id, amount, null, sheet.reference.ifBlank { null }, null))
    }

    private fun take(asked: TenderAsked) = turns.take {
        val order = state.order ?: return@take turns.done()
        till.pay(order.order, asked, noThen) { taken(it); turns.done() }
    }

    private fun taken(order: OrderView) {
        if (order.state != "paid") {
            became(order) { this }
            return openPay()
        }
        become { left().copy(sheet = Sheet.Paid(order, null)) }
        till.receipt(order.order, no) { png ->
            become { if ((sheet as? Sheet.Paid)?.order == order) copy(sheet = Sheet.Paid(order, png)) else this }
        }
        refresh()
        lookAtPrinters()
    }

    fun takeBack(tender: Int) {
        val order = state.order ?: return
        till.takeBack(order.order, tender, no) { became(it) { this }; openPay() }
    }

    /** Splits what is due evenly; 1 is in one again. */
    fun split(parts: Int) {
        val order = state.order ?: return
        till.split(order.order, parts, no) { became(it) { this }; openPay() }
    }

    // --- the scanner, at any time ---

    /** What was scanned does what it is: a product is added, a member is served, a payment code pays. */
    fun scan(text: String) = till.recognise(text, no) { page ->
        val language = state.language
        val order = state.order
        when (val act = page.act) {
            is ScanAct.Add -> add(act.line)
            is ScanAct.Serve -> till.members(act.member, no) { found -> found.firstOrNull()?.let { serve(it) } }
            is ScanAct.Card -> lookAtCard(act.card)
            is ScanAct.HandOver -> openOrder(act.order)
            is ScanAct.Collect -> openOrder(act.order)
            null -> {
                val tender = state.menu?.tenders?.firstOrNull { it.storedValue }
                if (page.pays && order != null && order.lines.isNotEmpty() && tender != null) {
                    till.payByCode(order, tender.id, text, no) { taken(it) }
                } else {
                    become { copy(trouble = listOfNotNull(page.what.inLanguage(language), page.why?.inLanguage(language)).joinToString(": ")) }
                }
            }
        }
    }

    // --- members ---

    fun openMembers() = become { copy(sheet = Sheet.Members("", null), trouble = null) }

    fun findMembers(typed: String) {
        if (typed.isBlank()) return
        till.members(typed.trim(), no) { found -> become { copy(sheet = Sheet.Members(typed, found), trouble = null) } }
    }

    fun openEnrol(phone: String) = become { copy(sheet = Sheet.Enrol("", phone), trouble = null) }

    fun enrol(name: String, phone: String) = till.enrol(name, phone, no) { serve(it) }

    /** Makes a member the customer; where there is no order yet they are shown, and served with the first line. */
    fun serve(member: MemberView) {
        val order = state.order ?: return become { copy(sheet = Sheet.Members(member.number, listOf(member)), trouble = null) }
        till.customer(order.order, member.member, no) { became(it) { copy(sheet = null) }; look(it); refresh() }
    }

    fun serveNobody() {
        val order = state.order ?: return
        till.customer(order.order, null, no) { became(it) { copy(sheet = null, customer = null) }; refresh() }
    }

    fun openTopUp(member: MemberView) = become {
        val sheet = sheet as? Sheet.Members ?: return@become this
        copy(sheet = sheet.copy(topUp = member, amount = ""), trouble = null)
    }

    fun topUpKey(key: Char?) = become {
        val sheet = sheet as? Sheet.Members ?: return@become this
        copy(sheet = sheet.copy(amount = typed(sheet.amount, key)), trouble = null)
    }

    fun topUp() {
        val sheet = state.sheet as? Sheet.Members ?: return
        val member = sheet.topUp ?: return
        val cash = state.menu?.tenders?.firstOrNull { it.cash } ?: return
        till.topUp(member.member, sheet.amount, cash.id, no) {
            findMembers(member.number)
            state.order?.let { order -> look(order) }
        }
    }

    // --- cards ---

    fun openCards() = till.cards(no) { become { copy(sheet = Sheet.Cards(it), trouble = null) } }

    fun lookAtCard(number: String) {
        if (number.isBlank()) return
        till.cards(no) { made -> till.card(number.trim(), no) { become { copy(sheet = Sheet.Cards(made, it), trouble = null) } } }
    }

    private fun onCard(change: Sheet.Cards.() -> Sheet.Cards) = become {
        val sheet = sheet as? Sheet.Cards ?: return@become this
        copy(sheet = sheet.change(), trouble = null)
    }

    private fun withCard(does: (card: String, then: (CardPage) -> Unit) -> Unit) {
        val page = (state.sheet as? Sheet.Cards)?.page ?: return
        does(page.number) { now -> onCard { copy(page = now, amount = null) } }
    }

    private fun cash() = state.menu?.tenders?.firstOrNull { it.cash }?.id

    /** Takes the card's price in cash: it can be used from then on. */
    fun sellCard() = withCard { card, then -> cash()?.let { till.sellCard(card, it, no, then) } }

    fun askCardAmount() = onCard { copy(amount = "") }

    fun cardKey(key: Char?) = onCard { copy(amount = typed(amount ?: "", key)) }

    fun topUpCard() {
        val amount = (state.sheet as? Sheet.Cards)?.amount?.ifEmpty { null } ?: return
        withCard { card, then -> cash()?.let { till.topUpCard(card, amount, it, no, then) } }
    }

    /** A card that was lost is blocked, one that was found is not; both with a reason. */
    fun blockCard() {
        val sheet = state.sheet as? Sheet.Cards ?: return
        val page = sheet.page ?: return
        val title = if (page.blocked) Text.CARD_UNBLOCK else Text.CARD_BLOCK
        val reasons = if (page.blocked) listOf(Text.WHY_FOUND) else listOf(Text.WHY_LOST, Text.WHY_BROKEN)
        become { copy(sheet = Sheet.Why(title, page.number, sheet, reasons) { why ->
            withCard { card, then -> till.blockCard(card, !page.blocked, why, no, then) }
        }, trouble = null) }
    }

    fun openMakeCards(sold: Boolean = true) = become { copy(sheet = Sheet.MakeCards(sold), trouble = null) }

    /** The batch is known by what the books allow in a name: small letters, digits. */
    fun makeCards(name: String, holds: String, prefix: String, count: String, sold: Boolean) {
        till.cards(no) { made ->
            val letters = name.lowercase().filter { it in 'a'..'z' || it in '0'..'9' }.take(40).ifEmpty { "cards" }
            val asked = CardsAsked("$letters-${made.size + 1}", Words(name, name, name), holds.trim(), sold, prefix.trim().uppercase(), count.trim().toUIntOrNull() ?: 0u)
            till.makeCards(asked, no) { become { copy(sheet = Sheet.Cards(it), trouble = null) } }
        }
    }

    // --- orders that are placed ---

    fun openMore() = become { copy(sheet = Sheet.More, trouble = null) }

    fun openOrders() = till.ordersToday(no) { become { copy(sheet = Sheet.Orders(it), trouble = null) } }

    fun openOrder(order: String) = till.order(order, no) { view ->
        become { copy(sheet = Sheet.OneOrder(view, null), trouble = null) }
        if (view.state == "paid" || view.state == "closed") till.receipt(order, no) { png ->
            become { if ((sheet as? Sheet.OneOrder)?.order == view) copy(sheet = Sheet.OneOrder(view, png)) else this }
        }
    }

    /** A placed order is paid here: it becomes the order of this screen. */
    fun collect(order: OrderView) = aside {
        became(order) { copy(sheet = null, customer = null) }
        look(order)
        openPay()
    }

    fun reprint(order: String) = till.reprint(order, no) { lookAtPrinters() }

    fun handOver(order: String) = till.handOver(order, no) { view -> become { copy(sheet = Sheet.OneOrder(view, null), trouble = null) } }

    fun openRefund(order: OrderView) = become { copy(sheet = Sheet.Refund(order, order.lines.indices.toSet(), null), trouble = null) }

    fun refundLine(line: Int) = become {
        val sheet = sheet as? Sheet.Refund ?: return@become this
        copy(sheet = sheet.copy(lines = if (line in sheet.lines) sheet.lines - line else sheet.lines + line), trouble = null)
    }

    fun refundWhy(why: Text) = become {
        val sheet = sheet as? Sheet.Refund ?: return@become this
        copy(sheet = sheet.copy(why = why), trouble = null)
    }

    fun refund() {
        val sheet = state.sheet as? Sheet.Refund ?: return
        val why = sheet.why ?: return
        val lines = sheet.lines.sorted().map { RefundLine(it.toUInt(), null) }
        till.refund(sheet.order.order, lines, why.say(state.language), no) { openOrder(sheet.order.order); refresh(); lookAtPrinters() }
    }

    fun drawer() = till.drawer(Text.DRAWER_WHY.say(state.language), no) { become { copy(sheet = null, trouble = null) } }

    fun openDay() = till.day(no) { become { copy(sheet = Sheet.Day(it), trouble = null) } }

    // --- slips ---

    fun openSlips() = till.slips(no) { become { copy(sheet = Sheet.Slips(it), trouble = null) } }

    /** Somebody looked: the slip lies there, or it comes again. */
    fun slipSeen(job: Long, printed: Boolean) = till.slipSeen(job, printed, no) { slips(it) }

    fun dropSlip(job: Long) = till.dropSlip(job, no) { slips(it) }

    private fun slips(slips: List<SlipView>) {
        become { copy(sheet = Sheet.Slips(slips), trouble = null) }
        lookAtPrinters()
    }

    // --- the back office's common acts ---

    fun openOffice() = till.products(no) { become { copy(sheet = Sheet.Office(it), trouble = null) } }

    fun onSale(product: ProductView) = till.onSale(product.id, !product.onSale, no) { office(it) }

    fun soldOut(product: ProductView) = till.soldOut(product.skus, !product.soldOut, no) { office(it) }

    fun openPrice(product: ProductView?) = become {
        val sheet = sheet as? Sheet.Office ?: return@become this
        copy(sheet = sheet.copy(pricing = product?.id, typed = ""), trouble = null)
    }

    fun priceKey(key: Char?) = become {
        val sheet = sheet as? Sheet.Office ?: return@become this
        copy(sheet = sheet.copy(typed = typed(sheet.typed, key)), trouble = null)
    }

    fun setPrice() {
        val sheet = state.sheet as? Sheet.Office ?: return
        val product = sheet.pricing ?: return
        till.price(product, sheet.typed, no) { office(it) }
    }

    private fun office(products: List<ProductView>) {
        become { copy(sheet = Sheet.Office(products), trouble = null) }
        refresh()
    }

    // --- settings ---

    private var opened = 0

    fun openSettings() = till.printers(no) { printers ->
        till.staff(no) { staff ->
            till.tablePlan(no) { tables -> become { copy(sheet = Sheet.Settings(printers, staff, tables, opened++), trouble = null) } }
        }
    }

    /** Something the window has to say. */
    fun tell(text: Text) = become { copy(trouble = text.say(language)) }

    fun removePrinter(name: String) = till.removePrinter(name, no) { openSettings() }

    fun removeStaff(id: String) = till.removeStaff(id, no) { openSettings() }

    fun planTables(typed: String) = till.planTables(typed, no) { openSettings() }

    fun addPrinter(found: FoundPrinter) = till.keepPrinter(frontPrinter(found), SlipLanguage.BOTH, no) { openSettings() }

    fun testPrinter(name: String) = till.testPrinter(name, no) { lookAtPrinters() }

    fun openAddStaff() = become { copy(sheet = Sheet.AddStaff("", Role.CASHIER, ""), trouble = null) }

    fun addStaff(name: String, role: Role, pin: String) {
        // The books' name is made of the letters that an id may have; else it is counted on.
        val letters = name.lowercase().filter { it in 'a'..'z' || it in '0'..'9' }
        till.staff(no) { all ->
            val id = letters.ifEmpty { "staff-${all.size + 1}" }
            till.keepStaff(id, name, role, pin, no) { openSettings() }
        }
    }

    fun approvalKey(key: Char?) = become {
        val sheet = sheet as? Sheet.Approval ?: return@become this
        copy(sheet = sheet.copy(typed = typed(sheet.typed, key)), trouble = null)
    }

    /** A manager typed their PIN: what was refused is asked again in their name. */
    fun approve() {
        val sheet = state.sheet as? Sheet.Approval ?: return
        till.signIn(sheet.typed, no) { who ->
            become { copy(sheet = sheet.under, trouble = null) }
            sheet.approve(who.id)
        }
    }

    fun closeSheet() = become {
        val under = when (val sheet = sheet) {
            is Sheet.Approval -> sheet.under
            is Sheet.Why -> sheet.under
            is Sheet.Cards -> if (sheet.amount != null) sheet.copy(amount = null) else sheet.page?.let { sheet.copy(page = null) }
            is Sheet.Tables -> if (sheet.asking == null) null else sheet.copy(asking = null)
            else -> null
        }
        copy(sheet = under, trouble = null)
    }

    /** The order is this now. What the customer could use of it may have changed too. */
    private fun became(order: OrderView, change: CashierState.() -> CashierState) {
        val known = state.customer != null && state.order?.order == order.order
        become { with(order).change() }
        if (known && state.customer != null) look(order)
    }

    /** Who the order is for, as the strip shows them. */
    private fun look(order: OrderView) = till.customerOf(order.order, no) { customer ->
        if (customer != state.customer && state.order?.order == order.order) become { copy(customer = customer) }
    }

    private fun CashierState.with(order: OrderView) =
        copy(order = order, type = order.orderType, trouble = null, said = null, line = if (line in order.lines.indices) line else order.lines.lastIndex)

    private fun become(change: CashierState.() -> CashierState) {
        state = state.change()
        show(state)
    }

    companion object {
        /** How long what was said stays, and how long "paid". */
        const val SAID_MS = 6_000L
        const val PAID_MS = 12_000L
    }
}
