package app.till.cashier

import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.LinearLayout
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Tone
import app.till.look.at
import app.till.look.sized

/** The cashier's screen: the menu at the left, the order at the right, a sheet over the menu. */
class CashierView(private val look: Look, private val presenter: CashierPresenter) {
    private val menu = MenuPane(look, presenter)
    private val order = OrderPane(look, presenter)
    private val over = FrameLayout(look.context).apply { visibility = View.GONE }
    private var sheet: SheetPane? = null

    val root: View = LinearLayout(look.context).apply {
        setBackgroundColor(Tone.GROUND)
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
