package app.till

import android.content.Context
import android.content.ContextWrapper
import app.till.hardware.FoundPrinter
import app.till.hardware.NfcState

/** What a device is for. */
enum class Mode { CASHIER, KIOSK, PICKUP }

/** What a page can ask of the window that it is in. */
interface Shell {
    fun chooseMode(mode: Mode)

    fun chooseLanguage(language: Language)

    fun signOut()

    fun foundPrinters(): List<FoundPrinter>

    /** One of the shop's pictures, by the name that the settings have for it. */
    fun picture(name: String): java.io.File

    /** Lets somebody pick another; it comes to the kiosk's settings. */
    fun pickPicture()

    /** Lets somebody pick a menu file, which takes the menu's place. */
    fun pickMenu()

    /** These pictures are in the settings: others are nobody's any more. */
    fun keepPictures(names: List<String>)

    /** A file of this app's own that is not there yet, to be written and then [handOver]ed. */
    fun spare(name: String): java.io.File

    /** Lets somebody say where a file goes; here it is gone afterwards, wherever it went. */
    fun handOver(file: java.io.File)

    /** Whether the device lets this app keep the screen to itself. */
    fun canLock(): Boolean

    /** Whether the device lets this app start when it is switched on. */
    fun canStartAtBoot(): Boolean

    /** Lets somebody say where a file with the newest lines of the log goes. */
    fun exportLog()

    /** What is looked after on this device. */
    val machine: app.till.hardware.Machine

    /** Whether cards are read that are held to the device. */
    fun nfc(): NfcState

    /** Reads one code with the camera; false where there is none. */
    fun scanByCamera(): Boolean

    companion object {
        /** The window of a context; none in a preview. */
        fun of(context: Context): Shell? = when (context) {
            is Shell -> context
            is ContextWrapper -> of(context.baseContext)
            else -> null
        }
    }
}
