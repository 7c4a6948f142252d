package app.till.cashier

import app.till.Language
import app.till.Text
import app.till.hardware.Faced
import app.till.inLanguage
import uniffi.till_mobile.CategoryView
import uniffi.till_mobile.ChoicesView
import uniffi.till_mobile.CustomerView
import uniffi.till_mobile.DayView
import uniffi.till_mobile.FoundView
import uniffi.till_mobile.KioskSettings
import uniffi.till_mobile.MemberPage
import uniffi.till_mobile.MemberView
import uniffi.till_mobile.MenuView
import uniffi.till_mobile.OrderSummary
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.PaymentView
import uniffi.till_mobile.PointsOffer
import uniffi.till_mobile.PrintSettings
import uniffi.till_mobile.PrintingView
import uniffi.till_mobile.ProductView
import uniffi.till_mobile.RefundLine
import uniffi.till_mobile.RefundOffer
import uniffi.till_mobile.Role
import uniffi.till_mobile.SetUnit
import uniffi.till_mobile.SetView
import uniffi.till_mobile.SlipView
import uniffi.till_mobile.StaffView
import uniffi.till_mobile.State
import uniffi.till_mobile.TableView
import uniffi.till_mobile.TenderChoiceView
import uniffi.till_mobile.TileView
import uniffi.till_mobile.UpsellOffer
import uniffi.till_mobile.VoucherOffer
import uniffi.till_mobile.WantedLine
import uniffi.till_mobile.Words

/** What is typed on a sheet's keys, and how it is shown. */
enum class Typed { AMOUNT, PERCENT, QUANTITY, WORDS }

/** What lies over the grid. What the back office lays there is beside its presenters. */
sealed interface Sheet {
    /** What comes back when it is closed. */
    interface Over {
        val under: Sheet?
    }

    /** Whether its page may be longer than the screen: what went wrong is told at its foot, which always shows. */
    fun isLong(): Boolean = this is Kiosk || this is Over || this is Refund || this is Office || this is Settings || this is StockList

    /** A form that, left half filled, comes back when its page is opened again; [draft] is none while nothing was filled in. */
    interface Drafted {
        val draft: String?
    }

    /** Whether it leaves it to the order beside it to say what went wrong. */
    fun keepsQuiet(): Boolean = this is SetMeal || this is OneUnit || this is Choices || this is Pay || this is Paid || this is Held

    /** [line] is the line of the order that is changed; a new one where there is none. [key] is that of the tile that was held. */
    data class SetMeal(val id: String, val view: SetView, val line: Int? = null, val key: String? = null) : Sheet
    data class Choices(val id: String, val view: ChoicesView, val line: Int? = null, val key: String? = null) : Sheet

    /** How one unit of the set [under] it is wanted; the view's line is the set's. */
    data class OneUnit(val unit: SetUnit, val view: ChoicesView, override val under: SetMeal) : Sheet, Over

    /** One line of the order: its quantity, remark, choices, discount. */
    data class OneLine(val line: Int) : Sheet

    /** One thing that is typed, by keys or as words; [under] comes back afterwards. */
    data class Ask(
        val title: Text,
        val about: Words,
        val kind: Typed,
        val under: Sheet?,
        val typed: String = "",
        val unit: Words? = null,
        /** What words such as these would be. */
        val hint: Text? = null,
        val does: (String) -> Unit,
    ) : Sheet

    /** Something that is not on the menu: [name] for the receipt, [typed] is what it costs. */
    data class OpenItem(val name: String = "", val typed: String = "") : Sheet
    data class Pay(val payment: PaymentView, val tender: TenderChoiceView, val typed: String, val reference: String = "") : Sheet

    /** Which lines become an order of their own, to be paid first. */
    data class SplitLines(val lines: Set<Int>) : Sheet

    /** Amounts that guests said they pay, what is left after them (none: nothing is), and the next one as it is typed. */
    data class SplitAmounts(val parts: List<String>, val rest: String?, val typed: String = "") : Sheet
    data class Paid(val order: OrderView, val receipt: ByteArray?) : Sheet

    /** Percents, the customer's points, and the shop's vouchers: none until they were looked up. */
    data class Discount(val vouchers: List<VoucherOffer>?, val points: List<PointsOffer> = emptyList()) : Sheet
    data object Held : Sheet
    data object More : Sheet

    /** The room; [asking] is the free table whose guests are about to sit down; [merging]: what is touched joins the order in hand. */
    data class Tables(val tables: List<TableView>, val asking: String? = null, val merging: Boolean = false) : Sheet
    data class Day(val day: DayView) : Sheet

    /** One member: who they are, what they have, what happened so far. */
    data class OneMember(val page: MemberPage, val history: ByteArray, override val under: Sheet?) : Sheet, Over

    /** The member has to say so before what is theirs is spent; [again] asks once more, [under] comes back. */
    data class Consent(val why: Words, val typed: String, val under: Sheet?, val again: () -> Unit) : Sheet

    /** A member chooses a PIN. */
    data class MemberPin(val member: MemberView, val typed: String, override val under: Sheet?) : Sheet, Over

    /** Slips that wait or that somebody has to look after. */
    data class Slips(val slips: List<SlipView>, val printers: List<String> = emptyList(), val moving: Long? = null) : Sheet

    /** Why something is done that needs a reason. */
    data class Why(
        val title: Text,
        val about: Words,
        val under: Sheet?,
        val reasons: List<Text> = listOf(Text.WHY_MIND, Text.WHY_WRONG, Text.WHY_BAD, Text.WHY_LEFT),
        val does: (String) -> Unit,
    ) : Sheet

    /** [found] is none until somebody looked; [pick] says what for, where it is not to serve them. */
    data class Members(val typed: String, val found: List<MemberView>?, val pick: Pick? = null) : Sheet

    /** The day's orders; [only] those in one state, [typed] those of which number, serial or name has it. */
    data class Orders(val orders: List<OrderSummary>, val only: State? = null, val typed: String = "") : Sheet {
        fun shown(): List<OrderSummary> = orders.filter { only == null || it.state == only }
    }

    data class OneOrder(val order: OrderView, val receipt: ByteArray?) : Sheet

    /**
     * [lines] go back, each with so many pieces, all that is left of it where there is no number; of sets that are taken
     * [apart], so many of each component. [offer] is what the core gives for it, [fresh] whether that is of what is chosen now.
     */
    data class Refund(
        val order: OrderView,
        val offer: RefundOffer,
        val lines: Map<Int, Int?>,
        val apart: Map<Int, Map<String, Int>> = emptyMap(),
        val why: Text? = null,
        /** A reason of the shop's own list, or one that was typed. */
        val said: String? = null,
        val restock: Boolean = false,
        val fresh: Boolean = true,
    ) : Sheet {
        fun reason(language: Language): String? = said ?: why?.say(language)

        fun asked(): List<RefundLine> = offer.lines.indices.flatMap { at ->
            val parts = apart[at]
            when {
                parts != null -> parts.filterValues { it > 0 }.map { (sku, pieces) -> RefundLine(at.toUInt(), pieces.toString(), sku) }
                at in lines -> listOf(RefundLine(at.toUInt(), lines[at]?.toString(), null))
                else -> emptyList()
            }
        }
    }

    /** The menu as the back office lists it, or what was looked for in it; [ticked] are done together. */
    data class Office(
        val products: List<ProductView>,
        val search: String = "",
        val only: Only = Only.ALL,
        val ticked: Set<String> = emptySet(),
    ) : Sheet {
        enum class Only { ALL, ON, OFF, SOLD_OUT }

        fun shown(): List<ProductView> = products.filter { product ->
            when (only) {
                Only.ALL -> true
                Only.ON -> product.onSale
                Only.OFF -> !product.onSale
                Only.SOLD_OUT -> product.soldOut
            }
        }
    }

    /** [opened] counts: what the window itself keeps may have changed since. */
    data class Settings(val printing: PrintSettings, val staff: List<StaffView>, val tables: List<String>, val opened: Int) : Sheet

    /** What the shop's kiosks offer, as it is being changed; [all] is the menu without anything hidden. */
    /** [opened] is the picture whose times are changed; none below 0. */
    data class Kiosk(val settings: KioskSettings, val all: MenuView, val opened: Int = -1) : Sheet
    data class AddStaff(val name: String, val role: Role, val pin: String) : Sheet

    /** Somebody's PIN for what [approve] asks again; [under] comes back afterwards. */
    data class Approval(val why: Words, val typed: String, val under: Sheet?, val approve: (String) -> Unit) : Sheet
}

/** A line that was just taken out, and what puts it back. */
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
    val trouble: Words? = null,
    /** What was wrong with what was filled in, by the place it is at: as long as [trouble] is the first of it. */
    val wrong: Map<String, Words> = emptyMap(),
    /** Sets that lines of the order would be cheaper as; what saves most first. */
    val upsells: List<UpsellOffer> = emptyList(),
    /** What just happened, where nothing else on the screen says so. */
    val said: Words? = null,
    val undo: Undo? = null,
    /** The place of a row that a keyboard emptied: it stays with the cursor until something else is done. */
    val emptied: Int? = null,
) {
    /** What is wrong with what was filled in, while that is what is said. */
    fun firstWrong(): Words? = wrong.values.firstOrNull { it == trouble }

    /** The tiles of the category, or what was found. */
    fun tiles(): List<TileView> {
        val categories = menu?.categories ?: return emptyList()
        val found = found ?: return categories.firstOrNull { it.id == category }?.tiles ?: emptyList()
        val all = categories.flatMap { it.tiles }.associateBy { it.id }
        return found.mapNotNull { all[it.product] }
    }

    fun categoryOf(tile: TileView): CategoryView? = menu?.categories?.firstOrNull { tile in it.tiles }

    /** What a line of the order is of, as the menu has it now. */
    fun tileOf(line: String): TileView? = menu?.categories?.firstNotNullOfOrNull { category -> category.tiles.firstOrNull { line in it.lines } }

    /** What the customer sees of it: the order in hand, or what goes back of the one just paid; none while nobody orders. */
    fun faced(): Faced? {
        val paid = (sheet as? Sheet.Paid)?.order
        val shown = paid ?: order?.takeIf { it.lines.isNotEmpty() } ?: return null
        val change = paid?.change
        val label = if (change != null) Text.CHANGE else if (paid != null) Text.PAID else Text.TOTAL
        val lines = shown.lines.map { line ->
            val unit = tileOf(line.id)?.unit
            Faced.Line(if (unit == null) "${line.qty}×" else "${line.qty} ${unit.inLanguage(language)}", line.name.inLanguage(language), line.net)
        }
        return Faced(menu?.shop?.inLanguage(language) ?: "", lines, label.say(language), menu?.sign ?: "", change ?: shown.total, paid != null)
    }

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
