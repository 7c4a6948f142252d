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
        stage.until("something has to be offered") { stage.state().trouble != null && stage.state().sheet is Sheet.Kiosk }
        stage.shot("142-kiosk-settings-wrong")
        stage.check("a form that is wrong")
        stage.touch("kiosk-type:TAKEAWAY")
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
    fun a_picture_is_checked_and_scaled_when_it_is_brought_in() {
        val stage = Stage()
        val window = shadowOf(stage.activity)
        fun bring(name: String, bytes: ByteArray) {
            stage.touch("add-picture")
            val asked = window.nextStartedActivityForResult
            val uri = Uri.parse("content://pictures/$name")
            shadowOf(stage.activity.contentResolver).registerInputStream(uri, ByteArrayInputStream(bytes))
            window.receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(uri))
        }
        stage.settings()
        val large = ByteArrayOutputStream().also { Bitmap.createBitmap(3000, 1500, Bitmap.Config.ARGB_8888).apply { eraseColor(0xFF7A4D1F.toInt()) }.compress(Bitmap.CompressFormat.PNG, 100, it) }.toByteArray()
        bring("large.png", large)
        stage.until("one picture") { stage.activity.pictures().size == 1 && stage.find("unpicture:0") != null }
        val kept = stage.activity.pictures().single()
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }.also { BitmapFactory.decodeFile(kept.path, it) }
        assertEquals(listOf(1920, 960, "image/jpeg"), listOf(size.outWidth, size.outHeight, size.outMimeType))
        bring("words.txt", "this is no picture".toByteArray())
        stage.until("a word about it") { stage.state().trouble != null }
        assertEquals(Text.BAD_PICTURE.say(Language.EN), stage.state().trouble)
        assertEquals(1, stage.activity.pictures().size)
        stage.shot("143-bad-picture")
        stage.touch("unpicture:0")
        stage.until("gone") { stage.activity.pictures().isEmpty() }
        stage.end()
    }
}
