package app.till.cashier

import app.till.Text
import app.till.inLanguage
import app.till.words
import uniffi.till_mobile.KioskSettings
import uniffi.till_mobile.MenuChange
import uniffi.till_mobile.Picture
import uniffi.till_mobile.ProductView
import uniffi.till_mobile.Role
import uniffi.till_mobile.Times

/** The back office's common acts: what is sold, one or many at once, who works here, tables, kiosks. */
class Office(private val counter: Counter) {
    private val till = counter.till
    private val no = counter.no
    private val state get() = counter.state

    fun open() = till.products("", no) { counter.open(Sheet.Office(it)) }

    fun search(typed: String) = till.products(typed, no) { found -> counter.on<Sheet.Office> { copy(products = found, search = typed) } }

    fun only(only: Sheet.Office.Only) = counter.on<Sheet.Office> { copy(only = only) }

    fun tick(product: ProductView) = counter.on<Sheet.Office> { copy(ticked = if (product.id in ticked) ticked - product.id else ticked + product.id) }

    fun tickNone() = counter.on<Sheet.Office> { copy(ticked = emptySet()) }

    fun onSale(product: ProductView) = till.onSale(listOf(product.id), !product.onSale, no) { changed() }

    /** All that are ticked, in one act. */
    fun onSaleTicked(on: Boolean) = ticked { all -> till.onSale(all.map { it.id }, on, no) { changed() } }

    fun soldOut(product: ProductView) = till.soldOut(product.skus, !product.soldOut, false, no) { changed() }

    /** Until the day ends, or until somebody changes it. */
    fun soldOutTicked(soldOut: Boolean, untilChanged: Boolean) =
        ticked { all -> till.soldOut(all.flatMap { it.skus }, soldOut, untilChanged, no) { changed() } }

    private fun ticked(does: (List<ProductView>) -> Unit) {
        val sheet = state.sheet as? Sheet.Office ?: return
        does(sheet.products.filter { it.id in sheet.ticked })
    }

    fun askPrice(product: ProductView) {
        val about = words { "${product.name.inLanguage(it)} · ${product.price}" }
        counter.open(Sheet.Ask(Text.NEW_PRICE, about, Typed.AMOUNT, state.sheet) { till.changeMenu(MenuChange.Price(product.id, null, it), no) { changed() } })
    }

    private fun changed() {
        counter.on<Sheet.Office> { copy(ticked = emptySet()) }
        again()
        counter.refresh()
    }

    /** The list as it is now, wherever it lies; what was looked for stays. */
    fun again() {
        fun list(sheet: Sheet?): Sheet.Office? = sheet as? Sheet.Office ?: (sheet as? Sheet.Over)?.let { list(it.under) }
        val typed = list(state.sheet)?.search ?: return
        till.products(typed, no) { found ->
            counter.become {
                copy(sheet = when (val sheet = sheet) {
                    is Sheet.Office -> sheet.copy(products = found)
                    is OneProduct -> sheet.copy(under = (sheet.under as? Sheet.Office)?.copy(products = found) ?: sheet.under)
                    is Categories -> sheet.copy(under = (sheet.under as? Sheet.Office)?.copy(products = found) ?: sheet.under)
                    else -> sheet
                })
            }
        }
    }

    // --- settings ---

    private var opened = 0

    fun openSettings() = till.settings(no) { printing, staff, tables -> counter.open(Sheet.Settings(printing, staff, tables, opened++)) }

    fun removeStaff(id: String) = till.removeStaff(id, no) { openSettings() }

    fun planTables(typed: String) = till.planTables(typed, no) { openSettings() }

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

    /** Something was touched [at] this place of the form: it is shown, and kept with the rest by [keepKiosk]. */
    fun kiosk(at: String, change: KioskSettings.() -> KioskSettings) {
        counter.mended(at)
        counter.become { (sheet as? Sheet.Kiosk)?.let { copy(sheet = it.copy(settings = it.settings.change()), trouble = firstWrong()) } ?: this }
    }

    /** Something was typed into a field, which shows it already. */
    fun kioskTyped(change: KioskSettings.() -> KioskSettings) = counter.keep { (sheet as? Sheet.Kiosk)?.let { copy(sheet = it.copy(settings = it.settings.change())) } ?: this }

    /** A picture was brought in: it is the last one, and kept with the rest. */
    fun addPicture(file: String) = kiosk("/pictures") { copy(pictures = pictures + Picture(file, SECONDS, null, Times(emptyList(), "", ""))) }

    fun openPicture(at: Int) = counter.on<Sheet.Kiosk> { copy(opened = if (opened == at) -1 else at) }

    /** Another place in the list, if it is one. */
    fun movePicture(from: Int, to: Int) {
        counter.on<Sheet.Kiosk> { if (to !in settings.pictures.indices) this else copy(settings = settings.copy(pictures = settings.pictures.toMutableList().apply { add(to, removeAt(from)) }), opened = -1) }
    }

    fun dropPicture(at: Int) = counter.on<Sheet.Kiosk> { copy(settings = settings.copy(pictures = settings.pictures.filterIndexed { i, _ -> i != at }), opened = -1) }

    fun keepKiosk(kept: (List<String>) -> Unit = {}) {
        val sheet = state.sheet as? Sheet.Kiosk ?: return
        till.keepKiosk(sheet.settings, no) {
            kept(sheet.settings.pictures.map { it.file })
            openSettings()
        }
    }

    private companion object {
        /** How long a picture is shown unless somebody says otherwise. */
        const val SECONDS = 8u
    }
}
