package app.till

import java.util.concurrent.Executor
import uniffi.till_mobile.*

/** The back office's half of [LiveTill]: what is sold, what there is of it, what prints where, who works here. */
abstract class LiveOffice(
    door: Door,
    channel: Channel,
    terminal: String,
    staff: String,
    now: () -> Long,
    work: Executor,
    screen: Executor,
) : Asking(door, channel, terminal, staff, now, work, screen) {
    // --- what is sold ---

    /** All products, or those that were looked for; on sale or not. */
    fun products(typed: String, no: No, then: (List<ProductView>) -> Unit) = ask(no, then) { products(whole(typed), now()) }

    fun product(product: String, no: No, then: (ProductPage) -> Unit) = ask(no, then) { productPage(product, now()) }

    fun categories(no: No, then: (List<CategoryName>) -> Unit) = ask(no, then) { categoryNames() }

    fun onSale(products: List<String>, on: Boolean, no: No, then: (Unit) -> Unit) = ask(no, then) { putOnSale(tap(), products, on) }

    fun soldOut(skus: List<String>, soldOut: Boolean, untilChanged: Boolean, no: No, then: (Unit) -> Unit) =
        ask(no, then) { declareSoldOut(tap(), skus, soldOut, untilChanged) }

    /** A product to be changed, or (none) a new set. */
    fun draft(product: String?, no: No, then: (DraftView) -> Unit) = ask(no, then) { productDraft(product, now()) }

    /** What a half-made product is after a touch. */
    fun halfMade(draft: ProductDraft, tap: DraftTap, no: No, then: (DraftView) -> Unit) = ask(no, then) { halfMadeProduct(draft, tap, now()) }

    /** A modifier or attribute group to be changed, or (none) a new one. */
    fun group(id: String?, attribute: Boolean, no: No, then: (GroupDraftView) -> Unit) = ask(no, then) { groupDraft(id, attribute) }

    fun halfMadeGroup(draft: GroupDraft, tap: GroupTap, no: No, then: (GroupDraftView) -> Unit) = ask(no, then) { halfMadeGroup(draft, tap) }

    fun keepGroup(draft: GroupDraft, no: No, then: (String) -> Unit) = ask(no, then) { keepGroup(tap(), draft) }

    fun priceLists(no: No, then: (List<ListDraft>) -> Unit) = ask(no, then) { priceLists() }

    fun keepPriceList(list: ListDraft, no: No, then: (Unit) -> Unit) = ask(no, then) { keepPriceList(tap(), list) }

    fun keepDraft(draft: ProductDraft, no: No, then: (Unit) -> Unit) = ask(no, then) { keepDraft(tap(), draft) }

    fun changeMenu(change: MenuChange, no: No, then: (Unit) -> Unit) = ask(no, then) { changeMenu(tap(), change) }

    /** A menu file in the menu's place; how many entries are different. */
    fun importMenu(text: String, no: No, then: (ULong) -> Unit) = ask(no, then) { importMenu(tap(), whole(text)) }

    // --- what there is of it ---

    fun stock(typed: String, no: No, then: (List<StockView>) -> Unit) = ask(no, then) { stockViews(whole(typed)) }

    fun stockDocuments(no: No, then: (List<DocumentView>) -> Unit) = ask(no, then) { stockDocuments(100u) }

    fun moveStock(what: StockCommand, no: No, then: (Unit) -> Unit) = ask(no, then) { moveStock(tap(), what) }

    // --- printers and slips ---

    fun printing(no: No, then: (PrintingView) -> Unit) = ask(no, then) { printing() }

    fun printSettings(no: No, then: (PrintSettings) -> Unit) = ask(no, then) { printSettings() }

    fun printers(no: No, then: (List<PrinterView>) -> Unit) = ask(no, then) { printers() }

    fun keepPrinter(printer: PrinterView, no: No, then: (Unit) -> Unit) = ask(no, then) { keepPrinter(tap(), printer) }

    fun removePrinter(name: String, no: No, then: (Unit) -> Unit) = ask(no, then) { removePrinter(tap(), name) }

    fun testPrinter(name: String, no: No, then: (Unit) -> Unit) = ask(no, then) { testPrinter(tap(), name) }

    fun keepPrintRules(rules: List<PrintRule>, no: No, then: (Unit) -> Unit) = ask(no, then) { keepPrintRules(tap(), rules) }

    /** What slips say of the shop, and what it is called. */
    fun keepHeading(heading: HeadingView, shop: Words?, no: No, then: (Unit) -> Unit) = ask(no, then) {
        if (shop != null) changeMenu(tap(), MenuChange.Shop(shop))
        keepHeading(tap(), heading)
    }

    /** A receipt with this heading, as a picture's bytes. */
    fun headingPicture(heading: HeadingView, shop: Words, language: SlipLanguage, no: No, then: (ByteArray) -> Unit) =
        ask(no, then) { headingPng(heading, shop, language, now()) }

    /** An order's slips of one kind, as a picture's bytes. */
    fun slipsPicture(order: String, slip: SlipKind, language: SlipLanguage, no: No, then: (ByteArray) -> Unit) =
        ask(no, then) { slipsPng(order, slip, language) }

    fun printSlips(order: String, slip: SlipKind, to: String, no: No, then: (Unit) -> Unit) = ask(no, then) { printSlips(tap(), order, slip, to) }

    /** Slips that wait, and the printers that there are. */
    fun slips(no: No, then: (List<SlipView>, List<String>) -> Unit) =
        ask(no, { (slips, printers) -> then(slips, printers) }) { slipsWaiting() to printers().map { it.name } }

    fun slipSeen(job: Long, printed: Boolean, no: No, then: (Unit) -> Unit) = ask(no, then) { slipSeen(tap(), job, printed) }

    fun dropSlip(job: Long, no: No, then: (Unit) -> Unit) = ask(no, then) { dropSlip(tap(), job) }

    fun moveSlip(job: Long, to: String, no: No, then: (Unit) -> Unit) = ask(no, then) { moveSlip(tap(), job, to) }

    fun drawer(reason: String, no: No, then: (Unit) -> Unit) = ask(no, then) { openDrawer(tap(), reason) }

    // --- the shop's devices, and who works here ---

    /** What kiosks offer, and all that they could. */
    fun kioskSettings(no: No, then: (KioskSettings, MenuView) -> Unit) =
        ask(no, { (settings, all) -> then(settings, all) }) { kioskSettings() to tiles(Channel.KIOSK, now()) }

    fun keepKiosk(settings: KioskSettings, no: No, then: (Unit) -> Unit) = ask(no, then) { keepKioskSettings(tap(), settings) }

    /** What the settings show: printers, staff, the names of tables. */
    fun settings(no: No, then: (PrintSettings, List<StaffView>, List<String>) -> Unit) =
        ask(no, { (printing, staff, tables) -> then(printing, staff, tables) }) { Triple(printSettings(), staff(), tablePlan()) }

    /** Proves the books. */
    fun checkBooks(no: No, then: (CheckedView) -> Unit) = askAside(no, then) { checkBooks() }

    /** Copies the shop into a file that is not there yet; how many bytes. */
    fun backUp(file: java.io.File, no: No, then: (ULong) -> Unit) = askAside(no, then) { backUp(tap(), file.path) }

    fun staff(no: No, then: (List<StaffView>) -> Unit) = ask(no, then) { staff() }

    fun signIn(pin: String, no: No, then: (StaffView) -> Unit) = ask(no, then) { signIn(pin, now()) }

    fun keepStaff(id: String, name: String, role: Role, pin: String, no: No, then: (List<StaffView>) -> Unit) = ask(no, then) {
        keepStaff(tap(), StaffView(id, name, role), pin)
        staff()
    }

    fun removeStaff(id: String, no: No, then: (List<StaffView>) -> Unit) = ask(no, then) {
        removeStaff(tap(), id)
        staff()
    }
}
