package app.till

import app.till.pickup.Shown
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.Role
import uniffi.till_mobile.StaffView
import uniffi.till_mobile.Tap

/** The back office's common acts on the handheld, 720 by 1280: off sale, category, price, sold out, quick stock. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w360dp-h640dp-port-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class ShelfTest {
    private fun Stage.shown() = activity.pickup.state.shown

    private inline fun <reified S : Shown> Stage.shows(what: String, crossinline so: S.() -> Boolean = { true }) =
        until(what) { (activity.pickup.state.shown as? S)?.so() == true }

    private fun Stage.page() = (shown() as Shown.OneProduct).page

    private fun Stage.eachTongue(name: String) {
        for (language in Language.entries) {
            activity.pickup.chooseLanguage(language)
            shot("$name-${language.name.lowercase()}")
            check("$name in $language")
        }
        activity.pickup.chooseLanguage(Language.EN)
    }

    private fun Stage.opensCorn() {
        touch("shelf")
        shows<Shown.Shelf>("the list") { found.size > 10 }
        write("shelf-find", "corn")
        touch("shelf-go")
        shows<Shown.OneProduct>("the one it means")
    }

    @Test
    fun the_common_acts_are_done_between_two_tables() {
        val stage = Stage(mode = Mode.PICKUP)
        stage.shot("200-pickup")
        stage.check("the handheld's first page")
        stage.touch("shelf")
        stage.shows<Shown.Shelf>("the list") { found.size > 10 }
        stage.eachTongue("201-shelf")
        stage.write("shelf-find", "zzz")
        stage.touch("shelf-go")
        stage.shows<Shown.Shelf>("nothing") { found.isEmpty() }
        stage.shot("202-shelf-none")
        stage.check("nothing found")
        stage.touch("back")
        stage.shows<Shown.Ready>("ready")
        stage.opensCorn()
        stage.eachTongue("203-shelf-product")
        stage.touch("sale:false")
        stage.shows<Shown.OneProduct>("off sale") { !page.product.onSale }
        stage.touch("sale:true")
        stage.touch("out:2")
        stage.shows<Shown.OneProduct>("sold out") { page.product.onSale && page.product.soldOut }
        stage.touch("out:0")
        stage.shows<Shown.OneProduct>("there") { !page.product.soldOut }
        stage.touch("price:corn-cup")
        stage.shows<Shown.Typing>("its price")
        "7.50".forEach { stage.touch("key:$it") }
        stage.eachTongue("204-shelf-typing")
        stage.touch("typing-ok")
        stage.shows<Shown.OneProduct>("dearer") { page.product.price == "7.50" }
        stage.touch("category-to:drinks")
        stage.shows<Shown.OneProduct>("moved") { page.category == "drinks" }
        stage.touch("in:corn-cup")
        stage.shows<Shown.Typing>("how much came in")
        stage.touch("key:5")
        stage.touch("typing-ok")
        stage.shows<Shown.OneProduct>("more") { page.skus.single().stock.level == "8" }
        stage.touch("loss:corn-cup")
        stage.shows<Shown.Typing>("how much is lost")
        stage.touch("key:1")
        stage.touch("typing-ok")
        stage.shows<Shown.Why>("why")
        stage.eachTongue("205-shelf-why")
        stage.touch("because:WHY_SPOILED")
        stage.shows<Shown.OneProduct>("less") { page.skus.single().stock.level == "7" }
        stage.touch("count:corn-cup")
        stage.shows<Shown.Typing>("how many there are")
        repeat(3) { stage.touch("key:0") }
        stage.touch("key:.")
        stage.touch("key:.")
        stage.touch("typing-ok")
        stage.until("that is no number") { stage.activity.pickup.state.trouble != null }
        stage.shot("206-shelf-trouble")
        stage.touch("back")
        stage.shows<Shown.Shelf>("the list") { found.size == 1 }
        stage.touch("back")
        stage.shows<Shown.Ready>("ready again")
        stage.end()
    }

    @Test
    fun a_scanned_product_opens_its_page_and_a_cashier_needs_a_manager() {
        val folder = java.nio.file.Files.createTempDirectory("till").toFile()
        val till = LiveTill.create(folder.path, "A", "owner", StagedActivity.NOON, null).till
        fun tap(by: String) = Tap(java.util.UUID.randomUUID().toString(), StagedActivity.NOON, "A", by, null)
        till.keepStaff(tap("owner"), StaffView("owner", "Lin", Role.OWNER), "9999")
        till.keepStaff(tap("owner"), StaffView("mei", "Mei", Role.CASHIER), "1234")
        till.closeShop()
        val stage = Stage(folder, Mode.PICKUP)
        "1234".forEach { stage.touch("pin:$it") }
        stage.touch("pin:ok")
        stage.until("signed in") { stage.find("shelf") != null }
        stage.opensCorn()
        stage.touch("sale:false")
        stage.shows<Shown.Pin>("a manager's PIN")
        stage.eachTongue("207-shelf-pin")
        "0000".forEach { stage.touch("pin:$it") }
        stage.touch("pin:ok")
        stage.until("nobody's") { stage.activity.pickup.state.trouble != null }
        "9999".forEach { stage.touch("pin:$it") }
        stage.touch("pin:ok")
        stage.shows<Shown.OneProduct>("done in their name") { !page.product.onSale }
        stage.activity.scan("wings")
        stage.shows<Shown.OneProduct>("what was scanned") { page.product.id == "wings" }
        assertEquals("Honey wings", stage.page().product.name.en)
        stage.end()
    }

    @Test
    fun it_fits_with_large_type() {
        org.robolectric.RuntimeEnvironment.setFontScale(1.3f)
        try {
            val stage = Stage(mode = Mode.PICKUP)
            stage.eachTongue("208-large-pickup")
            stage.opensCorn()
            stage.eachTongue("209-large-shelf-product")
            stage.touch("count:corn-cup")
            stage.shows<Shown.Typing>("how many")
            stage.eachTongue("210-large-shelf-typing")
            stage.end()
        } finally {
            org.robolectric.RuntimeEnvironment.setFontScale(1f)
        }
    }
}
