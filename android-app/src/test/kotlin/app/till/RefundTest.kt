package app.till

import app.till.cashier.ByHand
import app.till.cashier.Package
import app.till.cashier.Sheet
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.SlipKind

/** What is given back of an order, and a bill in amounts: each said before it is done. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class RefundTest {
    @Test
    fun a_component_of_a_set_goes_back_for_what_was_said_before() {
        val stage = Stage()
        stage.ringsSet()
        stage.rings("wings", "sides")
        val sold = stage.paysCash()
        stage.newestOrder()
        stage.touch("refund")
        stage.comes<Sheet.Refund>("the offer")
        assertEquals("all of it, until something is touched", sold.total, stage.sheet<Sheet.Refund>().offer.amount)
        stage.touch("refund-line:1")
        stage.touch("refund-apart:0")
        stage.comes<Sheet.Refund>("the set's parts") { apart.containsKey(0) }
        assertFalse("nothing is chosen", stage.get("refund-now").isEnabled)
        val part = stage.sheet<Sheet.Refund>().offer.lines[0].parts.last()
        stage.touch("part-more:0:${part.sku}")
        stage.comes<Sheet.Refund>("its price") { fresh && apart[0]?.get(part.sku) == 1 }
        assertFalse("no reason yet", stage.get("refund-now").isEnabled)
        stage.touch("why:WHY_BAD")
        stage.inEachLanguage("150-refund-part")
        val said = stage.sheet<Sheet.Refund>().offer
        assertTrue("${said.amount} of ${sold.total}", said.amount != sold.total && said.tenders.single().name.en == "Cash")
        stage.touch("refund-now")
        stage.comes<Sheet.OneOrder>("given back") { order.refunded != null }
        assertEquals("what was said is what was given", said.amount, stage.sheet<Sheet.OneOrder>().order.refunded)
        stage.touch("refund")
        stage.comes<Sheet.Refund>("what is left") { fresh }
        stage.touch("refund-apart:0")
        stage.shot("151-refund-left")
        stage.check("what is left")
        stage.touch("refund-line:0")
        stage.comes<Sheet.Refund>("the rest of the set") { fresh && 0 in lines }
        stage.write("why-typed", "the driver dropped it")
        stage.activity.cashier.placed.refundWhy(null, "the driver dropped it")
        stage.touch("refund-now")
        stage.comes<Sheet.OneOrder>("all back") { order.state == "refunded" }
        assertTrue("nothing is left to refund", stage.find("refund") == null)
        stage.end()
    }

    @Test
    fun slips_are_looked_at_and_printed_by_hand() {
        val stage = Stage()
        stage.more("settings")
        stage.comes<Sheet.Settings>("settings")
        stage.touch("printer:port:built-in")
        stage.comes<Sheet.Settings>("a printer") { printing.printers.size == 1 }
        stage.touch("close")
        stage.rings("wings", "sides")
        stage.paysCash()
        stage.newestOrder()
        stage.touch("reprint")
        stage.comes<ByHand>("the slip") { picture != null }
        stage.inEachLanguage("152-by-hand")
        stage.touch("slip:KITCHEN")
        stage.comes<ByHand>("the kitchen's") { slip == SlipKind.KITCHEN && picture != null }
        stage.shot("153-by-hand-kitchen")
        stage.touch("print-on:front")
        stage.comes<Sheet.OneOrder>("printed")
        assertEquals("On its way to front", stage.state().said?.en)
        stage.until("a copy on paper") { "REPRINT" in stage.desk.paper.text() || "COPY" in stage.desk.paper.text() }
        stage.end()
    }

    @Test
    fun guests_pay_amounts_and_the_last_one_the_rest() {
        val stage = Stage()
        stage.rings("wings", "sides")
        stage.rings("corn-cup", "sides")
        stage.touch("pay")
        stage.comes<Sheet.Pay>("paying")
        val total = stage.sheet<Sheet.Pay>().payment.due
        stage.touch("split-amounts")
        stage.comes<Sheet.SplitAmounts>("the bill") { rest == total }
        stage.types("5")
        stage.touch("split-add")
        stage.comes<Sheet.SplitAmounts>("one guest") { parts.size == 1 }
        stage.types("999")
        stage.touch("split-add")
        stage.until("a word about it") { stage.state().trouble != null }
        stage.shot("156-split-too-much")
        stage.check("more than the bill")
        stage.inEachLanguage("154-split-amounts")
        repeat(3) { stage.touch("erase") }
        stage.types("7.50")
        stage.touch("split-add")
        stage.comes<Sheet.SplitAmounts>("two guests") { parts.size == 2 }
        stage.touch("split-without:0")
        stage.comes<Sheet.SplitAmounts>("one guest again") { parts == listOf("7.50") }
        stage.types("5")
        stage.touch("split-add")
        stage.comes<Sheet.SplitAmounts>("two again") { parts == listOf("7.50", "5") }
        stage.touch("split-amounts-do")
        stage.comes<Sheet.Pay>("the first part") { payment.due == "7.50" }
        assertEquals(listOf("7.50", "5.00"), stage.state().order?.parts?.take(2))
        stage.shot("155-paying-amounts")
        stage.touch("split:1")
        stage.comes<Sheet.Pay>("in one again") { payment.due == total }
        stage.end()
    }

    @Test
    fun several_lines_become_a_set_with_a_price_of_its_own() {
        val stage = Stage()
        stage.rings("wings", "sides")
        stage.rings("corn-cup", "sides")
        stage.touch("more")
        stage.comes<Sheet.More>("the menu")
        stage.touch("more:package")
        stage.comes<Package>("what goes in") { lines == setOf(0, 1) }
        stage.types("18")
        stage.touch("package-make")
        stage.until("it needs a name") { stage.find("wrong:name") != null }
        assertEquals(listOf("Give the set a name", null), listOf(stage.words("wrong:name"), stage.find("sheet-trouble")))
        stage.shot("157-package-wrong")
        stage.write("package-name", "Lunch for Ann")
        stage.inEachLanguage("158-package")
        stage.touch("package-make")
        stage.until("one line") { stage.state().order?.lines?.size == 1 && stage.state().sheet == null }
        val line = stage.state().order!!.lines.single()
        assertEquals(listOf("Lunch for Ann", "18.00"), listOf(line.name.en, line.gross))
        assertEquals(listOf("wings", "corn-cup"), line.components?.map { it.sku })
        stage.shot("159-package-line")
        stage.check("a set made at the counter")
        stage.paysCash()
        stage.newestOrder()
        stage.touch("refund")
        stage.comes<Sheet.Refund>("its parts can go back") { offer.lines.single().parts.size == 2 }
        stage.end()
    }
}
