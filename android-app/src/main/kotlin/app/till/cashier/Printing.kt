package app.till.cashier

import app.till.Language
import app.till.Text
import app.till.hardware.FoundPrinter
import app.till.hardware.frontPrinter
import uniffi.till_mobile.HeadingView
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.PrintRule
import uniffi.till_mobile.PrintSettings
import uniffi.till_mobile.PrinterView
import uniffi.till_mobile.SlipKind
import uniffi.till_mobile.SlipLanguage
import uniffi.till_mobile.TicketPer
import uniffi.till_mobile.Words

/** An order's slips, looked at before one of them is printed: which, and on which printer. */
data class ByHand(val order: OrderView, val slip: SlipKind, val printers: List<PrinterView>, val picture: ByteArray?, override val under: Sheet?) : Sheet, Sheet.Over

/** A printer as it is being changed; [known] is none for one that is new, [choosing] its kind is. */
data class OnePrinter(
    val printer: PrinterView,
    val all: PrintSettings,
    val known: String?,
    val choosing: Boolean = false,
    override val under: Sheet?,
    /** As it was before somebody filled it in. */
    val was: PrinterView = printer,
) : Sheet, Sheet.Over, Sheet.Drafted {
    override val draft get() = draftOf(known).takeIf { printer != was }

    companion object {
        fun draftOf(known: String?) = "printer:${known ?: ""}"
    }
}

/** What prints without anybody asking, as it is being changed. */
data class Rules(val rules: List<PrintRule>, val printers: List<PrinterView>, override val under: Sheet?) : Sheet, Sheet.Over

/** What slips say of the shop, as it is being written; [picture] is a receipt that says it. */
data class HeadingForm(
    val shop: Words,
    val heading: HeadingView,
    val language: SlipLanguage,
    val picture: ByteArray?,
    /** What the shop was called before. */
    val called: Words,
    override val under: Sheet?,
    /** As it was before somebody filled it in. */
    val was: HeadingView = heading,
) : Sheet, Sheet.Over, Sheet.Drafted {
    override val draft get() = DRAFT.takeIf { heading != was || shop != called }

    companion object {
        const val DRAFT = "heading"
    }
}

/** Printers and what they print: slips by hand, a printer's page, when things print, what receipts say. */
class Printing(private val counter: Counter, private val office: Office) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    /** Where each kind of slip was printed last: that printer is offered first. */
    private val last = HashMap<SlipKind, String>()

    private fun slipLanguage() = if (state.language == Language.ZH) SlipLanguage.ZH else SlipLanguage.EN

    // --- by hand ---

    /** An order's slips: its receipt where it is paid, else what the kitchen has. */
    fun openByHand(under: Sheet.OneOrder) = till.printers(no) { printers ->
        val slip = if (under.order.state == "placed") SlipKind.KITCHEN else SlipKind.RECEIPT
        counter.open(ByHand(under.order, slip, printers, null, under))
        look(slip)
    }

    fun slip(slip: SlipKind) {
        counter.on<ByHand> { copy(slip = slip, picture = null) }
        look(slip)
    }

    private fun look(slip: SlipKind) {
        val sheet = state.sheet as? ByHand ?: return
        till.slipsPicture(sheet.order.order, slip, SlipLanguage.BOTH, no) { picture -> counter.on<ByHand> { if (this.slip == slip) copy(picture = picture) else this } }
    }

    /** The printers, the one that printed such a slip last first, then those that are there for it. */
    fun offered(sheet: ByHand): List<PrinterView> {
        val kind = sheet.slip.name.lowercase()
        return sheet.printers.sortedByDescending { if (it.name == last[sheet.slip]) 2 else if (it.serves.any { serves -> serves.substringBefore(':') == kind }) 1 else 0 }
    }

    fun print(to: PrinterView) {
        val sheet = state.sheet as? ByHand ?: return
        till.printSlips(sheet.order.order, sheet.slip, to.name, no) {
            last[sheet.slip] = to.name
            counter.become { copy(sheet = sheet.under, said = Text.PRINT_SENT.each(to.name), trouble = null) }
            counter.lookAtPrinters()
        }
    }

    // --- a printer's page ---

    fun openPrinter(printer: PrinterView, all: PrintSettings) = begin(OnePrinter(printer, all, printer.name, false, state.sheet))

    private fun begin(page: OnePrinter) =
        counter.open(page.copy(printer = counter.draft<OnePrinter>(OnePrinter.draftOf(page.known))?.printer ?: page.printer))

    /** One that the device found is given the usual jobs at once; its page can change them. */
    fun add(found: FoundPrinter, all: PrintSettings) {
        val taken = all.printers.map { it.name }
        val name = generateSequence(1) { it + 1 }.map { if (it == 1) "front" else "front-$it" }.first { it !in taken }
        till.keepPrinter(frontPrinter(found).copy(name = name), no) { settings() }
    }

    /** One in the network: its name and address are typed. */
    fun openNetwork(all: PrintSettings) {
        val printer = PrinterView("", "tcp:", "generic-80", listOf("kitchen"), null, TicketPer.ORDER, slipLanguage())
        begin(OnePrinter(printer, all, null, false, state.sheet))
    }

    fun change(change: PrinterView.() -> PrinterView) = counter.on<OnePrinter> { copy(printer = printer.change()) }

    /** Something was typed into a field, which shows it already. */
    fun typed(change: PrinterView.() -> PrinterView) = counter.keep { (sheet as? OnePrinter)?.let { copy(sheet = it.copy(printer = it.printer.change())) } ?: this }

    fun serves(job: String) = change { copy(serves = if (job in serves) serves - job else serves + job) }

    fun chooseKind() = counter.on<OnePrinter> { copy(choosing = !choosing) }

    fun kind(profile: String) = counter.on<OnePrinter> { copy(printer = printer.copy(profile = profile), choosing = false) }

    fun keepPrinter() {
        val sheet = state.sheet as? OnePrinter ?: return
        till.keepPrinter(sheet.printer.copy(name = sheet.printer.name.trim(), address = sheet.printer.address.trim()), no) {
            counter.on<OnePrinter> { copy(was = this.printer) }
            counter.saved(OnePrinter.draftOf(sheet.known))
            settings()
        }
    }

    fun removePrinter(name: String) = till.removePrinter(name, no) {
        counter.on<OnePrinter> { copy(was = this.printer) }
        counter.saved(OnePrinter.draftOf(name))
        settings()
    }

    fun testPrinter(name: String) = till.testPrinter(name, no) {
        counter.become { copy(said = Text.PRINT_SENT.each(name), trouble = null) }
        counter.lookAtPrinters()
    }

    private fun settings() {
        office.openSettings()
        counter.lookAtPrinters()
    }

    // --- when, and what it says ---

    fun openRules(all: PrintSettings) = counter.open(Rules(all.rules, all.printers, state.sheet))

    fun rule(event: String, change: PrintRule.() -> PrintRule) = counter.on<Rules> { copy(rules = rules.map { if (it.event == event) it.change() else it }) }

    fun keepRules() {
        val sheet = state.sheet as? Rules ?: return
        till.keepPrintRules(sheet.rules, no) { settings() }
    }

    fun openHeading(all: PrintSettings) {
        val now = HeadingForm(all.shop, all.heading, slipLanguage(), null, all.shop, state.sheet)
        val left = counter.draft<HeadingForm>(HeadingForm.DRAFT)
        counter.open(if (left == null) now else now.copy(shop = left.shop, heading = left.heading))
        picture()
    }

    fun headingLanguage(language: SlipLanguage) {
        counter.on<HeadingForm> { copy(language = language) }
        picture()
    }

    /** Something was typed into a field, which shows it already; the receipt beside it follows. */
    fun headingTyped(change: HeadingForm.() -> HeadingForm) {
        counter.keep { (sheet as? HeadingForm)?.let { copy(sheet = it.change()) } ?: this }
        picture()
    }

    private fun picture() {
        val asked = state.sheet as? HeadingForm ?: return
        // What cannot be printed is told where it is typed; the receipt stays as it was.
        till.headingPicture(asked.heading, asked.shop, asked.language, no) { picture ->
            val now = state.sheet as? HeadingForm ?: return@headingPicture
            if (now.heading == asked.heading && now.shop == asked.shop && now.language == asked.language) counter.become { copy(sheet = now.copy(picture = picture), trouble = null) }
        }
    }

    fun keepHeading() {
        val sheet = state.sheet as? HeadingForm ?: return
        till.keepHeading(sheet.heading, sheet.shop.takeIf { it != sheet.called }, no) {
            counter.on<HeadingForm> { copy(was = heading, called = shop) }
            counter.saved(HeadingForm.DRAFT)
            settings()
            counter.refresh()
        }
    }
}
