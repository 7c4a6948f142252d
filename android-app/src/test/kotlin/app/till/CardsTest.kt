package app.till

import android.app.Activity
import android.content.Intent
import android.net.Uri
import app.till.cashier.CardSheet
import app.till.cashier.ChargeSheet
import app.till.cashier.Form
import app.till.cashier.PackageList
import app.till.cashier.Sheet
import app.till.cashier.Sure
import java.io.ByteArrayOutputStream
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.BatchView
import uniffi.till_mobile.CardPage
import uniffi.till_mobile.CardTypeForm
import uniffi.till_mobile.PackageForm

/** Cards from their type to a member's hands, and what the back office keeps about them and about members. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class CardsTest {
    private fun Stage.card(): CardPage? = (state().sheet as? CardSheet.One)?.page

    private fun Stage.batch(): BatchView? = (state().sheet as? CardSheet.Batch)?.batch

    private fun Stage.cards() {
        touch("more")
        until("the menu") { state().sheet == Sheet.More }
        touch("more:cards")
        until("cards") { state().sheet is CardSheet.All }
    }

    private fun shop(staff: Boolean = false) = People.shop(staff) { tap -> paidIn(tap(), enrolled(tap(), "王芳", "13800138000"), "20") }

    /** What the export of codes gave to whoever asked for it. */
    private fun Stage.exported(): List<List<String>> {
        val window = shadowOf(activity)
        touch("export")
        var asked: org.robolectric.shadows.ShadowActivity.IntentForResult? = null
        until("where to") { window.nextStartedActivityForResult?.also { asked = it } != null }
        val uri = Uri.parse("content://files/${System.nanoTime()}")
        val to = ByteArrayOutputStream()
        shadowOf(activity.contentResolver).registerOutputStream(uri, to)
        window.receiveResult(asked!!.intent, Activity.RESULT_OK, Intent().setData(uri))
        until("written") { state().said == Text.FILE_WRITTEN.each() }
        assertEquals("nothing is left on the device", 0, File(activity.cacheDir, "out").listFiles()?.size ?: 0)
        return to.toString(Charsets.UTF_8.name()).trim().lines().map { it.trim().split(",") }
    }

    @Test
    fun cards_are_made_with_codes_sold_topped_up_bound_unbound_and_printed_anew() {
        val stage = Stage(shop())
        stage.cards()
        stage.inEachLanguage("180-no-cards")
        // Without a type there is nothing to make cards of: that is asked first.
        stage.touch("make-cards")
        stage.until("a type first") { (stage.state().sheet as? Form<*>)?.form is CardTypeForm }
        stage.write("form:/face", "1e9")
        stage.write("form:/months", "2000")
        stage.touch("save-form")
        stage.until("three things") { (stage.state().sheet as? Form<*>)?.wrong?.size == 3 }
        stage.inEachLanguage("181-type-wrong")
        stage.fillIn("/name" to "礼品卡", "/name-en" to "Gift card", "/name-ms" to "Kad hadiah", "/face" to "100", "/price" to "95", "/bonus" to "5", "/months" to "24")
        stage.until("the type") { (stage.state().sheet as? CardSheet.All)?.types?.any { it.id == "gift-card" } == true }
        stage.touch("make-cards")
        stage.until("the form") { stage.state().sheet is Form<*> }
        stage.touch("batch-code:QR")
        stage.until("limits") { stage.find("form:/per_payment") != null }
        stage.write("form:/prefix", "g-")
        stage.touch("save-form")
        stage.until("asked once") { stage.state().sheet is Sure }
        stage.inEachLanguage("182-codes-sure")
        stage.touch("sure")
        stage.until("what is wrong") { ((stage.state().sheet as? Form<*>)?.wrong?.size ?: 0) >= 4 }
        stage.inEachLanguage("183-batch-wrong")
        for ((field, text) in listOf("/name" to "Winter", "/count" to "12", "/prefix" to "GC", "/per_payment" to "50", "/per_day" to "80", "/pin_above" to "20")) stage.write("form:$field", text)
        stage.touch("save-form")
        stage.until("asked once") { stage.state().sheet is Sure }
        stage.touch("sure")
        stage.until("twelve cards") { stage.batch()?.done == 12L }
        stage.inEachLanguage("184-batch")
        val codes = stage.exported()
        assertEquals(13, codes.size)
        stage.shot("184-exported")
        stage.touch("batch-limits-change")
        stage.fillIn("/per_day" to "60")
        stage.because("WHY_SUSPICIOUS")
        stage.until("who approves") { stage.state().sheet is Sheet.Approval }
        stage.touch("approve")
        stage.until("limited") { stage.batch()?.perDay == "60.00" }
        val number = stage.batch()!!.first
        stage.touch("first-card")
        stage.until("its page") { stage.card()?.number == number }
        stage.inEachLanguage("185-card-new")
        // Sold for 95, with what came back of a hundred.
        stage.touch("sell-card")
        stage.until("how") { stage.state().sheet is ChargeSheet.Take }
        assertEquals("¥ 95.00", stage.words("due"))
        for (key in "100") stage.touch("key:$key")
        stage.touch("take")
        stage.until("sold") { (stage.state().sheet as? ChargeSheet.Taken)?.taken?.change == "5.00" }
        stage.shot("186-card-sold")
        stage.touch("done")
        stage.until("in use") { stage.card()?.balance == "100.00" && stage.card()?.topsUp == true }
        stage.touch("topup-card")
        stage.until("amounts") { (stage.state().sheet as? ChargeSheet.TopUp)?.offers != null }
        for (key in "50") stage.touch("key:$key")
        stage.touch("topup")
        stage.until("how") { stage.state().sheet is ChargeSheet.Take }
        stage.touch("tender:card")
        stage.until("a card") { (stage.state().sheet as ChargeSheet.Take).tender.id == "card" }
        stage.write("reference", "TRM-1")
        stage.touch("take")
        stage.until("paid in") { stage.state().sheet is ChargeSheet.Taken }
        stage.touch("done")
        stage.until("more on it") { stage.card()?.balance == "150.00" }
        stage.touch("card-pin")
        stage.until("a PIN") { stage.state().sheet is CardSheet.Pin }
        for (key in "2580") stage.touch("pin:$key")
        stage.inEachLanguage("187-card-pin")
        stage.touch("pin:ok")
        stage.until("it has one") { stage.card()?.pin == true }
        stage.inEachLanguage("188-card")
        // Bound by the code that was printed on it, to whoever is found.
        stage.touch("bind-card")
        stage.until("whose") { (stage.state().sheet as? Sheet.Members)?.pick != null }
        stage.write("find-member", "8000")
        stage.touch("find")
        stage.until("found") { (stage.state().sheet as? Sheet.Members)?.found?.size == 1 }
        stage.touch("member:0")
        stage.until("the code") { stage.state().sheet is CardSheet.Bind }
        stage.inEachLanguage("189-bind")
        stage.activity.scan(codes.first { it[0] == number }[1])
        stage.until("theirs") { stage.card()?.member == "M000001" }
        assertEquals("with what the member had", "170.00", stage.card()!!.balance)
        stage.inEachLanguage("190-card-bound")
        stage.touch("card-member")
        stage.until("the member") { (stage.state().sheet as? Sheet.OneMember)?.page?.cards?.single()?.number == number }
        stage.inEachLanguage("191-member-with-card")
        stage.touch("card:$number")
        stage.until("its page") { stage.card()?.number == number }
        stage.touch("unbind-card")
        stage.because("WHY_ASKED")
        stage.until("who approves") { stage.state().sheet is Sheet.Approval }
        stage.touch("approve")
        stage.until("nobody's") { stage.card()?.member == null }
        stage.shot("192-card-released")
        stage.touch("reissue-card")
        stage.because("WHY_COPIED")
        stage.until("printed anew") { stage.card()?.issue == 2.toUByte() }
        assertTrue("other codes than before", stage.exported().last()[1] != codes.first { it[0] == number }[1])
        stage.touch("block-card")
        stage.because("WHY_LOST")
        stage.until("blocked") { stage.card()?.blocked == true }
        stage.inEachLanguage("193-card-blocked")
        stage.touch("block-card")
        stage.because("WHY_FOUND")
        stage.until("not any more") { stage.card()?.blocked == false }
        stage.end()
    }

    @Test
    fun a_batch_is_blocked_whole_and_a_card_of_it_says_so() {
        val stage = Stage(shop())
        stage.cards()
        stage.touch("new-type")
        stage.fillIn("/name" to "Gift", "/face" to "10")
        stage.until("the type") { (stage.state().sheet as? CardSheet.All)?.types?.size == 2 }
        stage.touch("make-cards")
        stage.fillIn("/name" to "Stolen box", "/count" to "3", "/prefix" to "S")
        stage.until("made") { stage.batch()?.done == 3L }
        stage.touch("block-batch")
        stage.because("WHY_LOST")
        stage.until("blocked") { stage.batch()?.blocked == true }
        stage.shot("194-batch-blocked")
        stage.check("a blocked batch")
        stage.touch("first-card")
        stage.until("blocked") { stage.card()?.blocked == true }
        assertEquals(null, stage.find("topup-card"))
        // A type that is off makes no more cards, and stays in the list.
        stage.closeAll()
        stage.cards()
        stage.touch("type:gift")
        stage.until("its form") { stage.state().sheet is Form<*> }
        stage.touch("type-on")
        stage.until("off") { ((stage.state().sheet as Form<*>).form as CardTypeForm).off }
        stage.touch("save-form")
        stage.until("kept") { (stage.state().sheet as? CardSheet.All)?.types?.first()?.off == true }
        stage.inEachLanguage("195-cards")
        stage.end()
    }

    @Test
    fun packages_are_made_changed_and_taken_off_sale() {
        val stage = Stage(shop())
        stage.settings()
        stage.touch("packages")
        stage.until("none") { stage.state().sheet is PackageList }
        stage.inEachLanguage("196-no-packages")
        stage.touch("new-package")
        stage.until("a form") { stage.state().sheet is Form<*> }
        stage.write("form:/pays", "0")
        stage.write("form:/from", "tomorrow")
        stage.write("form:/per_member", "-1")
        stage.touch("save-form")
        stage.until("four things") { (stage.state().sheet as? Form<*>)?.wrong?.size == 4 }
        stage.inEachLanguage("197-package-wrong")
        stage.write("form:/name", "金卡充值")
        stage.write("form:/name-en", "Gold top-up")
        stage.write("form:/pays", "300")
        stage.write("form:/bonus", "50")
        stage.write("form:/points", "100")
        stage.write("form:/per_member", "2")
        stage.write("form:/from", "2026-11-01")
        repeat(2) { stage.touch("voucher-more:free-tart") }
        stage.until("two") { ((stage.state().sheet as Form<*>).form as PackageForm).vouchers.any { it.units == 2u } }
        stage.inEachLanguage("198-package")
        stage.touch("save-form")
        stage.until("on sale") { (stage.state().sheet as? PackageList)?.packages?.first()?.id == "gold-top-up" }
        stage.inEachLanguage("199-packages")
        stage.closeAll()
        stage.memberPage("8000")
        stage.touch("act:topup")
        stage.until("it is offered") { (stage.state().sheet as? ChargeSheet.TopUp)?.offers?.packages?.size == 1 }
        stage.touch("package:gold-top-up")
        stage.inEachLanguage("200-package-chosen")
        stage.touch("topup")
        stage.until("how") { stage.state().sheet is ChargeSheet.Take }
        stage.touch("note:0")
        stage.until("taken") { (stage.state().sheet as? ChargeSheet.Taken)?.taken?.balance == "370.00" }
        stage.touch("done")
        stage.until("with all of it") { (stage.state().sheet as? Sheet.OneMember)?.page?.run { member.points == 100L && member.vouchers.single().units == 2L } == true }
        stage.inEachLanguage("201-member-with-vouchers")
        stage.closeAll()
        stage.settings()
        stage.touch("packages")
        stage.until("packages") { stage.state().sheet is PackageList }
        stage.touch("package:gold-top-up")
        stage.until("its form") { stage.state().sheet is Form<*> }
        assertEquals("350", 50, (stage.get("form:/bonus") as android.widget.EditText).text.toString().substringBefore('.').toInt())
        stage.touch("package-on")
        stage.until("off") { ((stage.state().sheet as Form<*>).form as PackageForm).off }
        stage.touch("save-form")
        stage.until("off sale") { (stage.state().sheet as? PackageList)?.packages?.first()?.off == true }
        stage.end()
        val door = uniffi.till_mobile.Till.open(StagedActivity.folder.path)
        assertEquals(0, door.topUpOffers(StagedActivity.NOON).packages.size)
        door.closeShop()
    }

    @Test
    fun what_the_shop_decides_about_members_is_one_form_and_only_an_owner_keeps_it() {
        val stage = Stage(shop(staff = true))
        stage.signIn("1111")
        stage.settings()
        stage.touch("member-settings")
        stage.until("the form") { stage.state().sheet is Form<*> }
        stage.inEachLanguage("202-member-settings")
        stage.touch("points-last:YEARLY")
        stage.until("a day") { stage.find("form:/until") != null }
        stage.touch("demotion")
        stage.until("a period") { stage.find("form:/demotion_months") != null }
        stage.write("form:/until", "31-12")
        stage.write("form:/demotion_months", "0")
        stage.write("form:/points_floor", "some")
        stage.touch("save-form")
        stage.until("three things") { (stage.state().sheet as? Form<*>)?.wrong?.size == 3 }
        stage.inEachLanguage("203-member-settings-wrong")
        stage.write("form:/until", "12-31")
        stage.write("form:/demotion_months", "6")
        stage.write("form:/points_floor", "50")
        stage.touch("privacy-mask")
        stage.until("no mask") { !((stage.state().sheet as Form<*>).form as uniffi.till_mobile.MemberSettingsForm).mask }
        stage.touch("save-form")
        stage.until("an owner") { stage.state().sheet is Sheet.Approval }
        for (key in "9999") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("kept") { stage.state().sheet is Sheet.Settings && stage.state().said == Text.KEPT.each() }
        stage.close()
        stage.memberPage("8000")
        assertEquals("nothing is hidden any more", "王芳", stage.words("sheet-title"))
        assertEquals(null, stage.find("act:reveal"))
        stage.end()
    }

    @Test
    fun points_are_cleared_for_whom_a_filter_names_and_both_texts_are_asked() {
        val stage = Stage(People.shop { tap ->
            for ((name, phone, many) in listOf(listOf("王芳", "13800138000", "40"), listOf("李雷", "13900139000", "60"))) {
                val member = enrolled(tap(), name, phone)
                memberAct(tap(), member.number, uniffi.till_mobile.MemberAct.Points(many, "a gift"))
                if (many == "60") memberAct(tap(), member.number, uniffi.till_mobile.MemberAct.Level("gold", "a regular"))
            }
        })
        stage.settings()
        stage.touch("clear-points")
        stage.until("the form") { stage.state().sheet is Form<*> }
        assertEquals("Points 100 · members 2", stage.words("clear-how-many"))
        stage.touch("clear-level:gold")
        stage.until("one of them") { stage.words("clear-how-many") == "Points 60 · members 1" }
        stage.touch("save-form")
        stage.until("asked once") { stage.state().sheet is Sure }
        stage.touch("sure")
        stage.until("both texts") { (stage.state().sheet as? Form<*>)?.wrong?.size == 2 }
        stage.inEachLanguage("204-clear-points-wrong")
        stage.write("form:/reason", "A new programme")
        stage.write("form:/remark", "Agreed with the owner")
        stage.touch("save-form")
        stage.until("asked once") { stage.state().sheet is Sure }
        stage.inEachLanguage("205-clear-points-sure")
        stage.touch("sure")
        stage.until("cleared") { ((stage.state().sheet as? Form<*>)?.form as? uniffi.till_mobile.ClearForm)?.before?.singleOrNull()?.points == 60L }
        assertEquals("Points 40 · members 1", stage.words("clear-how-many"))
        stage.inEachLanguage("206-points-cleared")
        stage.end()
    }

    @Test
    fun everything_fits_with_large_type() {
        org.robolectric.RuntimeEnvironment.setFontScale(1.3f)
        val stage = Stage(shop())
        for (language in Language.entries) {
            val name = language.name.lowercase()
            fun look(what: String) {
                stage.shot("210-large-$what-$name")
                stage.check("$what in $language")
            }
            fun back(until: () -> Boolean) {
                while (!until()) { val before = stage.state().sheet; stage.touch("close"); stage.until("closed") { stage.state().sheet !== before } }
            }
            stage.activity.cashier.chooseLanguage(language)
            stage.memberPage("8000")
            look("member")
            for (act in listOf("topup", "withdraw", "adjust", "edit", "level", "points", "merge")) {
                stage.touch("act:$act")
                stage.until(act) { stage.state().sheet !is Sheet.OneMember && (stage.state().sheet as? ChargeSheet.TopUp)?.let { it.offers != null } ?: true }
                look(act)
                back { stage.state().sheet is Sheet.OneMember }
            }
            stage.touch("act:topup")
            stage.until("amounts") { (stage.state().sheet as? ChargeSheet.TopUp)?.offers != null }
            stage.touch("key:5")
            stage.touch("topup")
            stage.until("how") { stage.state().sheet is ChargeSheet.Take }
            look("take")
            back { stage.state().sheet == null }
            stage.cards()
            look("cards")
            stage.touch("new-type")
            stage.until("a form") { stage.state().sheet is Form<*> }
            look("card-type")
            back { stage.state().sheet == null }
            for (what in listOf("member-settings", "stored-settings", "packages")) {
                stage.settings()
                stage.touch(what)
                stage.until(what) { stage.state().sheet !is Sheet.Settings }
                look(what)
                if (what == "packages") {
                    stage.touch("new-package")
                    stage.until("a form") { stage.state().sheet is Form<*> }
                    look("package")
                }
                back { stage.state().sheet == null }
            }
        }
        stage.end()
        org.robolectric.RuntimeEnvironment.setFontScale(1f)
    }
}
