package app.till

import android.view.KeyEvent
import app.till.cashier.Sheet
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The room and the order in hand: tables, vouchers, lines that go and come back, the keyboard, the day, slips. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class RoomTest {
    private fun Stage.state() = activity.cashier.state

    private fun Stage.tap(category: String, tile: String) {
        touch("category:$category")
        touch("tile:$tile")
    }

    private fun Stage.more(what: String) {
        touch("more")
        until("the menu") { state().sheet == Sheet.More }
        touch("more:$what")
    }

    @Test
    fun guests_sit_down_order_move_and_pay() {
        val stage = Stage()
        stage.touch("tables")
        stage.until("no tables") { stage.state().sheet is Sheet.Tables }
        stage.shot("91-no-tables")
        stage.touch("to-settings")
        stage.until("settings") { stage.state().sheet is Sheet.Settings }
        stage.write("table-names", "1-8, A1-A4")
        stage.touch("save-tables")
        stage.until("twelve tables") { (stage.state().sheet as? Sheet.Settings)?.tables?.size == 12 }
        stage.touch("close")
        stage.touch("tables")
        stage.until("the room") { (stage.state().sheet as? Sheet.Tables)?.tables?.size == 12 }
        stage.touch("table:3")
        stage.until("the question") { (stage.state().sheet as? Sheet.Tables)?.asking == "3" }
        stage.shot("92-guests")
        stage.check("guests")
        stage.touch("guests:4")
        stage.until("an order at the table") { stage.state().order?.table == "3" && stage.state().sheet == null }
        stage.tap("sides", "wings")
        stage.until("wings") { stage.state().order?.lines?.size == 1 }
        stage.shot("93-table-order")
        stage.touch("send")
        stage.until("the kitchen has it") { stage.state().order == null && stage.state().said != null }
        stage.shot("94-sent")
        StagedActivity.now += 17 * 60_000
        stage.touch("tables")
        stage.until("the room") { (stage.state().sheet as? Sheet.Tables)?.tables?.any { it.table == "3" && it.minutes == 17u } == true }
        stage.touch("table:A2")
        stage.until("the question") { (stage.state().sheet as? Sheet.Tables)?.asking == "A2" }
        stage.touch("guests:2")
        stage.until("another") { stage.state().order?.table == "A2" }
        stage.tap("drinks", "cola")
        stage.until("the choices") { stage.state().sheet is Sheet.Choices }
        stage.touch("add")
        stage.until("cola") { stage.state().order?.lines?.size == 1 }
        stage.touch("table")
        stage.until("the room") { stage.state().sheet is Sheet.Tables }
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            stage.shot("95-room-${language.name.lowercase()}")
            stage.check("the room in $language")
        }
        stage.activity.cashier.chooseLanguage(Language.EN)
        // The one in hand is held, and the other taken up with what it had.
        stage.touch("table:3")
        stage.until("table 3") { stage.state().order?.table == "3" }
        assertEquals("placed", stage.state().order?.state)
        stage.touch("table")
        stage.until("the room") { stage.state().sheet is Sheet.Tables }
        stage.touch("table:5")
        stage.until("what about it") { (stage.state().sheet as? Sheet.Tables)?.asking == "5" }
        stage.touch("move-here")
        stage.until("moved") { stage.state().order?.table == "5" }
        // What the kitchen has goes with a reason alone.
        stage.touch("remove:0")
        stage.until("why") { stage.state().sheet is Sheet.Why }
        stage.shot("96-why")
        stage.touch("close")
        assertEquals(1, stage.state().order?.lines?.size)
        stage.touch("pay")
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        stage.touch("note:0")
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        stage.pass(14)
        stage.until("it left by itself") { stage.state().sheet == null }
        stage.touch("tables")
        stage.until("the room") { (stage.state().sheet as? Sheet.Tables)?.tables?.count { it.order != null } == 1 }
        stage.touch("table:A2")
        stage.until("the held one again") { stage.state().order?.table == "A2" && stage.state().order?.state == "open" }
        stage.end()
    }

    @Test
    fun a_line_pushed_aside_is_gone_and_comes_back() {
        val stage = Stage()
        stage.tap("sides", "wings")
        stage.until("wings") { stage.state().order?.lines?.size == 1 }
        stage.touch("tile:wings")
        stage.until("the same again counts up") { stage.state().order?.lines?.singleOrNull()?.qty == "2" }
        stage.touch("tile:onion-rings")
        stage.until("rings") { stage.state().order?.lines?.size == 2 }
        val total = stage.words("total")
        stage.push("swipe:0", -0.2f)
        stage.pass(1)
        assertEquals("let go too early", 2, stage.state().order?.lines?.size)
        stage.push("swipe:0", -0.7f)
        stage.until("gone") { stage.state().order?.lines?.size == 1 }
        stage.shot("97-undo")
        stage.check("undo")
        stage.touch("undo")
        stage.until("back") { stage.state().order?.lines?.size == 2 && stage.state().undo == null }
        assertEquals(total, stage.words("total"))
        stage.key(KeyEvent.KEYCODE_DEL, ctrl = true)
        stage.until("the row is emptied") { stage.state().order?.lines?.size == 1 }
        stage.key(KeyEvent.KEYCODE_Z, ctrl = true)
        stage.until("and back") { stage.state().order?.lines?.size == 2 }
        assertEquals(total, stage.words("total"))
        stage.key(KeyEvent.KEYCODE_DEL, ctrl = true)
        stage.until("gone again") { stage.state().undo != null }
        stage.pass(8)
        stage.until("nobody wanted it back") { stage.state().undo == null }
        stage.end()
    }

    @Test
    fun every_button_has_a_key() {
        val stage = Stage()
        stage.tap("sides", "wings")
        stage.until("wings") { stage.state().order?.lines?.size == 1 }
        for ((key, sheet) in listOf(
            KeyEvent.KEYCODE_F3 to Sheet.Discount::class, KeyEvent.KEYCODE_F4 to Sheet.Tables::class,
            KeyEvent.KEYCODE_F6 to Sheet.Members::class, KeyEvent.KEYCODE_F9 to Sheet.More::class, KeyEvent.KEYCODE_F12 to Sheet.Pay::class,
        )) {
            stage.key(key)
            stage.until("$sheet") { stage.state().sheet?.let { it::class } == sheet }
            stage.key(KeyEvent.KEYCODE_ESCAPE)
            stage.until("closed") { stage.state().sheet == null }
        }
        stage.key(KeyEvent.KEYCODE_NUMPAD_ADD)
        stage.until("two") { stage.state().order?.lines?.single()?.qty == "2" }
        stage.key(KeyEvent.KEYCODE_F2)
        stage.until("held") { stage.state().held.size == 1 && stage.state().order == null }
        for (tag in listOf("pay", "discount", "hold", "more", "customer", "tables")) assertTrue(tag, !stage.get(tag).tooltipText.isNullOrEmpty())
        stage.end()
    }

    @Test
    fun vouchers_are_used_taken_off_and_say_why_not() {
        val stage = Stage()
        stage.tap("sides", "wings")
        stage.until("wings") { stage.state().order?.lines?.size == 1 }
        val before = stage.words("total")
        stage.touch("discount")
        stage.until("vouchers") { (stage.state().sheet as? Sheet.Discount)?.vouchers?.isNotEmpty() == true }
        assertTrue("80 is not reached", stage.find("why:ten-off-eighty") != null && stage.find("use:ten-off-eighty") == null)
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            stage.shot("98-vouchers-${language.name.lowercase()}")
            stage.check("vouchers in $language")
        }
        stage.activity.cashier.chooseLanguage(Language.EN)
        stage.touch("close")
        repeat(6) { stage.touch("tile:wings") }
        stage.until("seven") { stage.state().order?.lines?.sumOf { it.qty.toInt() } == 7 }
        val full = stage.words("total")
        stage.touch("discount")
        stage.until("usable") { stage.find("use:ten-off-eighty") != null }
        stage.touch("use:ten-off-eighty")
        stage.until("used") { stage.find("unuse:ten-off-eighty") != null }
        stage.shot("98-voucher-used")
        assertFalse(full == stage.words("total"))
        stage.touch("unuse:ten-off-eighty")
        stage.until("off again") { stage.find("unuse:ten-off-eighty") == null }
        assertEquals(full, stage.words("total"))
        assertFalse(before == full)
        stage.end()
    }

    @Test
    fun the_day_is_told_and_an_order_given_up() {
        val stage = Stage()
        stage.more("day")
        stage.until("an empty day") { (stage.state().sheet as? Sheet.Day)?.day?.orders == 0uL }
        stage.shot("99-day-empty")
        stage.touch("close")
        stage.tap("sides", "wings")
        stage.until("wings") { stage.state().order?.lines?.size == 1 }
        stage.touch("pay")
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        stage.touch("note:1")
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        stage.touch("next")
        stage.tap("sides", "wings")
        stage.until("more wings") { stage.state().order?.lines?.size == 1 && stage.state().sheet == null }
        stage.more("giveup")
        stage.until("why") { stage.state().sheet is Sheet.Why }
        stage.shot("99-give-up")
        stage.touch("because:WHY_LEFT")
        stage.until("given up") { stage.state().order == null && stage.state().sheet == null }
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            stage.more("day")
            stage.until("a day") { (stage.state().sheet as? Sheet.Day)?.day?.orders == 1uL }
            stage.shot("99-day-${language.name.lowercase()}")
            stage.check("the day in $language")
            stage.touch("close")
        }
        stage.end()
    }

    @Test
    fun slips_that_wait_are_listed_and_dropped() {
        val stage = Stage()
        stage.more("slips")
        stage.until("no slips") { (stage.state().sheet as? Sheet.Slips)?.slips?.isEmpty() == true }
        stage.shot("99-slips-none")
        stage.touch("close")
        stage.more("settings")
        stage.until("settings") { stage.state().sheet is Sheet.Settings }
        stage.touch("printer:port:built-in")
        stage.until("a printer") { (stage.state().sheet as? Sheet.Settings)?.printing?.printers?.size == 1 }
        stage.touch("close")
        stage.desk.paper.paper(false)
        stage.tap("sides", "wings")
        stage.until("wings") { stage.state().order?.lines?.size == 1 }
        stage.touch("pay")
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        stage.touch("note:0")
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        stage.touch("next")
        stage.until("the strip") { stage.activity.cashier.lookAtPrinters(); stage.state().strip() != null }
        stage.touch("strip")
        stage.until("the slip") { (stage.state().sheet as? Sheet.Slips)?.slips?.isNotEmpty() == true }
        stage.shot("99-slips")
        stage.check("slips")
        val job = (stage.state().sheet as Sheet.Slips).slips.first().job
        stage.touch("slip-drop:$job")
        stage.until("dropped") { (stage.state().sheet as? Sheet.Slips)?.slips?.none { it.job == job } == true }
        stage.end()
    }

    @Test
    fun every_sheet_fits_with_large_type() {
        org.robolectric.RuntimeEnvironment.setFontScale(1.3f)
        val stage = Stage()
        stage.more("settings")
        stage.until("settings") { stage.state().sheet is Sheet.Settings }
        stage.write("table-names", "1-6, Terrace")
        stage.touch("save-tables")
        stage.until("tables") { (stage.state().sheet as? Sheet.Settings)?.tables?.isNotEmpty() == true }
        stage.touch("close")
        stage.touch("tables")
        stage.until("the room") { stage.state().sheet is Sheet.Tables }
        stage.touch("table:6")
        stage.until("guests") { (stage.state().sheet as? Sheet.Tables)?.asking != null }
        stage.touch("guests:12")
        stage.until("an order") { stage.state().order?.table == "6" }
        stage.tap("sides", "roast-chicken")
        stage.until("how much") { stage.state().sheet is Sheet.Ask }
        stage.touch("key:1")
        stage.touch("ask-ok")
        stage.until("chicken") { stage.state().order?.lines?.size == 1 && stage.state().sheet == null }
        for (language in Language.entries) {
            val name = language.name.lowercase()
            stage.activity.cashier.chooseLanguage(language)
            stage.shot("105-large-order-$name")
            stage.check("an order in $language")
            for ((key, what) in listOf(KeyEvent.KEYCODE_F3 to "discount", KeyEvent.KEYCODE_F4 to "room", KeyEvent.KEYCODE_F6 to "members", KeyEvent.KEYCODE_F7 to "line", KeyEvent.KEYCODE_F8 to "quantity", KeyEvent.KEYCODE_F9 to "more")) {
                stage.key(key)
                stage.until(what) { stage.state().sheet.let { it != null && (it as? Sheet.Discount)?.vouchers?.isEmpty() != true } }
                stage.until("all of it") { (stage.state().sheet as? Sheet.Discount)?.let { it.vouchers != null } ?: true }
                stage.shot("106-large-$what-$name")
                stage.check("$what in $language")
                stage.key(KeyEvent.KEYCODE_ESCAPE)
            }
            for (what in listOf("day", "cards", "office", "orders", "slips", "giveup", "open", "hold", "settings", "kiosk")) {
                stage.more(if (what == "kiosk") "settings" else what)
                stage.until(what) { stage.state().sheet !in listOf(Sheet.More, null) }
                if (what == "kiosk") stage.touch("kiosk-settings")
                if (what == "kiosk") stage.until(what) { stage.state().sheet is Sheet.Kiosk }
                if (what == "office") stage.touch("tick:lane-burger")
                if (what == "office") stage.until("ticked") { (stage.state().sheet as Sheet.Office).ticked.size == 1 }
                stage.shot("107-large-$what-$name")
                stage.check("$what in $language")
                stage.key(KeyEvent.KEYCODE_ESCAPE)
            }
        }
        stage.end()
        org.robolectric.RuntimeEnvironment.setFontScale(1f)
    }
}
