package app.till.cashier

import app.till.Language
import app.till.LiveTill
import app.till.Text
import app.till.Trouble
import app.till.hardware.FoundPrinter
import app.till.hardware.frontPrinter
import app.till.inLanguage
import uniffi.till_mobile.CategoryView
import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.ChoicesView
import uniffi.till_mobile.CustomerView
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
import uniffi.till_mobile.StaffView
import uniffi.till_mobile.TenderAsked
import uniffi.till_mobile.TenderChoiceView
import uniffi.till_mobile.TileView

/** What lies over the grid. */
sealed interface Sheet {
    data class SetMeal(val id: String, val view: SetView) : Sheet
    data class Choices(val id: String, val view: ChoicesView) : Sheet
    data class Pay(val payment: PaymentView, val tender: TenderChoiceView, val typed: String) : Sheet
    data class Paid(val order: OrderView, val receipt: ByteArray?) : Sheet
    data object Discount : Sheet
    data object Held : Sheet
    data object More : Sheet

    /** [found] is none until somebody looked. */
    data class Members(val typed: String, val found: List<MemberView>?, val topUp: MemberView? = null, val amount: String = "") : Sheet
    data class Enrol(val name: String, val phone: String) : Sheet
    data class Orders(val orders: List<OrderSummary>) : Sheet
    data class OneOrder(val order: OrderView, val receipt: ByteArray?) : Sheet
    data class Refund(val order: OrderView, val lines: Set<Int>, val why: Text?) : Sheet
    data class Office(val products: List<ProductView>, val pricing: String? = null, val typed: String = "") : Sheet
    data class Settings(val printers: List<PrinterView>, val staff: List<StaffView>) : Sheet
    data class AddStaff(val name: String, val role: Role, val pin: String) : Sheet

    /** Somebody's PIN for what [approve] asks again; [under] comes back afterwards. */
    data class Approval(val why: String, val typed: String, val under: Sheet?, val approve: (String) -> Unit) : Sheet
}

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
            Opens.LINE -> if (line != null) add(line)
            Opens.SET -> till.set(tile.id, null, null, no) { become { copy(sheet = Sheet.SetMeal(tile.id, it), trouble = null) } }
            Opens.CHOICES -> askChoices(tile)
        }
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

    fun remove(line: Int) = turns.take {
        val order = state.order ?: return@take turns.done()
        till.remove(order.order, line, noThen) { became(it) { copy(line = it.lines.lastIndex) }; turns.done() }
    }

    fun openDiscount() = become { if (order == null) this else copy(sheet = Sheet.Discount, trouble = null) }

    fun discount(percent: String?) {
        val order = state.order ?: return
        till.discount(order.order, percent, no) { became(it) { copy(sheet = null) } }
    }

    fun hold() {
        val order = state.order ?: return
        till.hold(order.order, no) { held ->
            become { copy(order = null, customer = null, line = -1, held = held, sheet = null, trouble = null) }
        }
    }

    fun openHeld() = till.held(no) { held -> become { copy(held = held, sheet = Sheet.Held, trouble = null) } }

    fun recall(order: String) = till.recall(order, no) { taken ->
        became(taken) { copy(sheet = null, line = taken.lines.lastIndex, customer = null) }
        look(taken)
        till.held(no) { held -> become { copy(held = held) } }
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

    private fun onPay(change: Sheet.Pay.() -> Sheet.Pay) {
        val sheet = state.sheet as? Sheet.Pay ?: return
        become { copy(sheet = sheet.change(), trouble = null) }
    }

    /** Takes the money; [given] is what was handed over, all that is due where there is none. */
    fun pay(given: String?) {
        val sheet = state.sheet as? Sheet.Pay ?: return
        take(TenderAsked(sheet.tender.id, null, given, null, null))
    }

    /** Takes a part of what is due. */
    fun payPart(amount: String) {
        val sheet = state.sheet as? Sheet.Pay ?: return
        take(TenderAsked(sheet.tender.id, amount, null, null, null))
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
        become { copy(sheet = Sheet.Paid(order, null), order = null, customer = null, line = -1, trouble = null) }
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
    fun collect(order: OrderView) {
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

    fun openSettings() = till.printers(no) { printers ->
        till.staff(no) { staff -> become { copy(sheet = Sheet.Settings(printers, staff), trouble = null) } }
    }

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

    fun closeSheet() = become { copy(sheet = (sheet as? Sheet.Approval)?.under, trouble = null) }

    private fun became(order: OrderView, change: CashierState.() -> CashierState) = become { with(order).change() }

    /** Who the order is for, as the strip shows them. */
    private fun look(order: OrderView) = till.customerOf(order.order, no) { customer ->
        if (customer != state.customer && state.order?.order == order.order) become { copy(customer = customer) }
    }

    private fun CashierState.with(order: OrderView) =
        copy(order = order, type = order.orderType, trouble = null, line = if (line in order.lines.indices) line else order.lines.lastIndex)

    private fun become(change: CashierState.() -> CashierState) {
        state = state.change()
        show(state)
    }
}
