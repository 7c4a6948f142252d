package app.till

import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.net.Uri
import app.till.cashier.Sheet
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import uniffi.till_mobile.KioskAsks
import uniffi.till_mobile.OrderType

/** What the shop decides about its devices: what kiosks offer, their pictures, what this device can do. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class OfficeTest {
    private fun Stage.state() = activity.cashier.state

    private fun Stage.settings() {
        touch("more")
        until("the menu") { state().sheet == Sheet.More }
        touch("more:settings")
        until("settings") { state().sheet is Sheet.Settings }
    }

    @Test
    fun what_kiosks_offer_is_one_form_that_is_kept_or_says_what_is_wrong() {
        val stage = Stage()
        stage.settings()
        stage.shot("140-settings")
        stage.check("settings")
        assertTrue("not available is said", "Not available" in stage.words("device:LOCKED_TO_APP"))
        stage.touch("kiosk-settings")
        stage.until("the form") { stage.state().sheet is Sheet.Kiosk }
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            stage.shot("141-kiosk-settings-${language.name.lowercase()}")
            stage.check("kiosk settings in $language")
        }
        stage.activity.cashier.chooseLanguage(Language.EN)
        stage.touch("kiosk-type:DINE_IN")
        stage.touch("kiosk-type:TAKEAWAY")
        stage.touch("save-kiosk")
        stage.until("something has to be offered") { stage.find("wrong:/order_types") != null }
        stage.shot("142-kiosk-settings-wrong")
        stage.check("a form that is wrong")
        stage.touch("kiosk-type:TAKEAWAY")
        assertNull("mended where it was touched", stage.find("wrong:/order_types"))
        // All that is wrong is said at once, each beside its field and in whatever language is read.
        stage.write("kiosk-patience", "5")
        stage.write("kiosk-countdown", "90")
        stage.touch("add-hours")
        stage.write("open:0:from", "nine")
        stage.touch("save-kiosk")
        stage.until("three things") { stage.find("wrong:/open/0/from") != null }
        assertEquals("A kiosk waits 10 to 600 seconds", stage.words("wrong:/patience_s"))
        assertEquals(listOf("3 to mend", null), listOf(stage.words("form-wrong"), stage.find("sheet-trouble")))
        stage.inEachLanguage("142-kiosk-settings-fields")
        stage.write("kiosk-patience", "45")
        assertFalse("mended, perhaps", stage.get("wrong:/patience_s").isShown)
        assertEquals("2 to mend", stage.words("form-wrong"))
        stage.activity.cashier.chooseLanguage(Language.ZH)
        assertEquals("not said again in another language", listOf(null, "倒数 5 到 60 秒"), listOf(stage.find("wrong:/patience_s"), stage.words("wrong:/countdown_s")))
        stage.activity.cashier.chooseLanguage(Language.EN)
        stage.write("kiosk-countdown", "10")
        stage.touch("unopen:0")
        stage.touch("kiosk-asks:PAGER")
        stage.touch("kiosk-tender:card")
        stage.write("kiosk-least", "8")
        stage.write("kiosk-patience", "45")
        stage.touch("kiosk-language:MS")
        stage.touch("kiosk-category:sweets")
        stage.touch("kiosk-product:wings")
        stage.until("hidden") { "wings" in (stage.state().sheet as Sheet.Kiosk).settings.hiddenProducts }
        assertTrue("a long form stays where it was scrolled to", stage.get("sheet-scroll").scrollY > 0)
        stage.touch("save-kiosk")
        stage.until("kept") { stage.state().sheet is Sheet.Settings }
        stage.end()
        val door = uniffi.till_mobile.Till.open(StagedActivity.folder.path)
        val kept = door.kioskSettings()
        door.closeShop()
        assertEquals(listOf(OrderType.TAKEAWAY), kept.orderTypes)
        assertEquals(listOf("8.00", 45u, KioskAsks.PAGER), listOf(kept.least, kept.patienceS, kept.asks))
        assertEquals(listOf(listOf("stored_value", "card"), listOf("sweets"), listOf("wings")), listOf(kept.tenders, kept.hiddenCategories, kept.hiddenProducts))
        assertEquals(listOf("ZH", "EN"), kept.languages.map { it.name })
    }

    @Test
    fun the_device_is_looked_after_and_says_what_it_does_not_allow() {
        val stage = Stage()
        stage.settings()
        fun now(words: String) = ((stage.get("device:$words") as android.view.ViewGroup).getChildAt(1) as android.widget.TextView).text.toString()
        val loud = now("VOLUME").substringBefore(" ").toInt()
        stage.touch("volume:1")
        stage.until("louder") { now("VOLUME").startsWith("${loud + 1} ") }
        assertEquals("By the system", now("BRIGHTNESS"))
        stage.touch("brightness:-1")
        stage.until("darker") { now("BRIGHTNESS") == "9 / 10" }
        assertEquals(0.9f, stage.activity.window.attributes.screenBrightness)
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            stage.get("restart").run { requestRectangleOnScreen(android.graphics.Rect(0, -400, width, height), true) }
            stage.shot("147-device-${language.name.lowercase()}")
            stage.check("the device in $language")
        }
        stage.end()
    }

    @Test
    fun the_device_is_dark_in_its_night_until_somebody_touches_it() {
        val stage = Stage()
        stage.settings()
        stage.touch("device:NIGHT")
        stage.until("a night") { stage.find("night-from:1") != null }
        stage.touch("night-to:1")
        stage.until("a longer one") { "06:30" in stage.everyView().filterIsInstance<android.widget.TextView>().map { it.text.toString() } }
        stage.inEachLanguage("148-night")
        stage.touch("close")
        val hour = java.util.Calendar.getInstance().apply { timeInMillis = StagedActivity.now }.get(java.util.Calendar.HOUR_OF_DAY)
        fun at(wanted: Int, minutes: Int = 0) { StagedActivity.now += ((wanted - hour) * 60L + minutes) * 60_000 }
        stage.pass(1)
        assertEquals("it is day", null, stage.find("night"))
        at(23, 5)
        stage.pass(1)
        assertTrue("black", stage.get("night").isShown)
        assertEquals("dim", 0.01f, stage.activity.window.attributes.screenBrightness)
        // The first touch is for the light alone, wherever it lands.
        stage.touch("category:sides")
        stage.until("light") { stage.find("night") == null }
        assertFalse("nothing was pressed in the dark", stage.state().category == "sides")
        stage.touch("category:sides")
        stage.until("pressed in the light") { stage.state().category == "sides" }
        stage.pass(60)
        assertEquals("still bright", null, stage.find("night"))
        StagedActivity.now += 120_000
        stage.pass(1)
        stage.get("night")
        // What is scanned in the dark is not lost.
        stage.activity.scan("6971234500011")
        stage.until("rung up, and light") { stage.find("night") == null && stage.state().order?.lines?.size == 1 }
        StagedActivity.now += 7 * 3_600_000L + 40 * 60_000
        stage.pass(1)
        assertEquals("morning", null, stage.find("night"))
        stage.end()
    }

    @Test
    fun the_log_is_written_where_somebody_says_and_names_nobody() {
        val stage = Stage()
        Journal.note(StagedActivity.now, "planted: 6591234567 called")
        stage.settings()
        val version = (stage.get("device:CORE_VERSION") as android.widget.TextView).text.toString()
        assertTrue(version, version.matches(Regex("\\d+\\.\\d+\\.\\d+.*")))
        val window = shadowOf(stage.activity)
        stage.touch("device:LOG")
        val asked = window.nextStartedActivityForResult
        assertEquals(listOf(Intent.ACTION_CREATE_DOCUMENT, "text/plain"), listOf(asked.intent.action, asked.intent.type))
        val written = ByteArrayOutputStream()
        val uri = Uri.parse("content://documents/log")
        shadowOf(stage.activity.contentResolver).registerOutputStream(uri, written)
        window.receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(uri))
        stage.until("it is said") { stage.state().said?.en == "The file is saved" }
        val text = written.toString("UTF-8")
        assertTrue(text, text.startsWith("app ") && "core $version" in text && "begins as CASHIER" in text)
        assertFalse("a number of seven digits or more", "6591234567" in text)
        stage.inEachLanguage("149-log")
        assertEquals("nothing is left", 0, java.io.File(stage.activity.cacheDir, "out").listFiles()?.size ?: 0)
        stage.end()
    }

    private fun Stage.bring(name: String, bytes: ByteArray) {
        val window = shadowOf(activity)
        touch("add-picture")
        val asked = window.nextStartedActivityForResult
        val uri = Uri.parse("content://pictures/$name")
        shadowOf(activity.contentResolver).registerInputStream(uri, ByteArrayInputStream(bytes))
        window.receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(uri))
    }

    private fun painted(width: Int, height: Int, colour: Int, form: Bitmap.CompressFormat) =
        ByteArrayOutputStream().also { Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888).apply { eraseColor(colour) }.compress(form, 100, it) }.toByteArray()

    private fun Stage.form() = state().sheet as Sheet.Kiosk

    private fun Stage.openKiosk() {
        settings()
        touch("kiosk-settings")
        until("the form") { state().sheet is Sheet.Kiosk }
    }

    @Test
    fun a_picture_is_checked_and_scaled_when_it_is_brought_in() {
        val stage = Stage()
        stage.openKiosk()
        stage.bring("large.png", painted(3000, 1500, 0xFF7A4D1F.toInt(), Bitmap.CompressFormat.PNG))
        stage.until("one picture") { stage.form().settings.pictures.size == 1 && stage.find("unpicture:0") != null }
        val kept = stage.activity.picture(stage.form().settings.pictures.single().file)
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }.also { BitmapFactory.decodeFile(kept.path, it) }
        assertEquals(listOf(1920, 960, "image/jpeg"), listOf(size.outWidth, size.outHeight, size.outMimeType))
        stage.bring("words.txt", "this is no picture".toByteArray())
        stage.until("a word about it") { stage.state().trouble != null }
        assertEquals(Text.BAD_PICTURE.each(), stage.state().trouble)
        stage.bring("photo.webp", painted(400, 800, 0xFF1F4D7A.toInt(), Bitmap.CompressFormat.WEBP_LOSSY))
        stage.until("two pictures") { stage.form().settings.pictures.size == 2 && stage.state().trouble == null }
        stage.touch("unpicture:0")
        stage.touch("save-kiosk")
        stage.until("kept") { stage.state().sheet is Sheet.Settings }
        assertEquals("what is in no list is nobody's", 1, kept.parentFile!!.listFiles()!!.size)
        stage.end()
    }

    @Test
    fun pictures_have_an_order_times_and_a_language_and_the_customers_display_shows_them() {
        val stage = Stage()
        stage.openKiosk()
        for ((at, colour) in listOf(0xFF7A4D1F, 0xFF1F4D7A, 0xFF4D7A1F).withIndex()) {
            stage.bring("$at.jpg", painted(540, 960, colour.toInt(), Bitmap.CompressFormat.JPEG))
            stage.until("picture $at") { stage.form().settings.pictures.size == at + 1 && stage.find("picture:$at") != null }
            stage.pass(1)
        }
        val files = stage.form().settings.pictures.map { it.file }
        stage.touch("picture-down:0")
        stage.until("moved") { stage.form().settings.pictures.map { it.file } == listOf(files[1], files[0], files[2]) }
        stage.touch("picture-up:2")
        stage.until("moved") { stage.form().settings.pictures.map { it.file } == listOf(files[1], files[2], files[0]) }
        stage.touch("picture:0")
        stage.until("its times") { stage.find("picture-seconds:0") != null }
        stage.write("picture-seconds:0", "3")
        stage.touch("picture-language:0:EN")
        stage.write("picture-times:0:from", "11:00")
        stage.write("picture-times:0:to", "15:00")
        stage.touch("picture-times:0:day:6")
        stage.until("Saturday") { stage.form().settings.pictures[0].times.weekdays == listOf(6u) }
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            stage.get("picture-seconds:0").run { requestRectangleOnScreen(android.graphics.Rect(0, -200, width, height + 300), true) }
            stage.shot("144-picture-times-${language.name.lowercase()}")
            stage.check("a picture's times in $language")
        }
        stage.activity.cashier.chooseLanguage(Language.EN)
        // The second one is Chinese customers': a display that speaks English leaves it out.
        stage.touch("picture:1")
        stage.touch("picture-language:1:ZH")
        stage.touch("save-kiosk")
        stage.until("kept") { stage.state().sheet is Sheet.Settings }
        stage.touch("close")
        stage.pass(25)
        stage.until("the display") { stage.desk.faced.lastOrNull()?.endsWith(".jpg") == true }
        stage.desk.faced.clear()
        stage.pass(14)
        assertEquals("3 and 8 seconds", setOf(files[1], files[0]), stage.desk.faced.toSet())
        stage.touch("category:sides")
        stage.touch("tile:wings")
        stage.until("lines") { stage.desk.faced.last() == "Honey wings, 14.30" || "Honey wings" in stage.desk.faced.last() }
        stage.end()
    }

    @Test
    fun hours_that_are_no_hours_are_said_and_good_ones_kept() {
        val stage = Stage()
        stage.openKiosk()
        stage.touch("add-hours")
        stage.until("hours") { stage.form().settings.open.size == 1 }
        stage.write("open:0:from", "9")
        stage.write("open:0:to", "22:00")
        stage.touch("save-kiosk")
        stage.until("said") { stage.state().trouble != null }
        stage.shot("145-bad-hours")
        stage.write("open:0:from", "9:00")
        for (day in 1..5) stage.touch("open:0:day:$day")
        stage.touch("kiosk-suggests")
        stage.touch("kiosk-receipt:ASKED")
        for (language in Language.entries) {
            stage.activity.cashier.chooseLanguage(language)
            stage.get("open:0:from").run { requestRectangleOnScreen(android.graphics.Rect(0, -300, width, height + 100), true) }
            stage.shot("146-hours-${language.name.lowercase()}")
            stage.check("hours in $language")
        }
        stage.touch("save-kiosk")
        stage.until("kept") { stage.state().sheet is Sheet.Settings }
        stage.end()
        val door = uniffi.till_mobile.Till.open(StagedActivity.folder.path)
        val kept = door.kioskSettings()
        door.closeShop()
        assertEquals(listOf(uniffi.till_mobile.Times(listOf(1u, 2u, 3u, 4u, 5u), "9:00", "22:00")), kept.open)
        assertEquals(listOf(false, uniffi.till_mobile.KioskReceipt.ASKED), listOf(kept.suggestions, kept.receipt))
    }
}
