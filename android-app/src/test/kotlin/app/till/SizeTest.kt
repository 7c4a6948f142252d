package app.till

import app.till.cashier.HeadingForm
import app.till.cashier.OneDraft
import app.till.cashier.OneProduct
import app.till.cashier.Sheet
import app.till.cashier.StockList
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/**
 * The cashier's screen on a 15.6" terminal of 1920 by 1080: vendors ship it as 1920 dp wide (160 dpi, near what the panel
 * has) or as 1280 dp (240 dpi), so it is drawn as both.
 */
@RunWith(TillRunner::class)
@Config(sdk = [34])
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class SizeTest {
    private fun Stage.state() = activity.cashier.state

    private fun walk(name: String) {
        val stage = Stage()
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            stage.touch("category:sides")
            stage.shot("$name-menu-${language.name.lowercase()}")
            stage.check("$name: the menu in $language")
        }
        stage.activity.cashier.chooseLanguage(Language.EN)
        stage.touch("tile:wings")
        stage.until("wings") { stage.state().order?.lines?.size == 1 }
        stage.touch("category:sets")
        stage.touch("tile:lane-double")
        stage.until("the set") { stage.state().sheet is Sheet.SetMeal }
        stage.shot("$name-set")
        stage.check("$name: the set")
        stage.touch("close")
        stage.touch("pay")
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        stage.shot("$name-pay")
        stage.check("$name: paying")
        stage.touch("note:1")
        stage.until("paid") { (stage.state().sheet as? Sheet.Paid)?.receipt != null }
        stage.shot("$name-paid")
        stage.touch("next")
        stage.touch("more")
        stage.until("more") { stage.state().sheet == Sheet.More }
        stage.shot("$name-more")
        stage.check("$name: more")
        stage.touch("more:stock")
        stage.comes<StockList>("stock") { stock.isNotEmpty() }
        stage.shot("$name-stock")
        stage.check("$name: stock")
        stage.touch("close")
        stage.newestOrder()
        stage.touch("refund")
        stage.comes<Sheet.Refund>("a refund")
        stage.shot("$name-refund")
        stage.check("$name: a refund")
        stage.touch("close")
        stage.more("settings")
        stage.comes<Sheet.Settings>("settings")
        stage.touch("heading")
        stage.comes<HeadingForm>("what receipts say") { picture != null }
        stage.shot("$name-heading")
        stage.check("$name: what receipts say")
        stage.touch("close")
        stage.touch("close")
        stage.more("office")
        stage.comes<Sheet.Office>("the list")
        stage.touch("product:lane-double")
        stage.comes<OneProduct>("a set")
        stage.touch("draft")
        stage.comes<OneDraft>("its groups") { view.draft.groups.size == 3 }
        stage.inEachLanguage("$name-draft")
        stage.end()
    }

    @Test
    @Config(qualifiers = "w1920dp-h1080dp-land-mdpi")
    fun a_large_screen_of_160_dpi() = walk("15-1920")

    @Test
    @Config(qualifiers = "w1280dp-h720dp-land-hdpi")
    fun a_large_screen_of_240_dpi() = walk("15-1280")
}
