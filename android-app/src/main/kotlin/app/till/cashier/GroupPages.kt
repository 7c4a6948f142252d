package app.till.cashier

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.margins
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.GroupDraft
import uniffi.till_mobile.GroupNumber
import uniffi.till_mobile.GroupTap
import uniffi.till_mobile.OptionDraft

/** A modifier or attribute group being made: what can be chosen, how many, and whom a change concerns. */
class GroupPages(look: Look, presenter: CashierPresenter) : DraftFields(look, presenter) {
    private lateinit var page: OneGroup
    private val draft get() = page.view.draft
    private val drafts get() = presenter.drafts
    override val wrongs get() = page.view.wrong
    override val refused get() = page.refused

    override fun draw(sheet: Sheet) {
        page = sheet as? OneGroup ?: return
        val seeks = page.seeks
        title.text = when {
            page.opened.id != null -> nameOf(page.opened.name)
            draft.attribute -> say(Text.DRAFT_ATTRIBUTES_NEW)
            else -> say(Text.DRAFT_MODIFIERS_NEW)
        }
        if (seeks == null) form() else seek(seeks, draft.options.map { it.sku }, { drafts.seekOption(it) }, { drafts.touchGroup(GroupTap.Add(it)) }) { drafts.sought() }
        aside()
        showFirst()
    }

    /** Something was typed: its field shows it already, and only the side follows. */
    fun follow(state: CashierState, sheet: OneGroup, side: LinearLayout) {
        this.state = state
        this.side = side
        side.removeAllViews()
        page = sheet
        aside()
    }

    private fun form() {
        body.addView(three("/name", say(Text.DRAFT_NAME), draft.name) { drafts.typedGroup { copy(name = it) } })
        if (draft.attribute) {
            body.addView(ticked(say(Text.DRAFT_MANY), draft.many, "many") { drafts.touchGroup(GroupTap.Many) }.sized(FILL, look.dp(Space.MAIN)))
        } else {
            body.addView(limits(Text.DRAFT_KINDS, "kinds", draft.leastKinds, draft.mostKinds, GroupNumber.LeastKinds, GroupNumber.MostKinds))
            body.addView(wrong("/kinds"))
            body.addView(limits(Text.DRAFT_IN_ALL, "all", draft.least, draft.most, GroupNumber.Least, GroupNumber.Most))
            body.addView(wrong("/quantity"))
            val free = look.row(look.label(say(Text.DRAFT_INCLUDED), Type.BODY, strong = true).sized(0, WRAP, 1f))
            free.addView(counted("${draft.included}", "included") { drafts.touchGroup(GroupTap.Count(GroupNumber.Included, it)) })
            body.addView(free.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
        }
        body.addView(look.section(say(Text.DRAFT_OPTIONS)))
        body.addView(wrong("/options"))
        body.addView(wrong("/defaults"))
        draft.options.forEachIndexed { at, option -> body.addView(option(at, option)) }
        val row = look.row(add(Text.DRAFT_ADD_OPTION, "add-option") { drafts.touchGroup(GroupTap.Add(null)) }.sized(0, look.dp(Space.MAIN), 1f))
        if (!draft.attribute) row.addView(add(Text.DRAFT_ADD_LINKED, "add-linked") { drafts.seekOption("") }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.S)))
        body.addView(row.sized(FILL, WRAP))
        if (page.opened.id != null) {
            val words = say(if (page.sure) Text.PRODUCT_SURE else Text.DRAFT_GROUP_REMOVE)
            foot.addView(look.button(words, Loud.QUIET) { drafts.removeGroup() }.apply { tag = "remove-group"; setTextColor(Tone.BAD) }.sized(FILL, look.dp(Space.TOUCH)).margins(bottom = look.dp(Space.S)))
        }
        next(say(Text.SAVE), "save-draft") { drafts.keepGroup() }
    }

    /** At least so many, and at most; nought at most is any number. */
    private fun limits(what: Text, tag: String, least: UInt, most: UInt, leastOf: GroupNumber, mostOf: GroupNumber): View {
        val any = say(Text.DRAFT_ANY)
        return look.row(
            look.label(say(what), Type.BODY, strong = true).sized(0, WRAP, 1f),
            look.label(say(Text.DRAFT_LEAST), Type.SMALL, Tone.INK_2),
            counted("$least", "least:$tag") { drafts.touchGroup(GroupTap.Count(leastOf, it)) },
            look.label(say(Text.DRAFT_MOST), Type.SMALL, Tone.INK_2).margins(left = look.dp(Space.L)),
            counted(if (most == 0u) any else "$most", "most:$tag") { drafts.touchGroup(GroupTap.Count(mostOf, it)) },
        ).sized(FILL, WRAP).margins(top = look.dp(Space.S))
    }

    private fun option(at: Int, option: OptionDraft): View {
        val path = "/options/$at"
        fun GroupDraft.with(change: OptionDraft.() -> OptionDraft) = copy(options = options.mapIndexed { i, it -> if (i == at) it.change() else it })
        val card = card().apply { tag = "option-card:$at" }
        val linked = page.view.linked.getOrNull(at)?.inLanguage(language)
        val head = look.row(look.label(listOfNotNull("${at + 1}", linked).joinToString(" · "), Type.BODY, strong = true).apply { maxLines = 2 }.sized(0, WRAP, 1f))
        head.addView(ticked(say(Text.DRAFT_CHOSEN), option.chosen, "chosen:$at") { drafts.touchGroup(GroupTap.Chosen(at.toUInt())) }.sized(look.dp(168), look.dp(Space.TOUCH)))
        head.ways("option:$at", at, draft.options.lastIndex, { drafts.touchGroup(GroupTap.Move(at.toUInt(), it)) }) { drafts.touchGroup(GroupTap.Remove(at.toUInt())) }
        card.addView(head.sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        card.addView(three("$path/name", say(Text.DRAFT_NAME), option.name, page.view.linked.getOrNull(at)) { name -> drafts.typedGroup { with { copy(name = name) } } })
        if (!draft.attribute) {
            val row = look.row(text(say(Text.PRICE), "$path/price", option.price, numbers = true) { typed -> drafts.typedGroup { with { copy(price = typed) } } }.sized(0, WRAP, 1f)).apply { gravity = Gravity.BOTTOM }
            val most = look.column(
                look.label(say(Text.DRAFT_MOST_OF_ONE), Type.SMALL, Tone.INK_2, strong = true).margins(bottom = look.dp(Space.XS)),
                counted(if (option.most == 0u) say(Text.DRAFT_ANY) else "${option.most}", "most-of:$at") { drafts.touchGroup(GroupTap.Count(GroupNumber.Option(at.toUInt()), it)) },
            )
            row.addView(most.sized(0, WRAP, 1f).margins(left = look.dp(Space.L), bottom = look.dp(Space.M)))
            card.addView(row.sized(FILL, WRAP))
        }
        card.addView(wrong("$path/sku"))
        return card
    }

    private fun aside() {
        side.figure(Text.DRAFT_OPTIONS, "${draft.options.size}", "figure-options")
        side.figure(Text.DRAFT_ASKS, page.view.words.inLanguage(language), "figure-asks")
        val used = page.view.usedBy
        if (used.isNotEmpty()) {
            side.addView(look.label(say(Text.DRAFT_ALSO, used.size), Type.SMALL, Tone.INK_2, strong = true).apply { tag = "also" }.sized(FILL, WRAP))
            side.addView(look.label(used.joinToString("\n") { it.inLanguage(language) }, Type.BODY).sized(FILL, WRAP).margins(top = look.dp(Space.XS), bottom = look.dp(Space.L)))
        }
        side.missing { path ->
            val at = draft.options.indices.firstOrNull { path.startsWith("/options/$it/") }
            at?.let { nameOf(draft.options[it].name).ifEmpty { say(Text.DRAFT_OPTION, it + 1) } }
        }
    }
}
