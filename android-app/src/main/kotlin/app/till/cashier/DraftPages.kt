package app.till.cashier

import android.text.InputType
import android.view.Gravity
import android.view.View
import android.widget.EditText
import android.widget.LinearLayout
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Food
import app.till.look.Icon
import app.till.look.Look
import app.till.look.Loud
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
import uniffi.till_mobile.NameForm
import uniffi.till_mobile.PartDraft
import uniffi.till_mobile.ProductDraft
import uniffi.till_mobile.SetGroupDraft
import uniffi.till_mobile.SkuDraft

/** A product or set being made: its fields in the middle, what it comes to at the side. */
class DraftPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    private lateinit var page: OneDraft
    private val draft get() = page.view.draft
    private val drafts get() = presenter.drafts

    /** The first field with something wrong. */
    private var first: View? = null

    override fun draw(sheet: Sheet) {
        page = sheet as? OneDraft ?: return
        val seeks = page.seeks
        title.text = when {
            seeks != null -> say(Text.DRAFT_INTO, groupName(seeks.group))
            page.opened.id != null -> nameOf(page.opened.name)
            else -> say(Text.DRAFT_SET_NEW)
        }
        if (seeks != null) seek(seeks) else form()
        aside(side, page)
        if (page.refused) first?.let { field -> field.post { field.requestRectangleOnScreen(android.graphics.Rect(0, 0, field.width, field.height), true) } }
    }

    /** Something was typed: its field shows it already, and only the side follows. */
    fun follow(state: CashierState, sheet: OneDraft, side: LinearLayout) {
        this.state = state
        aside(side, sheet)
    }

    // --- the form ---

    private fun form() {
        first = null
        body.addView(three("/name", say(Text.NAME), draft.name) { name -> copy(name = name) })
        body.addView(look.label(say(Text.CATEGORY), Type.SMALL, Tone.INK_2, strong = true).margins(bottom = look.dp(Space.XS)))
        val row = look.row()
        for (category in page.view.categories) row.addView(chip(category.name.inLanguage(language), "draft-category:${category.id}", category.id == draft.category) { drafts.change { copy(category = category.id) } })
        body.addView(scrolling(row))
        pictures()
        if (draft.set) set() else skus()
        next(say(Text.SAVE), "save-draft") { drafts.keep() }
    }

    /** The drawings that a product can have; none is its first letter. */
    private fun pictures() {
        body.addView(look.label(say(Text.DRAFT_PICTURE), Type.SMALL, Tone.INK_2, strong = true).margins(bottom = look.dp(Space.XS)))
        val row = look.row()
        for (image in listOf("") + Food.names) {
            val chosen = image == draft.image
            val face = View(look.context).apply { background = Food(image.ifEmpty { null }, nameOf(draft.name).ifEmpty { "?" }, Tone.GROUND, look.dp(8).toFloat()) }
            row.addView(look.row(face.sized(look.dp(Space.MAIN), look.dp(Space.MAIN))).apply {
                tag = "draft-picture:$image"
                contentDescription = image.ifEmpty { say(Text.DRAFT_NO_PICTURE) }
                padded(look.dp(Space.XS), look.dp(Space.XS), look.dp(Space.XS), look.dp(Space.XS))
                background = look.pressable(if (chosen) look.outlined(Tone.PAPER, Tone.INK, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
                look.tappable(this) { drafts.change { copy(image = image) } }
            }.margins(right = look.dp(Space.S)))
        }
        body.addView(scrolling(row))
    }

    /** A field under its name; what is wrong with it stands below, once somebody tried to save. */
    private fun text(name: String, path: String, now: String, numbers: Boolean = false, change: ProductDraft.(String) -> ProductDraft): View {
        val typing = look.field(name, "draft:$path", now, onChange = { typed -> drafts.typed { change(typed) } })
        typing.hint = ""
        if (numbers) typing.inputType = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL
        val column = look.column()
        if (name.isNotEmpty()) column.addView(look.label(name, Type.SMALL, Tone.INK_2, strong = true).margins(bottom = look.dp(Space.XS)))
        column.addView(typing.sized(FILL, look.dp(Space.MAIN)))
        column.addView(wrong(path, typing))
        return column.sized(FILL, WRAP).margins(bottom = look.dp(Space.M))
    }

    /** A name's three fields beside each other. */
    private fun three(path: String, what: String, now: NameForm, change: ProductDraft.(NameForm) -> ProductDraft): View {
        // Chinese letters stand higher than Latin ones: the fields stand in line, whatever is above them.
        val row = look.row().apply { gravity = Gravity.BOTTOM }
        val fields = ArrayList<EditText>()
        fun one(language: String, tag: String, text: String, with: NameForm.(String) -> NameForm) {
            lateinit var typing: EditText
            typing = look.field("$what · $language", "draft:$path/$tag", text, onChange = { typed -> drafts.typed { change(nameNow(fields, now).with(typed)) } })
            fields += typing
            typing.hint = ""
            val column = look.column(look.label("$what · $language", Type.SMALL, Tone.INK_2, strong = true).apply { maxLines = 1 }, typing.sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.XS)))
            row.addView(column.sized(0, WRAP, 1f).margins(left = if (row.childCount > 0) look.dp(Space.S) else 0))
        }
        one("中文", "zh", now.zh) { copy(zh = it) }
        one("English", "en", now.en) { copy(en = it) }
        one("Melayu", "ms", now.ms) { copy(ms = it) }
        val told = wrong(path, *fields.toTypedArray())
        return look.column(row.sized(FILL, WRAP), told).sized(FILL, WRAP).margins(bottom = look.dp(Space.M))
    }

    private fun nameNow(fields: List<EditText>, otherwise: NameForm): NameForm {
        val (zh, en, ms) = fields.map { it.text.toString() }.takeIf { it.size == 3 } ?: return otherwise
        return NameForm(zh, en, ms)
    }

    /** What is wrong at a place of the draft, under the fields it is about; away as soon as one of them is typed in. */
    private fun wrong(path: String, vararg fields: EditText): View {
        val no = page.view.wrong.firstOrNull { page.refused && it.path == path }
        val told = look.label(no?.words?.inLanguage(language) ?: "", Type.SMALL, Tone.BAD, strong = true).apply { tag = "wrong:$path" }
        if (no == null) return told.apply { visibility = View.GONE }
        fun outline(line: Int, width: Int) = fields.forEach { it.background = look.outlined(Tone.PAPER, line, Space.BUTTON, width) }
        outline(Tone.BAD, 2)
        if (first == null) first = fields.firstOrNull() ?: told
        fields.forEach { field ->
            field.addTextChangedListener(object : android.text.TextWatcher {
                override fun afterTextChanged(text: android.text.Editable) {
                    told.visibility = View.GONE
                    outline(Tone.LINE, 1)
                }
                override fun beforeTextChanged(s: CharSequence?, start: Int, count: Int, after: Int) = Unit
                override fun onTextChanged(s: CharSequence?, start: Int, before: Int, count: Int) = Unit
            })
        }
        return told.sized(FILL, WRAP).margins(top = look.dp(Space.XS))
    }

    // --- a set ---

    private fun set() {
        val money = look.row(text(say(Text.PRICE), "/price", draft.price, numbers = true) { copy(price = it) }.sized(0, WRAP, 1f)).apply { gravity = Gravity.TOP }
        money.addView(toggle(Text.DRAFT_KITCHEN_NAME, draft.nameInKitchen, "draft-kitchen") { copy(nameInKitchen = !nameInKitchen) })
        money.addView(toggle(Text.DRAFT_COMPONENT_OPTIONS, draft.componentOptions, "draft-options") { copy(componentOptions = !componentOptions) })
        body.addView(money.sized(FILL, WRAP))
        body.addView(wrong("/groups"))
        draft.groups.forEachIndexed { at, group -> body.addView(group(at, group)) }
        val add = look.row()
        for ((fixed, words) in listOf(true to Text.DRAFT_ADD_FIXED, false to Text.DRAFT_ADD_CHOICE)) {
            add.addView(look.button("+ " + say(words), Loud.QUIET) { drafts.touch(DraftTap.AddGroup(fixed)) }.apply { tag = "add-group:$fixed"; padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0) }.sized(0, look.dp(Space.MAIN), 1f).margins(left = if (fixed) 0 else look.dp(Space.S)))
        }
        body.addView(add.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
    }

    private fun toggle(words: Text, on: Boolean, tag: String, change: ProductDraft.() -> ProductDraft): View {
        val tick = look.button((if (on) "✓ " else "") + say(words), Loud.QUIET) { drafts.change(change) }.apply {
            this.tag = tag
            maxLines = 2
            padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
            if (on) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
        }
        // It stands beside a field that has its name above it.
        val above = look.label(" ", Type.SMALL).margins(bottom = look.dp(Space.XS))
        return look.column(above, tick.sized(FILL, look.dp(Space.MAIN))).sized(0, WRAP, 1.2f).margins(left = look.dp(Space.S))
    }

    private fun groupName(at: Int): String = draft.groups.getOrNull(at)?.let { nameOf(it.name) }?.ifEmpty { null } ?: say(Text.DRAFT_GROUP, at + 1)

    private fun nameOf(name: NameForm): String = listOf(language.of(name), name.zh, name.en, name.ms).firstOrNull { it.isNotBlank() } ?: ""

    private fun app.till.Language.of(name: NameForm) = when (this) {
        app.till.Language.ZH -> name.zh
        app.till.Language.EN -> name.en
        app.till.Language.MS -> name.ms
    }

    /** A row's way up, down and out. */
    private fun LinearLayout.ways(row: DraftRow, tag: String, at: Int, last: Int) {
        fun way(sign: String, what: Text, name: String, off: Boolean, tap: DraftTap) = addView(look.button(sign, Loud.QUIET, Space.TOUCH) { drafts.touch(tap) }.apply {
            this.tag = "$name:$tag"
            contentDescription = say(what)
            padded(0, 0, 0, 0)
            if (off) look.off(this)
        }.sized(look.dp(Space.TOUCH), look.dp(Space.TOUCH)).margins(left = look.dp(Space.XS)))
        way("↑", Text.MOVE_UP, "up", at == 0, DraftTap.Move(row, true))
        way("↓", Text.MOVE_DOWN, "down", at == last, DraftTap.Move(row, false))
        addView(look.icon(Icon.CLOSE, Tone.INK_2, what = say(Text.REMOVE)) { drafts.touch(DraftTap.Remove(row)) }.apply { this.tag = "out:$tag" }.margins(left = look.dp(Space.XS)))
    }

    private fun card(): LinearLayout = look.column().apply {
        background = look.outlined(Tone.PAPER, Tone.LINE, Space.CARD)
        padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(Space.L))
        sized(FILL, WRAP).margins(top = look.dp(Space.S), bottom = look.dp(Space.M))
    }

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
        head.ways(row, "group:$at", at, draft.groups.lastIndex)
        card.addView(head.sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        card.addView(three("$path/name", say(Text.NAME), group.name) { name -> with { copy(name = name) } })
        val kinds = look.choices(listOf(true to say(Text.DRAFT_FIXED), false to say(Text.DRAFT_CHOICE)), fixed, "kind:$at") { drafts.touch(DraftTap.Fixed(at.toUInt(), it)) }
        val how = look.row(kinds.sized(0, WRAP, 1.6f))
        if (!fixed) {
            how.addView(counted("${group.pick}", "pick:$at", DraftTap.Count(row, false), DraftTap.Count(row, true)).margins(left = look.dp(Space.S)))
            how.addView(look.button((if (group.repeat) "✓ " else "") + say(Text.DRAFT_REPEAT), Loud.QUIET) { drafts.touch(DraftTap.Repeat(at.toUInt())) }.apply {
                tag = "repeat:$at"
                maxLines = 2
                padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0)
                if (group.repeat) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
            }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.S)))
        }
        card.addView(how.sized(FILL, WRAP))
        card.addView(wrong("$path/pick"))
        group.parts.forEachIndexed { i, part -> card.addView(part(at, i, group, part)) }
        card.addView(wrong("$path/parts"))
        card.addView(look.button("+ " + say(Text.DRAFT_ADD_PART), Loud.QUIET) { drafts.seek(at, "") }.apply { tag = "add-part:$at" }.sized(FILL, look.dp(Space.TOUCH)).margins(top = look.dp(Space.M)))
        return card
    }

    /** A number with one less and one more. */
    private fun counted(now: String, tag: String, less: DraftTap, more: DraftTap): View = look.row(
        look.icon(Icon.MINUS, what = say(Text.DRAFT_LESS)) { drafts.touch(less) }.apply { this.tag = "less:$tag" },
        look.figures(now, Type.BODY, strong = true).apply { gravity = Gravity.CENTER; minWidth = look.dp(28); this.tag = tag },
        look.icon(Icon.PLUS, what = say(Text.DRAFT_MORE)) { drafts.touch(more) }.apply { this.tag = "more:$tag" },
    )

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
        val fixed = of.pick == 0u
        val (name, now) = if (fixed) "qty" to part.qty else "surcharge" to part.surcharge
        if (fixed) line.addView(counted("×${part.qty}", "qty:$group:${part.sku}", DraftTap.Count(row, false), DraftTap.Count(row, true)))
        var told = wrong("$path/$name")
        if (!fixed) {
            val typing = look.field(say(Text.DRAFT_SURCHARGE), "draft:$path/surcharge", now, onChange = { typed -> drafts.typed { with { copy(surcharge = typed) } } }).apply {
                inputType = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL
                gravity = Gravity.END or Gravity.CENTER_VERTICAL
                fontFeatureSettings = "tnum"
                padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
            }
            told = wrong("$path/surcharge", typing)
            line.addView(typing.sized(look.dp(120), look.dp(Space.TOUCH)).margins(left = look.dp(Space.S)))
        }
        line.ways(row, "part:$group:$at", at, of.parts.lastIndex)
        return look.column(line.sized(FILL, WRAP), told, wrong("$path/sku")).sized(FILL, WRAP).margins(top = look.dp(Space.M))
    }

    // --- what goes into a group ---

    private fun seek(seeks: OneDraft.Seeks) {
        find(Text.SEARCH, "seek", seeks.typed) { drafts.seek(seeks.group, it) }
        if (seeks.found.isEmpty()) body.addView(look.empty(say(Text.NOTHING_FOUND), say(Text.NOTHING_FOUND_HINT)).sized(FILL, WRAP))
        val there = draft.groups.getOrNull(seeks.group)?.parts?.map { it.sku } ?: emptyList()
        for (sku in seeks.found) {
            val row = look.listRow(sku.name.inLanguage(language), if (sku.counted) Text.LEFT.say(language, sku.level) else null)
            if (sku.sku in there) row.addView(look.badge("✓ " + say(Text.DRAFT_IN), Tone.GOOD, Tone.GOOD_GROUND).apply { tag = "in:${sku.sku}" })
            else row.addView(small("+ " + say(Text.DRAFT_PUT_IN), "put-in:${sku.sku}") { drafts.touch(DraftTap.AddPart(seeks.group.toUInt(), sku.sku)) })
            body.addView(row.sized(FILL, WRAP))
            body.addView(look.line())
        }
        next(say(Text.DRAFT_SOUGHT), "sought") { drafts.sought() }
    }

    // --- a product's specifications ---

    private fun skus() {
        body.addView(look.section(say(Text.DRAFT_SKUS)))
        body.addView(wrong("/skus"))
        draft.skus.forEachIndexed { at, sku -> body.addView(sku(at, sku)) }
        body.addView(look.button("+ " + say(Text.DRAFT_ADD_SKU), Loud.QUIET) { drafts.touch(DraftTap.AddSku) }.apply { tag = "add-sku" }.sized(FILL, look.dp(Space.MAIN)))
    }

    private fun sku(at: Int, sku: SkuDraft): View {
        val path = "/skus/$at"
        fun ProductDraft.with(change: SkuDraft.() -> SkuDraft) = copy(skus = skus.mapIndexed { i, it -> if (i == at) it.change() else it })
        val card = card().apply { tag = "sku:$at" }
        card.addView(three("$path/spec", say(Text.SPECIFICATION), sku.spec) { spec -> with { copy(spec = spec) } })
        val row = look.row(
            text(say(Text.PRICE), "$path/price", sku.price, numbers = true) { with { copy(price = it) } }.sized(0, WRAP, 1f),
            text(say(Text.DRAFT_BARCODE), "$path/barcode", sku.barcode) { with { copy(barcode = it) } }.sized(0, WRAP, 1.4f).margins(left = look.dp(Space.S)),
        ).apply { gravity = Gravity.BOTTOM }
        row.ways(DraftRow.Sku(at.toUInt()), "sku:$at", at, draft.skus.lastIndex)
        card.addView(row.sized(FILL, WRAP))
        return card
    }

    // --- what it comes to ---

    /** The figures at the side, and everything that is missing: as it is now, while it is typed. */
    fun aside(into: LinearLayout, sheet: OneDraft) {
        page = sheet
        into.removeAllViews()
        val view = sheet.view
        fun figure(name: Text, value: CharSequence, tag: String) {
            into.addView(look.label(say(name), Type.SMALL, Tone.INK_2, strong = true).sized(FILL, WRAP))
            into.addView(look.label(value, Type.LEAD, strong = true).apply { this.tag = tag; fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(Space.XS), bottom = look.dp(Space.L)))
        }
        val none = "–"
        if (draft.set) {
            figure(Text.DRAFT_GROUPS, "${view.groups.size}", "figure-groups")
            figure(Text.DRAFT_PRODUCTS, "${view.products}", "figure-products")
        } else {
            figure(Text.DRAFT_SKUS, "${draft.skus.size}", "figure-skus")
        }
        val (least, most) = view.least to view.most
        figure(Text.PRICE, if (least == null) none else look.amount(sign, if (least == most) least else "$least–$most"), "figure-price")
        if (draft.set) figure(Text.DRAFT_SELLABLE, view.sellable?.inLanguage(language) ?: none, "figure-sellable")
        into.addView(look.line().margins(bottom = look.dp(Space.L)))
        if (view.wrong.isEmpty()) {
            into.addView(look.label("✓ " + say(Text.DRAFT_WHOLE), Type.BODY, Tone.GOOD, strong = true).apply { tag = "whole" }.sized(FILL, WRAP))
            return
        }
        into.addView(look.label(say(Text.DRAFT_MISSING), Type.SMALL, Tone.INK_2, strong = true).sized(FILL, WRAP))
        view.wrong.forEachIndexed { i, no ->
            val words = listOfNotNull(place(no.path), no.words.inLanguage(language)).joinToString(": ")
            into.addView(look.label("· $words", Type.BODY, if (sheet.refused) Tone.BAD else Tone.INK).apply { tag = "missing:$i" }.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
        }
    }

    /** Which group or specification a fault is about. */
    private fun place(path: String): String? {
        val parts = path.split('/')
        val at = parts.getOrNull(2)?.toIntOrNull() ?: return null
        return when (parts[1]) {
            "groups" -> groupName(at)
            "skus" -> draft.skus.getOrNull(at)?.let { nameOf(it.spec) }?.ifEmpty { null } ?: say(Text.DRAFT_SKU, at + 1)
            else -> null
        }
    }
}
