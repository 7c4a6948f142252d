package app.till

import android.app.Activity
import android.content.Intent
import android.net.Uri
import app.till.cashier.Books
import app.till.cashier.Form
import app.till.cashier.Sheet
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.File
import java.math.BigInteger
import java.nio.file.Files
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.PaycodeForm
import uniffi.till_mobile.Role
import uniffi.till_mobile.State
import uniffi.till_mobile.Till
import uniffi.till_mobile.TillException

/** The shop as a file on a device: its books proved, copied away, come back; and why a terminal takes no payment codes. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class FileTest {
    @Test
    fun a_shop_is_backed_up_to_a_file_and_comes_back_on_a_new_device() {
        val stage = Stage(shop { staffed(Triple("Owner", Role.OWNER, "9999")) })
        stage.signIn("9999")
        stage.activity.scan("6971234500011")
        stage.until("a line") { stage.state().order?.lines?.size == 1 }
        stage.touch("pay")
        stage.until("to pay") { stage.state().sheet is Sheet.Pay }
        stage.touch("note:0")
        stage.until("paid") { stage.state().sheet is Sheet.Paid }
        stage.close()
        stage.books()
        stage.inEachLanguage("420-books")
        stage.touch("books-check")
        stage.until("proved") { (stage.state().sheet as? Books)?.checked?.ok == true }
        assertTrue(stage.words("books-found"), "proved: 1" in stage.words("books-found"))
        stage.inEachLanguage("421-books-hold")
        val copy = stage.backedUp()
        assertEquals("nothing is left in the app's own folder", 0, File(stage.activity.cacheDir, "out").listFiles()?.size ?: 0)
        stage.end()

        val folder = Files.createTempDirectory("till").toFile()
        val anew = Stage(folder, mode = null)
        anew.touch("mode:CASHIER")
        anew.shot("422-start-copy")
        anew.check("a first start with a backup")
        anew.pick("Dear diary".toByteArray())
        anew.until("no shop of ours") { anew.activity.start?.state?.trouble != null }
        anew.shot("423-start-copy-wrong")
        assertTrue(anew.words("trouble"), "no shop of Till" in anew.words("trouble"))
        anew.pick(copy.copyOf(copy.size / 2))
        anew.until("half a shop") { "damaged" in (anew.activity.start?.state?.trouble ?: "") }
        assertEquals("what was tried is gone", listOf<String>(), folder.list().orEmpty().filter { it.startsWith("shop") || it.startsWith(".shop") })
        anew.pick(copy)
        anew.until("who is there") { anew.find("pin:1") != null && anew.activity.start == null }
        anew.signIn("9999")
        anew.more("orders")
        anew.until("its orders") { (anew.state().sheet as? Sheet.Orders)?.orders?.singleOrNull()?.state == State.PAID }
        anew.end()
    }

    @Test
    fun a_copy_is_for_a_manager() {
        val stage = Stage(shop { staffed(Triple("Owner", Role.OWNER, "9999"), Triple("Mei", Role.CASHIER, "1111")) })
        stage.signIn("1111")
        stage.books()
        stage.touch("back-up")
        stage.until("a manager is asked") { stage.state().sheet is Sheet.Approval }
        val window = shadowOf(stage.activity)
        assertEquals(null, window.nextStartedActivityForResult)
        for (key in "9999") stage.touch("pin:$key")
        stage.touch("pin:ok")
        stage.until("where to") { window.peekNextStartedActivityForResult() != null }
        stage.end()
    }

    @Test
    fun a_manager_reads_why_payment_codes_are_refused_and_lets_them_go_on() {
        val folder = People.shop { tap -> enrolPhone(tap(), enrolled(tap(), "Wang Lei", "6591234567").number) }
        val stage = Stage(folder)
        stage.paycodes()
        assertTrue(stage.words("paycodes-state"), stage.words("paycodes-state").startsWith("✓"))
        stage.inEachLanguage("424-paycodes")
        stage.fillIn("/lease_days" to "400", "/cap_payment" to "x")
        stage.until("both are wrong") { (stage.state().sheet as? Form<*>)?.wrong?.size == 2 }
        stage.shot("425-paycodes-wrong")
        stage.check("settings that are wrong")
        stage.fillIn("/lease_days" to "14", "/cap_payment" to "50.00")
        stage.until("kept") { stage.state().sheet is Sheet.Settings }
        stage.end()
        LiveTill.open(folder.path)!!.till.run {
            unlocked(folder)
            val order = openOrder(tap(), OrderType.TAKEAWAY, null, null).order
            for (n in 0..4) guessed(order, n)
            closeShop()
        }
        val again = Stage(folder)
        again.paycodes()
        assertTrue(again.words("paycodes-state"), "Too many wrong" in again.words("paycodes-state"))
        assertEquals("50.00", ((again.state().sheet as Form<*>).form as PaycodeForm).capPayment)
        again.inEachLanguage("426-paycodes-locked")
        again.touch("paycodes-again")
        again.because("WHY_MISREAD")
        again.until("they go on") { again.find("paycodes-state") != null && again.words("paycodes-state").startsWith("✓") }
        again.end()
    }

    private fun Stage.books() {
        settings()
        touch("books")
        until("the books") { state().sheet is Books }
    }

    private fun Stage.paycodes() {
        settings()
        touch("paycode-settings")
        until("payment codes") { (state().sheet as? Form<*>)?.form is PaycodeForm }
    }

    /** Backs up, to where somebody says. */
    private fun Stage.backedUp(): ByteArray {
        val window = shadowOf(activity)
        touch("back-up")
        until("where to") { window.peekNextStartedActivityForResult() != null }
        val asked = window.nextStartedActivityForResult
        val title = asked.intent.getStringExtra(Intent.EXTRA_TITLE) ?: ""
        assertTrue(title, title.matches(Regex("till-2026-11-21-\\d{4}\\.till")))
        val written = ByteArrayOutputStream()
        val uri = Uri.parse("content://documents/copy")
        shadowOf(activity.contentResolver).registerOutputStream(uri, written)
        window.receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(uri))
        until("it is said") { state().said?.en == "The file is saved" }
        return written.toByteArray()
    }

    /** Chooses a file to come back from. */
    private fun Stage.pick(bytes: ByteArray) {
        val window = shadowOf(activity)
        touch("copy")
        val asked = window.nextStartedActivityForResult
        val uri = Uri.parse("content://documents/${bytes.size}")
        shadowOf(activity.contentResolver).registerInputStream(uri, ByteArrayInputStream(bytes))
        window.receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(uri))
    }

    /** Scans a payment code as nobody's phone shows it: twenty digits whose check digits are right. */
    private fun Till.guessed(order: String, n: Int) {
        val body = "88" + "%016d".format(n * 7919)
        val check = 98 - (BigInteger(body) * BigInteger.valueOf(100)).mod(BigInteger.valueOf(97)).toInt()
        try {
            openWithCode(tap(), order, body + "%02d".format(check))
            throw AssertionError("a guess was taken")
        } catch (no: TillException.Refused) {
            assertEquals("refresh_and_scan", no.code)
        }
    }
}
