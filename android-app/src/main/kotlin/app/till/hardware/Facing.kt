package app.till.hardware

import android.graphics.BitmapFactory
import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.ImageView
import app.till.look.FILL
import app.till.look.Food
import app.till.look.Look
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.at
import app.till.look.margins
import app.till.look.padded
import app.till.look.sized
import java.io.File

/** What the customer reads across the counter: what was rung up, the newest at the foot, and what it comes to or what goes back. */
class Facing(private val look: Look) {
    private val shop = look.label("", Type.TITLE, Tone.INK_2, strong = true)
    private val lines = look.column().apply { gravity = Gravity.BOTTOM }
    private val label = look.label("", Type.TITLE, Tone.INK_2, strong = true)
    private val amount = look.figures("", Type.HUGE, strong = true).apply { tag = "facing-amount" }
    private val sold = look.column(
        shop.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)),
        lines.sized(FILL, 0, 1f),
        look.line().margins(top = look.dp(Space.L), bottom = look.dp(Space.L)),
        look.row(label.sized(0, WRAP, 1f), amount).sized(FILL, WRAP),
    ).apply {
        setBackgroundColor(Tone.PAPER)
        padded(look.dp(Space.XXL), look.dp(Space.XL), look.dp(Space.XXL), look.dp(Space.XL))
    }

    private val name = look.label("", Type.HUGE, strong = true).apply { gravity = Gravity.CENTER; tag = "facing-shop" }
    private val welcome = look.column(
        name.sized(FILL, WRAP),
        View(look.context).apply { background = Food("meal-two", " ", Tone.hue(0), 0f) }.sized(FILL, 0, 1f).margins(top = look.dp(Space.XL)),
    ).apply {
        setBackgroundColor(Tone.hue(0))
        padded(look.dp(Space.XXL), look.dp(64), look.dp(Space.XXL), look.dp(Space.XXL))
    }
    private val picture = ImageView(look.context).apply { setBackgroundColor(Tone.PAPER) }
    private var pictured: File? = null

    val root: View = FrameLayout(look.context).apply { for (page in listOf(sold, welcome, picture)) addView(page.at(Gravity.FILL, FILL, FILL)) }

    /** The shop's picture, or its name where it has none. */
    fun idle(file: File?, shop: String) {
        if (file != pictured) picture.setImageBitmap(file?.let { BitmapFactory.decodeFile(it.path) })
        pictured = file
        name.text = shop
        only(if (file == null) welcome else picture)
    }

    fun show(faced: Faced) {
        shop.text = faced.shop
        lines.removeAllViews()
        for (line in faced.lines.takeLast(MOST)) {
            lines.addView(look.row(
                look.figures(line.qty, Type.LEAD, Tone.INK_2).apply { gravity = Gravity.START }.sized(look.dp(88), WRAP),
                look.oneLine(look.label(line.name, Type.LEAD)).sized(0, WRAP, 1f),
                look.figures(line.amount, Type.LEAD).margins(left = look.dp(Space.L)),
            ).sized(FILL, WRAP).margins(top = look.dp(Space.M)))
        }
        label.text = faced.label
        amount.text = look.amount(faced.sign, faced.amount)
        amount.setTextColor(if (faced.paid) Tone.GOOD else Tone.INK)
        only(sold)
    }

    private fun only(shown: View) = listOf(sold, welcome, picture).forEach { it.visibility = if (it === shown) View.VISIBLE else View.GONE }

    private companion object {
        /** So many lines fit on the smallest of such screens. */
        const val MOST = 8
    }
}
