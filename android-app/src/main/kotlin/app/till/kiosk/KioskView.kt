package app.till.kiosk

import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.ScrollView
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Steady
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.at
import app.till.look.dots
import app.till.look.margins
import app.till.look.pad
import app.till.look.padded
import app.till.look.sized
import java.io.File
import uniffi.till_mobile.OrderType

/** The kiosk, portrait: one page at a time, large, with the way back always at the same place. */
class KioskView(look: Look, presenter: KioskPresenter, pictures: File) : KioskPage(look, presenter) {
    private val page = Steady(look.context)
    private val idle = IdlePage(look, presenter, pictures)
    private val order = OrderPages(look, presenter)
    private val pay = PayPages(look, presenter)
    private var shown: Any? = null

    val root: View = FrameLayout(look.context).apply {
        setBackgroundColor(Tone.GROUND)
        addView(page.at(Gravity.FILL, FILL, FILL))
    }

    fun show(state: KioskState) = page.draw { draw(state) }

    private fun draw(state: KioskState) {
        val before = shown as? KioskState
        if (state == before) return
        // Nothing but the hint moves: a page that is made anew would lose the finger on it.
        if (before != null && state.copy(beat = before.beat) == before) {
            shown = state
            return move(state)
        }
        val scrolled = scrollOf(page)?.takeIf { (shown as? KioskState)?.page?.javaClass == state.page.javaClass && (shown as? KioskState)?.category == state.category }?.scrollY
        shown = state
        page.removeAllViews()
        val view = when (val now = state.page) {
            Page.Idle -> idle.idle(state)
            Page.Where -> where(state)
            Page.Menu -> order.menu(state)
            is Page.SetMeal -> order.setMeal(state, now)
            is Page.Choices -> order.choices(state, now.view) { order.addFoot(state, now.view.price, now.pieces, now.view.missing?.inLanguage(state.language)) }
            is Page.OneUnit -> order.choices(state, now.view) { order.keepFoot(state, now.view) }
            Page.Cart -> pay.cart(state)
            is Page.Offers -> pay.offers(state, now)
            Page.Code -> pay.code(state)
            is Page.Place -> pay.place(state, now)
            is Page.External -> pay.external(state, now)
            Page.Help -> help(state)
            is Page.Number -> pay.number(state, now)
            is Page.Leave -> leave(state, now)
        }
        page.addView(view.at(Gravity.FILL, FILL, FILL))
        state.secondsLeft?.let { page.addView(stillThere(state, it).at(Gravity.FILL, FILL, FILL)) }
        if (scrolled != null) scrollOf(page)?.let { scroll -> scroll.post { scroll.scrollTo(0, scrolled) } }
    }

    private fun move(state: KioskState) {
        page.findViewWithTag<View>("code-window")?.animate()?.translationY(if (state.beat) look.dp(28).toFloat() else 0f)?.setDuration(700)?.start()
    }

    private fun scrollOf(view: View): ScrollView? {
        if (view is ScrollView && view.tag == "scroll") return view
        if (view is android.view.ViewGroup) for (at in 0 until view.childCount) scrollOf(view.getChildAt(at))?.let { return it }
        return null
    }

    private fun where(state: KioskState): View {
        fun half(type: OrderType, text: Text, image: String, hue: Int) = look.column(
            picture(image, " ", Tone.hue(hue)).sized(FILL, 0, 1f),
            centred(text.say(state.language), Type.HUGE).sized(FILL, look.dp(160)),
        ).apply {
            tag = "type:$type"
            background = look.pressable(look.filled(Tone.PAPER, Space.CARD), Space.CARD)
            padded(look.dp(Space.XL), look.dp(Space.XL), look.dp(Space.XL), 0)
            look.tappable(this) { presenter.chooseType(type) }
        }
        val offered = state.settings?.orderTypes ?: listOf(OrderType.DINE_IN, OrderType.TAKEAWAY)
        val halves = look.column()
        if (OrderType.DINE_IN in offered) halves.addView(half(OrderType.DINE_IN, Text.DINE_IN, "bowl-beef", 3).sized(FILL, 0, 1f).margins(bottom = look.dp(Space.XXL)))
        if (OrderType.TAKEAWAY in offered) halves.addView(half(OrderType.TAKEAWAY, Text.TAKEAWAY, "cola", 1).sized(FILL, 0, 1f))
        halves.padded(look.dp(Space.XXL), 0, look.dp(Space.XXL), look.dp(Space.XXL))
        return framed(state, Text.KIOSK_WHERE.say(state.language), halves, null)
    }

    private fun stillThere(state: KioskState, seconds: Int): View = look.column(
        look.column(
            centred(Text.KIOSK_STILL_THERE.say(state.language), Type.LARGE),
            centred(Text.KIOSK_GIVES_UP.say(state.language, seconds), Type.TITLE, Tone.INK_2, strong = false).apply { tag = "countdown" }.padded(0, look.dp(Space.XL), 0, look.dp(Space.XXL)),
            look.button(Text.KIOSK_GO_ON.say(state.language), Loud.MAIN, 120) {}.big(Type.TITLE).apply { tag = "goon" }.sized(look.dp(560), look.dp(120)),
        ).apply {
            gravity = Gravity.CENTER
            background = look.filled(Tone.PAPER, Space.CARD)
            padded(look.dp(64), look.dp(64), look.dp(64), look.dp(64))
        }.sized(WRAP, WRAP),
    ).apply {
        gravity = Gravity.CENTER
        setBackgroundColor(0xB31C1B1A.toInt())
        isClickable = true
    }

    private fun help(state: KioskState): View {
        val body = look.column(
            centred(Text.KIOSK_HELP_WORDS.say(state.language), Type.LARGE).padded(look.dp(64), 0, look.dp(64), look.dp(64)),
            look.button(Text.BACK.say(state.language), Loud.MAIN, 120) { presenter.back() }.big(Type.TITLE).apply { tag = "help-back" }.sized(look.dp(560), look.dp(120)),
            look.button(Text.KIOSK_STAFF.say(state.language), Loud.QUIET, 96) { presenter.askLeave() }.big(Type.LEAD).apply { tag = "staff" }.sized(look.dp(560), look.dp(96)).margins(top = look.dp(Space.XL)),
        ).apply { gravity = Gravity.CENTER }
        return framed(state, Text.KIOSK_HELP.say(state.language), body, null)
    }

    private fun leave(state: KioskState, page: Page.Leave): View {
        val body = look.column(
            look.dots(page.typed.length).apply { gravity = Gravity.CENTER }.sized(FILL, WRAP).margins(bottom = look.dp(Space.XXL)),
            look.pad(112, { presenter.pin(it) }, { presenter.leaveMode() }, Text.OK.say(state.language)).sized(look.dp(640), WRAP),
        ).apply { gravity = Gravity.CENTER }
        return framed(state, Text.LEAVE_KIOSK.say(state.language), body, null)
    }
}
