package app.till.cashier

import android.graphics.BitmapFactory
import android.graphics.drawable.GradientDrawable
import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import app.till.Language
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Food
import app.till.look.Icon
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.TileGrid
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.at
import app.till.look.margins
import app.till.look.padded
import app.till.look.sized
import uniffi.till_mobile.ChoiceGroupView
import uniffi.till_mobile.ChoiceKind
import uniffi.till_mobile.ChoiceOptionView
import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.ChoicesView
import uniffi.till_mobile.SetGroupView
import uniffi.till_mobile.SetOptionView
import uniffi.till_mobile.SetTap
import uniffi.till_mobile.SetUnitView
import uniffi.till_mobile.Words

/** What comes from the right over the grid; the order stays visible beside it. */
class SheetPane(private val look: Look, private val presenter: CashierPresenter, first: Sheet) {
    private val kind = first::class
    private val title = look.oneLine(look.label("", Type.TITLE, strong = true)).apply { tag = "sheet-title" }
    /** The key of the tile that was held down to open this. */
    private val key = look.badge("", Tone.INK_2, Tone.GROUND).apply { tag = "tile-key"; visibility = View.GONE }
    private val body = look.column().apply { tag = "sheet-body" }
    private val foot = look.column().apply { tag = "sheet-foot" }
    private val scroll = ScrollView(look.context).apply { addView(body); tag = "sheet-scroll" }
    private val side = look.column()
    private val aside = ScrollView(look.context).apply { addView(side); setBackgroundColor(Tone.GROUND); visibility = View.GONE; tag = "sheet-side" }

    /** Where there is more below, the foot has an edge: what is cut there is seen to go on. */
    private val edge = look.line().apply { visibility = View.INVISIBLE }

    private val card = look.column(
        look.row(
            title.sized(0, WRAP, 1f),
            key.margins(left = look.dp(Space.M), right = look.dp(Space.M)),
            look.keyed(look.icon(Icon.CLOSE, Tone.INK_2, what = "×") { presenter.closeSheet() }, "Esc").apply { tag = "close" },
        ).padded(look.dp(Space.XL), look.dp(Space.L), look.dp(Space.L), look.dp(Space.S)),
        LinearLayout(look.context).apply {
            addView(scroll.sized(0, FILL, 1f))
            addView(aside.sized(look.dp(264), FILL))
        }.sized(FILL, 0, 1f),
        edge,
        foot,
    ).apply {
        setBackgroundColor(Tone.PAPER)
        isClickable = true
        tag = "sheet"
    }

    init {
        scroll.setOnScrollChangeListener { _, _, _, _, _ -> edge() }
        scroll.addOnLayoutChangeListener { _, _, _, _, _, _, _, _, _ -> edge() }
        body.addOnLayoutChangeListener { _, _, _, _, _, _, _, _, _ -> edge() }
    }

    private fun edge() {
        edge.visibility = if (foot.childCount > 0 && scroll.canScrollVertically(1)) View.VISIBLE else View.INVISIBLE
    }

    val root: View = LinearLayout(look.context).apply {
        setBackgroundColor(Tone.SCRIM)
        gravity = Gravity.END
        look.tappable(this) { presenter.closeSheet() }
        val shadow = View(look.context).apply {
            background = GradientDrawable(GradientDrawable.Orientation.RIGHT_LEFT, intArrayOf(0x33000000, 0))
        }
        addView(shadow.sized(look.dp(Space.L), FILL))
        // What has a side needs all the room there is.
        if (first is Sided) addView(card.sized(0, FILL, 1f)) else addView(card.sized(look.dp(width(first)), FILL))
    }

    /** What is typed or asked is narrow; everything else is of one width, so that no page jumps when it leads to another. */
    private fun width(sheet: Sheet): Int = when (sheet) {
        is Sheet.Held, is Sheet.Approval, is Sheet.Consent, is Sheet.MemberPin, is Sheet.Why, is Sheet.Ask, is Sheet.OpenItem, is CardSheet.Pin, is Sure -> 520
        is HeadingForm -> 820
        else -> 736
    }

    /** The sheet's next step, where there is one that can be done. */
    fun next(): Boolean = loud(foot)?.performClick() == true

    private fun loud(view: View): View? = when {
        view is TextView && view.isEnabled && view.isClickable && view.currentTextColor == Tone.ACCENT_INK -> view
        view is android.view.ViewGroup -> (0 until view.childCount).firstNotNullOfOrNull { loud(view.getChildAt(it)) }
        else -> null
    }

    /** Whether this pane can show the sheet without moving: the same kind is redrawn in place. */
    fun shows(sheet: Sheet): Boolean = sheet::class == kind

    private var drawn: List<Any?> = emptyList()
    private var wrong: Map<String, Words> = emptyMap()

    fun show(state: CashierState, sheet: Sheet) {
        // A view that is made anew under a finger loses its tap: only what changed is drawn again.
        val now = listOf(sheet, state.language, state.menu?.tenders, state.order, state.customer, state.held, state.trouble)
        if (now == drawn) return
        val before = drawn.firstOrNull()
        val samePage = drawn.drop(1) == now.drop(1)
        drawn = now
        if (sheet is Sheet.Paid && before is Sheet.Paid && before.order == sheet.order && PaySheet(look, presenter).receiptCame(body, sheet)) return
        if (sheet is HeadingForm && before is HeadingForm && before.language == sheet.language && samePage && PrintPages(look, presenter).pictureCame(body, sheet)) return
        if (samePage && before is Sided && before::class == sheet::class && before.touched == (sheet as? Sided)?.touched) {
            if (sheet is OneDraft) DraftPages(look, presenter).follow(state, sheet, side)
            if (sheet is OneGroup) GroupPages(look, presenter).follow(state, sheet, side)
            return
        }
        // A list that was scrolled stays where it was, whatever was touched in it.
        val place = scroll.scrollY
        scroll.post { scroll.scrollTo(0, place) }
        body.removeAllViews()
        foot.removeAllViews()
        side.removeAllViews()
        side.padded(look.dp(Space.L), look.dp(Space.L), look.dp(Space.L), look.dp(Space.L))
        body.padded(look.dp(Space.XL), look.dp(Space.S), look.dp(Space.XL), look.dp(Space.XL))
        foot.padded(look.dp(Space.XL), look.dp(Space.M), look.dp(Space.XL), look.dp(Space.L))
        key.text = (sheet as? Sheet.Choices)?.key ?: (sheet as? Sheet.SetMeal)?.key
        key.visibility = if (key.text.isEmpty()) View.GONE else View.VISIBLE
        draw(state, sheet)
        foot.visibility = if (foot.childCount == 0) View.GONE else View.VISIBLE
    }

    private fun draw(state: CashierState, sheet: Sheet) {
        when (sheet) {
            is Sheet.SetMeal -> setMeal(state, sheet)
            is Sheet.Choices -> choices(state, sheet.view, Text.ADD.takeIf { sheet.line == null } ?: Text.CHANGE_SAVE)
            is Sheet.OneUnit -> choices(state, sheet.view, Text.OK)
            is Sheet.Pay -> PaySheet(look, presenter).show(state, sheet, title, body, foot)
            is Sheet.Paid -> PaySheet(look, presenter).paid(state, sheet, title, body, foot)
            Sheet.Held -> held(state)
            else -> pagesOf(sheet).show(state, sheet, title, body, foot, side, refused(state))
        }
        aside.visibility = if (side.childCount == 0) View.GONE else View.VISIBLE
    }

    /** Whether what is wrong was not known when this was drawn last: found anew, or found again as it was. */
    private fun refused(state: CashierState): Boolean {
        val known = wrong
        wrong = state.wrong
        return wrong !== known && (wrong == known || !known.keys.containsAll(wrong.keys))
    }

    private fun pagesOf(sheet: Sheet): Pages = when (sheet) {
        is Sheet.OneLine, is Sheet.OpenItem, is Sheet.SplitLines, is Sheet.SplitAmounts, is Package -> LinePages(look, presenter)
        is Sheet.Tables, is Sheet.Discount -> RoomPages(look, presenter)
        is Sheet.Refund -> RefundPages(look, presenter)
        is ByHand, is OnePrinter, is Rules, is HeadingForm -> PrintPages(look, presenter)
        is StockList, is OneStock -> StockPages(look, presenter)
        is OneDraft -> DraftPages(look, presenter)
        is OneGroup -> GroupPages(look, presenter)
        is OneProduct, is NewProduct, is Categories, is PriceLists -> ProductPages(look, presenter)
        is Sheet.Orders, is Sheet.OneOrder, is Sheet.Day, is Sheet.Slips -> PlacedPages(look, presenter)
        is Sheet.Office, is Sheet.Settings, is Sheet.AddStaff -> OfficePages(look, presenter)
        is Sheet.Kiosk -> KioskPages(look, presenter)
        is Sheet.Members, is Sheet.Consent, is Sheet.MemberPin -> CustomerPages(look, presenter)
        is Sheet.OneMember, is MemberSheet -> MemberPages(look, presenter)
        is CardSheet -> CardPages(look, presenter)
        is ChargeSheet -> ChargePages(look, presenter)
        is Form<*>, is PackageList, is Books -> FormPages(look, presenter)
        else -> AskPages(look, presenter)
    }

    private fun setMeal(state: CashierState, sheet: Sheet.SetMeal) {
        val language = state.language
        title.text = sheet.view.name.inLanguage(language)
        for (group in sheet.view.groups) {
            val included = group.pick == 0u
            val status = when {
                included -> look.label(Text.INCLUDED.say(language), Type.SMALL, Tone.INK_2)
                group.missing != null -> look.badge(Text.PICKED.say(language, group.picked, group.pick), Tone.WARN, Tone.WARN_GROUND)
                else -> look.badge("✓ " + Text.PICKED.say(language, group.picked, group.pick), Tone.GOOD, Tone.GOOD_GROUND)
            }
            section(group.name.inLanguage(language), status)
            val grid = TileGrid(look.context, 4, look.dp(Space.M))
            group.options.forEach { grid.addView(setOption(state, group, it)) }
            body.addView(grid.sized(FILL, WRAP))
            group.units.forEach { unit(language, it) }
        }
        footer(state, sheet.view.price, sheet.view.missing?.inLanguage(language), if (sheet.line == null) Text.ADD else Text.CHANGE_SAVE)
    }

    /** What is in the set and can be had in more than one way: how it is wanted now, and the way to change that. */
    private fun unit(language: Language, unit: SetUnitView) {
        val missing = unit.missing?.inLanguage(language)
        val chosen = unit.chosen.joinToString(" · ") { it.inLanguage(language) }
        val words = look.column(
            look.oneLine(look.label(unit.name.inLanguage(language), Type.BODY, strong = true)).sized(FILL, WRAP),
            look.label(missing ?: chosen.ifEmpty { Text.AS_IT_COMES.say(language) }, Type.SMALL, if (missing != null) Tone.BAD else Tone.INK_2).sized(FILL, WRAP).margins(top = look.dp(Space.XS)),
        )
        val change = look.button(Text.CHANGE_CHOICES.say(language), Loud.QUIET, Space.TOUCH) { presenter.askUnit(unit.unit) }
            .apply { tag = "unit:${unit.unit.group}:${unit.unit.sku}:${unit.unit.nth}"; padded(look.dp(Space.M), 0, look.dp(Space.M), 0) }
        body.addView(look.row(words.sized(0, WRAP, 1f).margins(right = look.dp(Space.M)), change.sized(WRAP, look.dp(Space.TOUCH))).sized(FILL, WRAP).margins(top = look.dp(Space.M)))
    }

    private fun section(name: String, status: View?) {
        val head = look.row(look.label(name, Type.LEAD, strong = true).sized(0, WRAP, 1f))
        if (status != null) head.addView(status)
        body.addView(head.sized(FILL, WRAP).margins(top = look.dp(Space.L), bottom = look.dp(Space.M)))
    }

    private fun setOption(state: CashierState, group: SetGroupView, option: SetOptionView): View {
        val language = state.language
        val fixed = group.pick == 0u
        val why = option.whyNot?.inLanguage(language)?.substringAfter(": ")?.substringAfter("：")
        val extra = option.surcharge?.let { "+$it" } ?: ""
        val note = if (why != null) look.label(why, Type.SMALL, Tone.BAD) else look.figures(extra, Type.SMALL, Tone.INK_2)
        note.gravity = Gravity.START
        note.maxLines = 3
        return option(
            tag = "option:${group.id}:${option.sku}", name = option.name.inLanguage(language), image = option.image,
            picked = option.picked.toInt(), note = note, off = why != null || fixed, dim = why != null,
            less = if (group.pick > 1u && option.picked > 0u) {
                { presenter.tapSet(SetTap.Unpick(group.id, option.sku)) }
            } else null,
        ) { if (option.picked == 0u || group.pick > 1u) presenter.tapSet(SetTap.Pick(group.id, option.sku)) }
    }

    /** One thing that can be picked: chosen ones are framed, marked and counted. */
    private fun option(
        tag: String, name: String, image: String?, picked: Int, note: TextView, off: Boolean, dim: Boolean,
        less: (() -> Unit)?, onTap: () -> Unit,
    ): View {
        val chosen = picked > 0
        // Never cut: of two that differ in their last word only, one could not be told from the other.
        val title = look.label(name, Type.BODY, if (dim) Tone.INK_2 else Tone.INK, strong = true)
        val words = look.column(title.sized(FILL, WRAP), note.sized(FILL, WRAP).margins(top = look.dp(Space.XS)))
        val top = FrameLayout(look.context)
        val face = View(look.context).apply {
            background = Food(image, name, if (chosen) Tone.GOOD_GROUND else Tone.GROUND, look.dp(8).toFloat())
            if (dim) alpha = 0.45f
        }
        top.addView(face.at(Gravity.FILL, FILL, FILL))
        if (chosen) {
            val mark = look.badge(if (picked > 1) "✓ $picked" else "✓", Tone.PAPER, Tone.GOOD)
            top.addView(mark.at(Gravity.TOP or Gravity.END).margins(right = look.dp(Space.XS), top = look.dp(Space.XS)))
        }
        if (less != null) {
            val minus = look.icon(Icon.MINUS, Tone.INK, what = "less", onTap = less).apply { this.tag = "less:$tag" }
            top.addView(minus.at(Gravity.BOTTOM or Gravity.START, look.dp(Space.TOUCH), look.dp(Space.TOUCH)))
        }
        return look.column(top.sized(FILL, look.dp(84)), words.sized(FILL, WRAP).margins(top = look.dp(Space.S), left = look.dp(Space.XS), right = look.dp(Space.XS))).apply {
            this.tag = tag
            val ground = if (chosen) look.outlined(Tone.PAPER, Tone.GOOD, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON)
            background = look.pressable(ground, Space.BUTTON)
            padded(look.dp(Space.S), look.dp(Space.S), look.dp(Space.S), look.dp(Space.M))
            contentDescription = name
            if (off) isEnabled = false else look.tappable(this, onTap)
        }
    }

    private fun choices(state: CashierState, view: ChoicesView, does: Text) {
        val language = state.language
        title.text = view.name.inLanguage(language)
        for (group in view.groups) {
            section(group.name?.inLanguage(language) ?: Text.SPECIFICATION.say(language), null)
            val grid = TileGrid(look.context, 3, look.dp(Space.M))
            group.options.forEach { grid.addView(choice(language, group, it)) }
            body.addView(grid.sized(FILL, WRAP))
        }
        footer(state, view.price, view.missing?.inLanguage(language), does)
    }

    private fun choice(language: Language, group: ChoiceGroupView, option: ChoiceOptionView): View {
        val chosen = option.qty > 0u
        val why = option.whyNot?.inLanguage(language)
        val name = look.label(option.name.inLanguage(language), Type.BODY, if (why != null) Tone.INK_2 else Tone.INK, strong = true)
        name.gravity = Gravity.CENTER
        val amount = option.price?.let { if (group.kind == ChoiceKind.MODIFIER) "+$it" else it }
        val note = look.label(why ?: amount ?: "", Type.SMALL, if (why != null) Tone.BAD else Tone.INK_2).apply { fontFeatureSettings = "tnum" }
        note.gravity = Gravity.CENTER
        val words = look.column(name.sized(FILL, WRAP)).apply { gravity = Gravity.CENTER }
        if (note.text.isNotEmpty()) words.addView(note.sized(FILL, WRAP).margins(top = look.dp(Space.XS)))
        val tap = when (group.kind) {
            ChoiceKind.SKU -> ChoiceTap.Sku(option.id)
            ChoiceKind.ATTRIBUTE -> ChoiceTap.Attribute(group.id, option.id)
            ChoiceKind.MODIFIER -> ChoiceTap.Modifier(group.id, option.id, true)
        }
        val all = if (group.kind == ChoiceKind.MODIFIER && chosen) {
            look.row(
                look.icon(Icon.MINUS, what = "less") { presenter.tapChoice(ChoiceTap.Modifier(group.id, option.id, false)) },
                words.sized(0, WRAP, 1f),
                look.label("×${option.qty}", Type.BODY, Tone.GOOD, strong = true).padded(0, 0, look.dp(Space.M), 0),
            )
        } else {
            look.row(words.sized(0, WRAP, 1f)).padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
        }
        return all.apply {
            tag = "choice:${group.id}:${option.id}"
            minimumHeight = look.dp(72)
            val ground = if (chosen) look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON)
            background = look.pressable(ground, Space.BUTTON)
            if (why != null || !option.more) isEnabled = false else look.tappable(this) { presenter.tapChoice(tap) }
        }
    }

    private fun footer(state: CashierState, price: String, missing: String?, does: Text) {
        val add = look.button(missing ?: does.say(state.language), Loud.MAIN) { presenter.addFromSheet() }.apply { tag = "add" }
        if (missing != null) look.off(add)
        foot.addView(
            look.row(
                look.figures(look.amount(state.menu?.sign ?: "", price), Type.LARGE, strong = true).apply { tag = "price"; gravity = Gravity.START }.sized(0, WRAP, 1f),
                add.sized(0, look.dp(Space.MAIN), 1.4f),
            ).sized(FILL, WRAP),
        )
    }

    private fun held(state: CashierState) {
        title.text = Text.HELD_ORDERS.say(state.language)
        if (state.held.isEmpty()) {
            body.addView(look.empty(Text.NO_HELD.say(state.language), Text.NO_HELD_HINT.say(state.language)).sized(FILL, WRAP))
        }
        state.held.forEachIndexed { at, order ->
            val name = order.label ?: "${Text.ORDER.say(state.language)} ${at + 1}"
            val waited = (presenter.now() - order.created) / 60_000
            val row = look.row(
                look.column(
                    look.oneLine(look.label(name, Type.LEAD, strong = true)).sized(FILL, WRAP),
                    look.label(Text.TABLE_MINUTES.say(state.language, waited), Type.SMALL, Tone.INK_2).margins(top = look.dp(Space.XS)),
                ).sized(0, WRAP, 1f),
                look.figures(order.total, Type.LEAD).margins(right = look.dp(Space.L)),
            )
            if (state.order?.lines?.isNotEmpty() == true) {
                row.addView(look.button(Text.MERGE.say(state.language), Loud.QUIET, Space.TOUCH) { presenter.room.merge(order.order) }.apply { tag = "merge:$at" }.margins(right = look.dp(Space.S)))
            }
            row.addView(look.button(Text.RECALL.say(state.language), Loud.QUIET, Space.TOUCH) { presenter.recall(order.order) }.apply { tag = "recall:$at" })
            body.addView(row.sized(FILL, look.dp(72)))
            body.addView(look.line())
        }
    }
}
