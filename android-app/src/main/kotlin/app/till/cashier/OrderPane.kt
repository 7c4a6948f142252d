package app.till.cashier

import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import app.till.Language
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Icon
import app.till.look.Icons
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.SwipeRow
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.at
import app.till.look.margins
import app.till.look.padded
import app.till.look.sized
import uniffi.till_mobile.ComponentView
import uniffi.till_mobile.LineView
import uniffi.till_mobile.OptionView
import uniffi.till_mobile.OrderView

/** The order: whose it is, lines with what was chosen indented, what lowered them, the total, and the next step. */
class OrderPane(private val look: Look, private val presenter: CashierPresenter) {
    private val head = look.row()
    private val customer = look.row()
    private val lines = look.column()
    private val empty = FrameLayout(look.context)
    private val said = look.row()
    private val upsell = look.row()
    private val sums = look.column().apply { tag = "sums" }
    private val trouble = look.label("", Type.BODY, Tone.BAD, strong = true).apply {
        tag = "trouble"
        background = look.filled(Tone.BAD_GROUND, Space.BUTTON)
        padded(look.dp(Space.M), look.dp(Space.M), look.dp(Space.M), look.dp(Space.M))
        visibility = View.GONE
    }
    private val foot = look.row()
    private val scroll = ScrollView(look.context).apply { addView(lines) }
    private var drawn: Any? = null

    val root: View = look.column(
        head.sized(FILL, look.dp(64)),
        customer.sized(FILL, look.dp(Space.MAIN)).margins(look.dp(Space.S), 0, look.dp(Space.S), look.dp(Space.S)),
        look.line(),
        FrameLayout(look.context).apply {
            addView(scroll.at(Gravity.FILL, FILL, FILL))
            addView(empty.at(Gravity.CENTER))
            addView(said.at(Gravity.BOTTOM, FILL, look.dp(Space.MAIN)).margins(look.dp(Space.S), 0, look.dp(Space.S), look.dp(Space.S)))
        }.sized(FILL, 0, 1f),
        upsell.sized(FILL, WRAP),
        look.line(),
        sums.padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), 0),
        trouble.sized(FILL, WRAP).margins(look.dp(Space.L), look.dp(Space.S), look.dp(Space.L), 0),
        foot.padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(Space.L)),
    ).apply { setBackgroundColor(Tone.PAPER) }

    fun show(state: CashierState) {
        // A sheet of words says itself what went wrong, beside what it is about.
        val here = state.trouble?.inLanguage(state.language).takeIf { state.sheet == null || state.sheet.keepsQuiet() }
        trouble.text = here
        trouble.visibility = if (here == null) View.GONE else View.VISIBLE
        val now = listOf(state.order, state.language, state.line, state.menu?.sign, state.sheet == null, state.type, state.customer, state.said, state.undo, state.emptied, state.upsells)
        if (now == drawn) return
        val more = state.order?.lines?.size != ((drawn as? List<*>)?.firstOrNull() as? OrderView)?.lines?.size
        drawn = now
        showHead(state)
        showCustomer(state)
        showLines(state)
        showSaid(state)
        showUpsell(state)
        showSums(state)
        showFoot(state)
        if (more) scroll.post { scroll.fullScroll(View.FOCUS_DOWN) }
    }

    /** What the order is called, and where the guests sit. */
    private fun showHead(state: CashierState) {
        head.removeAllViews()
        head.padded(look.dp(Space.L), 0, look.dp(Space.S), 0)
        val order = state.order
        val name = order?.serial ?: order?.label ?: Text.ORDER.say(state.language)
        head.addView(look.oneLine(look.label(name, Type.LEAD, strong = true)).sized(0, WRAP, 1f))
        order?.table?.let { table ->
            val guests = order.guests?.let { " · " + Text.GUESTS.say(state.language, it) } ?: ""
            val chip = look.oneLine(look.button(Text.TABLE.say(state.language, table) + guests, Loud.QUIET, Space.TOUCH) { presenter.room.open() })
            chip.tag = "table"
            head.addView(chip.padded(look.dp(Space.M), 0, look.dp(Space.M), 0).sized(WRAP, look.dp(Space.TOUCH)))
        }
        head.addView(look.keyed(look.icon(Icon.MORE, Tone.INK, what = Text.MORE.say(state.language)) { presenter.openMore() }, "F9").apply { tag = "more" })
    }

    /** Who it is for: name and level over points, stored value and vouchers; nobody known is a walk-in. */
    private fun showCustomer(state: CashierState) {
        customer.removeAllViews()
        val known = state.customer
        val language = state.language
        val words = if (known == null) {
            look.column(look.label(Text.WALK_IN.say(language), Type.BODY, Tone.INK_2))
        } else {
            val level = known.level?.let { " · " + it.inLanguage(language) } ?: ""
            val worth = listOfNotNull(
                Text.MEMBER_POINTS.say(language, known.points),
                if (known.hasStored) Text.STORED.say(language, known.stored) else null,
                if (known.vouchers > 0u) Text.VOUCHERS_USABLE.say(language, known.vouchers) else null,
            )
            look.column(
                look.oneLine(look.label((known.name ?: known.number) + level, Type.BODY, Tone.INK, strong = true)).sized(FILL, WRAP),
                look.oneLine(look.label(worth.joinToString(" · "), Type.SMALL, Tone.INK_2)).apply { fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(2)),
            )
        }
        customer.addView(View(look.context).apply { background = Icons(Icon.PERSON, if (known == null) Tone.INK_2 else Tone.GOOD, look.dp(100) / 100f) }.sized(look.dp(40), look.dp(40)))
        customer.addView(words.sized(0, WRAP, 1f))
        customer.apply {
            tag = "customer"
            contentDescription = Text.CUSTOMER.say(language)
            background = look.pressable(look.filled(if (known == null) Tone.PAPER else Tone.GOOD_GROUND, Space.BUTTON), Space.BUTTON)
            padded(0, 0, look.dp(Space.M), 0)
            look.tappable(this) { presenter.customers.open() }
        }
        look.keyed(customer, "F6")
    }

    private fun showLines(state: CashierState) {
        lines.removeAllViews()
        empty.removeAllViews()
        val order = state.order
        if (order == null || order.lines.isEmpty() && state.emptied == null) {
            empty.addView(look.empty(Text.EMPTY_ORDER.say(state.language), Text.EMPTY_ORDER_HINT.say(state.language)))
            return
        }
        order.lines.forEachIndexed { at, line ->
            if (at == state.emptied) lines.addView(emptied(state.language))
            if (at > 0) lines.addView(look.line().margins(look.dp(Space.L), 0, look.dp(Space.L), 0))
            lines.addView(SwipeRow(look, line(line, at, at == state.line, state.language), Text.REMOVE.say(state.language)) { presenter.remove(at) }.apply { tag = "swipe:$at" })
        }
        if ((state.emptied ?: -1) >= order.lines.size) lines.addView(emptied(state.language))
    }

    /** The row that a keyboard emptied: the cursor is still in it. */
    private fun emptied(language: Language): View = look.label(Text.ROW_EMPTIED.say(language), Type.BODY, Tone.INK_2).apply {
        tag = "emptied"
        gravity = Gravity.CENTER_VERTICAL
        background = look.outlined(CHOSEN, Tone.INK_3, 0)
        padded(look.dp(Space.L), 0, look.dp(Space.L), 0)
    }.sized(FILL, look.dp(Space.MAIN))

    private fun line(line: LineView, at: Int, chosen: Boolean, language: Language): View {
        // What is weighed says how much of it under its name; its unit is no kind of it.
        val unit = presenter.state.tileOf(line.id)?.unit
        val spec = line.spec?.takeIf { it != unit }?.let { " " + it.inLanguage(language) } ?: ""
        val title = look.label(line.name.inLanguage(language) + spec, Type.BODY, strong = true)
        val count = look.figures(if (unit == null) "${line.qty}×" else "", Type.BODY, Tone.INK_2)
        count.gravity = Gravity.START
        val first = look.row(
            count.apply { minWidth = look.dp(36) }.sized(WRAP, WRAP).margins(right = look.dp(Space.XS)),
            title.sized(0, WRAP, 1f),
            look.figures(if (line.problem == null) line.gross else "—", Type.BODY, strong = true).sized(WRAP, WRAP).margins(left = look.dp(Space.M)),
        ).apply { gravity = Gravity.TOP; isBaselineAligned = true }
        val all = look.column(first.sized(FILL, WRAP))
        fun detail(what: String, amount: String?, colour: Int = Tone.INK_2) {
            val row = look.row(
                look.label(what, Type.SMALL, colour).sized(0, WRAP, 1f),
                look.figures(amount ?: "", Type.SMALL, colour),
            )
            all.addView(row.sized(FILL, WRAP).margins(left = look.dp(40), top = look.dp(Space.XS)))
        }
        line.problem?.let { detail(it.inLanguage(language), null, Tone.BAD) }
        if (unit != null) detail("${line.qty} ${unit.inLanguage(language)} · ${Text.EACH.say(language, line.unit)}", null)
        line.components?.forEach { part -> detail(component(part, line.qty, language), null) }
        if (line.options.isNotEmpty()) detail(options(line.options, language), null)
        line.note?.let { detail("“$it”", null) }
        line.discounts.forEach { detail(it.name.inLanguage(language), "−${it.amount}", Tone.GOOD) }
        if (chosen) all.addView(stepper(line, at, language).margins(top = look.dp(Space.XS)))
        return all.apply {
            tag = "line:$at"
            minimumHeight = look.dp(Space.MAIN)
            background = look.pressable(look.filled(if (chosen) CHOSEN else Tone.PAPER, 0), 0)
            padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(if (chosen) Space.XS else Space.M))
            look.tappable(this) { presenter.chooseLine(at) }
        }
    }

    private fun stepper(line: LineView, at: Int, language: Language): View {
        // What one costs says something only where there is more than one.
        val each = if (line.qty == "1" || presenter.state.tileOf(line.id)?.unit != null) "" else Text.EACH.say(language, line.unit)
        return look.row(
            look.keyed(look.icon(Icon.BIN, Tone.INK_2, what = Text.REMOVE.say(language)) { presenter.remove(at) }, "Del").apply { tag = "remove:$at" }.margins(left = look.dp(26)),
            look.keyed(look.icon(Icon.EDIT, Tone.INK_2, what = Text.EDIT.say(language)) { presenter.openLine(at) }, "F7").apply { tag = "edit:$at" },
            look.figures(each, Type.SMALL, Tone.INK_2).apply { gravity = Gravity.START }.sized(0, WRAP, 1f).margins(left = look.dp(Space.S)),
            *count(line, at),
        ).sized(FILL, look.dp(Space.TOUCH))
    }

    /** Pieces are stepped; a weight is typed anew. */
    private fun count(line: LineView, at: Int): Array<View> {
        val qty = look.figures(line.qty, Type.LEAD, strong = true).apply { gravity = Gravity.CENTER; minWidth = look.dp(36) }
        val weighed = presenter.state.tileOf(line.id)?.unit
        if (weighed != null) {
            val words = "${line.qty} ${weighed.inLanguage(presenter.state.language)}"
            return arrayOf(look.keyed(look.button(words, Loud.QUIET, Space.TOUCH) { presenter.askQuantity(at) }, "F8").apply { tag = "weigh:$at"; fontFeatureSettings = "tnum"; padded(look.dp(Space.M), 0, look.dp(Space.M), 0) })
        }
        return arrayOf(
            look.keyed(look.icon(Icon.MINUS, what = "−") { presenter.less(at) }, "Num −").apply { tag = "less:$at" },
            qty,
            look.keyed(look.icon(Icon.PLUS, what = "+") { presenter.more(at) }, "Num +").apply { tag = "more:$at" },
        )
    }

    private fun component(part: ComponentView, of: String, language: Language): String {
        val spec = part.spec?.let { " " + it.inLanguage(language) } ?: ""
        val count = if (part.qty == of) "" else " ×${part.qty}"
        val wishes = if (part.options.isEmpty()) "" else " · " + options(part.options, language)
        return part.name.inLanguage(language) + spec + count + wishes
    }

    private fun options(options: List<OptionView>, language: Language) =
        options.joinToString(" · ") { it.name.inLanguage(language) + if (it.qty > 1u) " ×${it.qty}" else "" }

    /** What just happened, and the way back where there is one; it goes by itself. */
    private fun showSaid(state: CashierState) {
        said.removeAllViews()
        val words = state.undo?.let { Text.REMOVED.say(state.language, it.name.inLanguage(state.language)) } ?: state.said?.inLanguage(state.language)
        said.visibility = if (words == null) View.GONE else View.VISIBLE
        said.background = look.filled(Tone.INK, Space.BUTTON)
        said.padded(look.dp(Space.L), 0, look.dp(Space.XS), 0)
        said.addView(look.oneLine(look.label(words ?: "", Type.BODY, Tone.PAPER)).apply { tag = "said" }.sized(0, WRAP, 1f))
        if (state.undo == null) return
        val back = look.button(Text.UNDO.say(state.language), Loud.BARE, Space.TOUCH) { presenter.undo() }.apply { tag = "undo"; setTextColor(Tone.PAPER) }
        back.setCompoundDrawables(Icons(Icon.UNDO, Tone.PAPER, look.dp(100) / 100f).apply { setBounds(0, 0, look.dp(24), look.dp(24)) }, null, null, null)
        back.compoundDrawablePadding = look.dp(Space.S)
        said.addView(look.keyed(back, "Ctrl+Z").sized(WRAP, look.dp(Space.TOUCH)))
    }

    /** A set that some of the lines would be cheaper as: taken with one tap, or left. */
    private fun showUpsell(state: CashierState) {
        upsell.removeAllViews()
        val offer = state.upsells.firstOrNull()
        upsell.visibility = if (offer == null) View.GONE else View.VISIBLE
        if (offer == null) return
        val name = (if (offer.qty > 1u) "${offer.qty} × " else "") + offer.name.inLanguage(state.language)
        val words = look.column(
            look.label(Text.UPSELL.say(state.language, name), Type.BODY, Tone.INK, strong = true).sized(FILL, WRAP),
            look.label(Text.UPSELL_SAVES.say(state.language, "${state.menu?.sign ?: ""} ${offer.saves}"), Type.SMALL, Tone.GOOD, strong = true).apply { tag = "upsell-saves"; fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(2)),
        )
        val take = look.button(Text.UPSELL_TAKE.say(state.language), Loud.QUIET, Space.TOUCH) { presenter.takeUpsell(offer) }.apply { tag = "upsell"; padded(look.dp(Space.M), 0, look.dp(Space.M), 0) }
        upsell.setBackgroundColor(Tone.GOOD_GROUND)
        upsell.padded(look.dp(Space.L), look.dp(Space.S), look.dp(Space.L), look.dp(Space.S))
        upsell.addView(words.sized(0, WRAP, 1f))
        upsell.addView(take.sized(WRAP, look.dp(Space.TOUCH)).margins(left = look.dp(Space.M)))
    }

    private fun showSums(state: CashierState) {
        sums.removeAllViews()
        val order = state.order ?: return sums.addView(total("", Text.TOTAL.say(state.language), ""))
        val say = { text: Text -> text.say(state.language) }
        if (order.lines.any { it.discounts.isNotEmpty() }) {
            sums.addView(sum(say(Text.SUBTOTAL), order.subtotal, Tone.INK_2))
            sums.addView(sum(say(Text.DISCOUNTS), "−${order.discount}", Tone.GOOD))
        }
        if (isSomething(order.serviceCharge)) sums.addView(sum(say(Text.SERVICE), order.serviceCharge, Tone.INK_2))
        if (state.customer != null && order.points.earned > 0) sums.addView(sum(Text.POINTS.say(state.language, order.points.earned), "", Tone.INK_2))
        sums.addView(total(state.menu?.sign ?: "", say(Text.TOTAL), order.total))
    }

    private fun sum(what: String, amount: String, colour: Int) = look.row(
        look.label(what, Type.BODY, colour).sized(0, WRAP, 1f),
        look.figures(amount, Type.BODY, colour),
    ).sized(FILL, WRAP).margins(bottom = look.dp(Space.XS))

    private fun total(sign: String, what: String, amount: String) = look.row(
        look.label(what, Type.LEAD, strong = true).sized(0, WRAP, 1f),
        look.figures(look.amount(sign, amount), Type.LARGE, strong = true).apply { tag = "total" },
    ).sized(FILL, WRAP)

    private fun showFoot(state: CashierState) {
        foot.removeAllViews()
        val some = state.order?.lines?.isNotEmpty() == true
        fun quiet(text: Text, tag: String, key: String, onTap: () -> Unit) {
            val button = look.button(text.say(state.language), Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag }
            if (!some) look.off(button)
            foot.addView(look.keyed(button, key).padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0).sized(0, look.dp(Space.MAIN), 1f).margins(right = look.dp(Space.S)))
        }
        // A table's order goes to the kitchen and is paid later; what the kitchen has is put aside.
        when {
            state.order?.table == null && state.order?.state != "placed" -> quiet(Text.HOLD, "hold", "F2") { presenter.hold() }
            state.order?.toSend?.isNotEmpty() == true -> quiet(Text.SEND, "send", "F2") { presenter.room.send() }
            else -> quiet(Text.ASIDE, "aside", "F2") { presenter.room.aside() }
        }
        quiet(Text.DISCOUNT, "discount", "F3") { presenter.openDiscount() }
        val pay = look.button(Text.PAY.say(state.language), if (state.sheet != null) Loud.QUIET else Loud.MAIN) { presenter.paying.open() }
        // What lies over the grid has the next step; this is the one after it.
        pay.setTextSize(TypedValue.COMPLEX_UNIT_SP, Type.LEAD)
        pay.tag = "pay"
        if (!some) look.off(pay)
        foot.addView(look.keyed(pay, "F12").sized(0, look.dp(Space.MAIN), 1.4f))
    }

    /** The foot's first button: hold, to the kitchen, or aside. */
    fun first() {
        foot.getChildAt(0)?.takeIf { it.isEnabled }?.performClick()
    }

    companion object {
        private const val CHOSEN = 0xFFFBF9F5.toInt()

        /** Whether an amount is worth a line: one of only noughts is not. */
        fun isSomething(amount: String): Boolean = amount.any { it in '1'..'9' }
    }
}
