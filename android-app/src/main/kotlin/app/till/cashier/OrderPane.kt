package app.till.cashier

import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.ScrollView
import app.till.Language
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Icon
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
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
import uniffi.till_mobile.Words

/** The order: lines with what was chosen indented, what lowered them, the total, and the next step. */
class OrderPane(private val look: Look, private val presenter: CashierPresenter) {
    private val head = look.row()
    private val lines = look.column()
    private val empty = FrameLayout(look.context)
    private val sums = look.column()
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
        head.sized(FILL, look.dp(72)),
        look.line(),
        FrameLayout(look.context).apply {
            addView(scroll.at(Gravity.FILL, FILL, FILL))
            addView(empty.at(Gravity.CENTER))
        }.sized(FILL, 0, 1f),
        look.line(),
        sums.padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), 0),
        trouble.sized(FILL, WRAP).margins(look.dp(Space.L), look.dp(Space.S), look.dp(Space.L), 0),
        foot.padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(Space.L)),
    ).apply { setBackgroundColor(Tone.PAPER) }

    fun show(state: CashierState) {
        trouble.text = state.trouble
        trouble.visibility = if (state.trouble == null) View.GONE else View.VISIBLE
        val now = listOf(state.order, state.language, state.line, state.menu?.sign, state.sheet is Sheet.Pay, state.type, state.customer)
        if (now == drawn) return
        val more = state.order?.lines?.size != ((drawn as? List<*>)?.firstOrNull() as? OrderView)?.lines?.size
        drawn = now
        showHead(state)
        showLines(state)
        showSums(state)
        showFoot(state)
        if (more) scroll.post { scroll.fullScroll(View.FOCUS_DOWN) }
    }

    private fun showHead(state: CashierState) {
        head.removeAllViews()
        head.padded(look.dp(Space.L), 0, look.dp(Space.L), 0)
        val order = state.order
        val name = order?.serial ?: order?.label ?: Text.ORDER.say(state.language)
        head.addView(look.oneLine(look.label(name, Type.LEAD, strong = true)).sized(0, WRAP, 1f))
        head.addView(customer(state))
        head.addView(look.icon(Icon.MORE, Tone.INK, what = Text.MORE.say(state.language)) { presenter.openMore() }.apply { tag = "more" })
    }

    /** Who it is for: name and level over points and stored value; nobody known is a walk-in. */
    private fun customer(state: CashierState): View {
        val customer = state.customer
        val language = state.language
        val words = if (customer == null) {
            look.column(look.label(Text.WALK_IN.say(language), Type.BODY, Tone.INK_2).apply { gravity = Gravity.END })
        } else {
            val level = customer.level?.let { it.inLanguage(language) + " · " } ?: ""
            val worth = Text.MEMBER_POINTS.say(language, customer.points) + if (customer.hasStored) " · " + Text.STORED.say(language, customer.stored) else ""
            look.column(
                look.oneLine(look.label(level + (customer.name ?: customer.number), Type.BODY, Tone.INK, strong = true)).apply { gravity = Gravity.END }.sized(FILL, WRAP),
                look.oneLine(look.label(worth, Type.SMALL, Tone.INK_2)).apply { gravity = Gravity.END; fontFeatureSettings = "tnum" }.sized(FILL, WRAP),
            )
        }
        return words.apply {
            tag = "customer"
            gravity = Gravity.CENTER_VERTICAL or Gravity.END
            minimumHeight = look.dp(Space.TOUCH)
            minimumWidth = look.dp(Space.TOUCH)
            background = look.pressable(look.filled(0, Space.BUTTON), Space.BUTTON)
            padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
            look.tappable(this) { presenter.openMembers() }
        }
    }

    private fun showLines(state: CashierState) {
        lines.removeAllViews()
        empty.removeAllViews()
        val order = state.order
        if (order == null || order.lines.isEmpty()) {
            empty.addView(look.empty(Text.EMPTY_ORDER.say(state.language), Text.EMPTY_ORDER_HINT.say(state.language)))
            return
        }
        order.lines.forEachIndexed { at, line ->
            if (at > 0) lines.addView(look.line().margins(look.dp(Space.L), 0, look.dp(Space.L), 0))
            lines.addView(line(line, at, at == state.line, state.language))
        }
    }

    private fun line(line: LineView, at: Int, chosen: Boolean, language: Language): View {
        val spec = line.spec?.let { " " + it.inLanguage(language) } ?: ""
        val title = look.label(line.name.inLanguage(language) + spec, Type.BODY, strong = true)
        val count = look.figures("${line.qty}×", Type.BODY, Tone.INK_2)
        count.gravity = Gravity.START
        val first = look.row(
            count.sized(look.dp(36), WRAP),
            title.sized(0, WRAP, 1f),
            look.figures(line.gross, Type.BODY, strong = true).sized(WRAP, WRAP).margins(left = look.dp(Space.M)),
        ).apply { gravity = Gravity.TOP; isBaselineAligned = true }
        val all = look.column(first.sized(FILL, WRAP))
        fun detail(what: String, amount: String?, colour: Int = Tone.INK_2) {
            val row = look.row(
                look.label(what, Type.SMALL, colour).sized(0, WRAP, 1f),
                look.figures(amount ?: "", Type.SMALL, colour),
            )
            all.addView(row.sized(FILL, WRAP).margins(left = look.dp(36), top = look.dp(Space.XS)))
        }
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

    private fun stepper(line: LineView, at: Int, language: Language): View = look.row(
        look.icon(Icon.BIN, Tone.INK_2, what = "remove") { presenter.remove(at) }.apply { tag = "remove:$at" }.margins(left = look.dp(22)),
        look.figures("${line.unit}", Type.SMALL, Tone.INK_2).sized(0, WRAP, 1f).margins(right = look.dp(Space.M)),
        look.icon(Icon.MINUS, what = "less") { presenter.less(at) }.apply { tag = "less:$at" },
        look.figures(line.qty, Type.LEAD, strong = true).apply { gravity = Gravity.CENTER; minWidth = look.dp(36) },
        look.icon(Icon.PLUS, what = "more") { presenter.more(at) }.apply { tag = "more:$at" },
    ).sized(FILL, look.dp(Space.TOUCH))

    private fun component(part: ComponentView, of: String, language: Language): String {
        val spec = part.spec?.let { " " + it.inLanguage(language) } ?: ""
        val count = if (part.qty == of) "" else " ×${part.qty}"
        val wishes = if (part.options.isEmpty()) "" else " · " + options(part.options, language)
        return part.name.inLanguage(language) + spec + count + wishes
    }

    private fun options(options: List<OptionView>, language: Language) =
        options.joinToString(" · ") { it.name.inLanguage(language) + if (it.qty > 1u) " ×${it.qty}" else "" }

    private fun showSums(state: CashierState) {
        sums.removeAllViews()
        val order = state.order ?: return sums.addView(total("", Text.TOTAL.say(state.language), ""))
        val say = { text: Text -> text.say(state.language) }
        if (order.lines.any { it.discounts.isNotEmpty() }) {
            sums.addView(sum(say(Text.SUBTOTAL), order.subtotal, Tone.INK_2))
            sums.addView(sum(say(Text.DISCOUNTS), "−${order.discount}", Tone.GOOD))
        }
        if (isSomething(order.serviceCharge)) sums.addView(sum(say(Text.SERVICE), order.serviceCharge, Tone.INK_2))
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
        fun quiet(text: Text, tag: String, onTap: () -> Unit) {
            val button = look.button(text.say(state.language), Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag }
            if (!some) look.off(button)
            foot.addView(button.padded(look.dp(Space.S), 0, look.dp(Space.S), 0).sized(0, look.dp(Space.MAIN), 1f).margins(right = look.dp(Space.S)))
        }
        quiet(Text.HOLD, "hold") { presenter.hold() }
        quiet(Text.DISCOUNT, "discount") { presenter.openDiscount() }
        val pay = look.button(Text.PAY.say(state.language), if (state.sheet is Sheet.Pay) Loud.QUIET else Loud.MAIN) { presenter.openPay() }
        pay.tag = "pay"
        if (!some) look.off(pay)
        foot.addView(pay.sized(0, look.dp(Space.MAIN), 1.5f))
    }

    companion object {
        private const val CHOSEN = 0xFFFBF9F5.toInt()

        /** Whether an amount is worth a line: one of only noughts is not. */
        fun isSomething(amount: String): Boolean = amount.any { it in '1'..'9' }
    }
}
