package app.till

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.Gravity
import android.view.View
import android.widget.FrameLayout
import android.widget.LinearLayout
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.at
import app.till.look.field
import app.till.look.margins
import app.till.look.sized
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Each thing that [Measure] looks for, planted on a page that has nothing else wrong with it. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w600dp-h400dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class MeasureTest {
    private fun wrong(of: Look.() -> View): List<String> {
        val window = Robolectric.buildActivity(Activity::class.java).setup().get()
        val look = Look(window)
        val page = FrameLayout(window).apply { setBackgroundColor(Tone.PAPER); addView(look.of().at(Gravity.TOP or Gravity.START, FILL, WRAP)) }
        window.setContentView(page)
        val root = window.window.decorView
        root.measure(View.MeasureSpec.makeMeasureSpec(600, View.MeasureSpec.EXACTLY), View.MeasureSpec.makeMeasureSpec(400, View.MeasureSpec.EXACTLY))
        root.layout(0, 0, 600, 400)
        val drawn = Bitmap.createBitmap(600, 400, Bitmap.Config.ARGB_8888).also { root.draw(Canvas(it)) }
        return Measure(page, drawn, null).wrong()
    }

    private fun finds(what: String, planted: Look.() -> View) {
        val wrong = wrong(planted)
        assertTrue("\"$what\" is not among $wrong", wrong.any { what in it })
    }

    private fun Look.words(text: String, size: Float = Type.BODY) = label(text, size)

    private fun Look.lineOf(what: String, amount: String, end: Int): LinearLayout =
        row(label(what).sized(0, WRAP, 1f), figures(amount)).sized(FILL, WRAP).margins(right = end)

    @Test
    fun a_page_that_is_well_has_nothing_wrong() = assertEquals(emptyList<String>(), wrong {
        column(
            row(field("Name", "name").sized(0, dp(Space.MAIN), 1f), button("Find") {}.apply { tag = "find" }).sized(FILL, WRAP),
            lineOf("Tea", "4.50", 0), lineOf("Wings", "13.00", 0),
            label("炉烤鸡（称重）和手打柠檬茶 中杯".repeat(4)).sized(FILL, WRAP),
        )
    })

    @Test
    fun a_button_too_small_for_a_finger() = finds("is 40.0 by 56.0 dp") { column(button("Go") {}.apply { tag = "go" }.sized(dp(40), dp(56))) }

    @Test
    fun words_with_an_ellipsis() = finds("is cut off: Hand-pounded lemon tea") { column(oneLine(words("Hand-pounded lemon tea")).sized(dp(90), WRAP)) }

    /** Two kinds of fries were both called "Kentang goreng" with large type: what told them apart was on a third line. */
    @Test
    fun a_line_that_is_not_drawn() = finds("Kentang goreng Sederhana") { column(words("Kentang goreng Sederhana").apply { maxLines = 2 }.sized(dp(84), WRAP)) }

    @Test
    fun half_a_line() = finds("its words") { column(words("Total", Type.LARGE).sized(FILL, dp(24))) }

    @Test
    fun a_word_broken_in_two() = finds("breaks a word") { column(words("Mushroomburger").sized(dp(70), WRAP)) }

    @Test
    fun a_hint_longer_than_its_field() = finds("the hint of name is cut off") { column(field("Phone, name or member number", "name").sized(dp(120), dp(56))) }

    @Test
    fun what_leaves_its_frame() = finds("leaves its frame") { row(words("A").sized(dp(100), dp(60))).apply { layoutParams = LinearLayout.LayoutParams(FILL, dp(40)) }.let { FrameLayout(context).apply { addView(it, FrameLayout.LayoutParams(FILL, dp(40))) } } }

    @Test
    fun buttons_of_a_row_that_are_not_of_one_height() = finds("in one row back is 56.0 dp high, go on is 64.0 dp high") {
        row(button("Back") {}.apply { tag = "back" }.sized(0, dp(56), 1f), button("Go on", Loud.MAIN) {}.apply { tag = "go on" }.sized(0, dp(64), 1f))
    }

    @Test
    fun amounts_that_nearly_end_under_each_other() = finds("13.00 below it end at") { column(lineOf("Tea", "4.50", 0), lineOf("Wings", "13.00", 12)) }

    @Test
    fun four_sizes_of_type_in_one_part() = finds("sheet-body has 4 sizes of type") {
        column(words("A", Type.SMALL), words("B", Type.BODY), words("C", Type.LEAD), words("D", Type.TITLE)).apply { tag = "sheet-body" }
    }

    @Test
    fun two_next_steps() = finds("2 next steps: pay, add") { column(button("Pay", Loud.MAIN) {}.apply { tag = "pay" }, button("Add", Loud.MAIN) {}.apply { tag = "add" }) }

    @Test
    fun words_over_others() = finds("\"Honey wings\" runs into \"×2\"") {
        FrameLayout(context).apply {
            addView(words("Honey wings").at(Gravity.TOP or Gravity.START))
            addView(words("×2").at(Gravity.TOP or Gravity.START).margins(left = dp(60)))
        }
    }

    @Test
    fun words_too_faint_to_read() = finds("stands off its ground by 3") { column(label("Sold out", Type.SMALL, Tone.INK_3)) }
}
