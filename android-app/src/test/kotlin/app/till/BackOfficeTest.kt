package app.till

import app.till.cashier.Categories
import app.till.cashier.HeadingForm
import app.till.cashier.NewProduct
import app.till.cashier.OnePrinter
import app.till.cashier.OneProduct
import app.till.cashier.OneStock
import app.till.cashier.Rules
import app.till.cashier.Sheet
import app.till.cashier.StockList
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.SlipLanguage
import uniffi.till_mobile.TicketPer

/** The back office at the counter: what prints where and what it says, what there is, what is sold. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class BackOfficeTest {
    private fun Stage.settings() {
        more("settings")
        comes<Sheet.Settings>("settings")
    }

    private fun Stage.printers() = sheet<Sheet.Settings>().printing.printers

    @Test
    fun a_printer_is_described_and_another_joins_over_the_network() {
        val stage = Stage()
        stage.settings()
        stage.touch("printer:port:built-in")
        stage.comes<Sheet.Settings>("a printer") { printing.printers.size == 1 }
        stage.touch("printer-network")
        stage.comes<OnePrinter>("its page") { known == null }
        stage.touch("save-printer")
        stage.until("a name is missing") { stage.find("wrong:name") != null }
        assertEquals("Give the printer a name", stage.words("wrong:name"))
        stage.write("printer-name", "bar")
        stage.touch("save-printer")
        stage.until("and an address") { stage.find("wrong:address") != null }
        assertEquals(listOf("Give its address, such as tcp:192.168.1.50", null), listOf(stage.words("wrong:address"), stage.find("sheet-trouble")))
        stage.write("printer-name", "Bar 2")
        stage.write("printer-address", "tcp:192.168.1.60")
        stage.touch("save-printer")
        stage.until("what is wrong with the name") { stage.find("wrong:name") != null }
        stage.shot("160-printer-wrong")
        stage.check("a printer that is wrong")
        stage.write("printer-name", "bar")
        stage.touch("choose-kind")
        stage.comes<OnePrinter>("the kinds") { choosing }
        stage.shot("161-printer-kinds")
        stage.check("kinds of printers")
        stage.touch("kind:xprinter-58")
        stage.comes<OnePrinter>("chosen") { !choosing && printer.profile == "xprinter-58" }
        stage.touch("slip-language:ZH")
        stage.touch("per:UNIT")
        stage.touch("backup:front")
        stage.touch("job:kitchen")
        val station = stage.sheet<OnePrinter>().all.stations.first()
        stage.touch("job:kitchen:$station")
        stage.inEachLanguage("162-printer")
        stage.touch("save-printer")
        stage.comes<Sheet.Settings>("two printers") { printing.printers.size == 2 }
        val bar = stage.printers().first { it.name == "bar" }
        assertEquals(listOf("tcp:192.168.1.60:9100", "xprinter-58", "front"), listOf(bar.address, bar.profile, bar.backup))
        assertEquals(listOf(listOf("kitchen:$station"), TicketPer.UNIT, SlipLanguage.ZH), listOf(bar.serves, bar.per, bar.language))
        stage.touch("printer-edit:front")
        stage.comes<OnePrinter>("front") { known == "front" }
        stage.touch("drop:front")
        stage.until("the other needs it") { stage.state().trouble != null }
        stage.touch("close")
        stage.comes<Sheet.Settings>("settings again")
        // The bar's printer is nowhere, so nothing comes out there; nobody stands in for it, so its slips wait.
        stage.touch("printer-edit:bar")
        stage.comes<OnePrinter>("the bar's") { known == "bar" }
        stage.touch("backup:")
        stage.touch("save-printer")
        stage.comes<Sheet.Settings>("on its own") { printing.printers.first { it.name == "bar" }.backup == null }
        stage.touch("print-when")
        stage.comes<Rules>("what prints when")
        stage.touch("rule:held")
        stage.touch("more:paid")
        stage.touch("on:paid:bar")
        stage.comes<Rules>("two receipts there") { rules.first { it.event == "paid" }.let { it.copies.toInt() == 2 && it.printer == "bar" } }
        stage.inEachLanguage("163-print-when")
        stage.touch("save-rules")
        stage.comes<Sheet.Settings>("kept") { printing.rules.first { it.event == "held" }.on }
        stage.touch("close")
        stage.rings("wings", "sides")
        stage.paysCash()
        stage.more("slips")
        stage.comes<Sheet.Slips>("two that wait") { slips.count { it.printer == "bar" && !it.undecided } >= 2 }
        val job = stage.sheet<Sheet.Slips>().slips.first { it.printer == "bar" }.job
        stage.touch("slip-move:$job")
        stage.comes<Sheet.Slips>("where to") { moving == job }
        stage.inEachLanguage("164-slip-move")
        stage.touch("slip-to:front")
        stage.until("it is on paper") { "A001" in stage.desk.paper.text() }
        stage.end()
    }

    @Test
    fun what_receipts_say_is_seen_while_it_is_typed() {
        val stage = Stage()
        stage.settings()
        stage.touch("heading")
        stage.comes<HeadingForm>("a receipt") { picture != null }
        val before = stage.sheet<HeadingForm>().picture!!
        stage.write("heading-shop-en", "Lane & Sons")
        stage.write("heading-address", "18 Pearl Street")
        stage.write("heading-phone", "+65 6123 4567")
        stage.write("heading-tax", "M2-0012345-6")
        stage.write("heading-title", "TAX INVOICE")
        stage.write("heading-foot-zh", "谢谢惠顾")
        stage.write("heading-foot-en", "Thank you, come again")
        stage.until("the receipt follows") { !stage.sheet<HeadingForm>().picture!!.contentEquals(before) }
        assertTrue("the field keeps what is typed", (stage.get("heading-address") as android.widget.EditText).text.toString() == "18 Pearl Street")
        stage.touch("heading-language:BOTH")
        stage.comes<HeadingForm>("both languages") { language == SlipLanguage.BOTH }
        stage.pass(1)
        stage.inEachLanguage("165-heading")
        stage.touch("save-heading")
        stage.comes<Sheet.Settings>("kept") { printing.heading.taxNumber == "M2-0012345-6" }
        assertEquals("Lane & Sons", stage.sheet<Sheet.Settings>().printing.shop.en)
        assertEquals("谢谢惠顾", stage.sheet<Sheet.Settings>().printing.heading.footer?.zh)
        stage.end()
    }

    @Test
    fun goods_come_in_are_lost_counted_and_a_document_is_taken_back() {
        val stage = Stage()
        stage.more("stock")
        stage.comes<StockList>("the list") { stock.isNotEmpty() }
        stage.inEachLanguage("170-stock")
        stage.write("stock-find", "corn")
        stage.touch("stock-find-go")
        stage.comes<StockList>("corn") { stock.size == 1 && stock[0].sku == "corn-cup" }
        val level = stage.sheet<StockList>().stock[0].level
        stage.touch("stock:in")
        stage.comes<StockList>("a delivery") { draft != null }
        assertFalse(stage.get("stock-post").isEnabled)
        stage.activity.scan("corn")
        stage.comes<Sheet.Ask>("how much of what was scanned")
        stage.types("24")
        stage.touch("ask-ok")
        stage.comes<StockList>("in the document") { draft?.lines == mapOf("corn-cup" to "24") }
        stage.write("stock-about", "Cold Drinks")
        stage.inEachLanguage("171-stock-in")
        stage.touch("stock-post")
        stage.comes<StockList>("its document") { documents?.size == 1 }
        stage.inEachLanguage("172-stock-documents")
        stage.touch("stock:levels")
        stage.comes<StockList>("levels") { documents == null }
        assertTrue(stage.sheet<StockList>().stock.first { it.sku == "corn-cup" }.level != level)
        stage.touch("stock:corn-cup")
        stage.comes<OneStock>("one SKU")
        stage.inEachLanguage("173-one-stock")
        stage.touch("quick:loss")
        stage.comes<Sheet.Ask>("how much is lost")
        stage.types("2")
        stage.touch("ask-ok")
        stage.comes<Sheet.Why>("why")
        stage.shot("174-stock-why")
        stage.touch("because:WHY_BROKEN_GOODS")
        stage.comes<OneStock>("less") { this.stock.level == "25" }
        stage.touch("quick:count")
        stage.comes<Sheet.Ask>("how many")
        stage.types("30")
        stage.touch("ask-ok")
        stage.comes<OneStock>("as counted") { this.stock.level == "30" }
        stage.touch("policy:(true, true)")
        stage.comes<OneStock>("below zero") { this.stock.belowZero }
        stage.touch("close")
        stage.touch("stock:documents")
        stage.comes<StockList>("three") { documents?.size == 3 }
        stage.touch("reverse:1")
        stage.comes<StockList>("reversed") { documents?.get(1)?.reversedBy != null }
        stage.shot("175-stock-reversed")
        stage.check("a reversed document")
        stage.touch("stock:levels")
        stage.write("stock-find", "zzz")
        stage.touch("stock-find-go")
        stage.comes<StockList>("nothing") { stock.isEmpty() }
        stage.shot("176-no-stock")
        stage.end()
    }

    @Test
    fun a_row_of_a_stock_document_is_emptied_by_the_keyboard_and_comes_back() {
        val stage = Stage()
        stage.more("stock")
        stage.comes<StockList>("the list") { stock.size > 3 }
        stage.touch("stock:in")
        stage.comes<StockList>("a delivery") { draft != null }
        val skus = stage.sheet<StockList>().stock.map { it.sku }.take(4)
        fun lines() = stage.sheet<StockList>().draft!!.lines.toList()
        fun put(sku: String, qty: String) {
            stage.touch("stock:$sku")
            stage.comes<Sheet.Ask>("how much")
            stage.types(qty)
            stage.touch("ask-ok")
            stage.comes<StockList>("a row") { draft?.lines?.get(sku) == qty }
        }
        skus.take(3).forEachIndexed { at, sku -> put(sku, "${at + 5}") }
        val all = lines()
        stage.touch("row:${skus[1]}")
        stage.comes<StockList>("the cursor") { draft?.at == skus[1] }
        stage.key(android.view.KeyEvent.KEYCODE_DEL, ctrl = true)
        stage.until("an empty row") { stage.find("row-empty") != null }
        assertEquals(listOf(all[0], all[2]), lines())
        stage.inEachLanguage("177-stock-emptied")
        stage.key(android.view.KeyEvent.KEYCODE_Z, ctrl = true)
        stage.until("back") { stage.find("row-empty") == null }
        assertEquals("where it was", all, lines())
        // The row above, empty: what is chosen next stands in it.
        stage.key(android.view.KeyEvent.KEYCODE_DPAD_UP)
        stage.comes<StockList>("one up") { draft?.at == skus[0] }
        stage.key(android.view.KeyEvent.KEYCODE_DEL, ctrl = true)
        stage.until("an empty row") { stage.find("row-empty") != null }
        put(skus[3], "9")
        assertEquals(listOf(skus[3] to "9", all[1], all[2]), lines())
        stage.touch("row:${skus[2]}")
        stage.comes<StockList>("the last") { draft?.at == skus[2] }
        stage.key(android.view.KeyEvent.KEYCODE_DEL, ctrl = true)
        stage.until("an empty row") { stage.find("row-empty") != null }
        stage.touch("stock-post")
        stage.comes<StockList>("dropped on saving") { documents?.firstOrNull()?.lines?.size == 2 }
        stage.end()
    }

    @Test
    fun a_form_that_was_left_half_filled_comes_back_until_it_is_saved() {
        val stage = Stage()
        stage.more("office")
        stage.comes<Sheet.Office>("products")
        stage.touch("new-product")
        stage.comes<NewProduct>("a new one")
        stage.write("name-zh", "冰美禄")
        stage.write("new-price", "4.5")
        stage.touch("new-category:drinks")
        stage.touch("close")
        stage.comes<Sheet.Office>("left")
        stage.touch("categories")
        stage.comes<Categories>("categories")
        stage.write("name-en", "Puddings")
        stage.touch("close")
        stage.touch("close")
        stage.until("no sheet") { stage.state().sheet == null }
        stage.more("office")
        stage.comes<Sheet.Office>("products")
        stage.touch("new-product")
        stage.comes<NewProduct>("as it was left") { name.zh == "冰美禄" && price == "4.5" && category == "drinks" }
        stage.shot("187-draft")
        stage.touch("add-product")
        stage.comes<Sheet.Office>("added")
        stage.touch("new-product")
        stage.comes<NewProduct>("an empty one") { name.zh == "" && price == "" }
        stage.touch("close")
        stage.touch("categories")
        stage.comes<Categories>("as it was left") { name.en == "Puddings" }
        stage.touch("save-category")
        stage.comes<Categories>("one more") { all.any { it.id == "puddings" } && name.en == "" }
        stage.touch("close")
        stage.touch("categories")
        stage.comes<Categories>("an empty one") { name.en == "" }
        stage.touch("close")
        stage.touch("close")
        stage.settings()
        stage.touch("printer-network")
        stage.comes<OnePrinter>("its page") { known == null }
        stage.write("printer-name", "bar")
        stage.touch("close")
        stage.comes<Sheet.Settings>("left")
        stage.touch("heading")
        stage.comes<HeadingForm>("what receipts say") { picture != null }
        stage.write("heading-phone", "+65 6123 4567")
        stage.touch("close")
        stage.comes<Sheet.Settings>("left")
        stage.touch("printer-network")
        stage.comes<OnePrinter>("as it was left") { printer.name == "bar" }
        stage.write("printer-address", "tcp:192.168.1.60")
        stage.touch("save-printer")
        stage.comes<Sheet.Settings>("kept") { printing.printers.size == 1 }
        stage.touch("printer-network")
        stage.comes<OnePrinter>("an empty one") { printer.name == "" }
        stage.touch("close")
        stage.comes<Sheet.Settings>("left")
        stage.touch("heading")
        stage.comes<HeadingForm>("as it was left") { heading.telephone == "+65 6123 4567" && picture != null }
        stage.touch("save-heading")
        stage.comes<Sheet.Settings>("kept") { printing.heading.telephone == "+65 6123 4567" }
        stage.end()
    }

    @Test
    fun a_product_is_renamed_moved_priced_and_a_new_one_sold() {
        val stage = Stage()
        stage.more("office")
        stage.comes<Sheet.Office>("products")
        stage.inEachLanguage("180-products")
        stage.write("office-find", "corn")
        stage.touch("office-find-go")
        stage.comes<Sheet.Office>("corn") { products.size == 1 }
        stage.touch("product:corn-cup")
        stage.comes<OneProduct>("its page")
        stage.inEachLanguage("181-product")
        stage.touch("price:corn-cup")
        stage.comes<Sheet.Ask>("its price")
        stage.types("7.50")
        stage.touch("ask-ok")
        stage.comes<OneProduct>("dearer") { page.product.price == "7.50" }
        stage.touch("list:delivery:corn-cup")
        stage.comes<Sheet.Ask>("its price when delivered")
        stage.types("8")
        stage.touch("ask-ok")
        stage.comes<OneProduct>("in the list") { page.lists.first { it.id == "delivery" }.prices.single().price == "8.00" }
        stage.shot("185-product-lists")
        stage.check("a product in a price list")
        stage.touch("unlist:delivery:corn-cup")
        stage.comes<OneProduct>("out of it") { page.lists.first { it.id == "delivery" }.prices.single().price == null }
        stage.touch("category-to:drinks")
        stage.comes<OneProduct>("moved") { page.category == "drinks" }
        stage.touch("out:1")
        stage.comes<OneProduct>("sold out") { page.product.soldOut }
        stage.touch("out:0")
        stage.comes<OneProduct>("there again") { !page.product.soldOut }
        stage.touch("sale:false")
        stage.comes<OneProduct>("off sale") { !page.product.onSale }
        stage.touch("sale:true")
        stage.comes<OneProduct>("on sale") { page.product.onSale }
        stage.touch("in:corn-cup")
        stage.comes<Sheet.Ask>("how much came in")
        stage.types("10")
        stage.touch("ask-ok")
        stage.comes<OneProduct>("more of it") { page.skus.single().stock.level == "13" }
        stage.touch("remove-product")
        stage.comes<OneProduct>("is that meant?") { sure }
        stage.check("a product that is about to go")
        stage.touch("in:corn-cup")
        stage.comes<Sheet.Ask>("something else")
        stage.touch("close")
        stage.write("name-en", "Sweetcorn")
        stage.touch("save-name")
        stage.comes<OneProduct>("renamed") { page.product.name.en == "Sweetcorn" }
        stage.touch("close")
        stage.comes<Sheet.Office>("the list knows") { products.none { it.name.en.contains("corn cup", true) } }
        stage.touch("new-product")
        stage.comes<NewProduct>("a new one")
        stage.touch("add-product")
        stage.until("what is missing") { stage.find("wrong:name") != null }
        assertEquals("beside its field and nowhere else", listOf("Give it a name", null), listOf(stage.words("wrong:name"), stage.find("sheet-trouble")))
        stage.inEachLanguage("182-new-product-wrong")
        stage.write("name-zh", "冰美禄")
        assertFalse("mended, perhaps", stage.get("wrong:name").isShown)
        stage.write("name-en", "Iced Milo")
        stage.touch("add-product")
        stage.until("a price too") { stage.find("wrong:price") != null }
        assertEquals(listOf("Give it a price", null), listOf(stage.words("wrong:price"), stage.find("wrong:name")))
        stage.shot("182-new-product-price")
        stage.write("new-price", "4.5")
        stage.touch("new-category:drinks")
        stage.inEachLanguage("183-new-product")
        stage.touch("add-product")
        stage.comes<Sheet.Office>("added")
        stage.touch("categories")
        stage.comes<Categories>("categories")
        stage.touch("save-category")
        stage.until("a category has a name") { stage.find("wrong:name") != null }
        stage.write("name-zh", "甜点")
        stage.write("name-en", "Puddings")
        stage.inEachLanguage("184-categories")
        assertEquals("what was mended is not said again in another language", null, stage.find("wrong:name"))
        stage.touch("save-category")
        stage.comes<Categories>("one more") { all.any { it.id == "puddings" } }
        stage.touch("category-drop:puddings")
        stage.comes<Categories>("is that meant?") { dropping == "puddings" }
        stage.shot("186-category-sure")
        stage.check("a category that is about to go")
        stage.touch("category-drop:puddings")
        stage.comes<Categories>("gone again") { all.none { it.id == "puddings" } }
        stage.touch("close")
        stage.touch("close")
        stage.until("no sheet") { stage.state().sheet == null }
        stage.touch("category:drinks")
        stage.touch("tile:iced-milo")
        stage.until("sold") { stage.state().order?.lines?.singleOrNull()?.gross == "4.50" }
        stage.activity.cashier.products.menuFile(java.io.File("../bindings/cli/sample/menu.json").readText())
        stage.until("the menu is the file's again") { stage.state().menu?.categories?.flatMap { it.tiles }?.none { it.id == "iced-milo" } == true }
        stage.activity.cashier.products.menuFile("{}")
        stage.until("no menu") { stage.state().trouble != null }
        stage.end()
    }

    @Test
    fun the_back_office_fits_with_large_type() {
        org.robolectric.RuntimeEnvironment.setFontScale(1.3f)
        try {
            val stage = Stage()
            stage.settings()
            stage.touch("printer:port:built-in")
            stage.comes<Sheet.Settings>("a printer") { printing.printers.size == 1 }
            stage.touch("printer-edit:front")
            stage.comes<OnePrinter>("its page")
            stage.inEachLanguage("190-large-printer")
            stage.touch("close")
            stage.touch("print-when")
            stage.comes<Rules>("when")
            stage.inEachLanguage("191-large-when")
            stage.touch("close")
            stage.touch("heading")
            stage.comes<HeadingForm>("a receipt") { picture != null }
            stage.inEachLanguage("192-large-heading")
            stage.touch("close")
            stage.touch("close")
            stage.more("stock")
            stage.comes<StockList>("the list") { stock.isNotEmpty() }
            stage.touch("stock:corn-cup")
            stage.comes<OneStock>("one SKU")
            stage.inEachLanguage("193-large-stock")
            stage.touch("close")
            stage.touch("stock:in")
            stage.touch("stock:corn-cup")
            stage.comes<Sheet.Ask>("how much")
            stage.types("3")
            stage.touch("ask-ok")
            stage.comes<StockList>("a line") { draft?.lines?.size == 1 }
            stage.inEachLanguage("194-large-stock-in")
            stage.touch("close")
            stage.more("office")
            stage.comes<Sheet.Office>("products")
            stage.inEachLanguage("195-large-products")
            stage.touch("product:wings")
            stage.comes<OneProduct>("its page")
            stage.inEachLanguage("196-large-product")
            stage.touch("close")
            stage.touch("categories")
            stage.comes<Categories>("categories")
            stage.inEachLanguage("197-large-categories")
            stage.touch("close")
            stage.touch("close")
            stage.ringsSet()
            stage.paysCash()
            stage.newestOrder()
            stage.touch("refund")
            stage.comes<Sheet.Refund>("the offer")
            stage.touch("refund-apart:0")
            stage.comes<Sheet.Refund>("its parts") { apart.isNotEmpty() }
            stage.inEachLanguage("198-large-refund")
            stage.end()
        } finally {
            org.robolectric.RuntimeEnvironment.setFontScale(1f)
        }
    }
}
