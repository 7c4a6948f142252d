package app.till

import android.content.Context
import android.content.ContextWrapper
import app.till.hardware.FoundPrinter

/** What a device is for. */
enum class Mode { CASHIER, KIOSK, PICKUP }

/** What a page can ask of the window that it is in. */
interface Shell {
    fun chooseMode(mode: Mode)

    fun chooseLanguage(language: Language)

    fun signOut()

    fun foundPrinters(): List<FoundPrinter>

    /** The kiosk's idle pictures, in the order in which they are shown. */
    fun pictures(): List<java.io.File>

    /** Lets somebody pick another. */
    fun pickPicture()

    /** Lets somebody pick a menu file, which takes the menu's place. */
    fun pickMenu()

    fun dropPicture(picture: java.io.File)

    /** Whether the device lets this app keep the screen to itself. */
    fun canLock(): Boolean

    /** Whether the device lets this app start when it is switched on. */
    fun canStartAtBoot(): Boolean

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
