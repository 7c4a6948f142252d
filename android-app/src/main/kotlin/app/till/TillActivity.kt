package app.till

import android.app.Activity
import android.app.ActivityManager
import android.app.admin.DevicePolicyManager
import android.content.Context
import android.content.Intent
import android.content.res.Configuration
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.view.ContextThemeWrapper
import android.view.KeyEvent
import android.view.MotionEvent
import android.view.Window
import android.view.WindowManager
import app.till.cashier.CashierPresenter
import app.till.cashier.CashierView
import app.till.hardware.AndroidDevice
import app.till.hardware.Device
import app.till.hardware.FoundPrinter
import app.till.hardware.KeyboardWedge
import app.till.hardware.Machine
import app.till.hardware.Night
import app.till.hardware.frontPrinter
import app.till.kiosk.KioskPresenter
import app.till.kiosk.KioskView
import app.till.look.Look
import app.till.look.Picture
import app.till.look.Tone
import app.till.pickup.PickupPresenter
import app.till.pickup.PickupView
import app.till.start.SignInPresenter
import app.till.start.SignInView
import app.till.start.StartPresenter
import app.till.start.StartView
import java.io.File
import java.util.Locale
import java.util.concurrent.Executor
import java.util.concurrent.Executors
import uniffi.till_mobile.Channel
import uniffi.till_mobile.StaffView

/**
 * The app's one window. The shop's file is opened off the main thread; until then the window is calm paper. What
 * matters is in that file: the window may be killed at any moment and comes back where it was.
 */
open class TillActivity : Activity(), Shell {
    private val work = Executors.newSingleThreadExecutor { Thread(it, "till") }
    private val main = Handler(Looper.getMainLooper())
    private val screen = Executor { task -> main.post(task) }
    private val device: Device by lazy { device() }
    private val wedge = KeyboardWedge({ typed(it) }) { scan(it) }
    private var door: Door? = null
    /** The open shop; none until it is. */
    protected var till: LiveTill? = null
        private set
    private var signedIn: StaffView? = null

    lateinit var cashier: CashierPresenter
        private set
    lateinit var kiosk: KioskPresenter
        private set
    lateinit var pickup: PickupPresenter
        private set
    var start: StartPresenter? = null
        private set
    var signIn: SignInPresenter? = null
        private set

    /** Whatever page is shown: what a scanned text is told to. */
    private var scanned: (String) -> Unit = {}
    private var pulse: (Long) -> Unit = {}
    private var keys: (KeyEvent) -> Boolean = { false }
    private var typed: (Char) -> Unit = {}

    override fun onCreate(saved: Bundle?) {
        requestWindowFeature(Window.FEATURE_NO_TITLE)
        super.onCreate(saved)
        window.decorView.setBackgroundColor(Tone.GROUND)
        // A till that goes dark in the middle of a sale helps nobody.
        window.addFlags(WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON)
        machine.shine()
        night.wake()
        device.scanner.begin { scan(it) }
        val folder = shopFolder().apply { mkdirs() }.path
        work.execute {
            try {
                val opened = LiveTill.open(folder)
                screen.execute { if (opened == null) first(folder) else begin(opened) }
            } catch (no: Exception) {
                val trouble = LiveTill.trouble(no)
                screen.execute { first(folder, trouble) }
            }
        }
        main.postDelayed(beat, BEAT_MS)
    }

    private val beat = object : Runnable {
        override fun run() {
            pulse(now())
            night.pulse(now())
            main.postDelayed(this, BEAT_MS)
        }
    }

    /** No shop yet: what the device is for, and a menu. */
    private fun first(folder: String, trouble: Trouble? = null) {
        lateinit var view: StartView
        val presenter = StartPresenter(language(), { asked, no, then ->
            work.execute {
                val copy = asked.copy
                try {
                    val made = if (copy == null) LiveTill.create(folder, TERMINAL, OWNER, now(), asked.menu) else LiveTill.restore(folder, TERMINAL, OWNER, now(), copy)
                    screen.execute { then(made) }
                } catch (bad: Exception) {
                    val why = LiveTill.trouble(bad)
                    screen.execute { no(why) }
                } finally {
                    copy?.delete()
                }
            }
        }, ::chosen) { view.show(it) }
        view = StartView(Look(this), presenter, ::pickMenuFile) { pick("*/*", PICK_COPY) }
        start = presenter
        setContentView(view.root)
        presenter.begin(trouble)
    }

    /** The first start is over: the shop was made, with an owner or without. */
    private fun chosen(asked: StartPresenter.Asked, made: Door) {
        start = null
        settings().edit().putString(MODE, asked.mode.name).putString(LANGUAGE, asked.language.name).apply()
        // Whose printers, and who works there, came with the copy.
        if (asked.copy != null) return begin(made)
        val till = live(made, OWNER, asked.mode)
        // A printer that is built in is what a shop means by "the printer".
        device.foundPrinters().firstOrNull()?.let { till.keepPrinter(frontPrinter(it), {}) {} }
        if (asked.pin.isEmpty()) return begin(made)
        till.keepStaff(OWNER, Text.OWNER.say(asked.language), uniffi.till_mobile.Role.OWNER, asked.pin, { begin(made) }) {
            signedIn = it.firstOrNull()
            begin(made)
        }
    }

    private fun live(door: Door, staff: String, mode: Mode = mode()): LiveTill {
        val channel = if (mode == Mode.KIOSK) Channel.KIOSK else Channel.COUNTER
        return LiveTill(door, channel, TERMINAL, staff, ::now, work, screen)
    }

    /** The shop is open: its keys, its printers, then who stands here. */
    private fun begin(opened: Door) {
        if (door !== opened) {
            door = opened
            val device = device
            work.execute {
                listOfNotNull(opened.unlock(device), opened.print(device)).forEach {
                    android.util.Log.w("till", it)
                    Journal.note(now(), it)
                }
            }
        }
        val till = live(opened, signedIn?.id ?: settings().getString(KIOSK_STAFF, null) ?: OWNER)
        this.till = till
        till.staff({ go(till) }) { staff ->
            val kioskOf = settings().getString(KIOSK_STAFF, null)
            when {
                staff.isEmpty() || signedIn != null -> go(till)
                // A kiosk starts by itself after a power cut: it acts for whoever put it into the mode.
                mode() == Mode.KIOSK && staff.any { it.id == kioskOf } -> go(till)
                else -> askWho(till)
            }
        }
    }

    private fun askWho(till: LiveTill) {
        lateinit var view: SignInView
        val presenter = SignInPresenter(till, language(), {
            signedIn = it
            till.staff = it.id
            go(till)
        }) { view.show(it) }
        view = SignInView(Look(this), presenter)
        signIn = presenter
        setContentView(view.root)
        view.show(presenter.state)
    }

    private fun go(till: LiveTill) {
        signIn = null
        Journal.note(now(), "begins as ${mode()} in ${language()}")
        when (mode()) {
            Mode.CASHIER -> goCashier(till)
            Mode.KIOSK -> goKiosk(till)
            Mode.PICKUP -> goPickup(till)
        }
    }

    private fun goCashier(till: LiveTill) {
        lateinit var view: CashierView
        val display = device.display
        cashier = CashierPresenter(till, language(), signedIn?.name) { state ->
            view.show(state)
            state.faced()?.let { display.show(it) }
        }
        val idle = Idle(till, { cashier.state.language }) { _, picture -> display.idle(picture?.let(::picture), cashier.state.menu?.shop?.inLanguage(cashier.state.language) ?: "") }
        view = CashierView(Look(roomy()), cashier)
        setContentView(view.root)
        scanned = cashier::scan
        pulse = { now ->
            cashier.pulse(now)
            if (display.there && cashier.state.faced() == null) idle.pulse(now)
        }
        keys = view::key
        typed = view::typed
        lock(false)
        cashier.start()
    }

    /**
     * What a cashier's screen is measured in. A 15.6" screen of 1920 pixels that calls itself 1920 dp wide would show
     * everything at the size of a telephone's, at arm's length: it is drawn a quarter larger.
     */
    private fun roomy(): Context {
        val asIs = resources.configuration
        if (asIs.screenWidthDp < ROOMY_DP) return this
        return ContextThemeWrapper(this, 0).apply {
            applyOverrideConfiguration(Configuration(asIs).apply {
                densityDpi = asIs.densityDpi * 5 / 4
                screenWidthDp = asIs.screenWidthDp * 4 / 5
                screenHeightDp = asIs.screenHeightDp * 4 / 5
            })
        }
    }

    private fun goKiosk(till: LiveTill) {
        lateinit var view: KioskView
        kiosk = KioskPresenter(till, language(), { chooseMode(Mode.CASHIER) }) { view.show(it) }
        view = KioskView(Look(this), kiosk, pictureFolder())
        setContentView(view.root)
        scanned = kiosk::scan
        pulse = kiosk::pulse
        keys = { false }
        typed = {}
        lock(true)
        kiosk.start()
    }

    private fun goPickup(till: LiveTill) {
        lateinit var view: PickupView
        pickup = PickupPresenter(till, language(), device.feedback::good, device.feedback::refused) { view.show(it) }
        view = PickupView(Look(this), pickup, device.scanner.there)
        setContentView(view.root)
        scanned = pickup::scan
        pulse = pickup::pulse
        keys = { false }
        typed = {}
        lock(false)
        pickup.start()
    }

    /** What a scanner read, whichever it is. */
    fun scan(text: String) {
        night.wake()
        scanned(text)
    }

    override fun chooseMode(mode: Mode) {
        settings().edit().putString(MODE, mode.name).putString(KIOSK_STAFF, if (mode == Mode.KIOSK) signedIn?.id else null).apply()
        door?.let { begin(it) }
    }

    override fun chooseLanguage(language: Language) {
        settings().edit().putString(LANGUAGE, language.name).apply()
        if (mode() == Mode.CASHIER) cashier.chooseLanguage(language) else if (mode() == Mode.PICKUP) pickup.chooseLanguage(language)
    }

    /**
     * Keeps the screen to a kiosk, where the device lets us: it does when it is managed and names this app. Anything else
     * would ask the customer first.
     */
    private fun lock(locked: Boolean) {
        val activities = getSystemService(ActivityManager::class.java) ?: return
        val locks = activities.lockTaskModeState != ActivityManager.LOCK_TASK_MODE_NONE
        if (locked && !locks && canLock()) startLockTask()
        if (!locked && locks) stopLockTask()
    }

    override fun canLock(): Boolean = getSystemService(DevicePolicyManager::class.java)?.isLockTaskPermitted(packageName) == true

    override fun canStartAtBoot(): Boolean = BootReceiver.may(this)

    override fun signOut() {
        signedIn = null
        door?.let { begin(it) }
    }

    override val machine by lazy { Machine(this, ::now) }
    private val night by lazy { Night(this, machine, ::now) }

    override fun foundPrinters(): List<FoundPrinter> = device.foundPrinters()

    override fun nfc() = device.nfc.state

    override fun scanByCamera(): Boolean = device.scanByCamera(this)

    /** Also after somebody switched the reader on in the system's settings. */
    override fun onResume() {
        super.onResume()
        device.nfc.begin { scan(it) }
    }

    override fun onPause() {
        device.nfc.end()
        super.onPause()
    }

    override fun onUserInteraction() {
        super.onUserInteraction()
        if (this::kiosk.isInitialized && mode() == Mode.KIOSK) kiosk.touched(now())
    }

    override fun dispatchTouchEvent(event: MotionEvent): Boolean = night.touch(event) || super.dispatchTouchEvent(event)

    /** A key of a button's, or a scanner that types: only where no field is typed in, and faster than a person. */
    override fun dispatchKeyEvent(event: KeyEvent): Boolean {
        night.key(event)
        if (event.action == KeyEvent.ACTION_DOWN && keys(event)) return true
        if (currentFocus is android.widget.EditText || event.action != KeyEvent.ACTION_DOWN) return super.dispatchKeyEvent(event)
        val character = if (event.keyCode == KeyEvent.KEYCODE_ENTER) '\n' else event.unicodeChar.toChar()
        if (character.code != 0 && wedge.key(character, event.eventTime)) {
            val came = wedge.count
            main.postDelayed({ if (wedge.count == came) wedge.rest() }, KeyboardWedge.SLOW_MS + 10)
            return true
        }
        return super.dispatchKeyEvent(event)
    }

    override fun pickMenu() = pickMenuFile()

    private fun pickMenuFile() = pick("*/*", PICK_MENU)

    private fun pick(kind: String, request: Int) =
        startActivityForResult(Intent(Intent.ACTION_OPEN_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType(kind), request)

    override fun picture(name: String): File = File(pictureFolder(), name)

    override fun pickPicture() = pick("image/*", PICK_PICTURE)

    override fun keepPictures(names: List<String>) {
        pictureFolder().listFiles()?.filter { it.name !in names }?.forEach { it.delete() }
    }

    /** Keeps a picture no larger than a kiosk's screen; one that is none is told. */
    fun keepPicture(bytes: ByteArray?) {
        val kept = bytes?.let { Picture.scaled(it) }
        val name = "${now()}-${System.nanoTime() % 1000}.jpg"
        if (kept != null) File(pictureFolder().apply { mkdirs() }, name).writeBytes(kept)
        screen.execute { if (kept == null) cashier.tell(Text.BAD_PICTURE) else cashier.office.addPicture(name) }
    }

    private fun pictureFolder() = File(shopFolder(), "pictures")

    @Deprecated("Deprecated in Java")
    private var handed: File? = null

    override fun spare(name: String): File = File(File(cacheDir, "out").apply { mkdirs() }, name).apply { delete() }

    override fun handOver(file: File) {
        handed = file
        val kind = when (file.extension) {
            "csv" -> "text/csv"
            "txt" -> "text/plain"
            else -> "application/octet-stream"
        }
        try {
            startActivityForResult(Intent(Intent.ACTION_CREATE_DOCUMENT).addCategory(Intent.CATEGORY_OPENABLE).setType(kind).putExtra(Intent.EXTRA_TITLE, file.name), HAND_OVER)
        } catch (nowhere: android.content.ActivityNotFoundException) {
            handedOver(null)
        }
    }

    override fun exportLog() = handOver(spare("till-log.txt").apply { writeText(machine.log(LiveTill.core())) })

    /** Copies what was written to where it was wanted; what is left here could be found. */
    private fun handedOver(uri: android.net.Uri?) {
        val file = handed ?: return
        handed = null
        work.execute {
            val there = try {
                uri != null && contentResolver.openOutputStream(uri)?.use { to -> file.inputStream().use { it.copyTo(to) } } != null
            } catch (unwritable: java.io.IOException) {
                false
            }
            file.delete()
            screen.execute { if (there) cashier.done(Text.FILE_WRITTEN) else cashier.tell(Text.FILE_NOT_WRITTEN) }
        }
    }

    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        if (request == HAND_OVER) return handedOver(data?.data.takeIf { result == RESULT_OK })
        val uri = data?.data ?: return
        if (result != RESULT_OK) return
        if (request == PICK_PICTURE) return work.execute {
            val bytes = try {
                contentResolver.openInputStream(uri)?.use { it.readBytes() }
            } catch (unreadable: java.io.IOException) {
                null
            }
            keepPicture(bytes)
        }
        if (request == PICK_COPY) return work.execute {
            val copy = spare("copy.till")
            val read = try {
                contentResolver.openInputStream(uri)?.use { from -> copy.outputStream().use { from.copyTo(it) } } != null
            } catch (unreadable: java.io.IOException) {
                false
            }
            // What could not be read is told as any file that is no shop's.
            if (!read) copy.writeText("")
            screen.execute { start?.copyFile(copy) }
        }
        if (request != PICK_MENU) return
        work.execute {
            val text = try {
                contentResolver.openInputStream(uri)?.use { it.readBytes() }?.toString(Charsets.UTF_8)
            } catch (unreadable: java.io.IOException) {
                null
            }
            screen.execute { start?.menuFile(text) ?: cashier.products.menuFile(text) }
        }
    }

    private fun settings() = getSharedPreferences(SETTINGS, MODE_PRIVATE)

    private fun language(): Language {
        val chosen = settings().getString(LANGUAGE, null)
        return Language.entries.firstOrNull { it.name == chosen } ?: when (Locale.getDefault().language) {
            "zh" -> Language.ZH
            "ms" -> Language.MS
            else -> Language.EN
        }
    }

    /** What this device is for: chosen once, kept with the app. */
    protected open fun mode(): Mode = Mode.entries.firstOrNull { it.name == settings().getString(MODE, null) } ?: Mode.CASHIER

    protected open fun shopFolder(): File = File(filesDir, "shop")

    protected open fun now(): Long = System.currentTimeMillis()

    protected open fun device(): Device = AndroidDevice(this)

    override fun onDestroy() {
        main.removeCallbacks(beat)
        device.scanner.end()
        device.display.end()
        val open = door
        work.execute { open?.close() }
        work.shutdown()
        super.onDestroy()
    }

    companion object {
        const val TERMINAL = "A"
        const val OWNER = "owner"
        internal const val SETTINGS = "till"
        internal const val MODE = "mode"
        private const val LANGUAGE = "language"
        private const val KIOSK_STAFF = "kiosk.staff"
        private const val PICK_MENU = 1
        private const val PICK_PICTURE = 2
        private const val HAND_OVER = 3
        private const val PICK_COPY = 4
        private const val BEAT_MS = 1000L
        private const val ROOMY_DP = 1700
    }
}
