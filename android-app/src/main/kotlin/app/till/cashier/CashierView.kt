package app.till.cashier

import android.view.Gravity
import android.view.KeyEvent
import android.view.View
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.LinearLayout
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.at
import app.till.look.sized

/** The cashier's screen: the menu at the left, the order at the right, a sheet over the menu. */
class CashierView(private val look: Look, private val presenter: CashierPresenter) {
    private val menu = MenuPane(look, presenter)
    private val order = OrderPane(look, presenter)
    private val over = FrameLayout(look.context).apply { visibility = View.GONE }
    private var sheet: SheetPane? = null

    private val strip = look.oneLine(look.label("", Type.BODY, Tone.WARN, strong = true)).apply {
        tag = "strip"
        setBackgroundColor(Tone.WARN_GROUND)
        gravity = Gravity.CENTER
        visibility = View.GONE
        look.tappable(this) { presenter.openSlips() }
    }

    val root: View = look.column(strip.sized(FILL, look.dp(Space.TOUCH)), halves().sized(FILL, 0, 1f)).apply {
        setBackgroundColor(Tone.GROUND)
    }

    private fun halves() = LinearLayout(look.context).apply {
        val left = FrameLayout(look.context).apply {
            addView(menu.root.at(Gravity.FILL, FILL, FILL))
            addView(over.at(Gravity.FILL, FILL, FILL))
        }
        addView(left.sized(0, FILL, 1f))
        addView(View(look.context).apply { setBackgroundColor(Tone.LINE) }.sized(maxOf(1, look.dp(1)), FILL))
        // A receipt's worth of words; a wide screen gives the lines more room, and the menu most of it.
        addView(order.root.sized(look.dp((look.wide * 29 / 100).coerceIn(384, 500)), FILL))
    }

    fun show(state: CashierState) {
        menu.show(state)
        order.show(state)
        val words = state.strip()
        strip.text = words
        strip.visibility = if (words == null) View.GONE else View.VISIBLE
        showSheet(state)
    }

    private fun showSheet(state: CashierState) {
        val wanted = state.sheet
        if (wanted == null) {
            over.removeAllViews()
            over.visibility = View.GONE
            sheet = null
            return
        }
        val same = sheet?.takeIf { it.shows(wanted) }
        val pane = same ?: SheetPane(look, presenter, wanted).also {
            over.removeAllViews()
            over.addView(it.root.at(Gravity.FILL, FILL, FILL))
            over.visibility = View.VISIBLE
        }
        sheet = pane
        pane.show(state, wanted)
    }

    /** A keyboard's key: each does what its button does. False where it is nobody's. */
    fun key(event: KeyEvent): Boolean {
        val state = presenter.state
        val some = state.order?.lines?.isNotEmpty() == true
        val chosen = state.line
        val typing = root.findFocus() is EditText
        when (event.keyCode) {
            KeyEvent.KEYCODE_F1 -> menu.search()
            KeyEvent.KEYCODE_F2 -> order.first()
            KeyEvent.KEYCODE_F3 -> if (some) presenter.openDiscount()
            KeyEvent.KEYCODE_F4 -> presenter.openTables()
            KeyEvent.KEYCODE_F6 -> presenter.openMembers()
            KeyEvent.KEYCODE_F9 -> presenter.openMore()
            KeyEvent.KEYCODE_F12 -> if (some) presenter.openPay()
            KeyEvent.KEYCODE_ESCAPE -> if (state.sheet != null) presenter.closeSheet() else return false
            // A row is emptied whole, as long as nobody types into a field of another.
            KeyEvent.KEYCODE_DEL -> if (event.isCtrlPressed && !typing && chosen >= 0) presenter.remove(chosen) else return false
            KeyEvent.KEYCODE_Z -> if (event.isCtrlPressed && state.undo != null) presenter.undo() else return false
            KeyEvent.KEYCODE_DPAD_UP -> if (!typing && chosen > 0) presenter.chooseLine(chosen - 1) else return false
            KeyEvent.KEYCODE_DPAD_DOWN -> if (!typing && chosen < (state.order?.lines?.lastIndex ?: -1)) presenter.chooseLine(chosen + 1) else return false
            KeyEvent.KEYCODE_NUMPAD_ADD -> if (!typing && chosen >= 0) presenter.more(chosen) else return false
            KeyEvent.KEYCODE_NUMPAD_SUBTRACT -> if (!typing && chosen >= 0) presenter.less(chosen) else return false
            else -> return false
        }
        return true
    }
}
