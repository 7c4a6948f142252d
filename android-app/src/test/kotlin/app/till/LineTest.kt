package app.till

import android.view.KeyEvent
import android.view.MotionEvent
import app.till.cashier.CardSheet
import app.till.cashier.Sheet
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.Channel
import uniffi.till_mobile.MenuChange
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.Role
import uniffi.till_mobile.TenderAsked

/** What is done to one line and to the order it is in, with a finger and with a keyboard. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class LineTest {
    private fun Stage.state() = activity.cashier.state

    private fun Stage.lines() = state().order?.lines ?: emptyList()

    private fun Stage.tap(category: String, tile: String) {
        touch("category:$category")
        touch("tile:$tile")
    }

    private fun Stage.wings() {
        tap("sides", "wings")
        until("wings") { lines().any { it.id == "wings" } }
    }

    private fun Stage.eachLanguage(name: String) {
        for (language in Language.entries) {
            activity.cashier.chooseLanguage(language)
            shot("$name-${language.name.lowercase()}")
            check("$name in $language")
        }
        activity.cashier.chooseLanguage(Language.EN)
    }

    private fun Stage.close() {
        touch("close")
        until("no sheet") { state().sheet == null }
    }

    @Test
    fun a_line_gets_a_remark_another_quantity_and_a_discount() {
        val stage = Stage()
        stage.wings()
        stage.touch("edit:0")
        stage.until("the line") { stage.state().sheet is Sheet.OneLine }
        stage.eachLanguage("110-line")
        stage.write("line-note", "extra crispy")
        stage.touch("save-note")
        stage.until("the remark") { stage.lines().single().note == "extra crispy" }
        stage.touch("edit:0")
        stage.touch("line-quantity")
        stage.until("how much") { stage.state().sheet is Sheet.Ask }
        for (key in "12") stage.touch("key:$key")
        stage.eachLanguage("111-quantity")
        stage.touch("ask-ok")
        stage.until("twelve") { stage.lines().single().qty == "12" }
        stage.touch("edit:0")
        stage.touch("line-amount")
        stage.until("an amount") { stage.state().sheet is Sheet.Ask }
        for (key in "6.5") stage.touch("key:$key")
        stage.touch("ask-ok")
        stage.until("less to pay") { stage.lines().single().discounts.singleOrNull()?.amount == "6.50" }
        stage.shot("112-line-discounted")
        stage.touch("edit:0")
        stage.touch("line-price")
        for (key in "9") stage.touch("key:$key")
        stage.touch("ask-ok")
        stage.until("another price") { stage.lines().single().net == "108.00" }
        stage.touch("edit:0")
        stage.touch("line-percent:0")
        stage.until("as it was") { stage.lines().single().discounts.isEmpty() }
        stage.end()
    }

    @Test
    fun a_set_that_is_in_the_order_gets_other_picks() {
        val stage = Stage()
        stage.touch("tile:lane-single")
        stage.until("the set") { stage.state().sheet is Sheet.SetMeal }
        for (option in listOf("burger:crispy-chicken", "side:wings", "drink:cola-m")) {
            stage.touch("option:$option")
            stage.until(option) { (stage.state().sheet as Sheet.SetMeal).view.line.picks.any { option.endsWith(it.sku) } }
        }
        stage.touch("add")
        stage.until("the line") { stage.lines().size == 1 && stage.state().sheet == null }
        stage.touch("edit:0")
        stage.touch("line-choices")
        stage.until("as it was made") { (stage.state().sheet as? Sheet.SetMeal)?.view?.line?.picks?.size == 3 }
        stage.touch("option:side:onion-rings")
        stage.until("rings") { (stage.state().sheet as Sheet.SetMeal).view.line.picks.any { it.sku == "onion-rings" } }
        stage.shot("113-change-choices")
        stage.check("changing choices")
        stage.touch("add")
        stage.until("the same line, changed") { stage.lines().singleOrNull()?.components?.any { it.sku == "onion-rings" } == true }
        stage.end()
    }

    @Test
    fun what_is_weighed_is_asked_for_and_a_thing_without_a_menu_is_typed() {
        val stage = Stage()
        stage.tap("sides", "roast-chicken")
        stage.until("how much") { stage.state().sheet is Sheet.Ask || stage.state().sheet is Sheet.Choices }
        assertTrue("${stage.state().sheet}", stage.state().sheet is Sheet.Ask)
        for (key in "0.735") stage.touch("key:$key")
        stage.eachLanguage("114-weight")
        stage.touch("ask-ok")
        stage.until("a weight") { stage.lines().singleOrNull()?.qty == "0.735" && stage.state().sheet == null }
        stage.shot("115-weighed")
        stage.check("a weighed line")
        stage.touch("weigh:0")
        for (key in "1.2") stage.touch("key:$key")
        stage.touch("ask-ok")
        stage.until("another weight") { stage.lines().single().qty == "1.2" }
        stage.touch("more")
        stage.touch("more:open")
        stage.until("an open item") { stage.state().sheet is Sheet.OpenItem }
        stage.write("open-name", "Birthday candle")
        for (key in "5") stage.touch("key:$key")
        stage.eachLanguage("116-open-item")
        stage.touch("open-add")
        stage.until("the candle") { stage.lines().size == 2 }
        assertEquals("5.00", stage.lines()[1].gross)
        assertEquals("Birthday candle", stage.lines()[1].name.en)
        stage.end()
    }

    @Test
    fun an_emptied_row_stays_empty_and_comes_back_where_it_was() {
        val stage = Stage()
        stage.wings()
        stage.touch("tile:onion-rings")
        stage.until("rings") { stage.lines().size == 2 }
        stage.touch("line:0")
        stage.until("the cursor") { stage.state().line == 0 }
        stage.touch("edit:0")
        stage.touch("line-percent:10")
        stage.until("lowered") { stage.lines()[0].discounts.isNotEmpty() && stage.state().sheet == null }
        stage.touch("line:0")
        stage.until("the cursor") { stage.state().line == 0 }
        val before = stage.lines()
        stage.key(KeyEvent.KEYCODE_DEL, ctrl = true)
        stage.until("an empty row") { stage.state().emptied == 0 && stage.lines().size == 1 }
        assertTrue(stage.find("emptied") != null)
        stage.shot("117-emptied")
        stage.check("an emptied row")
        stage.key(KeyEvent.KEYCODE_Z, ctrl = true)
        stage.until("back") { stage.lines().size == 2 }
        assertEquals("with its place and its discount", before, stage.lines())
        assertTrue(stage.find("emptied") == null)
        stage.key(KeyEvent.KEYCODE_DEL, ctrl = true)
        stage.until("empty again") { stage.state().emptied == 0 }
        stage.touch("hold")
        stage.until("dropped on saving") { stage.state().held.size == 1 && stage.state().emptied == null }
        stage.end()
    }

    @Test
    fun a_row_the_kitchen_has_is_not_emptied_and_says_why() {
        val stage = Stage(shop { planTables(tap(), "1-4") })
        stage.touch("tables")
        stage.until("the room") { stage.state().sheet is Sheet.Tables }
        stage.touch("table:2")
        stage.until("guests") { (stage.state().sheet as? Sheet.Tables)?.asking == "2" }
        stage.touch("guests:2")
        stage.until("a table") { stage.state().order?.table == "2" }
        stage.wings()
        stage.touch("send")
        stage.until("sent") { stage.state().order == null }
        stage.touch("tables")
        stage.until("the room") { stage.state().sheet is Sheet.Tables }
        stage.touch("table:2")
        stage.until("again") { stage.lines().size == 1 }
        stage.key(KeyEvent.KEYCODE_DEL, ctrl = true)
        stage.until("a refusal") { stage.state().trouble != null }
        assertTrue("${stage.state().trouble}", "reason" in stage.state().trouble!!.en)
        assertEquals(1, stage.lines().size)
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            stage.key(KeyEvent.KEYCODE_DEL, ctrl = true)
            stage.until("a refusal in $language") { stage.state().trouble != null }
            stage.shot("118-row-fixed-${language.name.lowercase()}")
            stage.check("a fixed row in $language")
        }
        // With a reason it can go, as ever.
        stage.key(KeyEvent.KEYCODE_FORWARD_DEL)
        stage.until("why") { stage.state().sheet is Sheet.Why }
        stage.touch("because:WHY_MIND")
        stage.until("gone") { stage.lines().isEmpty() }
        stage.end()
    }

    @Test
    fun a_cashier_gives_ten_percent_and_a_manager_approves_more() {
        val stage = Stage(shop { staffed(Triple("Owner", Role.OWNER, "9999"), Triple("Mei", Role.CASHIER, "1234")) })
        for (key in "1234") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("the menu") { stage.find("tile:lane-single") != null }
        stage.wings()
        stage.key(KeyEvent.KEYCODE_F3)
        stage.until("discounts") { (stage.state().sheet as? Sheet.Discount)?.vouchers != null }
        stage.touch("percent:10")
        stage.until("ten off") { stage.lines().single().discounts.singleOrNull()?.amount == "1.30" }
        stage.touch("discount")
        stage.touch("amount-off")
        for (key in "5") stage.touch("key:$key")
        stage.touch("ask-ok")
        stage.until("a manager") { stage.state().sheet is Sheet.Approval }
        assertEquals(1, stage.lines().single().discounts.size)
        stage.eachLanguage("119-approve-discount")
        for (key in "9999") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("five more off") { stage.lines().single().discounts.any { it.amount == "5.00" } }
        stage.end()
    }

    @Test
    fun tables_are_merged_and_a_bill_is_split_by_its_lines() {
        val stage = Stage(shop { planTables(tap(), "1-4") })
        for ((table, tile) in listOf("1" to "wings", "2" to "onion-rings")) {
            stage.touch("tables")
            stage.until("the room") { stage.state().sheet is Sheet.Tables }
            stage.touch("table:$table")
            stage.touch("guests:2")
            stage.until("table $table") { stage.state().order?.table == table && stage.state().sheet == null }
            stage.tap("sides", tile)
            stage.until(tile) { stage.lines().size == 1 }
        }
        stage.touch("tables")
        stage.until("the room") { stage.state().sheet is Sheet.Tables }
        stage.touch("merge-tables")
        stage.until("merging") { (stage.state().sheet as? Sheet.Tables)?.merging == true }
        stage.shot("120-merging")
        stage.check("merging")
        stage.touch("table:1")
        stage.until("one order of two lines") { stage.lines().size == 2 && stage.state().held.isEmpty() }
        assertEquals("2", stage.state().order?.table)
        val whole = stage.state().order!!.order
        stage.touch("pay")
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        stage.touch("split-lines")
        stage.until("which lines") { stage.state().sheet is Sheet.SplitLines }
        assertFalse(stage.get("split-off").isEnabled)
        stage.touch("split-line:1")
        stage.eachLanguage("121-split-lines")
        stage.touch("split-off")
        stage.until("the part is paid first") { stage.state().sheet is Sheet.Pay && stage.lines().size == 1 && stage.state().order?.order != whole }
        stage.touch("note:0")
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        stage.until("the rest comes back") { stage.state().order?.order == whole && stage.lines().size == 1 }
        stage.shot("121-split-rest")
        stage.touch("next")
        stage.touch("pay")
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        stage.touch("note:0")
        stage.until("all is paid") { (stage.state().sheet as? Sheet.Paid)?.order?.order == whole && stage.state().order == null }
        assertEquals("nobody is at a table", 0, stage.state().held.size)
        stage.end()
    }

    @Test
    fun held_under_a_name_the_day_on_paper_and_orders_by_their_state() {
        val stage = Stage()
        stage.touch("more")
        stage.touch("more:settings")
        stage.until("settings") { stage.state().sheet is Sheet.Settings }
        stage.touch("printer:port:built-in")
        stage.until("a printer") { (stage.state().sheet as? Sheet.Settings)?.printing?.printers?.size == 1 }
        stage.close()
        stage.wings()
        stage.touch("more")
        stage.touch("more:hold")
        stage.until("a name") { stage.state().sheet is Sheet.Ask }
        stage.write("ask-words", "Two by the window")
        stage.shot("122-hold-as")
        stage.touch("ask-ok")
        stage.until("held") { stage.state().held.singleOrNull()?.label == "Two by the window" }
        stage.wings()
        stage.touch("pay")
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        stage.touch("note:0")
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        stage.touch("next")
        stage.touch("more")
        stage.touch("more:day")
        stage.until("a day") { (stage.state().sheet as? Sheet.Day)?.day?.orders == 1uL }
        stage.touch("print-day")
        stage.until("the day on paper") { "Angka hari" in stage.desk.paper.text() || "Day's figures" in stage.desk.paper.text() }
        stage.close()
        stage.touch("more")
        stage.touch("more:orders")
        stage.until("orders") { (stage.state().sheet as? Sheet.Orders)?.orders?.size == 1 }
        stage.eachLanguage("123-orders")
        stage.touch("orders:CLOSED")
        stage.until("none is closed") { stage.find("order:0") == null }
        stage.touch("orders:PAID")
        stage.until("one is paid") { stage.find("order:0") != null }
        stage.end()
    }

    @Test
    fun an_order_is_found_by_who_bought_it() {
        val stage = Stage(shop {
            unlocked(it)
            val wings = tiles(Channel.COUNTER, StagedActivity.NOON).categories.flatMap { it.tiles }.first { it.id == "wings" }
            for (buyer in listOf(enrolled(tap(), "王芳", "13800138000"), null)) {
                val order = openOrder(tap(), OrderType.TAKEAWAY, null, null).order
                add(tap(), order, wings.line!!, null)
                if (buyer != null) setCustomer(tap(), order, buyer.member, 0u)
                pay(tap(), order, TenderAsked("card", null, null, null, null))
            }
        })
        stage.touch("more")
        stage.touch("more:orders")
        stage.until("both") { (stage.state().sheet as? Sheet.Orders)?.orders?.size == 2 }
        for (typed in listOf("wf", "8000")) {
            stage.write("orders-find", typed)
            stage.touch("orders-find-go")
            stage.until("hers") { (stage.state().sheet as? Sheet.Orders)?.orders?.singleOrNull()?.customer == "王* 138****8000" }
        }
        stage.eachLanguage("123-orders-of")
        // Another day the list is empty, and she is found all the same.
        StagedActivity.now += 3 * 86_400_000L
        for ((typed, many) in listOf("" to 0, "13800138000" to 1)) {
            stage.write("orders-find", typed)
            stage.touch("orders-find-go")
            stage.until("$many") { (stage.state().sheet as? Sheet.Orders)?.orders?.size == many }
        }
        stage.end()
    }

    @Test
    fun a_product_that_left_the_menu_leaves_the_rest_of_the_order() {
        val folder = shop {
            val tiles = tiles(Channel.COUNTER, StagedActivity.NOON).categories.flatMap { it.tiles }
            val order = openOrder(tap(), OrderType.TAKEAWAY, null, null).order
            for (id in listOf("mango-pudding", "wings")) add(tap(), order, tiles.first { it.id == id }.line!!, null)
            changeMenu(tap(), MenuChange.Remove("mango-pudding"))
        }
        val stage = Stage(folder)
        stage.until("both lines") { stage.lines().size == 2 }
        stage.eachLanguage("113-gone")
        stage.touch("pay")
        stage.until("why not") { stage.state().trouble?.en?.contains("Mango pudding") == true }
        stage.shot("113-gone-unpaid")
        stage.touch("line:0")
        stage.touch("remove:0")
        stage.until("the rest") { stage.lines().size == 1 && stage.lines().single().problem == null }
        stage.touch("pay")
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        stage.end()
    }

    @Test
    fun many_products_go_off_sale_at_once_and_are_found_by_name() {
        val stage = Stage()
        stage.touch("more")
        stage.touch("more:office")
        stage.until("products") { stage.state().sheet is Sheet.Office }
        stage.write("office-find", "burger")
        stage.touch("office-find-go")
        stage.until("burgers alone") { stage.find("tick:wings") == null && stage.find("tick:lane-burger") != null }
        stage.touch("tick:lane-burger")
        stage.touch("tick:fish-burger")
        stage.until("two ticked") { (stage.state().sheet as Sheet.Office).ticked.size == 2 }
        stage.eachLanguage("124-batch")
        stage.touch("batch:off")
        stage.until("both off sale") { (stage.state().sheet as Sheet.Office).products.count { !it.onSale } == 2 }
        stage.touch("tick:lane-burger")
        stage.touch("batch:soldout-on")
        stage.until("sold out") { (stage.state().sheet as Sheet.Office).products.first { it.id == "lane-burger" }.soldOut }
        stage.touch("office:OFF")
        stage.until("the two") { stage.find("tick:mushroom-burger") == null && stage.find("tick:fish-burger") != null }
        stage.write("office-find", "zzz")
        stage.touch("office-find-go")
        stage.shot("125-no-product")
        stage.end()
    }

    @Test
    fun a_member_spends_points_and_gets_a_card() {
        val stage = Stage()
        repeat(2) {
            stage.wings()
            for (key in 1..9) { stage.touch("more:0"); stage.until("more") { stage.lines()[0].qty.toInt() > key } }
            if (it == 0) {
                stage.touch("customer")
                stage.touch("new-member")
                stage.fillIn("/name" to "王芳", "/phone" to "13800138000")
                stage.until("known") { stage.state().customer != null }
            } else {
                stage.touch("customer")
                stage.write("find-member", "8000")
                stage.touch("find")
                stage.until("found") { (stage.state().sheet as? Sheet.Members)?.found?.size == 1 }
                stage.touch("member-page:0")
                stage.until("what happened") { (stage.state().sheet as? Sheet.OneMember)?.history != null }
                stage.eachLanguage("126-member")
                stage.touch("bind")
                stage.until("which card") { stage.state().sheet is CardSheet.Bind }
                stage.eachLanguage("126-bind-card")
                stage.activity.scan("no such code")
                stage.until("no card") { stage.state().trouble != null && stage.state().sheet is CardSheet.Bind }
                stage.touch("close")
                stage.until("the member") { stage.state().sheet is Sheet.OneMember }
                stage.touch("close")
                stage.until("members") { stage.state().sheet is Sheet.Members }
                stage.touch("member:0")
                stage.until("known") { stage.state().customer != null }
                stage.touch("discount")
                stage.until("points") { (stage.state().sheet as? Sheet.Discount)?.points?.isNotEmpty() == true }
                stage.eachLanguage("127-points")
                val offer = (stage.state().sheet as Sheet.Discount).points.last()
                stage.touch("points:${offer.points}")
                stage.until("spent") { stage.state().order?.points?.redeemed == offer.points.toLong() }
                stage.touch("points:0")
                stage.until("not after all") { stage.state().order?.points?.redeemed == 0L }
                stage.close()
            }
            stage.touch("pay")
            stage.until("pay") { stage.state().sheet is Sheet.Pay }
            stage.touch("note:0")
            stage.until("paid") { stage.state().sheet is Sheet.Paid }
            stage.touch("next")
            stage.until("the grid") { stage.state().sheet == null && stage.state().order == null }
        }
        stage.end()
    }

    @Test
    fun what_is_a_members_is_spent_with_their_pin_or_a_managers_word() {
        val stage = Stage(shop {
            unlocked(it)
            staffed(Triple("Owner", Role.OWNER, "9999"))
            paidIn(tap(), enrolled(tap(), "王芳", "13800138000"), "200")
        })
        for (key in "9999") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("the menu") { stage.find("tile:lane-single") != null }
        fun buys() {
            stage.wings()
            stage.touch("customer")
            stage.until("members") { stage.state().sheet is Sheet.Members }
            stage.write("find-member", "8000")
            stage.touch("find")
            stage.until("found") { (stage.state().sheet as? Sheet.Members)?.found?.size == 1 }
        }
        fun pays() {
            stage.touch("member:0")
            stage.until("known") { stage.state().customer != null }
            stage.touch("pay")
            stage.until("pay") { stage.state().sheet is Sheet.Pay }
            stage.touch("tender:stored_value")
            stage.touch("take")
            stage.until("their word") { stage.state().sheet is Sheet.Consent }
        }
        buys()
        stage.eachLanguage("128-member-found")
        stage.touch("member-page:0")
        stage.until("the member") { stage.state().sheet is Sheet.OneMember }
        stage.touch("member-pin")
        stage.until("a PIN") { stage.state().sheet is Sheet.MemberPin }
        for (key in "2468") stage.touch("pin:$key")
        stage.shot("128-member-pin")
        stage.touch("pin:ok")
        stage.until("it is set") { stage.state().sheet is Sheet.OneMember }
        stage.touch("close")
        stage.until("members again") { stage.state().sheet is Sheet.Members }
        pays()
        stage.eachLanguage("129-consent")
        for (key in "1111") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("wrong") { stage.state().trouble == Text.CONSENT_WRONG.each() }
        for (key in "2468") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("paid") { (stage.state().sheet as? Sheet.Paid)?.order?.tenders?.single()?.tender == "stored_value" }
        stage.touch("next")
        buys()
        pays()
        stage.touch("consent-manager")
        stage.until("why") { stage.state().sheet is Sheet.Why }
        stage.touch("because:WHY_FORGOT")
        stage.until("who") { stage.state().sheet is Sheet.Approval }
        for (key in "9999") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("paid again") { (stage.state().sheet as? Sheet.Paid)?.order?.tenders?.single()?.tender == "stored_value" }
        stage.end()
    }

    @Test
    fun some_pieces_of_a_line_go_back_and_into_stock() {
        val stage = Stage()
        stage.wings()
        for (more in 2..3) { stage.touch("more:0"); stage.until("$more") { stage.lines()[0].qty == "$more" } }
        stage.touch("pay")
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        stage.touch("note:0")
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        val order = (stage.state().sheet as Sheet.Paid).order
        stage.touch("next")
        stage.touch("more")
        stage.touch("more:orders")
        stage.until("orders") { (stage.state().sheet as? Sheet.Orders)?.orders?.size == 1 }
        stage.touch("order:0")
        stage.until("the order") { stage.state().sheet is Sheet.OneOrder }
        stage.touch("refund")
        stage.until("refund") { stage.state().sheet is Sheet.Refund }
        stage.touch("refund-less:0")
        stage.touch("refund-less:0")
        stage.until("one of three") { (stage.state().sheet as Sheet.Refund).lines[0] == 1 }
        stage.touch("goods:true")
        stage.touch("why:WHY_MIND")
        stage.eachLanguage("129-refund-pieces")
        stage.touch("refund-now")
        stage.until("given back") { (stage.state().sheet as? Sheet.OneOrder)?.order?.refunded != null }
        val back = (stage.state().sheet as Sheet.OneOrder).order.refunded!!
        assertTrue("$back of ${order.total}", back != order.total && back.startsWith("14."))
        stage.end()
    }

    @Test
    fun every_button_has_a_key_that_does_what_it_does() {
        val stage = Stage()
        stage.wings()
        fun keyless() = stage.everyView().filter { it.isShown && it.isClickable && it !is android.widget.EditText && it.tooltipText.isNullOrEmpty() }
            .filter { it.tag != "sheet" && it.hasOnClickListeners() }.map { it.tag ?: it.contentDescription }.toList()
        assertEquals("on the counter", emptyList<Any>(), keyless())
        fun press(tag: String) {
            val key = stage.get(tag).tooltipText.toString()
            assertTrue("$tag: $key", key.startsWith("Alt+"))
            val letter = key.last()
            stage.key(if (letter in 'A'..'Z') KeyEvent.KEYCODE_A + (letter - 'A') else KeyEvent.KEYCODE_1 + (letter - '1'), alt = true)
        }
        press("tile:onion-rings")
        stage.until("rings") { stage.lines().size == 2 }
        press("category:drinks")
        stage.until("drinks") { stage.state().category == "drinks" }
        stage.key(KeyEvent.KEYCODE_F7)
        stage.until("the line") { stage.state().sheet is Sheet.OneLine }
        press("line-percent:5")
        stage.until("lowered") { stage.lines()[1].discounts.isNotEmpty() && stage.state().sheet == null }
        stage.key(KeyEvent.KEYCODE_F12)
        stage.until("pay") { stage.state().sheet is Sheet.Pay }
        val sheet = stage.get("sheet")
        val without = stage.everyView(sheet).filter { it.isShown && it.isClickable && it !== sheet && it !is android.widget.EditText && it.tooltipText.isNullOrEmpty() }
        assertEquals("while paying", emptyList<Any>(), without.map { it.tag }.toList())
        // Digits typed slowly are an amount; the same digits from a scanner are not.
        for (key in listOf(KeyEvent.KEYCODE_5, KeyEvent.KEYCODE_0)) {
            stage.key(key)
            stage.until("typed") { stage.pass(1); (stage.state().sheet as Sheet.Pay).typed.isNotEmpty() }
        }
        stage.until("fifty") { (stage.state().sheet as Sheet.Pay).typed == "50" }
        stage.key(KeyEvent.KEYCODE_ENTER)
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        stage.end()
    }

    @Test
    fun a_second_tap_is_not_lost_when_the_first_ones_answer_comes_under_the_finger() {
        val stage = Stage()
        stage.wings()
        val tile = stage.get("tile:wings")
        val at = IntArray(2).also { tile.getLocationInWindow(it) }
        val root = stage.activity.window.decorView
        fun finger(action: Int) = MotionEvent.obtain(1000, 1000, action, at[0] + tile.width / 2f, at[1] + tile.height / 2f, 0).let {
            root.dispatchTouchEvent(it)
            it.recycle()
        }
        finger(MotionEvent.ACTION_DOWN)
        // The answer to another tap comes while the finger is down, and the menu with it.
        stage.activity.cashier.more(0)
        stage.until("two") { stage.lines().single().qty == "2" }
        finger(MotionEvent.ACTION_UP)
        stage.until("three") { stage.lines().single().qty == "3" }
        assertEquals("×3", stage.everyView(stage.get("tile:wings")).filterIsInstance<android.widget.TextView>().first { it.text.startsWith("×") }.text.toString())
        stage.end()
    }

    @Test
    fun a_tile_that_is_held_opens_its_choices_and_they_name_its_key() {
        val stage = Stage()
        stage.touch("category:sides")
        val tile = stage.get("tile:wings")
        val key = tile.tooltipText.toString()
        tile.performLongClick()
        stage.until("its choices") { (stage.state().sheet as? Sheet.Choices)?.key == key }
        assertEquals(key, stage.words("tile-key"))
        stage.shot("154-tile-held")
        stage.check("a tile that was held")
        stage.close()
        stage.touch("tile:fries")
        stage.until("choices") { stage.state().sheet is Sheet.Choices }
        assertFalse("touched, nobody asked for the key", stage.get("tile-key").isShown)
        stage.end()
    }

    @Test
    fun lines_that_are_cheaper_as_a_set_become_one_with_one_tap() {
        val stage = Stage()
        stage.wings()
        assertTrue(stage.find("upsell") == null)
        stage.tap("sides", "onion-rings")
        stage.until("an offer") { stage.find("upsell") != null }
        val before = stage.state().order!!.total
        stage.eachLanguage("155-upsell")
        assertTrue("never by itself", stage.lines().size == 2)
        val saves = stage.state().upsells.single().saves
        stage.touch("upsell")
        stage.until("one line") { stage.lines().singleOrNull()?.id == "snack-pair" }
        fun cents(amount: String) = amount.replace(".", "").toInt()
        assertEquals(cents(before) - cents(saves), cents(stage.state().order!!.total))
        stage.until("nothing more to offer") { stage.find("upsell") == null }
        stage.shot("156-upsell-taken")
        stage.end()
    }

    @Test
    fun what_was_claimed_beside_a_kiosk_is_said_before_the_money_is_taken() {
        var number = ""
        val stage = Stage(shop {
            kiosk { copy(tenders = listOf("card")) }
            val wings = kioskTiles(StagedActivity.NOON).categories.flatMap { it.tiles }.first { it.id == "wings" }.line!!
            val order = kioskOpen(tap(), uniffi.till_mobile.OrderType.TAKEAWAY).order
            add(tap(), order, wings, null)
            number = kioskClaim(tap(), order, "card", "TX-778899").order
        })
        stage.touch("more")
        stage.touch("more:orders")
        stage.until("orders") { stage.state().sheet is Sheet.Orders }
        stage.touch("order:0")
        stage.until("the order") { stage.state().sheet is Sheet.OneOrder }
        stage.touch("collect")
        stage.until("in hand") { stage.state().order?.order == number }
        if (stage.state().sheet !is Sheet.Pay) stage.touch("pay")
        stage.until("what was claimed") { stage.find("warning") != null }
        stage.eachLanguage("137-claimed-at-the-counter")
        assertTrue(stage.words("warning"), "TX-778899" in stage.words("warning"))
        stage.touch("tender:card")
        stage.until("the card") { (stage.state().sheet as? Sheet.Pay)?.tender?.id == "card" }
        stage.touch("take")
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        stage.end()
    }

    /** A tap that was refused, approved and asked again ended the turn of another tap that was still under way. */
    @Test
    fun a_retry_after_an_approval_takes_a_turn_of_its_own() {
        val turns = Turns()
        val done = mutableListOf<String>()
        lateinit var approve: (String) -> Unit
        val no = turns.no { approve = it.approve!! }
        turns.take { no(Trouble(null, null, { by -> done += "approved by $by"; turns.done() })) }
        // Another tap is under way, and a third waits for it.
        turns.take { done += "second begins" }
        turns.take { done += "third begins"; turns.done() }
        approve("owner")
        assertEquals("whoever approved waits for both", listOf("second begins"), done)
        turns.done()
        assertEquals(listOf("second begins", "third begins", "approved by owner"), done)
    }
}
