package app.till

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.View
import app.till.cashier.CashierState
import app.till.hardware.Facing
import app.till.look.Look
import java.io.File
import java.io.FileOutputStream
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The customer's side of the counter, on the smallest of such screens: nobody, an order, its change. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class FacingTest {
    private fun drawn(name: String, fill: Facing.() -> Unit) {
        val window = Robolectric.buildActivity(Activity::class.java).setup().get()
        val facing = Facing(Look(window)).apply(fill)
        window.setContentView(facing.root)
        val root = facing.root
        root.measure(View.MeasureSpec.makeMeasureSpec(1024, View.MeasureSpec.EXACTLY), View.MeasureSpec.makeMeasureSpec(600, View.MeasureSpec.EXACTLY))
        root.layout(0, 0, 1024, 600)
        val picture = Bitmap.createBitmap(1024, 600, Bitmap.Config.ARGB_8888).also { root.draw(Canvas(it)) }
        val to = File(System.getProperty("till.screens"), "$name.png").apply { parentFile?.mkdirs() }
        FileOutputStream(to).use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
        assertEquals(name, emptyList<String>(), Measure(root, picture, null).wrong())
    }

    private fun shown(state: CashierState) = state.faced()!!

    @Test
    fun a_customer_sees_the_shop_then_the_order_then_the_change() {
        val stage = Stage()
        for (tile in listOf("wings", "corn-cup")) stage.rings(tile, "sides")
        stage.ringsSet()
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            drawn("300-facing-order-${language.name.lowercase()}") { show(shown(stage.state())) }
        }
        drawn("301-facing-idle") { idle(null, stage.state().menu!!.shop.inLanguage(Language.ZH)) }
        stage.activity.cashier.chooseLanguage(Language.EN)
        stage.touch("pay")
        stage.comes<app.till.cashier.Sheet.Pay>("paying")
        stage.touch("note:1")
        stage.comes<app.till.cashier.Sheet.Paid>("paid")
        assertEquals(listOf("Change", true), shown(stage.state()).run { listOf(label, paid) })
        assertEquals(stage.state().run { (sheet as app.till.cashier.Sheet.Paid).order.change }, shown(stage.state()).amount)
        drawn("302-facing-change") { show(shown(stage.state())) }
        stage.touch("next")
        assertEquals("nobody orders", null, stage.state().faced())
        stage.end()
    }
}
