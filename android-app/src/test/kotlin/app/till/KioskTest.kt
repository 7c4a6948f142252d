package app.till

import android.widget.TextView
import app.till.kiosk.Page
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.OrderType

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
        stage.touch("more-pieces")
        stage.until("two of them") { stage.words("pieces") == "2" }
        stage.shot("34-kiosk-choices")
        stage.check("choices")
        stage.touch("add")
        stage.until("a set and two teas") { kiosk.state.pieces() == 3 }
        stage.touch("cart")
        stage.until("the cart") { kiosk.state.page == Page.Cart }
        stage.shot("35-kiosk-cart")
        stage.check("the cart")
        stage.touch("more:1")
        stage.until("three teas") { kiosk.state.order?.lines?.get(1)?.qty == "3" }
        stage.touch("less:1")
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
        val all = listOf(picture("1.png"), picture("2.png"), picture("malay.png", uniffi.till_mobile.Language.MS), picture("monday.png", days = listOf(1u)))
        val folder = shop { kiosk { copy(pictures = all) } }
        for ((at, picture) in all.withIndex()) painted(folder, picture.file, 0xFF1F4D7A.toInt() + at * 0x2A1000)
        val stage = Stage(folder, mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.until("the menu") { kiosk.state.menu != null }
        stage.until("the first picture") { kiosk.state.picture == "1.png" }
        stage.shot("37-kiosk-picture")
        stage.pass(9)
        assertEquals("2.png", kiosk.state.picture)
        stage.pass(8)
        assertEquals("neither the Malay nor Monday's: the first comes again", "1.png", kiosk.state.picture)
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
    fun a_kiosk_asks_for_the_table_and_takes_what_the_shop_says() {
        val folder = shop { kiosk {
            copy(
                orderTypes = listOf(OrderType.DINE_IN), asks = uniffi.till_mobile.KioskAsks.TABLE, hiddenCategories = listOf("sweets"),
                hiddenProducts = listOf("wings"), tenders = listOf("stored_value", "card"), atCounter = false, least = "20",
                languages = listOf(uniffi.till_mobile.Language.EN, uniffi.till_mobile.Language.MS), help = false, patienceS = 20u, countdownS = 5u,
            )
        } }
        val stage = Stage(folder, mode = Mode.KIOSK, language = Language.ZH)
        val kiosk = stage.activity.kiosk
        stage.until("the menu") { kiosk.state.menu != null && kiosk.state.settings != null }
        assertEquals("its own first, as nobody offers Chinese here", Language.EN, kiosk.state.language)
        assertTrue(stage.find("speak:ZH") == null && stage.find("speak:MS") != null)
        stage.touch("touch")
        stage.until("which table") { kiosk.state.page is Page.Place }
        assertTrue("no help button", stage.find("help") == null)
        for (key in "12") stage.touch("pin:$key")
        for (language in listOf(Language.EN, Language.MS)) {
            kiosk.chooseLanguage(language)
            stage.shot("130-kiosk-table-${language.name.lowercase()}")
            stage.check("the table in $language")
        }
        stage.touch("pin:ok")
        stage.until("the menu") { kiosk.state.page == Page.Menu }
        assertTrue(stage.find("category:sweets") == null && stage.find("category:sides") != null)
        stage.touch("category:sides")
        assertTrue(stage.find("tile:wings") == null)
        stage.touch("tile:onion-rings")
        stage.until("rings") { kiosk.state.pieces() == 1 }
        stage.touch("cart")
        assertTrue("nothing is paid at the counter", stage.find("place") == null)
        stage.touch("external:card")
        stage.until("too little") { kiosk.state.trouble != null }
        assertTrue(kiosk.state.trouble!!, "20.00" in kiosk.state.trouble!!)
        stage.shot("131-kiosk-too-little")
        stage.check("too little")
        stage.touch("more:0")
        stage.until("two") { kiosk.state.pieces() == 2 }
        stage.touch("external:card")
        stage.until("the terminal beside") { kiosk.state.page is Page.External }
        stage.shot("132-kiosk-terminal")
        stage.check("the terminal beside")
        stage.touch("back")
        stage.until("the cart") { kiosk.state.page == Page.Cart }
        stage.pass(24)
        assertEquals("its own patience", 1, kiosk.state.secondsLeft)
        stage.touch("goon")
        stage.touch("external:card")
        stage.until("the terminal beside") { kiosk.state.page is Page.External }
        // Its slip's reference is scanned: nobody has seen that money, so the counter looks.
        stage.activity.scan("TX-778899")
        stage.until("a number") { kiosk.state.page is Page.Number }
        val number = kiosk.state.page as Page.Number
        assertEquals(listOf("12", "placed", false), listOf(number.order.table, number.order.state, number.paid))
        assertTrue(number.order.warnings.single().en, "TX-778899" in number.order.warnings.single().en)
        for (language in Language.entries) {
            kiosk.chooseLanguage(language)
            stage.shot("136-kiosk-claimed-${language.name.lowercase()}")
            stage.check("claimed in $language")
        }
        stage.end()
    }

    private fun picture(file: String, language: uniffi.till_mobile.Language? = null, days: List<UInt> = emptyList()) =
        uniffi.till_mobile.Picture(file, 8u, language, uniffi.till_mobile.Times(days, "", ""))

    private fun painted(folder: java.io.File, name: String, colour: Int) {
        val picture = android.graphics.Bitmap.createBitmap(540, 960, android.graphics.Bitmap.Config.ARGB_8888).apply { eraseColor(colour) }
        java.io.File(folder, "pictures/$name").apply { parentFile.mkdirs() }.outputStream().use { picture.compress(android.graphics.Bitmap.CompressFormat.PNG, 100, it) }
    }

    /** From the idle page to a cart of wings and onion rings, which a pair of snacks is cheaper than. */
    private fun Stage.pair() {
        val kiosk = activity.kiosk
        until("the menu") { kiosk.state.menu != null && kiosk.state.settings != null }
        touch("touch")
        touch("type:TAKEAWAY")
        touch("category:sides")
        touch("tile:wings")
        until("wings") { kiosk.state.pieces() == 1 }
        touch("tile:onion-rings")
        until("rings") { kiosk.state.pieces() == 2 }
        touch("cart")
        until("the cart") { kiosk.state.page == Page.Cart }
    }

    @Test
    fun what_is_cheaper_as_a_set_is_suggested_once_before_it_is_paid() {
        val stage = Stage(mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.pair()
        val before = kiosk.state.order!!.total
        stage.touch("place")
        stage.until("suggestions") { kiosk.state.page is Page.Offers }
        for (language in Language.entries) {
            kiosk.chooseLanguage(language)
            stage.shot("150-kiosk-offers-${language.name.lowercase()}")
            stage.check("suggestions in $language")
        }
        val offer = (kiosk.state.page as Page.Offers).offers.single()
        stage.touch("offer:0")
        stage.until("the set is in the cart") { kiosk.state.page == Page.Cart && kiosk.state.order?.lines?.singleOrNull()?.id == "snack-pair" }
        stage.shot("151-kiosk-offer-taken")
        assertEquals(listOf("24.00", "4.00", "20.00"), listOf(before, offer.saves, kiosk.state.order!!.total))
        stage.touch("place")
        stage.until("the number, without being asked again") { kiosk.state.page is Page.Number }
        stage.touch("done")
        // The next customer is asked again, and does not want it.
        stage.pair()
        stage.touch("place")
        stage.until("suggestions") { kiosk.state.page is Page.Offers }
        stage.touch("back")
        stage.until("the cart") { kiosk.state.page == Page.Cart }
        stage.touch("code")
        stage.until("where the phone is held, asked once") { kiosk.state.page == Page.Code }
        stage.touch("back")
        stage.touch("leave")
        stage.until("idle") { kiosk.state.page == Page.Idle && kiosk.state.order == null }
        stage.pair()
        stage.touch("place")
        stage.until("suggestions") { kiosk.state.page is Page.Offers }
        stage.touch("offers-skip")
        stage.until("the number") { kiosk.state.page is Page.Number }
        assertEquals("24.00", (kiosk.state.page as Page.Number).order.total)
        stage.end()
        val without = Stage(shop { kiosk { copy(suggestions = false) } }, mode = Mode.KIOSK)
        without.pair()
        without.touch("place")
        without.until("the number at once") { without.activity.kiosk.state.page is Page.Number }
        without.end()
    }

    @Test
    fun outside_its_hours_a_kiosk_says_when_it_is_open() {
        // Noon is before it opens; a customer who began in time is served to the end.
        val hours = uniffi.till_mobile.Times(listOf(1u, 2u, 3u, 4u, 5u, 6u), "12:01", "22:00")
        val stage = Stage(shop { kiosk { copy(open = listOf(hours)) } }, mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.until("closed") { kiosk.state.closed != null && kiosk.state.menu != null }
        assertTrue(stage.find("touch") == null)
        for (language in Language.entries) {
            stage.touch("speak:$language")
            stage.shot("152-kiosk-closed-${language.name.lowercase()}")
            stage.check("closed in $language")
        }
        assertEquals(Page.Idle, kiosk.state.page)
        stage.pass(80)
        stage.until("open") { kiosk.state.closed == null }
        stage.touch("touch")
        stage.until("where") { kiosk.state.page == Page.Where }
        stage.touch("type:TAKEAWAY")
        stage.touch("category:sides")
        stage.touch("tile:wings")
        stage.until("wings") { kiosk.state.order?.channel?.name == "KIOSK" }
        stage.end()
    }

    @Test
    fun a_receipt_comes_by_itself_or_when_it_is_asked_for() {
        for ((receipt, tag) in listOf(uniffi.till_mobile.KioskReceipt.ALWAYS to "paper", uniffi.till_mobile.KioskReceipt.ASKED to "receipt", uniffi.till_mobile.KioskReceipt.NEVER to null)) {
            var phone = ""
            val stage = Stage(shop {
                unlocked(it)
                keepPrinter(tap(), app.till.hardware.frontPrinter(app.till.hardware.FoundPrinter("port:built-in", "epson-tm-t88", "desk")))
                kiosk { copy(receipt = receipt, suggestions = false) }
                val member = enrolled(tap(), "王芳", "13800138000")
                paidIn(tap(), member, "100")
                phone = enrolPhone(tap(), member.number)
            }, mode = Mode.KIOSK)
            val kiosk = stage.activity.kiosk
            stage.pair()
            stage.activity.scan(uniffi.till_mobile.shownCode(phone, StagedActivity.now))
            stage.until("paid") { (kiosk.state.page as? Page.Number)?.paid == true }
            assertEquals(receipt.name, listOf("paper", "receipt").filter { stage.find(it) != null }, listOfNotNull(tag))
            if (tag == "receipt") {
                for (language in Language.entries) {
                    kiosk.chooseLanguage(language)
                    stage.shot("153-kiosk-receipt-${language.name.lowercase()}")
                    stage.check("asked for a receipt in $language")
                }
                stage.touch("receipt")
                stage.until("it comes") { stage.find("paper") != null && stage.find("receipt") == null }
            }
            stage.end()
        }
    }

    @Test
    fun the_window_is_locked_where_the_device_is_managed_and_comes_back_with_the_power() {
        val app = org.robolectric.RuntimeEnvironment.getApplication()
        val policies = app.getSystemService(android.app.admin.DevicePolicyManager::class.java)
        val activities = app.getSystemService(android.app.ActivityManager::class.java)
        val boot = android.content.Intent(android.content.Intent.ACTION_BOOT_COMPLETED)
        fun started() = org.robolectric.Shadows.shadowOf(app).nextStartedActivity

        val free = Stage(mode = Mode.KIOSK)
        free.until("the menu") { free.activity.kiosk.state.menu != null }
        assertEquals("nobody lets it", android.app.ActivityManager.LOCK_TASK_MODE_NONE, activities.lockTaskModeState)
        assertTrue(!free.activity.canLock() && !free.activity.canStartAtBoot())
        BootReceiver().onReceive(app, boot)
        assertEquals("and it does not start by itself", null, started())
        free.end()

        val admin = android.content.ComponentName(app, "app.till.Admin")
        org.robolectric.Shadows.shadowOf(policies).setDeviceOwner(admin)
        policies.setLockTaskPackages(admin, arrayOf(app.packageName))
        val kiosk = Stage(mode = Mode.KIOSK)
        kiosk.until("the menu") { kiosk.activity.kiosk.state.menu != null }
        assertTrue(kiosk.activity.canLock() && kiosk.activity.canStartAtBoot())
        assertEquals(android.app.ActivityManager.LOCK_TASK_MODE_LOCKED, activities.lockTaskModeState)
        BootReceiver().onReceive(app, boot)
        assertEquals(TillActivity::class.java.name, started()?.component?.className)
        kiosk.activity.chooseMode(Mode.CASHIER)
        kiosk.until("the counter") { kiosk.find("tile:lane-single") != null }
        assertEquals("a cashier's is free", android.app.ActivityManager.LOCK_TASK_MODE_NONE, activities.lockTaskModeState)
        BootReceiver().onReceive(app, boot)
        assertEquals("and waits for whoever works there", null, started())
        kiosk.end()
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

    /** To a set with its picks, quicker than the kiosk answers. */
    private fun Stage.picksSet(drink: String) {
        val kiosk = activity.kiosk
        until("the menu") { kiosk.state.menu != null }
        touch("touch")
        touch("type:TAKEAWAY")
        touch("tile:lane-single")
        until("the set") { kiosk.state.page is Page.SetMeal }
        for ((group, sku) in listOf("burger" to "crispy-chicken", "side" to "wings", "drink" to drink)) {
            kiosk.tapSet(uniffi.till_mobile.SetTap.Pick(group, sku))
        }
        until("all three") { (kiosk.state.page as Page.SetMeal).view.line.picks.size == 3 }
    }

    @Test
    fun taps_quicker_than_their_answers_all_count() {
        val stage = Stage(mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.picksSet("cola-m")
        kiosk.addFromPage()
        stage.until("the cart") { kiosk.state.pieces() == 1 }
        stage.end()
    }

    @Test
    fun a_customer_wants_less_ice_in_a_set() {
        val stage = Stage(mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.picksSet("lemon-tea-m")
        stage.shot("157-kiosk-set-units")
        stage.check("the set with its units")
        stage.touch("unit:drink:lemon-tea-m:0")
        stage.until("the tea") { kiosk.state.page is Page.OneUnit }
        stage.touch("choice:ice:less")
        stage.until("less ice") { (kiosk.state.page as? Page.OneUnit)?.view?.line?.picks?.any { pick -> pick.attributes.any { it.option == "less" } } == true }
        for (language in Language.entries) {
            kiosk.chooseLanguage(language)
            stage.shot("158-kiosk-set-unit-${language.name.lowercase()}")
            stage.check("the tea in $language")
        }
        kiosk.chooseLanguage(Language.EN)
        stage.touch("add")
        stage.until("the set again") { kiosk.state.page is Page.SetMeal }
        stage.touch("add")
        stage.until("the cart") { kiosk.state.pieces() == 1 }
        assertTrue("${kiosk.state.order?.lines}", kiosk.state.order?.lines?.first().toString().contains("Less ice"))
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
    fun what_a_kiosk_asks_fits_with_large_type() {
        org.robolectric.RuntimeEnvironment.setFontScale(1.3f)
        val stage = Stage(shop { kiosk { copy(asks = uniffi.till_mobile.KioskAsks.PAGER, tenders = listOf("stored_value", "wallet")) } }, mode = Mode.KIOSK)
        val kiosk = stage.activity.kiosk
        stage.until("the menu") { kiosk.state.menu != null && kiosk.state.settings != null }
        for (language in Language.entries) {
            val name = language.name.lowercase()
            stage.touch("touch")
            kiosk.chooseLanguage(language)
            stage.touch("type:DINE_IN")
            stage.until("which pager") { kiosk.state.page is Page.Place }
            stage.shot("133-kiosk-large-pager-$name")
            stage.check("the pager in $language")
            stage.touch("pin:7")
            stage.touch("pin:ok")
            stage.touch("category:sides")
            stage.touch("tile:wings")
            stage.until("wings") { kiosk.state.pieces() == 1 }
            stage.touch("cart")
            stage.until("the cart") { kiosk.state.page == Page.Cart }
            stage.shot("134-kiosk-large-ways-$name")
            stage.check("the ways to pay in $language")
            stage.touch("external:wallet")
            stage.until("the terminal beside") { kiosk.state.page is Page.External }
            stage.shot("135-kiosk-large-terminal-$name")
            stage.check("the terminal beside in $language")
            stage.touch("back")
            stage.until("the cart") { kiosk.state.page == Page.Cart }
            stage.touch("leave")
            stage.until("idle") { kiosk.state.page == Page.Idle && kiosk.state.order == null }
        }
        stage.end()
        org.robolectric.RuntimeEnvironment.setFontScale(1f)
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
