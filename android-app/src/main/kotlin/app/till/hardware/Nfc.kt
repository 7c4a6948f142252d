package app.till.hardware

import android.app.Activity
import android.nfc.NdefMessage
import android.nfc.NdefRecord
import android.nfc.NfcAdapter
import android.nfc.Tag
import android.nfc.tech.Ndef
import java.nio.charset.StandardCharsets
import kotlin.experimental.and

/** Reads cards that are held to the device. What one says comes as any other scan does, and is believed as little. */
interface Nfc {
    val state: NfcState

    /** From now on, while the window is in front. Whatever is read is told on the main thread. */
    fun begin(scanned: (String) -> Unit)

    fun end()
}

/** Whether a device reads cards. */
enum class NfcState { NOT_THERE, SWITCHED_OFF, ON }

/** No reader: cards are scanned, or their numbers typed. */
object NoNfc : Nfc {
    override val state = NfcState.NOT_THERE

    override fun begin(scanned: (String) -> Unit) = Unit

    override fun end() = Unit
}

/** Android's own reader. A device keeps it for this window alone while it is in front, so no other app answers a card. */
class AndroidNfc(private val window: Activity) : Nfc {
    private val adapter: NfcAdapter? = NfcAdapter.getDefaultAdapter(window)

    override val state: NfcState
        get() = when (adapter?.isEnabled) {
            null -> NfcState.NOT_THERE
            true -> NfcState.ON
            false -> NfcState.SWITCHED_OFF
        }

    override fun begin(scanned: (String) -> Unit) {
        adapter?.enableReaderMode(window, { tag -> said(tag)?.let { window.runOnUiThread { scanned(it) } } }, KINDS, null)
    }

    override fun end() {
        adapter?.disableReaderMode(window)
    }

    companion object {
        private const val KINDS = NfcAdapter.FLAG_READER_NFC_A or NfcAdapter.FLAG_READER_NFC_B or NfcAdapter.FLAG_READER_NFC_F or NfcAdapter.FLAG_READER_NFC_V
        /** Longer than any code there is. */
        private const val MOST = 100

        /** The text that was written on a card; else its own number, which with these letters is no barcode and no code that pays. */
        fun said(tag: Tag): String? = Ndef.get(tag)?.cachedNdefMessage?.let(::text) ?: tag.id?.takeIf { it.isNotEmpty() }?.joinToString("", "NFC") { "%02X".format(it) }

        private fun text(message: NdefMessage): String? = message.records.firstNotNullOfOrNull(::text)

        /** A text record: how long its language is, the language, the text. Whoever wrote it may have written anything. */
        private fun text(record: NdefRecord): String? {
            if (record.tnf != NdefRecord.TNF_WELL_KNOWN || !record.type.contentEquals(NdefRecord.RTD_TEXT)) return null
            val said = record.payload
            val head = said.firstOrNull() ?: return null
            val from = 1 + (head and 0x3F)
            if (from > said.size) return null
            val letters = if (said[0] < 0) StandardCharsets.UTF_16 else StandardCharsets.UTF_8
            return String(said, from, said.size - from, letters).trim().take(MOST).ifEmpty { null }
        }
    }
}
