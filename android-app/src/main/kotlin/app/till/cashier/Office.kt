package app.till.cashier

import app.till.hardware.FoundPrinter
import app.till.hardware.frontPrinter
import uniffi.till_mobile.KioskSettings
import uniffi.till_mobile.ProductView
import uniffi.till_mobile.Role
import uniffi.till_mobile.SlipLanguage

/** The back office's common acts: what is sold and for how much, who works here, printers, tables, kiosks. */
class Office(private val counter: Counter) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    fun open() = till.products(no) { counter.open(Sheet.Office(it)) }

    fun search(typed: String) = counter.on<Sheet.Office> { copy(search = typed) }

    fun only(only: Sheet.Office.Only) = counter.on<Sheet.Office> { copy(only = only) }

    fun tick(product: ProductView) = counter.on<Sheet.Office> { copy(ticked = if (product.id in ticked) ticked - product.id else ticked + product.id) }

    fun tickNone() = counter.on<Sheet.Office> { copy(ticked = emptySet()) }

    fun onSale(product: ProductView) = till.onSale(listOf(product.id), !product.onSale, no) { changed(it) }

    /** All that are ticked, in one act. */
    fun onSaleTicked(on: Boolean) = ticked { all -> till.onSale(all.map { it.id }, on, no) { changed(it) } }

    fun soldOut(product: ProductView) = till.soldOut(product.skus, !product.soldOut, false, no) { changed(it) }

    /** Until the day ends, or until somebody changes it. */
    fun soldOutTicked(soldOut: Boolean, untilChanged: Boolean) =
        ticked { all -> till.soldOut(all.flatMap { it.skus }, soldOut, untilChanged, no) { changed(it) } }

    private fun ticked(does: (List<ProductView>) -> Unit) {
        val sheet = state.sheet as? Sheet.Office ?: return
        does(sheet.products.filter { it.id in sheet.ticked })
    }

    fun openPrice(product: ProductView?) = counter.on<Sheet.Office> { copy(pricing = product?.id, typed = "") }

    fun priceKey(key: Char?) = counter.on<Sheet.Office> { copy(typed = Counter.typed(typed, key)) }

    fun setPrice() {
        val sheet = state.sheet as? Sheet.Office ?: return
        till.price(sheet.pricing ?: return, sheet.typed, no) { changed(it) }
    }

    /** The list as it is now; what was looked for stays. */
    private fun changed(products: List<ProductView>) {
        counter.on<Sheet.Office> { copy(products = products, ticked = emptySet(), pricing = null, typed = "") }
        counter.refresh()
    }

    // --- settings ---

    private var opened = 0

    fun openSettings() = till.settings(no) { printers, staff, tables -> counter.open(Sheet.Settings(printers, staff, tables, opened++)) }

    fun removePrinter(name: String) = till.removePrinter(name, no) { openSettings() }

    fun removeStaff(id: String) = till.removeStaff(id, no) { openSettings() }

    fun planTables(typed: String) = till.planTables(typed, no) { openSettings() }

    fun addPrinter(found: FoundPrinter) = till.keepPrinter(frontPrinter(found), SlipLanguage.BOTH, no) { openSettings() }

    fun testPrinter(name: String) = till.testPrinter(name, no) { counter.lookAtPrinters() }

    fun openAddStaff() = counter.open(Sheet.AddStaff("", Role.CASHIER, ""))

    fun addStaff(name: String, role: Role, pin: String) {
        // The books' name is made of the letters that an id may have; else it is counted on.
        val letters = name.lowercase().filter { it in 'a'..'z' || it in '0'..'9' }
        till.staff(no) { all ->
            val id = letters.ifEmpty { "staff-${all.size + 1}" }
            till.keepStaff(id, name, role, pin, no) { openSettings() }
        }
    }

    // --- kiosks ---

    fun openKiosk() = till.kioskSettings(no) { settings, all -> counter.open(Sheet.Kiosk(settings, all)) }

    /** Something was touched: it is shown, and kept with the rest by [keepKiosk]. */
    fun kiosk(change: KioskSettings.() -> KioskSettings) = counter.on<Sheet.Kiosk> { copy(settings = settings.change()) }

    /** Something was typed into a field, which shows it already. */
    fun kioskTyped(change: KioskSettings.() -> KioskSettings) = counter.keep { (sheet as? Sheet.Kiosk)?.let { copy(sheet = it.copy(settings = it.settings.change())) } ?: this }

    fun keepKiosk() {
        val sheet = state.sheet as? Sheet.Kiosk ?: return
        till.keepKiosk(sheet.settings, no) { openSettings() }
    }
}
