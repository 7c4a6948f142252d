package app.till

import android.widget.TextView
import app.till.kiosk.Page
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The kiosk, from the idle picture to the number. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1080dp-h1920dp-port-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class KioskTest {
    @Test
    fun a_customer_goes_from_idle_to_a_number() {
        val stage = Stage(mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.until("the menu") { kiosk.state.menu != null }
        stage.shot("30-kiosk-idle")
        stage.touch("touch")
        stage.until("where") { kiosk.state.page == Page.Where }
        stage.shot("31-kiosk-where")
        stage.touch("type:TAKEAWAY")
        stage.until("the products") { kiosk.state.page == Page.Menu }
        stage.shot("32-kiosk-menu")
        stage.touch("tile:lane-single")
        stage.until("the set") { kiosk.state.page is Page.SetMeal }
        for (sku in listOf("burger:crispy-chicken", "side:wings", "drink:cola-m")) {
            stage.touch("option:$sku")
            stage.until(sku) { (kiosk.state.page as Page.SetMeal).view.line.picks.any { sku.endsWith(it.sku) } }
        }
        stage.shot("33-kiosk-set")
        stage.touch("add")
        stage.until("one in the cart") { kiosk.state.pieces() == 1 }
        stage.touch("category:drinks")
        stage.touch("tile:lemon-tea")
        stage.until("the choices") { kiosk.state.page is Page.Choices }
        stage.shot("34-kiosk-choices")
        stage.touch("add")
        stage.until("two in the cart") { kiosk.state.pieces() == 2 }
        stage.touch("cart")
        stage.until("the cart") { kiosk.state.page == Page.Cart }
        stage.shot("35-kiosk-cart")
        stage.check("the cart")
        stage.touch("more:1")
        stage.until("two teas") { kiosk.state.order?.lines?.get(1)?.qty == "2" }
        stage.touch("less:1")
        stage.until("one tea") { kiosk.state.order?.lines?.get(1)?.qty == "1" }
        for (text in stage.everyView().filterIsInstance<TextView>().filter { it.isShown }) {
            assertTrue("${text.text} is too small", text.textSize >= 20f)
        }
        stage.touch("code")
        stage.until("where the phone is held") { kiosk.state.page == Page.Code }
        stage.pass(3)
        assertTrue("the hint moves", kiosk.state.beat)
        stage.shot("35-kiosk-code")
        stage.check("the code")
        stage.touch("back")
        stage.until("the cart again") { kiosk.state.page == Page.Cart }
        stage.touch("place")
        stage.until("the number") { kiosk.state.page is Page.Number }
        stage.shot("36-kiosk-number")
        assertEquals("A001", (stage.get("number") as TextView).text.toString())
        stage.touch("done")
        stage.until("idle again") { kiosk.state.page == Page.Idle && kiosk.state.order == null }
        stage.end()
    }

    @Test
    fun the_shops_pictures_follow_each_other_and_help_leads_back() {
        val folder = java.nio.file.Files.createTempDirectory("till").toFile()
        val pictures = java.io.File(folder, "pictures").apply { mkdirs() }
        for ((name, colour) in listOf("1.png" to 0xFF7A4D1F.toInt(), "2.png" to 0xFF1F4D7A.toInt())) {
            val picture = android.graphics.Bitmap.createBitmap(540, 960, android.graphics.Bitmap.Config.ARGB_8888).apply { eraseColor(colour) }
            java.io.File(pictures, name).outputStream().use { picture.compress(android.graphics.Bitmap.CompressFormat.PNG, 100, it) }
        }
        val stage = Stage(folder, mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.until("the menu") { kiosk.state.menu != null }
        assertTrue(kiosk.state.picture!!.endsWith("1.png"))
        stage.shot("37-kiosk-picture")
        stage.pass(10)
        assertTrue(kiosk.state.picture!!.endsWith("2.png"))
        stage.pass(8)
        assertTrue("the first comes again", kiosk.state.picture!!.endsWith("1.png"))
        stage.touch("speak:MS")
        stage.until("where, in Malay") { kiosk.state.page == Page.Where && kiosk.state.language == Language.MS }
        stage.touch("help")
        stage.until("help") { kiosk.state.page == Page.Help }
        stage.shot("37-kiosk-help")
        stage.check("help")
        stage.touch("help-back")
        stage.until("back") { kiosk.state.page == Page.Where }
        stage.end()
    }

    @Test
    fun a_cart_left_behind_is_given_up() {
        val stage = Stage(mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.until("the menu") { kiosk.state.menu != null }
        stage.touch("touch")
        stage.touch("type:DINE_IN")
        stage.touch("category:sides")
        stage.touch("tile:wings")
        stage.until("the wings") { kiosk.state.pieces() == 1 }
        stage.touch("cart")
        stage.touch("leave")
        stage.until("idle") { kiosk.state.page == Page.Idle && kiosk.state.order == null }
        stage.end()
    }

    @Test
    fun taps_quicker_than_their_answers_all_count() {
        val stage = Stage(mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.until("the menu") { kiosk.state.menu != null }
        stage.touch("touch")
        stage.touch("type:TAKEAWAY")
        stage.touch("tile:lane-single")
        stage.until("the set") { kiosk.state.page is Page.SetMeal }
        for ((group, sku) in listOf("burger" to "crispy-chicken", "side" to "wings", "drink" to "cola-m")) {
            kiosk.tapSet(uniffi.till_mobile.SetTap.Pick(group, sku))
        }
        stage.until("all three") { (kiosk.state.page as Page.SetMeal).view.line.picks.size == 3 }
        kiosk.addFromPage()
        stage.until("the cart") { kiosk.state.pieces() == 1 }
        stage.end()
    }

    @Test
    fun a_customer_who_walked_away_is_asked_and_then_forgotten() {
        val stage = Stage(mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.until("the menu") { kiosk.state.menu != null }
        stage.touch("touch")
        stage.touch("type:DINE_IN")
        stage.touch("category:sides")
        stage.touch("tile:wings")
        stage.until("the wings") { kiosk.state.pieces() == 1 }
        stage.pass(62)
        stage.until("the question") { kiosk.state.secondsLeft != null }
        stage.shot("37-kiosk-still-there")
        stage.touch("goon")
        stage.until("no hurry") { kiosk.state.secondsLeft == null && kiosk.state.pieces() == 1 }
        stage.pass(72)
        stage.until("idle") { kiosk.state.page == Page.Idle && kiosk.state.order == null }
        stage.end()
    }

    @Test
    fun every_page_fits_in_every_language_with_large_type() {
        org.robolectric.RuntimeEnvironment.setFontScale(1.3f)
        val stage = Stage(mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.until("the menu") { kiosk.state.menu != null }
        for (language in Language.entries) {
            stage.touch("touch")
            kiosk.chooseLanguage(language)
            stage.touch("type:DINE_IN")
            stage.shot("38-kiosk-large-${language.name.lowercase()}")
            stage.check("the menu in $language")
            stage.touch("category:sides")
            stage.touch("tile:wings")
            stage.until("the wings") { kiosk.state.pieces() == 1 }
            stage.touch("cart")
            stage.shot("39-kiosk-large-cart-${language.name.lowercase()}")
            stage.check("the cart in $language")
            stage.touch("leave")
            stage.until("idle") { kiosk.state.page == Page.Idle }
        }
        stage.end()
        org.robolectric.RuntimeEnvironment.setFontScale(1f)
    }
}
