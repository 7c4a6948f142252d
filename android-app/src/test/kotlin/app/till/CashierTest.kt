package app.till

import app.till.cashier.Sheet
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The cashier's screen, rung up by touch on a real shop file with the real core. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class CashierTest {
    private fun Stage.text(tag: String) = words(tag)

    private fun Stage.speak(language: Language) {
        activity.cashier.chooseLanguage(language)
        until("the language") { state().language == language }
    }

    @Test
    fun a_set_meal_is_rung_up_and_paid_in_cash() {
        val stage = Stage()
        stage.speak(Language.ZH)
        stage.shot("01-menu")
        stage.touch("tile:lane-single")
        stage.until("the sheet") { stage.state().sheet is Sheet.SetMeal }
        stage.shot("02-set-empty")
        assertTrue("a set that lacks something cannot be added", !stage.get("add").isEnabled)
        for (option in listOf("option:burger:lane-burger", "option:side:wings", "option:drink:cola-m")) {
            if (stage.find(option) == null) continue
            stage.touch(option)
            stage.until(option) { (stage.state().sheet as Sheet.SetMeal).view.line.picks.any { option.endsWith(it.sku) } }
        }
        stage.shot("03-set-full")
        stage.until("a valid set") { stage.get("add").isEnabled }
        stage.touch("add")
        stage.until("the line") { stage.state().order?.lines?.size == 1 && stage.state().sheet == null }
        stage.touch("category:sides")
        stage.touch("tile:wings")
        stage.until("the wings") { stage.state().order?.lines?.size == 2 }
        stage.touch("more:1")
        stage.until("two wings") { stage.state().order?.lines?.get(1)?.qty == "2" }
        stage.shot("04-order")
        stage.speak(Language.EN)
        stage.shot("04-order-en")
        stage.speak(Language.ZH)
        assertEquals("¥ ${stage.state().order?.total}", stage.text("total"))
        stage.touch("pay")
        stage.until("the pay sheet") { stage.state().sheet is Sheet.Pay }
        stage.shot("05-pay")
        stage.touch("note:1")
        stage.until("the receipt") { (stage.state().sheet as? Sheet.Paid)?.receipt != null }
        stage.shot("06-paid")
        val paid = (stage.state().sheet as Sheet.Paid)
        assertEquals("paid", paid.order.state)
        assertEquals("¥ ${paid.order.change}", stage.text("change"))
        stage.touch("next")
        stage.until("an empty order") { stage.state().order == null && stage.state().sheet == null }
        stage.end()
    }

    @Test
    fun a_unit_of_a_set_is_had_as_the_guest_wants_it() {
        val stage = Stage()
        stage.speak(Language.EN)
        stage.touch("tile:lane-single")
        stage.comes<Sheet.SetMeal>("the set")
        for (option in listOf("option:burger:crispy-chicken", "option:side:wings", "option:drink:lemon-tea-m")) {
            stage.touch(option)
            stage.comes<Sheet.SetMeal>(option) { view.line.picks.any { option.endsWith(it.sku) } }
        }
        val plain = stage.sheet<Sheet.SetMeal>().view.price
        stage.inEachLanguage("07-set-units")
        stage.touch("unit:drink:lemon-tea-m:0")
        stage.comes<Sheet.OneUnit>("the tea")
        stage.touch("choice:ice:less")
        stage.comes<Sheet.OneUnit>("less ice") { view.line.picks.any { pick -> pick.attributes.any { it.option == "less" } } }
        stage.touch("choice:toppings:pearls")
        stage.comes<Sheet.OneUnit>("pearls") { view.line.picks.any { it.modifiers.size == 1 } }
        stage.inEachLanguage("08-set-unit")
        // Esc is the way back without it; what was touched is kept by the next step alone.
        stage.touch("close")
        stage.comes<Sheet.SetMeal>("the set again") { view.price == plain }
        stage.touch("unit:drink:lemon-tea-m:0")
        stage.comes<Sheet.OneUnit>("the tea again")
        stage.touch("choice:toppings:pearls")
        stage.comes<Sheet.OneUnit>("pearls again") { view.line.picks.any { it.modifiers.size == 1 } }
        val dearer = stage.sheet<Sheet.OneUnit>().view.price
        stage.touch("add")
        stage.comes<Sheet.SetMeal>("the set with pearls") { view.price == dearer && dearer != plain }
        stage.shot("09-set-with-pearls")
        stage.touch("add")
        stage.until("the line") { stage.state().order?.lines?.size == 1 && stage.state().sheet == null }
        assertEquals(dearer, stage.state().order?.lines?.first()?.gross)
        stage.end()
    }

    @Test
    fun an_order_is_held_recalled_lowered_and_outlives_the_process() {
        val folder = java.nio.file.Files.createTempDirectory("till").toFile()
        val first = Stage(folder)
        first.speak(Language.EN)
        first.touch("category:drinks")
        first.touch("tile:lemon-tea")
        first.until("the choices") { first.state().sheet is Sheet.Choices }
        // Two taps quicker than their answers: the second once began from the line before the first.
        first.activity.cashier.tapChoice(uniffi.till_mobile.ChoiceTap.Sku("lemon-tea-m"))
        first.activity.cashier.tapChoice(uniffi.till_mobile.ChoiceTap.Attribute("ice", "less"))
        val line = { (first.state().sheet as Sheet.Choices).view.line }
        first.until("both taps") { line().sku == "lemon-tea-m" && line().attributes.any { it.option == "less" } }
        first.touch("choice:toppings:pearls")
        first.until("pearls") { line().modifiers.size == 1 }
        first.shot("10-choices")
        first.touch("add")
        first.until("the tea") { first.state().order?.lines?.size == 1 }
        first.touch("hold")
        first.until("a parked order") { first.state().held.size == 1 && first.state().order == null }
        first.touch("held")
        first.until("the list") { first.state().sheet == Sheet.Held }
        first.shot("11-held")
        first.touch("recall:0")
        first.until("the order again") { first.state().order != null && first.state().sheet == null }
        first.touch("discount")
        first.until("the discounts") { (first.state().sheet as? Sheet.Discount)?.vouchers != null }
        first.shot("12-discount")
        first.touch("percent:10")
        first.until("a lower price") { first.state().order?.lines?.single()?.discounts?.size == 1 }
        first.shot("13-discounted")
        val total = first.text("total")
        first.end()

        val second = Stage(folder)
        second.until("the order as it was") { second.state().order != null }
        assertEquals(total, second.text("total"))
        second.end()
    }

    @Test
    fun every_language_fits_and_every_target_can_be_hit() {
        val stage = Stage()
        for (language in Language.entries) {
            stage.speak(language)
            stage.touch("category:burgers")
            stage.shot("20-menu-${language.name.lowercase()}")
            stage.check("the menu in $language")
            stage.touch("category:sets")
            stage.touch("tile:lane-double")
            stage.until("the set") { stage.state().sheet is Sheet.SetMeal }
            stage.shot("21-set-${language.name.lowercase()}")
            stage.check("the set in $language")
            stage.touch("close")
            stage.until("the menu") { stage.state().sheet == null }
            stage.touch("category:sides")
            stage.touch("tile:wings")
            stage.until("wings") { stage.state().order?.lines?.isNotEmpty() == true }
            stage.touch("pay")
            stage.until("the pay sheet") { stage.state().sheet is Sheet.Pay }
            stage.shot("22-pay-${language.name.lowercase()}")
            stage.check("paying in $language")
            stage.touch("close")
            stage.until("the menu again") { stage.state().sheet == null }
        }
        stage.activity.cashier.type("lane")
        stage.until("burgers") { stage.state().found?.isNotEmpty() == true }
        stage.shot("23-search")
        stage.activity.cashier.type("zzz")
        stage.until("nothing") { stage.state().found?.isEmpty() == true }
        stage.shot("24-nothing-found")
        stage.end()
    }
}
