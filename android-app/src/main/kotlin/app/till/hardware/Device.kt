package app.till.hardware

import uniffi.till_mobile.BootPort
import uniffi.till_mobile.PrinterPorts
import uniffi.till_mobile.PrinterView
import uniffi.till_mobile.SlipLanguage
import uniffi.till_mobile.TicketPer
import uniffi.till_mobile.VaultPort

/**
 * What the machine can do, found at run time. A device without one of these works without it and says so.
 */
interface Device {
    /** The ways to printers that shops call `port:NAME`. */
    val printers: PrinterPorts

    /** Printers that are there now: what they are called, and the profile that fits. */
    fun foundPrinters(): List<FoundPrinter>

    val vault: VaultPort
    val boot: BootPort
    val scanner: Scanner
    val feedback: Feedback
    val display: CustomerDisplay
    val nfc: Nfc

    /** Opens the camera to read one code, which comes as any other scan; false where there is none. */
    fun scanByCamera(window: android.app.Activity): Boolean
}

/** A printer that the device brings along. */
data class FoundPrinter(val address: String, val profile: String, val name: String)

/** The shop's printer at the counter, on one that was found: it prints whatever there is to print. */
fun frontPrinter(found: FoundPrinter) =
    PrinterView("front", found.address, found.profile, listOf("receipt", "refund", "kitchen", "drawer"), null, TicketPer.ORDER, SlipLanguage.BOTH)

/** What reads codes. Whatever reads one tells it to [begin]'s listener, on the main thread. */
interface Scanner {
    /** Whether there is one of its own, besides a keyboard's. */
    val there: Boolean

    fun begin(scanned: (String) -> Unit)

    fun end()
}

/** What a hand feels and an ear hears. */
interface Feedback {
    /** Short, for what is good. */
    fun good()

    /** Long, for what is refused. */
    fun refused()
}

/** What a customer is shown: their order with what it comes to, or, once it is [paid], what goes back. */
data class Faced(val shop: String, val lines: List<Line>, val label: String, val sign: String, val amount: String, val paid: Boolean) {
    data class Line(val qty: String, val name: String, val amount: String)
}

/** The screen that the customer sees. */
interface CustomerDisplay {
    val there: Boolean

    fun show(faced: Faced)

    /** Nobody orders: the shop's picture, or its name. */
    fun idle(picture: java.io.File?, shop: String)

    fun end()
}

/** No scanner: codes are typed. */
object NoScanner : Scanner {
    override val there = false

    override fun begin(scanned: (String) -> Unit) = Unit

    override fun end() = Unit
}

/** Nothing to feel. */
object NoFeedback : Feedback {
    override fun good() = Unit

    override fun refused() = Unit
}
