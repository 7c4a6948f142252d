package app.till

import android.view.KeyEvent
import app.till.cashier.ChargeSheet
import app.till.cashier.Form
import app.till.cashier.MemberSheet
import app.till.cashier.Sheet
import app.till.cashier.Sure
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.MemberPage
import uniffi.till_mobile.MemberState

/** What is done to members and their stored value at the counter, with a finger. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class PeopleTest {
    private fun Stage.page(): MemberPage? = (state().sheet as? Sheet.OneMember)?.page

    /** A shop with two members of one name; the first has paid 200 in. */
    private fun shop(staff: Boolean = false) = People.shop(staff) { tap ->
        paidIn(tap(), enrolled(tap(), "王芳", "13800138000"), "200")
        enrolled(tap(), "王芳芳", "13900139000")
    }

    private fun Stage.becomes(what: String, so: (MemberPage) -> Boolean) = until(what) { page()?.let(so) == true }

    @Test
    fun a_member_is_edited_and_everything_that_is_wrong_is_said_at_once() {
        val stage = Stage(shop())
        stage.memberPage("8000")
        stage.inEachLanguage("150-member")
        stage.touch("act:edit")
        stage.until("a form") { stage.state().sheet is Form<*> }
        assertEquals("what is hidden is left blank", "", (stage.get("form:/name") as android.widget.EditText).text.toString())
        stage.write("form:/phone", "12")
        stage.write("form:/birthday", "13-40")
        stage.write("form:/tags", "vip, ${"x".repeat(40)}")
        stage.touch("save-form")
        stage.until("three things") { (stage.state().sheet as? Form<*>)?.wrong?.size == 3 }
        stage.inEachLanguage("151-edit-wrong")
        assertEquals("what was typed stays", "13-40", (stage.get("form:/birthday") as android.widget.EditText).text.toString())
        assertTrue("1390" !in stage.words("wrong:/phone"))
        stage.write("form:/birthday", "05-01")
        assertEquals("goes away when mended", android.view.View.GONE, stage.get("wrong:/birthday").visibility)
        stage.write("form:/tags", "vip, office")
        // Somebody else's phone is said beside it.
        stage.write("form:/phone", "13900139000")
        stage.touch("save-form")
        stage.until("somebody else's") { (stage.state().sheet as? Form<*>)?.wrong?.keys == setOf("/phone") }
        assertTrue(stage.words("wrong:/phone"), "M000002" in stage.words("wrong:/phone"))
        stage.write("form:/phone", "13700137000")
        stage.touch("save-form")
        stage.until("who approves") { stage.state().sheet is Sheet.Approval }
        stage.inEachLanguage("152-approval-nobody")
        stage.touch("approve")
        stage.becomes("edited") { it.member.tags == listOf("vip", "office") && it.member.person?.phone?.endsWith("7000") == true }
        assertTrue("still hidden", stage.page()!!.hidden)
        stage.touch("act:reveal")
        stage.becomes("in full") { !it.hidden && it.member.person?.birthday == "05-01" }
        assertEquals("王芳", stage.words("sheet-title"))
        stage.shot("153-member-in-full")
        stage.check("a member in full")
        stage.end()
    }

    @Test
    fun a_level_points_and_stored_value_are_given_and_taken_by_hand() {
        val stage = Stage(shop())
        stage.memberPage("8000")
        stage.touch("act:level")
        stage.until("levels") { stage.state().sheet is MemberSheet.Levels }
        stage.inEachLanguage("154-levels")
        stage.touch("level:gold")
        stage.because("WHY_MAKING_GOOD")
        stage.becomes("gold") { it.member.level == "gold" }
        stage.touch("act:points")
        stage.until("how many") { stage.state().sheet is MemberSheet.Amount }
        for (key in "500") stage.touch("key:$key")
        stage.inEachLanguage("155-points")
        stage.touch("amount-ok")
        stage.because("WHY_MAKING_GOOD")
        stage.becomes("500 points") { it.member.points == 500L }
        stage.touch("act:points")
        for (key in "600") stage.touch("key:$key")
        stage.touch("less:true")
        stage.touch("amount-ok")
        stage.because("WHY_CORRECTION")
        stage.until("not below nothing") { stage.state().trouble != null }
        stage.shot("155-points-refused")
        stage.check("too many points")
        assertEquals(500L, stage.page()?.member?.points ?: 500L)
        while (stage.page() == null) { val before = stage.state().sheet; stage.key(KeyEvent.KEYCODE_ESCAPE); stage.until("back") { stage.state().sheet !== before } }
        stage.touch("act:adjust")
        stage.until("how much") { stage.state().sheet is MemberSheet.Amount }
        stage.touch("part:BONUS")
        for (key in "25.5") stage.touch("key:$key")
        stage.inEachLanguage("156-adjust")
        stage.touch("amount-ok")
        stage.because("WHY_MAKING_GOOD")
        stage.until("who approves") { stage.state().sheet is Sheet.Approval }
        stage.touch("approve")
        stage.becomes("a bonus") { it.bonus == "25.50" }
        stage.touch("act:withdraw")
        stage.until("how much") { stage.state().sheet is MemberSheet.Amount }
        stage.touch("tender:card")
        stage.inEachLanguage("157-withdraw")
        stage.touch("amount-ok")
        stage.because("WHY_ASKED")
        stage.until("who approves") { stage.state().sheet is Sheet.Approval }
        stage.touch("approve")
        stage.becomes("all of it") { it.stored == "0.00" }
        stage.shot("158-member-after")
        stage.end()
    }

    @Test
    fun a_cashier_freezes_nobody_without_a_manager_and_a_member_is_closed_for_good() {
        val stage = Stage(shop(staff = true))
        stage.signIn("1111")
        stage.memberPage("9000")
        stage.touch("act:freeze")
        stage.because("WHY_SUSPICIOUS")
        stage.until("a manager") { stage.state().sheet is Sheet.Approval }
        stage.inEachLanguage("159-approval")
        for (key in "1111") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("no manager") { stage.state().trouble != null }
        while ((stage.state().sheet as? Sheet.Approval)?.typed?.isNotEmpty() == true) stage.touch("pin:erase")
        if (stage.state().sheet !is Sheet.Approval) { stage.touch("act:freeze"); stage.because("WHY_SUSPICIOUS"); stage.until("a manager") { stage.state().sheet is Sheet.Approval } }
        for (key in "9999") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.becomes("frozen") { it.member.state == MemberState.FROZEN }
        stage.inEachLanguage("160-frozen")
        stage.touch("act:thaw")
        stage.because("WHY_CORRECTION")
        stage.until("a manager") { stage.state().sheet is Sheet.Approval }
        for (key in "9999") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.becomes("thawed") { it.member.state == MemberState.ACTIVE }
        stage.touch("act:close")
        stage.because("WHY_ASKED")
        stage.until("asked once") { stage.state().sheet is Sure }
        stage.inEachLanguage("161-close-sure")
        stage.touch("sure-back")
        stage.becomes("still there") { it.member.state == MemberState.ACTIVE }
        stage.touch("act:close")
        stage.because("WHY_ASKED")
        stage.until("asked once") { stage.state().sheet is Sure }
        stage.touch("sure")
        stage.until("a manager") { stage.state().sheet is Sheet.Approval }
        for (key in "9999") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.becomes("closed") { it.member.state == MemberState.CLOSED }
        assertEquals("nothing more is done to them", null, stage.find("act:edit"))
        stage.inEachLanguage("162-closed")
        stage.end()
    }

    @Test
    fun two_who_are_one_are_shown_side_by_side_and_merged() {
        val stage = Stage(shop())
        stage.memberPage("9000")
        stage.touch("act:merge")
        stage.until("who") { (stage.state().sheet as? Sheet.Members)?.pick != null }
        stage.write("find-member", "8000")
        stage.touch("find")
        stage.until("found") { (stage.state().sheet as? Sheet.Members)?.found?.size == 1 }
        stage.inEachLanguage("163-merge-with")
        stage.touch("member:0")
        stage.until("both") { stage.state().sheet is MemberSheet.Merge }
        stage.inEachLanguage("164-merge")
        stage.touch("stays:M000001")
        stage.until("the other") { (stage.state().sheet as MemberSheet.Merge).stays == "M000001" }
        stage.touch("merge-now")
        stage.until("asked once") { stage.state().sheet is Sure }
        stage.inEachLanguage("165-merge-sure")
        stage.touch("sure")
        stage.becomes("one member") { it.member.number == "M000001" && it.stored == "200.00" }
        stage.touch("close")
        stage.until("members") { stage.state().sheet is Sheet.Members }
        stage.write("find-member", "M000002")
        stage.touch("find")
        stage.until("the one kept") { (stage.state().sheet as Sheet.Members).found?.singleOrNull()?.number == "M000001" }
        stage.end()
    }

    @Test
    fun packages_and_amounts_are_paid_in_by_every_tender_with_change_and_reference() {
        val stage = Stage(shop())
        stage.settings()
        stage.touch("stored-settings")
        stage.fillIn("/quick" to "50, 100 , 200", "/least" to "20")
        stage.until("kept") { stage.state().sheet is Sheet.Settings }
        stage.close()
        stage.memberPage("8000")
        stage.touch("act:topup")
        stage.until("amounts") { (stage.state().sheet as? ChargeSheet.TopUp)?.offers?.quick?.size == 3 }
        for (key in "15") stage.touch("key:$key")
        stage.touch("topup")
        stage.until("too little") { stage.state().trouble?.en?.contains("20.00") == true }
        stage.shot("166-too-little")
        stage.check("too little")
        stage.touch("quick:100.00")
        stage.inEachLanguage("166-top-up")
        stage.touch("topup")
        stage.until("how") { stage.state().sheet is ChargeSheet.Take }
        stage.inEachLanguage("167-take-cash")
        for (key in "120") stage.touch("key:$key")
        stage.touch("take")
        stage.until("taken") { (stage.state().sheet as? ChargeSheet.Taken)?.taken?.change == "20.00" }
        stage.inEachLanguage("168-taken")
        assertEquals("¥ 300.00", stage.words("balance"))
        stage.touch("done")
        stage.becomes("300") { it.stored == "300.00" }
        stage.touch("act:topup")
        stage.until("amounts") { (stage.state().sheet as? ChargeSheet.TopUp)?.offers != null }
        stage.touch("quick:50.00")
        stage.touch("topup")
        stage.until("how") { stage.state().sheet is ChargeSheet.Take }
        assertFalse("stored value pays nothing in", (stage.state().sheet as ChargeSheet.Take).view.tenders.any { it.storedValue })
        stage.touch("tender:card")
        stage.until("a card") { (stage.state().sheet as ChargeSheet.Take).tender.id == "card" }
        stage.write("reference", "TRM-4711")
        stage.inEachLanguage("169-reference")
        assertEquals("what was typed stays", "TRM-4711", (stage.get("reference") as android.widget.EditText).text.toString())
        stage.touch("take")
        stage.until("taken") { (stage.state().sheet as? ChargeSheet.Taken)?.run { taken.change == null } == true }
        stage.touch("done")
        stage.becomes("350") { it.stored == "350.00" }
        stage.end()
    }

    @Test
    fun a_phone_is_enrolled_by_a_code_on_the_screen_and_revoked() {
        val stage = Stage(shop())
        stage.memberPage("8000")
        stage.touch("act:phone")
        stage.until("its code") { stage.state().sheet is MemberSheet.Phone }
        stage.inEachLanguage("170-phone")
        stage.check("the code again")
        val shown = stage.picture()
        val at = IntArray(2).also { stage.get("phone-code").getLocationInWindow(it) }
        val size = stage.get("phone-code").height
        val dots = IntArray(size * size).also { shown.getPixels(it, 0, size, at[0], at[1], size, size) }
        val seen = com.google.zxing.BinaryBitmap(com.google.zxing.common.HybridBinarizer(com.google.zxing.RGBLuminanceSource(size, size, dots)))
        // As it was drawn, without looking for it: ZXing once did not find the code in a perfect picture.
        val read = com.google.zxing.qrcode.QRCodeReader().decode(seen, mapOf(com.google.zxing.DecodeHintType.PURE_BARCODE to true)).text
        assertEquals("a phone reads what the core gave", (stage.state().sheet as MemberSheet.Phone).code, read)
        stage.touch("phone-done")
        stage.becomes("the member") { true }
        stage.touch("act:phone-lost")
        stage.because("WHY_STOLEN")
        stage.until("revoked") { stage.state().said == Text.PHONE_REVOKED.each() }
        assertNotNull(stage.page())
        stage.end()
    }
}
