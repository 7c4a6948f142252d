package app.till

import app.till.cashier.Form
import app.till.cashier.OneDraft
import app.till.cashier.OneGroup
import app.till.cashier.OneProduct
import app.till.cashier.PriceLists
import app.till.cashier.Sheet
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Sets and products made on the screen: what they come to is seen while they are made, and they are sold as they were made. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class DraftTest {
    private fun Stage.newSet() {
        more("office")
        comes<Sheet.Office>("the list")
        touch("new-set")
        comes<OneDraft>("an empty set") { view.draft.set }
    }

    private fun Stage.draft() = sheet<OneDraft>().view

    private fun Stage.putIn(group: Int, vararg skus: String) {
        touch("add-part:$group")
        comes<OneDraft>("what there is") { seeks != null }
        for (sku in skus) {
            write("seek", sku.substringBefore('-'))
            touch("seek-go")
            until("$sku is found") { find("put-in:$sku") != null }
            touch("put-in:$sku")
            until("$sku is in it") { find("in:$sku") != null }
        }
        touch("sought")
        comes<OneDraft>("the form again") { seeks == null }
    }

    /** A set of one of two burgers and one of two drinks, one of them dearer. */
    private fun Stage.makesMorningSet() {
        write("draft:/name/zh", "早市套餐")
        write("draft:/name/en", "Morning set")
        write("draft:/price", "28")
        write("draft:/member_price", "26")
        touch("draft-picture:meal-one")
        touch("add-group:false")
        comes<OneDraft>("a group") { view.draft.groups.size == 1 }
        write("draft:/groups/0/name/en", "Burger")
        putIn(0, "crispy-chicken", "mushroom-burger")
        touch("add-group:false")
        comes<OneDraft>("another") { view.draft.groups.size == 2 }
        write("draft:/groups/1/name/en", "Drink")
        putIn(1, "cola-m", "lemon-tea-l")
        until("a fixed price so far") { words("figure-price").endsWith("28.00") }
        write("draft:/groups/1/parts/1/surcharge", "4.00")
        until("the range follows while it is typed") { words("figure-price").endsWith("28.00–32.00") }
    }

    @Test
    fun a_set_is_made_by_touch_and_sold_at_its_price() {
        val stage = Stage()
        stage.newSet()
        stage.makesMorningSet()
        assertEquals(listOf("2", "4", "120"), listOf("groups", "products", "sellable").map { stage.words("figure-$it") })
        assertEquals("choose 1 of 2", stage.words("words:1"))
        stage.inEachLanguage("200-set")
        stage.check("a set")
        stage.get("add-part:1").run { requestRectangleOnScreen(android.graphics.Rect(0, 0, width, height), true) }
        stage.inEachLanguage("201-set-groups")
        stage.touch("kind:0:true")
        stage.until("all of it is included") { stage.words("words:0") == "all of these" }
        stage.until("each takes a mushroom burger") { stage.words("figure-sellable") == "40" }
        stage.touch("more:qty:0:mushroom-burger")
        stage.until("two of them") { stage.words("figure-sellable") == "20" }
        stage.write("draft:/groups/0/parts/0/qty", "0.5")
        stage.comes<OneDraft>("half a chicken burger") { view.draft.groups[0].parts[0].qty == "0.5" && view.wrong.isEmpty() }
        stage.shot("202-set-fixed")
        stage.check("a fixed group")
        stage.touch("kind:0:false")
        stage.until("one of them again") { stage.words("words:0") == "choose 1 of 2" }
        stage.touch("add-part:0")
        stage.comes<OneDraft>("what there is") { seeks != null }
        stage.write("seek", "kl")
        stage.touch("seek-go")
        stage.until("found by pinyin") { stage.find("put-in:cola-l") != null }
        stage.inEachLanguage("203-set-seek")
        stage.touch("close")
        stage.comes<OneDraft>("the form again") { seeks == null }
        stage.touch("save-draft")
        stage.comes<Sheet.Office>("on the menu") { products.any { it.id == "morning-set" } }
        stage.touch("close")
        stage.until("the grid") { stage.state().sheet == null && stage.state().menu?.categories?.any { c -> c.tiles.any { it.id == "morning-set" } } == true }
        stage.touch("category:sets")
        stage.touch("tile:morning-set")
        stage.comes<Sheet.SetMeal>("the set")
        stage.touch("option:g1:crispy-chicken")
        stage.comes<Sheet.SetMeal>("a burger") { view.groups[0].picked == 1u }
        stage.touch("option:g2:lemon-tea-l")
        stage.comes<Sheet.SetMeal>("a drink") { view.groups[1].picked == 1u }
        stage.shot("204-set-sold")
        stage.touch("add")
        stage.until("its line") { stage.state().order?.lines?.size == 1 }
        assertEquals("32.00", stage.state().order?.lines?.first()?.gross)
        stage.paysCash()
        stage.end()
    }

    @Test
    fun all_that_is_wrong_is_said_at_once_and_a_draft_comes_back() {
        val stage = Stage()
        stage.newSet()
        stage.touch("save-draft")
        stage.until("what is wrong") { stage.find("wrong:/name")?.isShown == true }
        assertEquals(listOf("Give it a name", "Give it a price", "Add a group"), listOf("/name", "/price", "/groups").map { stage.words("wrong:$it") })
        assertEquals("· Add a group", stage.words("missing:2"))
        stage.inEachLanguage("205-set-wrong")
        stage.write("draft:/name/en", "Evening set")
        assertTrue("it goes away as soon as it is mended", stage.find("wrong:/name")?.isShown != true)
        stage.touch("add-group:true")
        stage.comes<OneDraft>("a group") { view.draft.groups.size == 1 }
        stage.touch("close")
        stage.comes<Sheet.Office>("the list")
        stage.touch("new-set")
        stage.comes<OneDraft>("as it was left") { view.draft.name.en == "Evening set" && view.draft.groups.size == 1 }
        assertEquals("Evening set", (stage.get("draft:/name/en") as android.widget.EditText).text.toString())
        stage.touch("out:group:0")
        stage.comes<OneDraft>("no group") { view.draft.groups.isEmpty() }
        stage.end()
    }

    @Test
    fun sizes_are_added_renamed_moved_and_one_that_a_set_needs_stays() {
        val stage = Stage()
        stage.more("office")
        stage.comes<Sheet.Office>("the list")
        stage.touch("product:cola")
        stage.comes<OneProduct>("cola")
        stage.touch("draft")
        stage.comes<OneDraft>("its sizes") { view.draft.skus.size == 2 }
        stage.touch("out:sku:1")
        stage.until("a set needs it") { stage.state().trouble != null }
        stage.shot("206-size-in-use")
        assertEquals(2, stage.draft().draft.skus.size)
        stage.touch("add-sku")
        stage.comes<OneDraft>("another") { view.draft.skus.size == 3 }
        stage.write("draft:/skus/2/spec/en", "Small")
        stage.write("draft:/skus/2/price", "6.5")
        stage.write("draft:/skus/2/barcode", "9556001")
        stage.touch("up:sku:2")
        stage.comes<OneDraft>("in the middle") { view.draft.skus[1].barcode == "9556001" }
        stage.until("what it costs") { stage.words("figure-price").endsWith("6.50–10.00") }
        stage.inEachLanguage("207-sizes")
        stage.touch("save-draft")
        stage.comes<OneProduct>("three") { page.skus.size == 3 }
        assertEquals("6.50", stage.sheet<OneProduct>().page.skus[1].price)
        assertNull(stage.state().trouble)
        stage.end()
    }

    @Test
    fun a_products_options_are_made_and_asked_at_the_counter() {
        val stage = Stage()
        stage.more("office")
        stage.comes<Sheet.Office>("the list")
        stage.touch("product:wings")
        stage.comes<OneProduct>("wings")
        stage.touch("draft")
        stage.comes<OneDraft>("its page") { view.extras.isNotEmpty() && view.extras.none { it.chosen } }
        stage.touch("new-group:false")
        stage.comes<OneGroup>("an empty group")
        stage.touch("save-draft")
        stage.until("what is wrong") { stage.find("wrong:/options")?.isShown == true }
        stage.inEachLanguage("210-group-wrong")
        stage.write("draft:/name/en", "Sauces")
        stage.write("draft:/name/zh", "酱料")
        stage.touch("add-option")
        stage.comes<OneGroup>("an option") { view.draft.options.size == 1 }
        stage.write("draft:/options/0/name/en", "Chilli")
        stage.write("draft:/options/0/price", "0.5")
        stage.touch("add-linked")
        stage.comes<OneGroup>("what there is") { seeks != null }
        stage.write("seek", "cheese")
        stage.touch("seek-go")
        stage.until("found") { stage.find("put-in:cheese") != null }
        stage.touch("put-in:cheese")
        stage.until("in it") { stage.find("in:cheese") != null }
        stage.touch("sought")
        stage.comes<OneGroup>("two options") { seeks == null && view.draft.options.size == 2 }
        stage.touch("more:most:kinds")
        stage.until("one kind") { stage.words("figure-asks") == "up to 1 kind" }
        stage.touch("more:least:kinds")
        stage.until("just one") { stage.words("figure-asks") == "exactly 1 kind" }
        stage.touch("chosen:1")
        stage.comes<OneGroup>("cheese beforehand") { view.draft.options[1].chosen }
        stage.inEachLanguage("211-group")
        stage.touch("save-draft")
        stage.comes<OneDraft>("its product has it") { view.extras.any { it.id == "sauces" && it.chosen } }
        stage.get("new-group:true").run { requestRectangleOnScreen(android.graphics.Rect(0, 0, width, height), true) }
        stage.inEachLanguage("212-options")
        stage.touch("save-draft")
        stage.comes<OneProduct>("kept")
        stage.touch("close")
        stage.comes<Sheet.Office>("the list")
        stage.touch("close")
        stage.until("the grid") { stage.state().sheet == null }
        stage.touch("category:sides")
        stage.touch("tile:wings")
        stage.comes<Sheet.Choices>("its sauces") { view.groups.any { it.id == "sauces" } }
        assertEquals("16.00", stage.sheet<Sheet.Choices>().view.price)
        stage.touch("close")

        // Whom a change concerns is seen before it is made; and what a product has does not go.
        stage.more("office")
        stage.comes<Sheet.Office>("the list")
        stage.touch("product:wings")
        stage.comes<OneProduct>("wings")
        stage.touch("draft")
        stage.comes<OneDraft>("its page")
        stage.touch("edit-group:toppings")
        stage.comes<OneGroup>("toppings") { view.usedBy.size == 2 }
        stage.shot("213-group-shared")
        stage.check("a group that two products have")
        stage.touch("remove-group")
        stage.comes<OneGroup>("sure?") { sure }
        stage.touch("remove-group")
        stage.until("they need it") { stage.state().trouble != null }
        assertTrue(stage.state().trouble!!.en.contains("Hand-pounded lemon tea"))
        stage.end()
    }

    @Test
    fun a_price_list_is_made_and_holds_at_its_times() {
        val stage = Stage()
        stage.more("office")
        stage.comes<Sheet.Office>("the list")
        stage.inEachLanguage("220-office")
        stage.touch("price-lists")
        stage.comes<PriceLists>("the shop's lists")
        val before = stage.sheet<PriceLists>().all.size
        stage.inEachLanguage("221-price-lists")
        stage.touch("new-list")
        stage.comes<Form<*>>("an empty one")
        stage.write("form:/from", "11")
        stage.touch("save-form")
        stage.comes<Form<*>>("all that is wrong") { wrong.keys.containsAll(listOf("/name", "/from", "/to")) }
        stage.inEachLanguage("222-price-list-wrong")
        stage.write("form:/name-en", "Lunch")
        stage.write("form:/from", "11:00")
        stage.write("form:/to", "14:00")
        stage.touch("list-type:TAKEAWAY")
        stage.touch("list-day:6")
        stage.comes<Form<*>>("chosen") { (form as? uniffi.till_mobile.ListDraft)?.weekdays == listOf(6u) }
        stage.inEachLanguage("223-price-list")
        stage.touch("save-form")
        stage.comes<PriceLists>("kept") { all.size == before + 1 }
        stage.touch("close")
        stage.comes<Sheet.Office>("the list")
        stage.touch("product:wings")
        stage.comes<OneProduct>("wings") { page.lists.any { it.id == "lunch" } }
        stage.touch("list:lunch:wings")
        stage.comes<Sheet.Ask>("how much then")
        stage.types("9.5")
        stage.touch("ask-ok")
        stage.comes<OneProduct>("kept") { page.lists.first { it.id == "lunch" }.prices[0].price == "9.50" }
        stage.until("a Saturday at noon") { stage.state().menu!!.categories.flatMap { it.tiles }.first { it.id == "wings" }.price == "9.50" }
        stage.touch("close")
        stage.touch("price-lists")
        stage.comes<PriceLists>("the lists") { all.any { it.id == "lunch" && it.prices == 1u } }
        stage.touch("list-drop:lunch")
        stage.comes<PriceLists>("sure?") { dropping == "lunch" }
        stage.touch("list-drop:lunch")
        stage.comes<PriceLists>("gone") { all.size == before }
        stage.end()
    }

    @Test
    @Config(qualifiers = "w1366dp-h768dp-land-mdpi", fontScale = 1.3f)
    fun everything_is_read_at_130_percent() {
        val stage = Stage()
        stage.newSet()
        stage.makesMorningSet()
        stage.inEachLanguage("214-set-large")
        stage.touch("more:pick:1")
        stage.until("two of two") { stage.words("words:1") == "choose 2 of 2" }
        stage.write("draft:/price", "")
        stage.touch("save-draft")
        stage.until("what is wrong") { stage.find("wrong:/price")?.isShown == true }
        stage.inEachLanguage("215-set-large-wrong")
        stage.touch("close")
        stage.comes<Sheet.Office>("the list")
        stage.touch("product:lemon-tea")
        stage.comes<OneProduct>("tea")
        stage.touch("draft")
        stage.comes<OneDraft>("its sizes")
        stage.touch("add-sku")
        stage.comes<OneDraft>("another") { view.draft.skus.size == 3 }
        stage.inEachLanguage("216-sizes-large")
        stage.touch("edit-group:toppings")
        stage.comes<OneGroup>("toppings")
        stage.inEachLanguage("217-group-large")
        stage.end()
    }
}
