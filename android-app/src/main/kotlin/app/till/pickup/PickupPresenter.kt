package app.till.pickup

import app.till.Language
import app.till.LiveTill
import app.till.Text
import app.till.Trouble
import app.till.inLanguage
import uniffi.till_mobile.MenuView
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.ProductPage
import uniffi.till_mobile.ProductView
import uniffi.till_mobile.RedemptionView
import uniffi.till_mobile.ScanAct
import uniffi.till_mobile.ScanView
import uniffi.till_mobile.Words

/** What the handheld shows: waiting, a page, or that it is done. */
sealed interface Shown {
    data object Ready : Shown
    data class Page(val scan: ScanView) : Shown

    /** Refused by an act rather than by what was scanned. */
    data class No(val words: String) : Shown
    data class Done(val order: OrderView) : Shown
    data object Today : Shown

    /** The back office's common acts: products, as they were looked for. */
    data class Shelf(val found: List<ProductView>, val typed: String = "") : Shown
    data class OneProduct(val page: ProductPage, val under: Shelf) : Shown

    /** An amount or a quantity that is typed for a product. */
    data class Typing(val title: Text, val about: Words, val money: Boolean, val unit: Words?, val typed: String, val under: OneProduct, val does: (String) -> Unit) : Shown

    /** Why something is lost. */
    data class Why(val reasons: List<Text>, val under: OneProduct, val does: (String) -> Unit) : Shown

    /** A manager's PIN for what [approve] asks again. */
    data class Pin(val why: Words, val typed: String, val under: Shown, val approve: (String) -> Unit) : Shown
}

data class PickupState(
    val language: Language,
    val menu: MenuView? = null,
    val shown: Shown = Shown.Ready,
    val typed: String = "",
    /** The placed order that the next payment code pays. */
    val collecting: OrderView? = null,
    val today: List<RedemptionView> = emptyList(),
    /** What went wrong on a page that stays. */
    val trouble: Words? = null,
)

/** The handheld that scans: one page a code, one button a page. Knows no view and no Android. */
class PickupPresenter(
    private val till: LiveTill,
    language: Language,
    private val good: () -> Unit,
    private val refused: () -> Unit,
    private val show: (PickupState) -> Unit,
) {
    var state = PickupState(language)
        private set

    /** The back office's common acts. */
    val shelf = Shelf(till, { state }) { become(it) }

    private var leaves = 0L
    private val turns = app.till.Turns()

    private val no: (Trouble) -> Unit = { trouble ->
        refused()
        val words = trouble.words?.inLanguage(state.language) ?: Text.FAULT.say(state.language, trouble.reference ?: "?")
        become { copy(shown = Shown.No(words)) }
    }
    private val noThen = turns.no { no(it) }

    fun start() {
        till.menu(no) { menu -> become { copy(menu = menu) } }
        look()
    }

    private fun look() = till.redemptions(no) { today -> become { copy(today = today) } }

    fun chooseLanguage(language: Language) = become { copy(language = language) }

    fun type(text: String) {
        if (text != state.typed) state = state.copy(typed = text)
    }

    fun scanTyped() {
        val text = state.typed
        if (text.isNotBlank()) scan(text)
    }

    /** Whatever was scanned gets its page. A payment code pays the order that is being collected. */
    fun scan(text: String) = if (shelf.isOpen()) shelf.find(text) else turns.take {
        till.recognise(text, noThen) { page ->
            val order = state.collecting
            val tender = state.menu?.tenders?.firstOrNull { it.storedValue }
            if (page.pays && order != null && tender != null) {
                till.payByCode(order, tender.id, text, noThen) { paid -> done(paid); turns.done() }
            } else {
                if (page.verdict == uniffi.till_mobile.Verdict.REFUSED) refused() else good()
                become { copy(shown = Shown.Page(page), typed = "", collecting = null) }
                turns.done()
            }
        }
    }

    /** The page's one button. */
    fun act() = turns.take {
        when (val act = (state.shown as? Shown.Page)?.scan?.act) {
            is ScanAct.HandOver -> till.handOver(act.order, noThen) { done(it); turns.done() }
            is ScanAct.Collect -> till.order(act.order, noThen) { order ->
                become { copy(collecting = order, shown = Shown.Ready) }
                turns.done()
            }
            else -> {
                ready()
                turns.done()
            }
        }
    }

    private fun done(order: OrderView) {
        good()
        leaves = 0
        become { copy(shown = Shown.Done(order), collecting = null, typed = "") }
        look()
    }

    fun ready() = become { copy(shown = Shown.Ready, typed = "", collecting = null, trouble = null) }

    fun openToday() {
        look()
        become { copy(shown = Shown.Today) }
    }

    /** A second went by: "done" leaves by itself after two. */
    fun pulse(now: Long) {
        if (state.shown !is Shown.Done) return
        if (leaves == 0L) leaves = now + DONE_MS else if (now >= leaves) ready()
    }

    private fun become(change: PickupState.() -> PickupState) {
        state = state.change()
        show(state)
    }

    companion object {
        const val DONE_MS = 1500L
    }
}
