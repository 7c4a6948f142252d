package app.till

import android.app.Activity
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import app.till.cashier.CashierPresenter
import app.till.cashier.CashierView
import app.till.kiosk.KioskPresenter
import app.till.kiosk.KioskView
import app.till.look.Look
import app.till.look.Tone
import java.io.File
import java.util.Locale
import java.util.concurrent.Executor
import java.util.concurrent.Executors
import uniffi.till_mobile.Channel

/** What a device is for. */
enum class Mode { CASHIER, KIOSK }

/** The app's one window. The shop's file is opened off the main thread; until then the window is calm paper. */
open class TillActivity : Activity() {
    private val work = Executors.newSingleThreadExecutor { Thread(it, "till") }
    private val screen = Executor { task -> Handler(Looper.getMainLooper()).post(task) }

    lateinit var cashier: CashierPresenter
        private set
    lateinit var kiosk: KioskPresenter
        private set

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        requestWindowFeature(android.view.Window.FEATURE_NO_TITLE)
        window.decorView.setBackgroundColor(Tone.GROUND)
        val folder = shopFolder().apply { mkdirs() }.path
        work.execute {
            val door = LiveTill.door(folder, TERMINAL, STAFF, now())
            val channel = if (mode() == Mode.KIOSK) Channel.KIOSK else Channel.COUNTER
            val till = LiveTill(door, channel, TERMINAL, STAFF, ::now, work, screen)
            screen.execute { if (mode() == Mode.KIOSK) beginKiosk(till) else beginCashier(till) }
        }
    }

    private fun beginKiosk(till: LiveTill) {
        lateinit var view: KioskView
        kiosk = KioskPresenter(till, language()) { view.show(it) }
        view = KioskView(Look(this), kiosk)
        setContentView(view.root)
        kiosk.start()
    }

    private fun beginCashier(till: LiveTill) {
        val look = Look(this)
        lateinit var view: CashierView
        cashier = CashierPresenter(till, language()) { view.show(it) }
        view = CashierView(look, cashier)
        setContentView(view.root)
        cashier.start()
    }

    private fun language(): Language = when (Locale.getDefault().language) {
        "zh" -> Language.ZH
        "ms" -> Language.MS
        else -> Language.EN
    }

    /** What this device is for: chosen once, kept with the app. */
    protected open fun mode(): Mode =
        Mode.entries.firstOrNull { it.name == getSharedPreferences("till", MODE_PRIVATE).getString("mode", null) } ?: Mode.CASHIER

    protected open fun shopFolder(): File = File(filesDir, "shop")

    protected open fun now(): Long = System.currentTimeMillis()

    override fun onDestroy() {
        work.shutdown()
        super.onDestroy()
    }

    companion object {
        const val TERMINAL = "A"
        const val STAFF = "owner"
    }
}
