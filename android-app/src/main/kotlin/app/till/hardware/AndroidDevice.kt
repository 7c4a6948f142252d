package app.till.hardware

import android.app.Activity
import android.app.Presentation
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.content.pm.PackageManager
import android.hardware.display.DisplayManager
import android.os.Build
import android.os.Bundle
import android.os.SystemClock
import android.os.VibrationEffect
import android.os.Vibrator
import android.provider.Settings
import app.till.look.Look
import uniffi.till_mobile.BootPort
import uniffi.till_mobile.PortException
import uniffi.till_mobile.PrinterPort
import uniffi.till_mobile.PrinterPorts

/** The device that the app runs on, with whatever it has. */
class AndroidDevice(private val window: Activity) : Device {
    override val printers: PrinterPorts = AndroidPrinters(window.applicationContext)
    override val vault = AndroidKeystoreVault()
    override val boot: BootPort = AndroidBoot(window.applicationContext)
    override val scanner: Scanner = if (SunmiScanner.there(window)) SunmiScanner(window) else NoScanner
    override val feedback: Feedback = Vibration(window)
    override val display: CustomerDisplay = SecondScreen(window)
    override val nfc: Nfc = AndroidNfc(window)

    override fun foundPrinters(): List<FoundPrinter> = AndroidPrinters.found(window)

    override fun scanByCamera(window: Activity): Boolean = CameraScanner.read(window)
}

/** Opens `port:built-in`, `port:bluetooth:ADDRESS`, `port:usb`. */
class AndroidPrinters(private val context: Context) : PrinterPorts {
    override fun open(name: String, withinMs: UInt): PrinterPort = when {
        name == BUILT_IN && SunmiPrinter.there(context) -> SunmiPrinter(context, withinMs.toLong())
        name == BUILT_IN && IminPrinter.there(context) -> IminPrinter(context, withinMs.toLong())
        name.startsWith(BLUETOOTH) -> BluetoothPrinter(name.removePrefix(BLUETOOTH), withinMs.toLong())
        name == USB -> UsbPrinter(context)
        else -> throw PortException.Broken("this device has no printer $name", 0u)
    }

    companion object {
        const val BUILT_IN = "built-in"
        const val BLUETOOTH = "bluetooth:"
        const val USB = "usb"

        fun found(context: Context): List<FoundPrinter> = listOfNotNull(
            if (SunmiPrinter.there(context)) FoundPrinter("port:$BUILT_IN", "sunmi-v2", "Sunmi") else null,
            if (IminPrinter.there(context)) FoundPrinter("port:$BUILT_IN", "imin-d1", "iMin") else null,
            if (UsbPrinter.there(context)) FoundPrinter("port:$USB", "generic-80", "USB") else null,
        ) + BluetoothPrinter.bonded(context).map { (name, address) -> FoundPrinter("port:$BLUETOOTH$address", "generic-58", name) }
    }
}

/** The time since the device was switched on; sleep counts. */
class AndroidBoot(private val context: Context) : BootPort {
    override fun boot(): String = Settings.Global.getInt(context.contentResolver, Settings.Global.BOOT_COUNT, 0).toString()

    override fun sinceMs(): Long = SystemClock.elapsedRealtime()
}

/** Sunmi's own scanner: its service broadcasts what it read. */
class SunmiScanner(private val context: Context) : Scanner {
    override val there = true
    private var receiver: BroadcastReceiver? = null

    override fun begin(scanned: (String) -> Unit) {
        val receiver = object : BroadcastReceiver() {
            override fun onReceive(context: Context, intent: Intent) {
                intent.getStringExtra("data")?.let(scanned)
            }
        }
        this.receiver = receiver
        val filter = IntentFilter("com.sunmi.scanner.ACTION_DATA_CODE_RECEIVED")
        if (Build.VERSION.SDK_INT >= 33) context.registerReceiver(receiver, filter, Context.RECEIVER_EXPORTED) else context.registerReceiver(receiver, filter)
    }

    override fun end() {
        receiver?.let { context.unregisterReceiver(it) }
        receiver = null
    }

    companion object {
        fun there(context: Context): Boolean = installed(context, "com.sunmi.scanner")
    }
}

/** Whether a vendor's service is on this device. */
fun installed(context: Context, name: String): Boolean = try {
    context.packageManager.getPackageInfo(name, 0)
    true
} catch (missing: PackageManager.NameNotFoundException) {
    false
}

/** Short for good, long for refused. */
class Vibration(context: Context) : Feedback {
    private val vibrator = context.getSystemService(Vibrator::class.java)

    override fun good() = shake(60)

    override fun refused() = shake(600)

    private fun shake(forMs: Long) {
        vibrator?.vibrate(VibrationEffect.createOneShot(forMs, VibrationEffect.DEFAULT_AMPLITUDE))
    }
}

/** The screen that faces the customer, where the device has two. */
class SecondScreen(private val context: Context) : CustomerDisplay {
    private val screens = context.getSystemService(DisplayManager::class.java)?.getDisplays(DisplayManager.DISPLAY_CATEGORY_PRESENTATION)
    override val there = screens?.isNotEmpty() == true
    private var page: Window? = null

    override fun show(faced: Faced) {
        facing()?.facing?.show(faced)
    }

    override fun idle(picture: java.io.File?, shop: String) {
        facing()?.facing?.idle(picture, shop)
    }

    override fun end() {
        page?.dismiss()
        page = null
    }

    private fun facing(): Window? {
        val display = screens?.firstOrNull() ?: return null
        return page ?: Window(context, display).also {
            it.show()
            page = it
        }
    }

    private class Window(context: Context, display: android.view.Display) : Presentation(context, display) {
        val facing = Facing(Look(getContext()))

        override fun onCreate(saved: Bundle?) {
            super.onCreate(saved)
            setContentView(facing.root)
        }
    }
}
