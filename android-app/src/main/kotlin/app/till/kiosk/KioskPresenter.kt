package app.till.kiosk

import app.till.Idle
import app.till.Language
import app.till.LiveTill
import app.till.Steps
import app.till.Text
import app.till.Trouble
import app.till.inLanguage
import uniffi.till_mobile.CartLine
import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.ChoicesView
import uniffi.till_mobile.KioskAsks
import uniffi.till_mobile.KioskReceipt
import uniffi.till_mobile.KioskSettings
import uniffi.till_mobile.MenuView
import uniffi.till_mobile.Opens
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.SetTap
import uniffi.till_mobile.SetUnit
import uniffi.till_mobile.SetView
import uniffi.till_mobile.SlipKind
import uniffi.till_mobile.TenderChoiceView
import uniffi.till_mobile.TileView
import uniffi.till_mobile.UpsellOffer
import uniffi.till_mobile.Words

/** Where a customer is. */
sealed interface Page {
    data object Idle : Page
    data object Where : Page
    data object Menu : Page
    data class SetMeal(val id: String, val view: SetView, val pieces: Int = 1) : Page
    data class Choices(val id: String, val view: ChoicesView, val pieces: Int = 1) : Page

    /** How one unit of the set [under] it is wanted; the view's line is the set's. */
    data class OneUnit(val unit: SetUnit, val view: ChoicesView, val under: SetMeal) : Page
    data object Cart : Page
    data object Code : Page

    /** Sets that the cart would be cheaper as, before it is paid: once an order. */
    data class Offers(val offers: List<UpsellOffer>) : Page

    /** Which table, or which pager: what is asked of who eats in. */
    data class Place(val typed: String) : Page

    /** Paid on a terminal beside the kiosk, whose reference is typed or scanned. */
    data class External(val tender: TenderChoiceView, val typed: String) : Page
    data object Help : Page
    data class Number(val order: OrderView, val paid: Boolean, val claimed: Boolean = false, val receipt: Receipt = Receipt.NONE) : Page

    /** Somebody who works here wants to leave the mode. */
    data class Leave(val typed: String) : Page
}

/** Whether a receipt comes out beside a number. */
enum class Receipt { NONE, ASK, COMES }

/** All that the kiosk shows. */
data class KioskState(
    val language: Language,
    val page: Page = Page.Idle,
    val menu: MenuView? = null,
    val category: String = "",
    val type: OrderType = OrderType.DINE_IN,
    val order: OrderView? = null,
    val settings: KioskSettings? = null,
    /** The printer that receipts come out of; none where nothing prints them. */
    val printer: String? = null,
    /** The table or pager that was typed. */
    val place: String = "",
    val trouble: String? = null,
    /** So many seconds until the cart is given up; none while there is no hurry. */
    val secondsLeft: Int? = null,
    /** The file of the shop's picture that is shown while nobody orders; none where it has none. */
    val picture: String? = null,
    /** That the shop takes no orders now, and when it does; none while it is open. */
    val closed: Words? = null,
    /** Whether suggestions were looked at for this order. */
    val suggested: Boolean = false,
    /** Turns with each second while a code is waited for: something moves where the phone is held. */
    val beat: Boolean = false,
    /** Where help was asked for. */
    val before: Page = Page.Where,
) {
    fun tiles(): List<TileView> = menu?.categories?.firstOrNull { it.id == category }?.tiles ?: emptyList()

    /** The languages it can be switched to. */
    fun languages(): List<Language> = settings?.languages?.map { Language.valueOf(it.name) } ?: Language.entries

    /** Pieces in the cart; a weight counts as one. */
    fun pieces(): Int = order?.lines?.sumOf { it.qty.toIntOrNull() ?: 1 } ?: 0
}

/** What a customer's touch does. Knows no view and no Android. */
class KioskPresenter(
    private val till: LiveTill,
    language: Language,
    private val out: () -> Unit = {},
    private val show: (KioskState) -> Unit,
) {
    var state = KioskState(language)
        private set

    private var home = language
    private val idle = Idle(till, { home }) { closed, picture -> if (closed != state.closed || picture != state.picture) become { copy(closed = closed, picture = picture) } }
    private val turns = app.till.Turns()
    private val steps = Steps(till, turns) { no(it) }
    private var lastTouch = 0L

    private val no: (Trouble) -> Unit = { trouble ->
        val words = trouble.words?.inLanguage(state.language)
        become { copy(trouble = words ?: Text.FAULT.say(language, trouble.reference ?: "?")) }
    }
    private val noThen = turns.no(no)

    fun start() {
        till.kioskSettings(no) { settings, _ ->
            become { copy(settings = settings, language = if (language in languages(settings)) language else languages(settings).first()) }
            home = state.language
            idle.pulse(till.moment())
        }
        till.printers({}) { printers -> become { copy(printer = printers.firstOrNull { "receipt" in it.serves }?.name) } }
        refresh()
        // The process was killed in the middle of an order: nobody stands there any more who could finish it.
        till.current(no) { left -> if (left != null && state.order == null) till.giveUp(left.order, LEFT, {}) { refresh() } }
    }

    private fun languages(settings: KioskSettings) = settings.languages.map { Language.valueOf(it.name) }

    private fun refresh() = till.kioskMenu(no) { menu ->
        become { copy(menu = menu, category = category.ifEmpty { menu.categories.firstOrNull()?.id ?: "" }) }
    }

    /** A finger touched the screen at this moment: the countdown begins anew. */
    fun touched(now: Long) {
        lastTouch = now
        if (state.secondsLeft != null) become { copy(secondsLeft = null) }
    }

    /** A second went by. After a minute without a touch it is asked; ten seconds later the kiosk is idle. */
    fun pulse(now: Long) {
        if (state.page == Page.Idle) return idle.pulse(now)
        if (lastTouch == 0L) lastTouch = now
        if (state.page == Page.Code) become { copy(beat = !beat) }
        val since = now - lastTouch
        val patience = if (state.page is Page.Number) NUMBER_MS else ms(state.settings?.patienceS, PATIENCE_MS)
        val countdown = ms(state.settings?.countdownS, COUNTDOWN_MS)
        if (since >= patience + countdown) return leave()
        // Whole seconds, the last one shown as 1.
        val left = if (since < patience) null else ((patience + countdown - since + 999) / 1000).coerceAtLeast(1)
        val seconds = if (state.page is Page.Number) null else left?.let { Math.toIntExact(it) }
        if (seconds != state.secondsLeft) become { copy(secondsLeft = seconds) }
    }

    private fun ms(seconds: UInt?, unless: Long): Long {
        val inMs = (seconds ?: return unless) * 1000u
        return inMs.toLong()
    }

    // --- leaving the mode ---

    fun askLeave() = till.staff(no) { staff -> if (staff.isEmpty()) out() else become { copy(page = Page.Leave(""), trouble = null) } }

    fun pin(key: Char?) = become {
        val page = page as? Page.Leave ?: return@become this
        copy(page = Page.Leave(if (key == null) page.typed.dropLast(1) else (page.typed + key).take(8)), trouble = null)
    }

    fun leaveMode() {
        val page = state.page as? Page.Leave ?: return
        till.signIn(page.typed, { no(it); become { copy(page = Page.Leave("")) } }) { out() }
    }

    /** Somebody is there. Where there is one kind of order only, nothing is asked. */
    fun touch(language: Language = state.language) {
        if (state.closed != null) return chooseLanguage(language)
        become { copy(language = language, page = Page.Where) }
        state.settings?.orderTypes?.singleOrNull()?.let { chooseType(it) }
    }

    /** Somebody does not know what to do. The way back leads to where they were. */
    fun help() = become { if (page == Page.Help) this else copy(page = Page.Help, before = page, trouble = null) }

    fun chooseLanguage(language: Language) = become { copy(language = language, trouble = null) }

    fun chooseType(type: OrderType) = become {
        val asked = type == OrderType.DINE_IN && settings?.asks.let { it != null && it != KioskAsks.NOTHING }
        copy(type = type, page = if (asked) Page.Place(place) else Page.Menu)
    }

    fun placeKey(key: Char?) = become {
        val page = page as? Page.Place ?: return@become this
        copy(page = Page.Place(if (key == null) page.typed.dropLast(1) else (page.typed + key).take(4)), trouble = null)
    }

    fun placeKnown() = become {
        val page = page as? Page.Place ?: return@become this
        if (page.typed.isEmpty()) this else copy(place = page.typed, page = Page.Menu)
    }

    fun chooseCategory(id: String) = become { copy(category = id) }

    fun tap(tile: TileView) {
        val line = tile.line
        when (tile.opens) {
            Opens.LINE -> if (line != null) add(line)
            Opens.SET -> till.set(tile.id, null, null, no) { become { copy(page = Page.SetMeal(tile.id, it), trouble = null) } }
            Opens.CHOICES -> till.choices(tile.id, null, null, no) { become { copy(page = Page.Choices(tile.id, it), trouble = null) } }
        }
    }

    fun tapSet(tap: SetTap) = steps.set(tap, { (state.page as? Page.SetMeal)?.run { id to view } }) {
        become { if (page is Page.SetMeal) copy(page = page.copy(view = it), trouble = null) else this }
    }

    fun tapChoice(tap: ChoiceTap) =
        if (state.page is Page.OneUnit) steps.unit(tap, { (state.page as? Page.OneUnit)?.run { unit to view } }) {
            become { if (page is Page.OneUnit) copy(page = page.copy(view = it), trouble = null) else this }
        } else steps.choice(tap, { (state.page as? Page.Choices)?.run { id to view } }) {
            become { if (page is Page.Choices) copy(page = page.copy(view = it), trouble = null) else this }
        }

    /** How one unit of the set is wanted: without onions, less ice. */
    fun askUnit(unit: SetUnit) {
        val set = state.page as? Page.SetMeal ?: return
        till.unit(set.view.line, unit, null, no) { become { if (page == set) copy(page = Page.OneUnit(unit, it, set), trouble = null) else this } }
    }

    /** Back to the set, with the unit as it is wanted now. */
    private fun keepUnit(unit: Page.OneUnit) = till.set(unit.under.id, unit.view.line, null, no) {
        become { if (page == unit) copy(page = unit.under.copy(view = it), trouble = null) else this }
    }

    /** One more of what is being chosen, or one less. */
    fun pieces(by: Int) = become {
        fun within(pieces: Int) = (pieces + by).coerceIn(1, MOST_PIECES)
        when (page) {
            is Page.SetMeal -> copy(page = page.copy(pieces = within(page.pieces)))
            is Page.Choices -> copy(page = page.copy(pieces = within(page.pieces)))
            else -> this
        }
    }

    fun addFromPage() = when (val page = state.page) {
        is Page.SetMeal -> add(page.view.line.copy(qty = page.pieces.toString()))
        is Page.Choices -> add(page.view.line.copy(qty = page.pieces.toString()))
        is Page.OneUnit -> keepUnit(page)
        else -> Unit
    }

    private fun add(line: CartLine) = turns.take {
        till.add(state.order?.order, state.type, line, noThen) { order ->
            become { copy(order = order, page = Page.Menu, trouble = null) }
            refresh()
            turns.done()
        }
    }

    fun remove(line: Int) = turns.take {
        val order = state.order ?: return@take turns.done()
        till.remove(order.order, line, noThen) {
            become { copy(order = it, page = if (it.lines.isEmpty()) Page.Menu else Page.Cart) }
            turns.done()
        }
    }

    fun more(line: Int) = step(line, 1)

    fun less(line: Int) = step(line, -1)

    private fun step(line: Int, by: Int) = steps.pieces(line, by, { state.order }, { remove(line) }) { become { copy(order = it, trouble = null) } }

    fun openCart() = become { if (order == null) this else copy(page = Page.Cart, trouble = null) }

    // --- suggestions ---

    private var paying: () -> Unit = {}

    /** What the cart would be cheaper as is shown once before it is paid; then it goes [on]. */
    private fun suggest(on: () -> Unit) {
        val order = state.order ?: return
        if (state.suggested) return on()
        till.upsells(order.order, { on() }) { offers ->
            paying = on
            become { copy(suggested = true, page = if (offers.isEmpty()) page else Page.Offers(offers), trouble = null) }
            if (offers.isEmpty()) on()
        }
    }

    /** No, thanks. */
    fun skipOffers() = paying()

    /** One tap: the cart has the set now, and what it saves is seen there. */
    fun takeOffer(offer: UpsellOffer) = turns.take {
        val order = state.order ?: return@take turns.done()
        till.takeUpsell(order.order, offer, noThen) { become { copy(order = it, page = Page.Cart, trouble = null) }; turns.done() }
    }

    // --- paying ---

    /** Places the order, to be paid at the counter. Twice in a hurry is once. */
    fun place() = suggest {
        turns.take {
            val order = state.order ?: return@take turns.done()
            till.kioskSend(order.order, state.place, noThen) { become { copy(page = Page.Number(it, false), order = null, trouble = null) }; turns.done() }
        }
    }

    /** Where the phone is held; only where the order can be paid here at all. */
    fun openCode() = suggest {
        val order = state.order ?: return@suggest
        val tender = state.menu?.tenders?.firstOrNull { it.storedValue } ?: return@suggest
        till.kioskAdmits(order.order, tender.id, no) { become { copy(page = Page.Code, trouble = null) } }
    }

    /** A terminal beside the kiosk takes the money. */
    fun openExternal(tender: TenderChoiceView) = suggest {
        val order = state.order ?: return@suggest
        till.kioskAdmits(order.order, tender.id, no) { become { copy(page = Page.External(tender, ""), trouble = null) } }
    }

    fun referenceKey(key: Char?) = become {
        val page = page as? Page.External ?: return@become this
        copy(page = page.copy(typed = if (key == null) page.typed.dropLast(1) else (page.typed + key).take(32)), trouble = null)
    }

    /** What that terminal's slip says: no payment until somebody at the counter has looked. */
    fun claim(reference: String? = null) = turns.take {
        val order = state.order ?: return@take turns.done()
        val page = state.page as? Page.External ?: return@take turns.done()
        val said = (reference ?: page.typed).trim()
        if (said.isEmpty()) return@take turns.done()
        till.kioskClaim(order.order, state.place, page.tender.id, said, noThen) {
            become { copy(page = Page.Number(it, false, claimed = true), order = null, trouble = null) }
            turns.done()
        }
    }

    private fun paid(order: OrderView) {
        become {
            val receipt = when (settings?.receipt.takeIf { printer != null }) {
                KioskReceipt.ALWAYS -> Receipt.COMES
                KioskReceipt.ASKED -> Receipt.ASK
                else -> Receipt.NONE
            }
            copy(page = Page.Number(order, true, receipt = receipt), order = null, trouble = null)
        }
        turns.done()
    }

    /** Somebody wants the receipt: once. */
    fun askReceipt() = turns.take {
        val page = (state.page as? Page.Number)?.takeIf { it.receipt == Receipt.ASK } ?: return@take turns.done()
        val printer = state.printer ?: return@take turns.done()
        till.printSlips(page.order.order, SlipKind.RECEIPT, printer, noThen) { become { copy(page = page.copy(receipt = Receipt.COMES), trouble = null) }; turns.done() }
    }

    /** A member's code pays where the cart or the code's window is open, a reference where one is asked for; elsewhere it is nothing. */
    fun scan(text: String) {
        if (state.page is Page.External) return claim(text)
        turns.take {
            val order = state.order
            val tender = state.menu?.tenders?.firstOrNull { it.storedValue }
            if (order == null || tender == null || !(state.page == Page.Cart || state.page == Page.Code || state.page is Page.Offers)) return@take turns.done()
            till.kioskPayByCode(order, state.place, tender.id, text, noThen) { paid(it) }
        }
    }

    fun back() = become {
        val to = when (page) {
            Page.Where -> Page.Idle
            Page.Menu -> if (settings?.orderTypes?.size == 1) Page.Idle else Page.Where
            is Page.Place -> if (settings?.orderTypes?.size == 1) Page.Idle else Page.Where
            Page.Code -> Page.Cart
            is Page.External -> Page.Cart
            is Page.Offers -> Page.Cart
            is Page.OneUnit -> page.under
            Page.Help -> before
            is Page.Leave -> Page.Idle
            else -> Page.Menu
        }
        copy(page = to, trouble = null)
    }

    /** Back to idle. A cart that is left behind is given up. */
    fun leave() {
        val left = state.order
        become { KioskState(home, menu = menu, settings = settings, printer = printer, category = menu?.categories?.firstOrNull()?.id ?: "", picture = picture, closed = closed) }
        if (left != null) till.giveUp(left.order, LEFT, {}) { refresh() }
    }

    private fun become(change: KioskState.() -> KioskState) {
        state = state.change()
        show(state)
    }

    companion object {
        const val PATIENCE_MS = 60_000L
        const val COUNTDOWN_MS = 10_000L
        const val NUMBER_MS = 15_000L
        private const val MOST_PIECES = 20

        /** What the books say of a cart that was left behind. */
        private const val LEFT = "left at the kiosk"
    }
}
