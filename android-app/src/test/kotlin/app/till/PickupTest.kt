package app.till

import app.till.pickup.Shown
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.TenderAsked
import uniffi.till_mobile.Till
import uniffi.till_mobile.Verdict

/** The handheld, 720 by 1280 as such devices are: whatever is scanned has a page, and a page has one button. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w360dp-h640dp-port-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class PickupTest {
    /** A shop with a paid order, a placed one, and a member with a phone and money. */
    private class Shop(val folder: java.io.File, val paid: String, val placed: String, val member: String, val phone: String)

    private fun shop(): Shop {
        val folder = java.nio.file.Files.createTempDirectory("till").toFile()
        val till = LiveTill.create(folder.path, "A", "owner", StagedActivity.NOON, null).till
        val desk = Desk(folder)
        till.unlock(desk.vault, desk.boot)
        val wings = till.tiles(uniffi.till_mobile.Channel.COUNTER, StagedActivity.NOON).categories.flatMap { it.tiles }.first { it.id == "wings" }.line!!
        val orders = List(2) {
            val order = till.openOrder(tap(), OrderType.TAKEAWAY, null, null).order
            till.add(tap(), order, wings, null)
            order
        }
        val paid = till.pay(tap(), orders[0], TenderAsked("cash", null, null, null, null)).serial!!
        val placed = till.sendOrder(tap(), orders[1]).serial!!
        val member = till.enrolled(tap(), "王芳", "13800138000")
        till.paidIn(tap(), member, "100")
        val phone = till.enrolPhone(tap(), member.number)
        till.closeShop()
        return Shop(folder, paid, placed, member.number, phone)
    }

    private fun Stage.scan(text: String): Shown {
        val before = activity.pickup.state
        activity.scan(text)
        until("a page for $text") { activity.pickup.state !== before && activity.pickup.state.shown !is Shown.Ready }
        return activity.pickup.state.shown
    }

    @Test
    fun an_order_is_handed_over_once_and_listed() {
        val shop = shop()
        val stage = Stage(shop.folder, Mode.PICKUP)
        stage.shot("40-pickup-ready")
        stage.write("typed", shop.paid)
        stage.touch("go")
        stage.until("its page") { stage.activity.pickup.state.shown is Shown.Page }
        stage.shot("41-pickup-valid")
        assertEquals("Valid", stage.words("verdict"))
        stage.touch("act")
        stage.until("done") { stage.activity.pickup.state.shown is Shown.Done }
        stage.shot("42-pickup-done")
        assertEquals("Handed over", stage.words("done"))
        stage.pass(4)
        stage.until("ready by itself") { stage.activity.pickup.state.shown is Shown.Ready }
        val again = stage.scan(shop.paid) as Shown.Page
        assertEquals(Verdict.REFUSED, again.scan.verdict)
        stage.shot("43-pickup-twice")
        assertTrue(stage.find("act") == null)
        assertEquals("refused", stage.desk.felt.last())
        stage.touch("next")
        stage.until("the list") { stage.activity.pickup.state.today.size == 1 }
        stage.shot("44-pickup-today")
        stage.end()
    }

    @Test
    fun a_payment_code_pays_the_order_that_was_scanned_before_it() {
        val shop = shop()
        val stage = Stage(shop.folder, Mode.PICKUP, Language.ZH)
        val lonely = stage.scan(uniffi.till_mobile.shownCode(shop.phone, StagedActivity.NOON)) as Shown.Page
        assertEquals(Verdict.WAITING, lonely.scan.verdict)
        stage.shot("45-pickup-code-first")
        val page = stage.scan(shop.placed) as Shown.Page
        assertEquals(Verdict.WAITING, page.scan.verdict)
        stage.shot("46-pickup-unpaid")
        stage.touch("act")
        stage.until("waiting for the code") { stage.activity.pickup.state.collecting != null }
        stage.shot("47-pickup-collect")
        val no = stage.scan("88000000000000000000".dropLast(2) + "00")
        assertTrue("$no", no is Shown.Page || no is Shown.No)
        stage.touch("next")
        stage.scan(shop.placed)
        stage.until("its button") { stage.find("act") != null }
        stage.touch("act")
        stage.until("waiting again") { stage.activity.pickup.state.collecting != null }
        stage.scan(uniffi.till_mobile.shownCode(shop.phone, StagedActivity.NOON))
        stage.until("paid") { stage.activity.pickup.state.shown is Shown.Done }
        stage.shot("48-pickup-paid")
        stage.end()
    }

    @Test
    fun vouchers_members_products_and_rubbish_are_told_apart() {
        val shop = shop()
        val stage = Stage(shop.folder, Mode.PICKUP)
        fun verdict(text: String) = (stage.scan(text) as Shown.Page).scan.also { stage.touch("next"); stage.until("ready") { stage.activity.pickup.state.shown is Shown.Ready } }
        assertEquals(Verdict.VALID, verdict(shop.member).verdict)
        stage.scan(shop.member)
        stage.shot("49-pickup-member")
        stage.touch("next")
        val rubbish = verdict("https://example.org/\u0000\uD800")
        assertEquals(Verdict.REFUSED, rubbish.verdict)
        stage.scan("hello")
        stage.shot("50-pickup-rubbish")
        stage.touch("next")
        val long = verdict("9".repeat(10_000_000))
        assertEquals(Verdict.REFUSED, long.verdict)
        assertTrue(long.shown.length <= 32)
        for (language in Language.entries) {
            stage.activity.pickup.chooseLanguage(language)
            stage.scan("8412345678123456")
            stage.shot("51-pickup-refused-${language.name.lowercase()}")
            stage.check("refused in $language")
            stage.touch("next")
        }
        stage.end()
    }

    @Test
    fun a_wedge_types_faster_than_a_person() {
        val read = mutableListOf<String>()
        val wedge = app.till.hardware.KeyboardWedge { read += it }
        var at = 1000L
        for (c in "A001\n") wedge.key(c, at.also { at += 5 })
        assertEquals(listOf("A001"), read)
        at += 1000
        for (c in "A002\n") wedge.key(c, at.also { at += 200 })
        assertEquals("a person's typing is no scan", listOf("A001"), read)
        at += 1000
        for (c in "9".repeat(100_000)) wedge.key(c, at.also { at += 1 })
        wedge.key('\n', at)
        assertEquals("a wedge that never ends is cut", 4096, read.last().length)
    }
}
