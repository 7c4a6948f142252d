package app.till

import android.view.View
import android.widget.TextView
import app.till.cashier.ChargeSheet
import app.till.cashier.Sheet
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.PortException
import uniffi.till_mobile.PortOutcome
import uniffi.till_mobile.PrinterPort

/** What a counter does besides ringing up: members, parts, refunds, products, staff, printers that do not print. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class CounterTest {
    private fun Stage.state() = activity.cashier.state

    private fun Stage.pieces() = state().order?.lines?.sumOf { it.qty.toInt() } ?: 0

    private fun Stage.ring(tile: String, category: String) {
        val before = pieces()
        touch("category:$category")
        touch("tile:$tile")
        until(tile) { pieces() == before + 1 }
    }

    private fun Stage.member(): String {
        touch("customer")
        until("members") { state().sheet is Sheet.Members }
        touch("new-member")
        fillIn("/name" to "王芳", "/phone" to "13800138000", picture = "60-new-member")
        until("the member") { state().customer != null || (state().sheet as? Sheet.Members)?.found?.size == 1 }
        return state().customer?.number ?: (state().sheet as Sheet.Members).found!!.single().number
    }

    @Test
    fun a_member_is_found_served_topped_up_and_pays_with_a_code() {
        val stage = Stage()
        stage.ring("wings", "sides")
        val number = stage.member()
        stage.until("the strip") { stage.state().customer?.number == number }
        stage.touch("customer")
        stage.until("members") { stage.state().sheet is Sheet.Members }
        stage.write("find-member", "8000")
        stage.touch("find")
        stage.until("found") { (stage.state().sheet as? Sheet.Members)?.found?.size == 1 }
        stage.shot("61-found-member")
        stage.touch("topup:0")
        stage.until("top up") { (stage.state().sheet as? ChargeSheet.TopUp)?.offers != null }
        for (key in "100") stage.touch("key:$key")
        stage.shot("62-top-up")
        stage.touch("topup")
        stage.until("how") { stage.state().sheet is ChargeSheet.Take }
        stage.touch("note:0")
        stage.until("the money") { stage.state().sheet is ChargeSheet.Taken && stage.state().customer?.hasStored == true }
        stage.touch("done")
        stage.until("members") { stage.state().sheet is Sheet.Members }
        stage.touch("close")
        stage.shot("63-member-strip")
        var code = ""
        val door = uniffi.till_mobile.Till.open(StagedActivity.folder.path)
        door.unlock(stage.desk.vault, stage.desk.boot)
        code = uniffi.till_mobile.shownCode(door.enrolPhone(tap(), number), StagedActivity.NOON)
        door.closeShop()
        stage.activity.scan(code)
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        assertEquals("stored_value", (stage.state().sheet as Sheet.Paid).order.tenders.single().tender)
        stage.shot("64-paid-by-code")
        stage.touch("next")
        stage.end()
    }

    @Test
    fun a_bill_is_paid_in_parts_and_given_back() {
        val stage = Stage()
        stage.ring("wings", "sides")
        stage.touch("pay")
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        stage.touch("tender:card")
        stage.until("card") { (stage.state().sheet as? Sheet.Pay)?.tender?.id == "card" }
        stage.touch("key:5")
        stage.shot("65-part")
        stage.touch("part")
        stage.until("a part") { stage.state().order?.tenders?.size == 1 }
        stage.shot("66-rest")
        assertEquals("9.30", stage.state().order?.toPay)
        stage.until("pay again") { (stage.state().sheet as? Sheet.Pay)?.payment?.due == "9.30" }
        stage.touch("note:0")
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        stage.touch("next")
        stage.touch("more")
        stage.until("the menu") { stage.state().sheet is Sheet.More }
        stage.shot("67-more")
        stage.touch("more:orders")
        stage.until("orders") { (stage.state().sheet as? Sheet.Orders)?.orders?.size == 1 }
        stage.shot("68-orders")
        stage.touch("order:0")
        stage.until("the order") { (stage.state().sheet as? Sheet.OneOrder)?.receipt != null }
        stage.shot("69-order")
        stage.touch("refund")
        stage.until("refund") { stage.state().sheet is Sheet.Refund }
        assertFalse("no refund without a reason", stage.get("refund-now").isEnabled)
        stage.touch("why:WHY_BAD")
        stage.shot("70-refund")
        stage.touch("refund-now")
        stage.until("given back") { (stage.state().sheet as? Sheet.OneOrder)?.order?.refunded != null }
        stage.shot("71-refunded")
        stage.end()
    }

    @Test
    fun products_go_off_sale_sell_out_and_cost_more() {
        val stage = Stage()
        stage.touch("more")
        stage.touch("more:office")
        stage.until("products") { stage.state().sheet is Sheet.Office }
        stage.shot("72-products")
        stage.touch("onsale:wings")
        stage.until("off sale") { (stage.state().sheet as Sheet.Office).products.first { it.id == "wings" }.onSale.not() }
        stage.touch("soldout:corn-cup")
        stage.until("sold out") { (stage.state().sheet as Sheet.Office).products.first { it.id == "corn-cup" }.soldOut }
        stage.touch("price:corn-cup")
        stage.until("a price") { stage.state().sheet is Sheet.Ask }
        for (key in "7.50") stage.touch("key:$key")
        stage.shot("73-price")
        stage.touch("ask-ok")
        stage.until("the price") { (stage.state().sheet as? Sheet.Office)?.products?.first { it.id == "corn-cup" }?.price == "7.50" }
        stage.touch("close")
        stage.touch("category:sides")
        assertTrue(stage.find("tile:wings") == null)
        stage.shot("74-sides")
        stage.end()
    }

    @Test
    fun a_cashier_needs_a_managers_pin_and_a_shop_with_staff_asks_who() {
        val folder = java.nio.file.Files.createTempDirectory("till").toFile()
        val first = Stage(folder)
        first.touch("more")
        first.touch("more:settings")
        first.until("settings") { first.state().sheet is Sheet.Settings }
        first.shot("75-settings")
        for ((name, role, pin) in listOf(Triple("Owner", "OWNER", "9999"), Triple("Mei", "CASHIER", "1234"))) {
            first.touch("add-staff")
            first.until("the form") { first.state().sheet is Sheet.AddStaff }
            first.write("staff-name", name)
            first.write("staff-pin", pin)
            first.touch("role:$role")
            first.touch("save-staff")
            first.until(name) { (first.state().sheet as? Sheet.Settings)?.staff?.any { it.name == name } == true }
        }
        first.end()
        val stage = Stage(folder)
        stage.shot("76-sign-in")
        for (key in "0000") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("a refusal") { stage.activity.signIn?.state?.trouble != null }
        stage.shot("77-wrong-pin")
        for (key in "1234") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("the menu") { stage.find("tile:lane-single") != null }
        stage.touch("more")
        stage.touch("more:office")
        stage.until("products") { stage.state().sheet is Sheet.Office }
        stage.touch("onsale:wings")
        stage.until("a manager is asked for") { stage.state().sheet is Sheet.Approval }
        stage.shot("78-approval")
        for (key in "9999") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("off sale") { (stage.state().sheet as? Sheet.Office)?.products?.first { it.id == "wings" }?.onSale == false }
        stage.end()
    }

    private fun Stage.printer() {
        touch("more")
        touch("more:settings")
        until("settings") { state().sheet is Sheet.Settings }
        touch("printer:port:built-in")
        until("a printer") { (state().sheet as? Sheet.Settings)?.printing?.printers?.size == 1 }
        touch("close")
    }

    private fun Stage.sell() {
        ring("wings", "sides")
        touch("pay")
        until("pay") { state().sheet is Sheet.Pay }
        touch("note:0")
        until("paid") { state().sheet is Sheet.Paid }
        touch("next")
        until("the grid") { state().sheet == null && state().order == null }
    }

    @Test
    fun a_receipt_comes_out_and_one_without_paper_waits_in_the_strip() {
        val stage = Stage()
        stage.printer()
        stage.sell()
        stage.until("the paper") { "13.00" in stage.desk.paper.text() }
        stage.desk.paper.paper(false)
        stage.sell()
        repeat(40) {
            stage.pass(1)
            java.util.concurrent.locks.LockSupport.parkNanos(100_000_000)
        }
        stage.until("the strip") { stage.activity.cashier.lookAtPrinters(); stage.state().strip() != null }
        stage.shot("80-paper-out")
        stage.desk.paper.paper(true)
        stage.until("both receipts") { stage.desk.paper.text().split("13.00").size > 3 }
        stage.end()
    }

    @Test
    fun a_printer_that_throws_or_never_answers_stops_no_sale() {
        val stuck = java.util.concurrent.CountDownLatch(1)
        val ports = listOf<() -> PrinterPort>(
            { throw IllegalStateException("a bug in a driver") },
            { throw PortException.Broken("not there", 0u) },
            {
                object : PrinterPort {
                    override fun write(bytes: ByteArray, withinMs: UInt) { stuck.await() }
                    override fun read(withinMs: UInt): ByteArray = ByteArray(0)
                    override fun finish(withinMs: UInt) = PortOutcome.UNKNOWN
                    override fun late() = emptyList<UInt>()
                    override fun holdsBack() = false
                    override fun shut() = Unit
                }
            },
        )
        for (port in ports) {
            val stage = Stage()
            stage.desk.port = port
            stage.printer()
            stage.sell()
            stage.sell()
            stage.end()
        }
        stuck.countDown()
    }

    @Test
    fun everything_fits_in_three_languages_and_with_large_type() {
        org.robolectric.RuntimeEnvironment.setFontScale(1.3f)
        val stage = Stage()
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            stage.until("the language") { stage.state().language == language }
            stage.touch("category:sets")
            stage.shot("85-large-${language.name.lowercase()}")
            stage.check("menu $language")
            stage.touch("tile:lane-single")
            stage.until("the set") { stage.state().sheet is Sheet.SetMeal }
            stage.shot("86-large-set-${language.name.lowercase()}")
            stage.check("set $language")
            stage.touch("close")
            stage.touch("more")
            stage.until("more") { stage.state().sheet == Sheet.More }
            stage.check("more $language")
            stage.touch("more:settings")
            stage.until("settings") { stage.state().sheet is Sheet.Settings }
            stage.check("settings $language")
            stage.touch("close")
            stage.touch("customer")
            stage.until("members") { stage.state().sheet is Sheet.Members }
            stage.check("members $language")
            stage.touch("close")
            stage.ring("wings", "sides")
            stage.touch("pay")
            stage.until("pay") { stage.state().sheet is Sheet.Pay }
            stage.shot("87-large-pay-${language.name.lowercase()}")
            stage.check("pay $language")
            stage.touch("tender:card")
            stage.touch("key:5")
            stage.check("part $language")
            stage.touch("close")
        }
        stage.end()
        org.robolectric.RuntimeEnvironment.setFontScale(1f)
    }
}
