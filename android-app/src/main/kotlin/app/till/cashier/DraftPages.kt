package app.till.cashier

import android.text.InputType
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Food
import app.till.look.Look
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.choices
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.DraftRow
import uniffi.till_mobile.DraftTap
import uniffi.till_mobile.ExtrasView
import uniffi.till_mobile.PartDraft
import uniffi.till_mobile.ProductDraft
import uniffi.till_mobile.SetGroupDraft
import uniffi.till_mobile.SkuDraft

/** A product or set being made: its fields in the middle, what it comes to at the side. */
class DraftPages(look: Look, presenter: CashierPresenter) : DraftFields(look, presenter) {
    private lateinit var page: OneDraft
    private val draft get() = page.view.draft
    private val drafts get() = presenter.drafts
    override val wrongs get() = page.view.wrong
    override val refused get() = page.refused

    override fun draw(sheet: Sheet) {
        page = sheet as? OneDraft ?: return
        val seeks = page.seeks
        title.text = when {
            seeks != null -> say(Text.DRAFT_INTO, groupName(seeks.group))
            page.opened.id != null -> nameOf(page.opened.name)
            else -> say(Text.DRAFT_SET_NEW)
        }
        if (seeks == null) form() else {
            val there = draft.groups.getOrNull(seeks.group)?.parts?.map { it.sku } ?: emptyList()
            seek(seeks, there, { drafts.seek(seeks.group, it) }, { drafts.touch(DraftTap.AddPart(seeks.group.toUInt(), it)) }) { drafts.sought() }
        }
        aside(page)
        showFirst()
    }

    /** Something was typed: its field shows it already, and only the side follows. */
    fun follow(state: CashierState, sheet: OneDraft, side: LinearLayout) {
        this.state = state
        this.side = side
        side.removeAllViews()
        page = sheet
        aside(sheet)
    }

    private fun form() {
        body.addView(three("/name", say(Text.DRAFT_NAME), draft.name) { drafts.typed { copy(name = it) } })
        body.addView(small(Text.CATEGORY))
        val row = look.row()
        for (category in page.view.categories) row.addView(chip(category.name.inLanguage(language), "draft-category:${category.id}", category.id == draft.category) { drafts.change { copy(category = category.id) } })
        body.addView(scrolling(row))
        pictures()
        if (draft.set) set() else skus()
        next(say(Text.SAVE), "save-draft") { drafts.keep() }
    }

    /** The drawings that a product can have; none is its first letter. */
    private fun pictures() {
        body.addView(small(Text.DRAFT_PICTURE))
        val row = look.row()
        // What it had when the page was opened stands first, so that it is seen.
        for (image in (listOf("", page.opened.image) + Food.names).distinct()) {
            val face = View(look.context).apply { background = Food(image.ifEmpty { null }, nameOf(draft.name).ifEmpty { "?" }, Tone.GROUND, look.dp(8).toFloat()) }
            row.addView(look.row(face.sized(look.dp(Space.MAIN), look.dp(Space.MAIN))).apply {
                tag = "draft-picture:$image"
                contentDescription = image.ifEmpty { say(Text.DRAFT_NO_PICTURE) }
                padded(look.dp(Space.XS), look.dp(Space.XS), look.dp(Space.XS), look.dp(Space.XS))
                background = look.pressable(if (image == draft.image) look.outlined(Tone.PAPER, Tone.INK, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
                look.tappable(this) { drafts.change { copy(image = image) } }
            }.margins(right = look.dp(Space.S)))
        }
        body.addView(scrolling(row))
    }

    // --- a set ---

    private fun set() {
        body.addView(look.row(
            text(say(Text.PRICE), "/price", draft.price, numbers = true) { drafts.typed { copy(price = it) } }.sized(0, WRAP, 1f),
            text(say(Text.DRAFT_MEMBER_PRICE), "/member_price", draft.memberPrice, numbers = true) { drafts.typed { copy(memberPrice = it) } }.sized(0, WRAP, 1f).margins(left = look.dp(Space.S)),
        ).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))
        val ways = look.row(ticked(say(Text.DRAFT_KITCHEN_NAME), draft.nameInKitchen, "draft-kitchen") { drafts.change { copy(nameInKitchen = !nameInKitchen) } }.sized(0, look.dp(Space.MAIN), 1f))
        ways.addView(ticked(say(Text.DRAFT_COMPONENT_OPTIONS), draft.componentOptions, "draft-options") { drafts.change { copy(componentOptions = !componentOptions) } }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.S)))
        body.addView(ways.sized(FILL, WRAP).margins(top = look.dp(Space.S), bottom = look.dp(Space.S)))
        body.addView(wrong("/groups"))
        draft.groups.forEachIndexed { at, group -> body.addView(group(at, group)) }
        val row = look.row()
        row.addView(add(Text.DRAFT_ADD_FIXED, "add-group:true") { drafts.touch(DraftTap.AddGroup(true)) }.sized(0, look.dp(Space.MAIN), 1f))
        row.addView(add(Text.DRAFT_ADD_CHOICE, "add-group:false") { drafts.touch(DraftTap.AddGroup(false)) }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.S)))
        body.addView(row.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
    }

    /** A short field for a number, which stands at its right. */
    private fun number(name: Text, tag: String, now: String, onTyped: (String) -> Unit) = look.field(say(name), tag, now, onChange = onTyped).apply {
        inputType = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL
        gravity = Gravity.END or Gravity.CENTER_VERTICAL
        fontFeatureSettings = "tnum"
        padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
    }

    private fun groupName(at: Int): String = draft.groups.getOrNull(at)?.let { nameOf(it.name) }?.ifEmpty { null } ?: say(Text.DRAFT_GROUP, at + 1)

    private fun group(at: Int, group: SetGroupDraft): View {
        val view = page.view.groups.getOrNull(at)
        val fixed = group.pick == 0u
        val path = "/groups/$at"
        val row = DraftRow.Group(at.toUInt())
        fun ProductDraft.with(change: SetGroupDraft.() -> SetGroupDraft) = copy(groups = groups.mapIndexed { i, it -> if (i == at) it.change() else it })
        val card = card().apply { tag = "group:$at" }
        val head = look.row(
            look.label("${at + 1}", Type.LEAD, strong = true).sized(WRAP, WRAP).margins(right = look.dp(Space.M)),
            look.label(view?.words?.inLanguage(language) ?: "", Type.BODY, Tone.INK_2, strong = true).apply { tag = "words:$at" }.sized(0, WRAP, 1f),
        )
        head.ways("group:$at", at, draft.groups.lastIndex, { drafts.touch(DraftTap.Move(row, it)) }) { drafts.touch(DraftTap.Remove(row)) }
        card.addView(head.sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        card.addView(three("$path/name", say(Text.DRAFT_NAME), group.name) { name -> drafts.typed { with { copy(name = name) } } })
        val kinds = look.choices(listOf(true to say(Text.DRAFT_FIXED), false to say(Text.DRAFT_CHOICE)), fixed, "kind:$at") { drafts.touch(DraftTap.Fixed(at.toUInt(), it)) }
        val how = look.row(kinds.sized(0, WRAP, 1.6f))
        if (!fixed) {
            how.addView(counted("${group.pick}", "pick:$at") { drafts.touch(DraftTap.Count(row, it)) }.margins(left = look.dp(Space.S)))
            how.addView(ticked(say(Text.DRAFT_REPEAT), group.repeat, "repeat:$at") { drafts.touch(DraftTap.Repeat(at.toUInt())) }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.S)))
        }
        card.addView(how.sized(FILL, WRAP))
        card.addView(wrong("$path/pick"))
        group.parts.forEachIndexed { i, part -> card.addView(part(at, i, group, part)) }
        card.addView(wrong("$path/parts"))
        card.addView(add(Text.DRAFT_ADD_PART, "add-part:$at", Space.TOUCH) { drafts.seek(at, "") }.sized(FILL, look.dp(Space.TOUCH)).margins(top = look.dp(Space.M)))
        return card
    }

    private fun part(group: Int, at: Int, of: SetGroupDraft, part: PartDraft): View {
        val view = page.view.groups.getOrNull(group)?.parts?.getOrNull(at)
        val path = "/groups/$group/parts/$at"
        val row = DraftRow.Part(group.toUInt(), at.toUInt())
        fun ProductDraft.with(change: PartDraft.() -> PartDraft) = copy(groups = groups.mapIndexed { i, it -> if (i == group) it.copy(parts = it.parts.mapIndexed { n, one -> if (n == at) one.change() else one }) else it })
        val about = listOfNotNull(view?.price?.let { "$sign $it" }, view?.left?.let { Text.LEFT.say(language, it) }).joinToString(" · ")
        val words = look.column(
            look.label(view?.name?.inLanguage(language) ?: part.sku, Type.BODY, strong = true).apply { maxLines = 2; tag = "part:$group:${part.sku}" }.sized(FILL, WRAP),
            look.label(about, Type.SMALL, Tone.INK_2).apply { fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(Space.XS)),
        )
        val line = look.row(words.sized(0, WRAP, 1f))
        val told = if (of.pick == 0u) {
            val typing = number(Text.DRAFT_QUANTITY, "draft:$path/qty", part.qty) { typed -> drafts.typed { with { copy(qty = typed) } } }
            line.addView(counted(typing.sized(look.dp(72), look.dp(Space.TOUCH)), "qty:$group:${part.sku}") { drafts.touch(DraftTap.Count(row, it)) })
            wrong("$path/qty", typing)
        } else {
            val typing = number(Text.DRAFT_SURCHARGE, "draft:$path/surcharge", part.surcharge) { typed -> drafts.typed { with { copy(surcharge = typed) } } }
            line.addView(typing.sized(look.dp(120), look.dp(Space.TOUCH)).margins(left = look.dp(Space.S)))
            wrong("$path/surcharge", typing)
        }
        line.ways("part:$group:$at", at, of.parts.lastIndex, { drafts.touch(DraftTap.Move(row, it)) }) { drafts.touch(DraftTap.Remove(row)) }
        return look.column(line.sized(FILL, WRAP), told, wrong("$path/sku")).sized(FILL, WRAP).margins(top = look.dp(Space.M))
    }

    // --- a product's specifications and options ---

    private fun skus() {
        body.addView(look.section(say(Text.DRAFT_SKUS)))
        body.addView(wrong("/skus"))
        draft.skus.forEachIndexed { at, sku -> body.addView(sku(at, sku)) }
        body.addView(add(Text.DRAFT_ADD_SKU, "add-sku") { drafts.touch(DraftTap.AddSku) }.sized(FILL, look.dp(Space.MAIN)))
        body.addView(look.section(say(Text.DRAFT_EXTRAS)))
        for (extras in page.view.extras) {
            body.addView(extras(extras).sized(FILL, WRAP))
            body.addView(look.line())
        }
        val row = look.row()
        row.addView(add(Text.DRAFT_MODIFIERS_NEW, "new-group:false") { drafts.openGroup(null, false) }.sized(0, look.dp(Space.MAIN), 1f))
        row.addView(add(Text.DRAFT_ATTRIBUTES_NEW, "new-group:true") { drafts.openGroup(null, true) }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.S)))
        body.addView(row.sized(FILL, WRAP).margins(top = look.dp(Space.M)))
    }

    private fun sku(at: Int, sku: SkuDraft): View {
        val path = "/skus/$at"
        val place = DraftRow.Sku(at.toUInt())
        fun ProductDraft.with(change: SkuDraft.() -> SkuDraft) = copy(skus = skus.mapIndexed { i, it -> if (i == at) it.change() else it })
        val card = card().apply { tag = "sku:$at" }
        card.addView(three("$path/spec", say(Text.SPECIFICATION), sku.spec) { spec -> drafts.typed { with { copy(spec = spec) } } })
        val row = look.row(
            text(say(Text.PRICE), "$path/price", sku.price, numbers = true) { drafts.typed { with { copy(price = it) } } }.sized(0, WRAP, 1f),
            text(say(Text.DRAFT_MEMBER_PRICE), "$path/member_price", sku.memberPrice, numbers = true) { drafts.typed { with { copy(memberPrice = it) } } }.sized(0, WRAP, 1f).margins(left = look.dp(Space.S)),
            text(say(Text.DRAFT_BARCODE), "$path/barcode", sku.barcode) { drafts.typed { with { copy(barcode = it) } } }.sized(0, WRAP, 1.4f).margins(left = look.dp(Space.S)),
        ).apply { gravity = Gravity.BOTTOM }
        row.ways("sku:$at", at, draft.skus.lastIndex, { drafts.touch(DraftTap.Move(place, it)) }) { drafts.touch(DraftTap.Remove(place)) }
        card.addView(row.sized(FILL, WRAP))
        return card
    }

    /** A group of options that the product has, or could have. */
    private fun extras(extras: ExtrasView): View {
        val kind = say(if (extras.attribute) Text.DRAFT_ATTRIBUTES else Text.DRAFT_MODIFIERS)
        val row = look.listRow(extras.name.inLanguage(language), "$kind · ${extras.words.inLanguage(language)}")
        val tick = look.label(if (extras.chosen) "✓" else "", Type.LEAD, Tone.PAPER, strong = true).apply {
            tag = "extras:${extras.id}"
            contentDescription = extras.name.inLanguage(language)
            gravity = Gravity.CENTER
            background = look.pressable(if (extras.chosen) look.filled(Tone.INK, Space.BUTTON) else look.outlined(Tone.PAPER, Tone.INK_3, Space.BUTTON), Space.BUTTON)
            look.tappable(this) { drafts.touch(if (extras.attribute) DraftTap.Attributes(extras.id) else DraftTap.Modifiers(extras.id)) }
        }
        row.addView(tick.sized(look.dp(Space.TOUCH), look.dp(Space.TOUCH)).margins(right = look.dp(Space.M)), 0)
        row.addView(small(say(Text.EDIT), "edit-group:${extras.id}") { drafts.openGroup(extras.id, extras.attribute) })
        return row
    }

    // --- what it comes to ---

    /** The figures, and everything that is missing: as it is now, while it is typed. */
    private fun aside(sheet: OneDraft) {
        val view = sheet.view
        val none = "–"
        if (draft.set) {
            side.figure(Text.DRAFT_GROUPS, "${view.groups.size}", "figure-groups")
            side.figure(Text.DRAFT_PRODUCTS, "${view.products}", "figure-products")
        } else {
            side.figure(Text.DRAFT_SKUS, "${draft.skus.size}", "figure-skus")
        }
        val (least, most) = view.least to view.most
        side.figure(Text.PRICE, if (least == null) none else look.amount(sign, if (least == most) least else "$least–$most"), "figure-price")
        if (draft.set) side.figure(Text.DRAFT_SELLABLE, view.sellable?.inLanguage(language) ?: none, "figure-sellable")
        side.missing(::place)
    }

    /** Which group or specification a fault is about. */
    private fun place(path: String): String? {
        val group = draft.groups.indices.firstOrNull { path.startsWith("/groups/$it/") }
        val sku = draft.skus.indices.firstOrNull { path.startsWith("/skus/$it/") }
        return if (group != null) groupName(group) else sku?.let { nameOf(draft.skus[it].spec).ifEmpty { say(Text.DRAFT_SKU, it + 1) } }
    }
}
