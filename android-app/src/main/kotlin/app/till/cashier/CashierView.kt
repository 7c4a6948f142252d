package app.till.cashier

import android.view.Gravity
import android.view.View
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
        look.tappable(this) { presenter.openSettings() }
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
        addView(order.root.sized(look.dp(400), FILL))
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
}
