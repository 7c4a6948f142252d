package app.till.cashier

import app.till.No
import app.till.Text
import uniffi.till_mobile.DraftTap
import uniffi.till_mobile.DraftView
import uniffi.till_mobile.GroupDraft
import uniffi.till_mobile.GroupDraftView
import uniffi.till_mobile.GroupTap
import uniffi.till_mobile.MenuChange
import uniffi.till_mobile.ProductDraft
import uniffi.till_mobile.StockView

/** What is looked for to be put into a [group] of a set, or into the one group there is, and what was found. */
data class Seeks(val group: Int, val typed: String, val found: List<StockView>)

/** A sheet with a side that follows what is typed: as long as [touched] is the same, nothing else is drawn anew. */
interface Sided {
    val touched: Int
}

/**
 * A product or set as it is being made. What stands in its fields, what is wrong with it and what it would cost is [view];
 * [opened] is how it began. [refused]: somebody tried to save it, so what is wrong is said beside each field. [seeks] is what
 * is looked for to be put into a group; [touched] counts what has to be drawn anew.
 */
data class OneDraft(
    val view: DraftView,
    val opened: ProductDraft,
    override val under: Sheet?,
    val refused: Boolean = false,
    val seeks: Seeks? = null,
    override val touched: Int = 0,
) : Sheet, Sheet.Over, Sheet.Drafted, Sided {
    override val draft get() = draft(opened.id).takeUnless { view.draft == opened }

    companion object {
        fun draft(product: String?) = "draft:${product ?: ""}"
    }
}

/** A modifier or attribute group as it is being made, from a product's page; [sure] whether it was about to go. */
data class OneGroup(
    val view: GroupDraftView,
    val opened: GroupDraft,
    override val under: OneDraft,
    val refused: Boolean = false,
    val seeks: Seeks? = null,
    val sure: Boolean = false,
    override val touched: Int = 0,
) : Sheet, Sheet.Over, Sheet.Drafted, Sided {
    override val draft get() = draft(opened).takeUnless { view.draft == opened }

    companion object {
        fun draft(of: GroupDraft) = "group:${of.attribute}:${of.id ?: ""}"
    }
}

/** Products, sets and groups of options being made: each touch goes to the core with what there is so far, and the next one comes back. */
class Drafts(private val counter: Counter, private val products: Products) {
    private val till = counter.till
    private val state get() = counter.state

    /** A product's own page of this kind; a new set where none is named. One that was left half made comes back. */
    fun open(product: String?) {
        val under = state.sheet
        till.draft(product, counter.no) { view ->
            val left = counter.draft<OneDraft>(OneDraft.draft(product))
            if (left == null) counter.open(OneDraft(view, view.draft, under)) else {
                counter.open(OneDraft(view.copy(draft = left.view.draft), view.draft, under))
                touch(DraftTap.Look)
            }
        }
    }

    /** What a finger did. Whatever was typed meanwhile is not lost: then it is done to that. */
    fun touch(tap: DraftTap) {
        val sent = (state.sheet as? OneDraft)?.view?.draft ?: return
        till.halfMade(sent, tap, counter.no) { view ->
            val now = (state.sheet as? OneDraft)?.view?.draft ?: return@halfMade
            if (now == sent) counter.on<OneDraft> { copy(view = view, touched = touched + 1) } else touch(tap)
        }
    }

    /** Something is another way now: a category, a picture. */
    fun change(change: ProductDraft.() -> ProductDraft) {
        put(change)
        touch(DraftTap.Look)
    }

    /** Something was typed into a field, which shows it already: only the figures beside it follow. */
    fun typed(change: ProductDraft.() -> ProductDraft) {
        put(change)
        val sent = (state.sheet as? OneDraft)?.view?.draft ?: return
        till.halfMade(sent, DraftTap.Look, counter.no) { view ->
            if ((state.sheet as? OneDraft)?.view?.draft == sent) counter.on<OneDraft> { copy(view = view) }
        }
    }

    private fun put(change: ProductDraft.() -> ProductDraft) = counter.keep {
        val sheet = sheet as? OneDraft ?: return@keep this
        copy(sheet = sheet.copy(view = sheet.view.copy(draft = sheet.view.draft.change())))
    }

    // --- what goes into a group ---

    fun seek(group: Int, typed: String) = till.stock(typed, counter.no) { found ->
        counter.on<OneDraft> { copy(seeks = Seeks(group, typed, found), touched = touched + 1) }
    }

    /** A barcode finds what goes into a group. */
    fun scanned(text: String) = when (val sheet = state.sheet) {
        is OneDraft -> sheet.seeks?.let { seek(it.group, text) } ?: Unit
        is OneGroup -> if (sheet.seeks == null) Unit else seekOption(text)
        else -> Unit
    }

    fun sought() {
        counter.on<OneDraft> { copy(seeks = null, touched = touched + 1) }
        counter.on<OneGroup> { copy(seeks = null, touched = touched + 1) }
    }

    // --- kept ---

    fun keep() {
        val sheet = state.sheet as? OneDraft ?: return
        till.keepDraft(sheet.view.draft, refused) {
            counter.open(sheet.under)
            counter.saved(OneDraft.draft(sheet.opened.id))
            products.changed()
        }
    }

    /** What is wrong is said beside its field, and all of it at the side. */
    private val refused: No = { trouble ->
        val sheet = state.sheet as? OneDraft
        if (trouble.approve != null || sheet == null || sheet.view.wrong.isEmpty()) {
            counter.no(trouble)
        } else {
            counter.on<OneDraft> { copy(refused = true, seeks = null, touched = touched + 1) }
        }
    }

    // --- modifier and attribute groups ---

    /** A group of the shop's, or a new one; from the product that it is for. */
    fun openGroup(id: String?, attribute: Boolean) {
        val under = state.sheet as? OneDraft ?: return
        till.group(id, attribute, counter.no) { view ->
            val left = counter.draft<OneGroup>(OneGroup.draft(view.draft))
            if (left == null) counter.open(OneGroup(view, view.draft, under)) else {
                counter.open(OneGroup(view.copy(draft = left.view.draft, linked = left.view.linked), view.draft, under))
                touchGroup(GroupTap.Look)
            }
        }
    }

    fun touchGroup(tap: GroupTap) {
        val sent = (state.sheet as? OneGroup)?.view?.draft ?: return
        till.halfMadeGroup(sent, tap, counter.no) { view ->
            val now = (state.sheet as? OneGroup)?.view?.draft ?: return@halfMadeGroup
            if (now == sent) counter.on<OneGroup> { copy(view = view, sure = false, touched = touched + 1) } else touchGroup(tap)
        }
    }

    fun typedGroup(change: GroupDraft.() -> GroupDraft) {
        counter.keep {
            val sheet = sheet as? OneGroup ?: return@keep this
            copy(sheet = sheet.copy(view = sheet.view.copy(draft = sheet.view.draft.change())))
        }
        val sent = (state.sheet as? OneGroup)?.view?.draft ?: return
        till.halfMadeGroup(sent, GroupTap.Look, counter.no) { view ->
            if ((state.sheet as? OneGroup)?.view?.draft == sent) counter.on<OneGroup> { copy(view = view) }
        }
    }

    fun seekOption(typed: String) = till.stock(typed, counter.no) { found ->
        counter.on<OneGroup> { copy(seeks = Seeks(0, typed, found), touched = touched + 1) }
    }

    /** The product that it was made for has it then. */
    fun keepGroup() {
        val sheet = state.sheet as? OneGroup ?: return
        till.keepGroup(sheet.view.draft, { trouble ->
            if (trouble.approve != null || sheet.view.wrong.isEmpty()) counter.no(trouble)
            else counter.on<OneGroup> { copy(refused = true, seeks = null, touched = touched + 1) }
        }) { id ->
            counter.open(sheet.under)
            counter.saved(OneGroup.draft(sheet.opened))
            val isNew = sheet.opened.id == null
            touch(if (!isNew) DraftTap.Look else if (sheet.opened.attribute) DraftTap.Attributes(id) else DraftTap.Modifiers(id))
            counter.refresh()
        }
    }

    /** Off the menu, at the second touch; refused while a product has it. */
    fun removeGroup() {
        val sheet = state.sheet as? OneGroup ?: return
        if (!sheet.sure) return counter.on<OneGroup> { copy(sure = true, touched = touched + 1) }
        till.changeMenu(MenuChange.RemoveGroup(sheet.opened.id ?: return, sheet.opened.attribute), counter.no) {
            counter.open(sheet.under)
            counter.saved(OneGroup.draft(sheet.opened))
            touch(DraftTap.Look)
        }
    }
}
