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
        stage.touch("idle")
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
        for (view in stage.everyView().filter { it.isShown && it.isClickable }) {
            assertTrue("${view.tag} is ${view.width} by ${view.height}", view.width >= 48 && view.height >= 48)
        }
        for (text in stage.everyView().filterIsInstance<TextView>().filter { it.isShown }) {
            assertTrue("${text.text} is too small", text.textSize >= 20f)
        }
        stage.touch("place")
        stage.until("the number") { kiosk.state.page is Page.Number }
        stage.shot("36-kiosk-number")
        assertEquals("A001", (stage.get("number") as TextView).text.toString())
        stage.touch("done")
        stage.until("idle again") { kiosk.state.page == Page.Idle && kiosk.state.order == null }
        stage.end()
    }

    @Test
    fun a_cart_left_behind_is_given_up() {
        val stage = Stage(mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.until("the menu") { kiosk.state.menu != null }
        stage.touch("idle")
        stage.touch("type:DINE_IN")
        stage.touch("category:sides")
        stage.touch("tile:wings")
        stage.until("the wings") { kiosk.state.pieces() == 1 }
        stage.touch("cart")
        stage.touch("leave")
        stage.until("idle") { kiosk.state.page == Page.Idle && kiosk.state.order == null }
        stage.end()
    }
}
