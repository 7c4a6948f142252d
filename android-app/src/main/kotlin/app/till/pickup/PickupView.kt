package app.till.pickup

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import app.till.Language
import app.till.Mode
import app.till.Shell
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Icon
import app.till.look.Icons
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Steady
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.at
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.ScanAct
import uniffi.till_mobile.ScanKind
import uniffi.till_mobile.ScanView
import uniffi.till_mobile.Verdict

/** One big field of state, readable at arm's length in the sun; one button across the width. */
class PickupView(private val look: Look, private val presenter: PickupPresenter, private val trigger: Boolean) {
    private val page = Steady(look.context)
    private var drawn: PickupState? = null
    val root: View = page.apply { setBackgroundColor(Tone.GROUND) }

    fun show(state: PickupState) = page.draw { draw(state) }

    private fun draw(state: PickupState) {
        if (state == drawn) return
        drawn = state
        page.removeAllViews()
        val view = when (val shown = state.shown) {
            Shown.Ready -> ready(state)
            is Shown.Page -> scanned(state, shown.scan)
            is Shown.No -> refused(state, shown.words)
            is Shown.Done -> done(state, shown)
            Shown.Today -> today(state)
            else -> ShelfView(look, presenter.shelf).page(state) ?: ready(state)
        }
        page.addView(view.at(Gravity.FILL, FILL, FILL))
    }

    private fun say(state: PickupState, text: Text, vararg with: Any) = text.say(state.language, *with)

    private fun head(state: PickupState): View {
        val row = look.row(look.label(state.menu?.shop?.inLanguage(state.language) ?: "", Type.LEAD, strong = true).sized(0, WRAP, 1f))
        row.addView(look.button(state.language.next().shortName, Loud.BARE, Space.TOUCH) {
            Shell.of(look.context)?.chooseLanguage(state.language.next()) ?: presenter.chooseLanguage(state.language.next())
        }.apply { tag = "speak" })
        row.addView(look.button(say(state, Text.CASHIER), Loud.BARE, Space.TOUCH) { Shell.of(look.context)?.chooseMode(Mode.CASHIER) }.apply { tag = "to-cashier" })
        return row.padded(look.dp(Space.L), look.dp(Space.S), look.dp(Space.S), look.dp(Space.S))
    }

    private fun ready(state: PickupState): View {
        val collecting = state.collecting
        val field = look.column().apply {
            gravity = Gravity.CENTER
            background = look.filled(Tone.PAPER, Space.CARD)
            padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL))
        }
        val finder = look.dp(if (look.wide < 600) 112 else 200)
        field.addView(View(look.context).apply { background = Finder(look.dp(4).toFloat()) }.sized(finder, finder))
        val words = if (collecting == null) say(state, Text.PICKUP_READY) else say(state, Text.PICKUP_FOR, collecting.serial ?: "")
        field.addView(centred(words, Type.TITLE).margins(top = look.dp(Space.XL)))
        val hint = if (collecting == null) say(state, Text.PICKUP_TRIGGER) else say(state, Text.PICKUP_COLLECT)
        field.addView(centred(hint, Type.BODY, Tone.INK_2, false).margins(top = look.dp(Space.S)))
        if (collecting != null) field.addView(centred(look.amount(state.menu?.sign ?: "", collecting.toPay), Type.LARGE).apply { tag = "collecting" }.margins(top = look.dp(Space.L)))
        val input = look.field(say(state, Text.PICKUP_TYPE), "typed", state.typed, onChange = presenter::type) { presenter.scanTyped() }
        val typing = look.row(
            input.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(state, Text.PICKUP_GO), Loud.QUIET) { presenter.scanTyped() }.apply { tag = "go" }.margins(left = look.dp(Space.S)),
        )
        if (!trigger) typing.addView(look.icon(Icon.CAMERA, size = Space.MAIN, what = say(state, Text.PICKUP_CAMERA)) { Shell.of(look.context)?.scanByCamera() }.apply { tag = "camera" })
        val recent = look.column()
        if (state.today.isEmpty()) {
            recent.addView(look.empty(say(state, Text.PICKUP_NONE), say(state, Text.PICKUP_NONE_HINT)).sized(FILL, WRAP))
        } else {
            recent.addView(look.row(
                look.label(say(state, Text.PICKUP_TODAY), Type.LEAD, strong = true).sized(0, WRAP, 1f),
                look.button("${say(state, Text.ALL)} · ${state.today.size}", Loud.QUIET, Space.TOUCH) { presenter.openToday() }.apply { tag = "today"; padded(look.dp(Space.M), 0, look.dp(Space.M), 0) }.sized(WRAP, look.dp(Space.TOUCH)),
            ).sized(FILL, WRAP).margins(top = look.dp(Space.M)))
            state.today.take(5).forEach { recent.addView(row(state, it)) }
        }
        return look.column(
            head(state).sized(FILL, WRAP),
            field.sized(FILL, WRAP).margins(look.dp(Space.L), 0, look.dp(Space.L), look.dp(Space.L)),
            typing.sized(FILL, WRAP).margins(look.dp(Space.L), 0, look.dp(Space.L), 0),
            shelf(state),
            ScrollView(look.context).apply { addView(recent.padded(look.dp(Space.L), 0, look.dp(Space.L), look.dp(Space.L))) }.sized(FILL, 0, 1f),
        )
    }

    /** The way to the products: what is changed about them between two tables. */
    private fun shelf(state: PickupState): View = look.row(
        look.label(say(state, Text.OFFICE_HAND), Type.BODY, strong = true).sized(0, WRAP, 1f),
        look.label(say(state, Text.OFFICE), Type.SMALL, Tone.INK_2),
    ).apply {
        tag = "shelf"
        contentDescription = say(state, Text.OFFICE_HAND)
        background = look.pressable(look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
        padded(look.dp(Space.L), 0, look.dp(Space.L), 0)
        look.tappable(this) { presenter.shelf.open() }
    }.sized(FILL, look.dp(Space.MAIN)).margins(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), 0)

    private fun row(state: PickupState, it: uniffi.till_mobile.RedemptionView): View {
        return look.column(look.listRow("${it.order ?: "—"} · ${it.what.inLanguage(state.language)}", "${it.time} · ${it.staff}", look.figures(it.total ?: "", Type.LEAD, strong = true)).sized(FILL, WRAP), look.line())
    }

    private fun centred(text: CharSequence, size: Float, colour: Int = Tone.INK, strong: Boolean = true) =
        look.label(text, size, colour, strong).apply { gravity = Gravity.CENTER }.sized(FILL, WRAP)

    private fun band(words: String, colour: Int, sign: Icon): View = look.row(
        View(look.context).apply { background = Icons(sign, Tone.PAPER, look.dp(200) / 100f) }.sized(look.dp(56), look.dp(56)),
        look.label(words, Type.LARGE, Tone.PAPER, strong = true).apply { tag = "verdict" }.margins(left = look.dp(Space.M)),
    ).apply {
        setBackgroundColor(colour)
        gravity = Gravity.CENTER
        padded(look.dp(Space.L), look.dp(Space.XL), look.dp(Space.L), look.dp(Space.XL))
    }

    private fun scanned(state: PickupState, scan: ScanView): View {
        val language = state.language
        val band = when (scan.verdict) {
            Verdict.VALID -> band(say(state, Text.PICKUP_VALID), Tone.GOOD, Icon.TICK)
            Verdict.WAITING -> band(say(state, Text.PICKUP_WAITING), Tone.WARN, Icon.MORE)
            Verdict.REFUSED -> band(say(state, Text.PICKUP_REFUSED), Tone.BAD, Icon.CLOSE)
        }
        val body = look.column()
        val shown = if (scan.title?.inLanguage(language) == scan.shown) "" else " · ${scan.shown}"
        body.addView(look.label(scan.what.inLanguage(language) + shown, Type.LEAD, Tone.INK_2).apply { tag = "what" })
        scan.title?.let { body.addView(look.label(it.inLanguage(language), Type.LARGE, strong = true).apply { tag = "whose" }.margins(top = look.dp(Space.M))) }
        // A member is not worth what they have stored: that is said in words.
        if (scan.kind == ScanKind.MEMBER) {
            scan.amount?.let { body.addView(look.label(say(state, Text.STORED, it), Type.TITLE).apply { tag = "worth"; fontFeatureSettings = "tnum" }.margins(top = look.dp(Space.S))) }
        } else scan.amount?.let { body.addView(look.figures(look.amount(state.menu?.sign ?: "", it), Type.LARGE, strong = true).apply { gravity = Gravity.START; tag = "worth" }.sized(FILL, WRAP).margins(top = look.dp(Space.S))) }
        scan.contains.forEach { part ->
            val qty = if (part.qty.isEmpty()) "" else "${part.qty} × "
            body.addView(look.label(qty + part.name.inLanguage(language), Type.TITLE).margins(top = look.dp(Space.M)))
        }
        scan.why?.let { why ->
            val colour = if (scan.verdict == Verdict.REFUSED) Tone.BAD else Tone.WARN
            body.addView(look.label(why.inLanguage(language), Type.TITLE, colour, strong = true).apply { tag = "why" }.margins(top = look.dp(Space.L)))
        }
        val words = when (scan.act) {
            is ScanAct.HandOver -> say(state, Text.HAND_OVER)
            is ScanAct.Collect -> say(state, Text.PICKUP_COLLECT)
            else -> null
        }
        return framed(state, band, body, words, if (scan.verdict == Verdict.VALID) Loud.GOOD else Loud.MAIN)
    }

    private fun framed(state: PickupState, band: View, body: View, words: String?, loud: Loud = Loud.MAIN): View {
        val foot = look.column()
        if (words != null) foot.addView(look.button(words, loud, 88) { presenter.act() }.apply { tag = "act"; setTextSize(android.util.TypedValue.COMPLEX_UNIT_SP, Type.TITLE) }.sized(FILL, look.dp(88)).margins(bottom = look.dp(Space.M)))
        foot.addView(look.button(say(state, Text.PICKUP_NEXT), Loud.QUIET, 64) { presenter.ready() }.apply { tag = "next"; setTextSize(android.util.TypedValue.COMPLEX_UNIT_SP, Type.LEAD) }.sized(FILL, look.dp(64)))
        return look.column(
            band.sized(FILL, WRAP),
            ScrollView(look.context).apply { addView(body.padded(look.dp(Space.L), look.dp(Space.XL), look.dp(Space.L), look.dp(Space.XL))) }.sized(FILL, 0, 1f),
            foot.padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(Space.L)).sized(FILL, WRAP),
        ).apply { setBackgroundColor(Tone.PAPER) }
    }

    private fun refused(state: PickupState, words: String): View = framed(
        state, band(say(state, Text.PICKUP_REFUSED), Tone.BAD, Icon.CLOSE),
        look.column(look.label(words, Type.TITLE, Tone.BAD, strong = true).apply { tag = "why" }), null,
    )

    private fun done(state: PickupState, shown: Shown.Done): View = look.column(
        View(look.context).apply { background = Icons(Icon.TICK, Tone.PAPER, look.dp(800) / 100f) }.sized(look.dp(240), look.dp(240)),
        centred(say(state, if (shown.order.state == "closed") Text.HANDED_OVER else Text.PAID), Type.LARGE, Tone.PAPER).apply { tag = "done" },
        centred(shown.order.serial ?: "", Type.HUGE, Tone.PAPER).apply { fontFeatureSettings = "tnum" }.margins(top = look.dp(Space.L)),
    ).apply {
        gravity = Gravity.CENTER
        setBackgroundColor(Tone.GOOD)
        look.tappable(this) { presenter.ready() }
    }

    private fun today(state: PickupState): View {
        val list = look.column()
        if (state.today.isEmpty()) list.addView(look.empty(say(state, Text.PICKUP_NONE), say(state, Text.PICKUP_NONE_HINT)).sized(FILL, WRAP))
        state.today.forEach { list.addView(row(state, it)) }
        return look.column(
            look.row(
                look.icon(Icon.BACK, size = Space.MAIN, what = say(state, Text.BACK)) { presenter.ready() }.apply { tag = "back" },
                look.label(say(state, Text.PICKUP_TODAY), Type.TITLE, strong = true).margins(left = look.dp(Space.M)),
            ).padded(look.dp(Space.S), look.dp(Space.M), look.dp(Space.L), look.dp(Space.M)),
            ScrollView(look.context).apply { addView(list.padded(look.dp(Space.L), 0, look.dp(Space.L), look.dp(Space.L))) }.sized(FILL, 0, 1f),
        ).apply { setBackgroundColor(Tone.PAPER) }
    }
}

/** Four corners and a few bars: where to hold a code. */
private class Finder(private val width: Float) : android.graphics.drawable.Drawable() {
    private val paint = android.graphics.Paint(android.graphics.Paint.ANTI_ALIAS_FLAG).apply {
        color = Tone.INK
        style = android.graphics.Paint.Style.STROKE
        strokeWidth = width
        strokeCap = android.graphics.Paint.Cap.ROUND
    }

    override fun draw(canvas: android.graphics.Canvas) {
        val box = android.graphics.RectF(bounds).apply { inset(width, width) }
        val arm = box.width() / 5
        for ((x, dx) in listOf(box.left to arm, box.right to -arm)) for ((y, dy) in listOf(box.top to arm, box.bottom to -arm)) {
            canvas.drawLine(x, y, x + dx, y, paint)
            canvas.drawLine(x, y, x, y + dy, paint)
        }
        val bars = intArrayOf(2, 1, 3, 1, 2, 1, 1, 3, 2)
        var x = box.left + arm
        val unit = (box.width() - 2 * arm) / (bars.sum() + bars.size - 1)
        paint.style = android.graphics.Paint.Style.FILL
        for (bar in bars) {
            canvas.drawRect(x, box.top + arm, x + bar * unit, box.bottom - arm, paint)
            x += (bar + 1) * unit
        }
        paint.style = android.graphics.Paint.Style.STROKE
    }

    override fun setAlpha(alpha: Int) { paint.alpha = alpha }

    override fun setColorFilter(filter: android.graphics.ColorFilter?) { paint.colorFilter = filter }

    @Deprecated("Deprecated in Java")
    override fun getOpacity(): Int = android.graphics.PixelFormat.TRANSLUCENT
}
