package app.till

import android.app.Activity
import android.content.pm.PackageManager
import android.nfc.NdefMessage
import android.nfc.NdefRecord
import android.nfc.NfcAdapter
import android.nfc.Tag
import android.os.Bundle
import app.till.cashier.Sheet
import app.till.hardware.AndroidNfc
import app.till.hardware.NfcState
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowNfcAdapter

/** Cards that are held to the device: what one says, on which devices, and that it goes where a scan goes. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class NfcTest {
    /** Android's number for what can be written on a tag. */
    private val ndef = 6

    private fun card(id: ByteArray, message: NdefMessage?): Tag {
        if (message == null) return Tag.createMockTag(id, intArrayOf(), arrayOf(), 0)
        return Tag.createMockTag(id, intArrayOf(ndef), arrayOf(Bundle().apply { putParcelable("ndefmsg", message) }), 0)
    }

    private fun text(payload: ByteArray) = NdefRecord(NdefRecord.TNF_WELL_KNOWN, NdefRecord.RTD_TEXT, byteArrayOf(), payload)

    private fun said(vararg records: NdefRecord) = AndroidNfc.said(card(byteArrayOf(4, -94, 0x1B), NdefMessage(records)))

    private val number = "NFC04A21B"

    @Before
    fun a_device_with_a_reader() {
        shadowOf(RuntimeEnvironment.getApplication().packageManager).setSystemFeature(PackageManager.FEATURE_NFC, true)
    }

    @After
    fun as_it_was() = ShadowNfcAdapter.setNfcHardwareExists(true)

    @Test
    fun a_card_says_the_text_that_was_written_on_it_or_its_own_number() {
        assertEquals("C0000017", said(NdefRecord.createTextRecord("en", " C0000017 ")))
        assertEquals("C0000017", said(NdefRecord.createUri("https://example.org"), NdefRecord.createTextRecord("zh", "C0000017")))
        val wide = byteArrayOf(0x82.toByte(), 'e'.code.toByte(), 'n'.code.toByte()) + "茶".toByteArray(Charsets.UTF_16)
        assertEquals("茶", said(text(wide)))
        assertEquals(100, said(NdefRecord.createTextRecord("en", "8".repeat(5000)))?.length)
        // Whatever somebody wrote there: nothing, half a record, no text at all.
        for (damaged in listOf(byteArrayOf(), byteArrayOf(0x3F), byteArrayOf(2, 'e'.code.toByte()), byteArrayOf(2, 101, 110, 32, 10))) {
            assertEquals(number, said(text(damaged)))
        }
        assertEquals(number, said(NdefRecord.createUri("https://example.org")))
        assertEquals(number, AndroidNfc.said(card(byteArrayOf(4, -94, 0x1B), null)))
        assertEquals(null, AndroidNfc.said(card(byteArrayOf(), null)))
    }

    @Test
    fun a_device_has_a_reader_or_has_it_off_or_has_none() {
        val window = Robolectric.buildActivity(Activity::class.java).setup().get()
        val adapter = shadowOf(NfcAdapter.getDefaultAdapter(window))
        val heard = mutableListOf<String>()
        val nfc = AndroidNfc(window)
        adapter.setEnabled(false)
        assertEquals(NfcState.SWITCHED_OFF, nfc.state)
        adapter.setEnabled(true)
        assertEquals(NfcState.ON, nfc.state)
        nfc.begin { heard += it }
        assertTrue(adapter.isInReaderMode)
        adapter.dispatchTagDiscovered(card(byteArrayOf(1), NdefMessage(NdefRecord.createTextRecord("en", "C0000017"))))
        shadowOf(android.os.Looper.getMainLooper()).idle()
        assertEquals(listOf("C0000017"), heard)
        nfc.end()
        assertFalse(adapter.isInReaderMode)
        ShadowNfcAdapter.setNfcHardwareExists(false)
        val none = AndroidNfc(Robolectric.buildActivity(Activity::class.java).setup().get())
        assertEquals(NfcState.NOT_THERE, none.state)
        none.begin { heard += it }
        none.end()
    }

    @Test
    fun a_card_that_is_held_to_it_is_a_scan_and_no_more() {
        val stage = Stage(shop { unlocked(it); enrolled(tap(), "王芳", "13800138000") })
        val state = { stage.activity.cashier.state }
        // The member's own number, on a card that anybody could have written.
        stage.desk.nfc.held!!("M000001")
        stage.until("the member") { (state().sheet as? Sheet.Members)?.found?.singleOrNull()?.number == "M000001" }
        stage.desk.nfc.held!!(number)
        stage.until("what it is not") { state().trouble != null }
        stage.end()
        assertEquals(null, stage.desk.nfc.held)
    }

    @Test
    fun the_settings_say_whether_the_device_reads_cards() {
        val stage = Stage()
        for (there in NfcState.entries) {
            stage.desk.nfc.state = there
            stage.activity.cashier.office.openSettings()
            stage.until("settings") { stage.activity.cashier.state.sheet is Sheet.Settings && stage.find("device:NFC") != null }
            for (language in Language.entries) {
                stage.activity.cashier.chooseLanguage(language)
                stage.until("drawn") { stage.find("device:NFC") != null }
                stage.get("device:NFC").run { requestRectangleOnScreen(android.graphics.Rect(0, -300, width, height + 300), true) }
                stage.shot("143-nfc-${there.name.lowercase()}-${language.name.lowercase()}")
                stage.check("settings, cards $there in $language")
            }
        }
        stage.end()
    }
}
