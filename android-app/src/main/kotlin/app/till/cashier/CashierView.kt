package app.till.cashier

import android.view.Gravity
import android.view.KeyEvent
import android.view.View
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.LinearLayout
import app.till.look.FILL
import app.till.look.Keys
import app.till.look.Look
import app.till.look.Space
import app.till.look.Steady
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
        look.tappable(this) { presenter.placed.openSlips() }
    }

    private val keys = Keys()
    val root: Steady = Steady(look.context).apply {
        addView(look.column(strip.sized(FILL, look.dp(Space.TOUCH)), halves().sized(FILL, 0, 1f)).at(Gravity.FILL, FILL, FILL))
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

    fun show(state: CashierState) = root.draw { draw(state) }

    private fun draw(state: CashierState) {
        menu.show(state)
        order.show(state)
        val words = state.strip()
        strip.text = words
        strip.visibility = if (words == null) View.GONE else View.VISIBLE
        showSheet(state)
        // What lies over the grid has its keys, else the grid and the order have.
        keys.giveOut(sheet?.root ?: root)
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
        // A row is the cursor's while nobody types into a field and nothing lies over it.
        val inRow = !typing && chosen >= 0 && state.sheet == null
        when (event.keyCode) {
            KeyEvent.KEYCODE_F1 -> menu.search()
            KeyEvent.KEYCODE_F2 -> order.first()
            KeyEvent.KEYCODE_F3 -> if (some) presenter.openDiscount()
            KeyEvent.KEYCODE_F4 -> presenter.room.open()
            KeyEvent.KEYCODE_F5 -> presenter.openHeld()
            KeyEvent.KEYCODE_F6 -> presenter.customers.open()
            KeyEvent.KEYCODE_F7 -> if (chosen >= 0) presenter.openLine(chosen)
            KeyEvent.KEYCODE_F8 -> if (chosen >= 0) presenter.askQuantity(chosen)
            KeyEvent.KEYCODE_F9 -> presenter.openMore()
            KeyEvent.KEYCODE_F12 -> if (some) presenter.paying.open()
            KeyEvent.KEYCODE_ESCAPE -> if (state.sheet != null) presenter.closeSheet() else return false
            KeyEvent.KEYCODE_ENTER, KeyEvent.KEYCODE_NUMPAD_ENTER -> return !typing && sheet?.next() == true
            // A row is emptied whole, as long as nobody types into a field of another.
            KeyEvent.KEYCODE_DEL -> when {
                event.isCtrlPressed && inRow -> presenter.empty(chosen)
                event.isCtrlPressed && !typing && state.sheet is StockList -> return presenter.stock.row { emptyRow() }
                !event.isCtrlPressed && !typing && state.sheet != null -> presenter.key(null)
                else -> return false
            }
            KeyEvent.KEYCODE_FORWARD_DEL -> if (inRow) presenter.remove(chosen) else return false
            KeyEvent.KEYCODE_Z -> if (event.isCtrlPressed && !typing && state.sheet is StockList) return presenter.stock.row { putBack() } else if (event.isCtrlPressed && state.undo != null) presenter.undo() else return keys.press(event)
            KeyEvent.KEYCODE_DPAD_UP -> if (inRow && chosen > 0) presenter.chooseLine(chosen - 1) else return !typing && presenter.stock.row { moved(-1) }
            KeyEvent.KEYCODE_DPAD_DOWN -> if (inRow && chosen < (state.order?.lines?.lastIndex ?: -1)) presenter.chooseLine(chosen + 1) else return !typing && presenter.stock.row { moved(1) }
            KeyEvent.KEYCODE_NUMPAD_ADD -> if (inRow) presenter.more(chosen) else return false
            KeyEvent.KEYCODE_NUMPAD_SUBTRACT -> if (inRow) presenter.less(chosen) else return false
            else -> return keys.press(event)
        }
        return true
    }

    /** A character that somebody typed with nothing to type it into: the keys of a sheet take digits and the point. */
    fun typed(character: Char) {
        if (character in '0'..'9' || character == '.') presenter.key(character)
    }
}
