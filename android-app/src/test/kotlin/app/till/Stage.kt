package app.till

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.os.Looper
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import app.till.hardware.CustomerDisplay
import app.till.hardware.Device
import app.till.hardware.Faced
import app.till.hardware.Feedback
import app.till.hardware.FileVault
import app.till.hardware.FoundPrinter
import app.till.hardware.Nfc
import app.till.hardware.NfcState
import app.till.hardware.NoScanner
import java.io.File
import java.io.FileOutputStream
import java.nio.file.Files
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import uniffi.till_mobile.BootPort
import uniffi.till_mobile.PaperPrinter
import uniffi.till_mobile.PrinterPort
import uniffi.till_mobile.PrinterPorts

/** A desk in place of a device: a printer of paper pictures, keys in a file, a clock that counts from now. */
class Desk(folder: File) : Device {
    val paper: PaperPrinter = PaperPrinter("epson-tm-t88")
    var felt = mutableListOf<String>()

    /** What a port does instead of printing, for those who look what becomes of it. */
    var port: (() -> PrinterPort)? = null

    override val printers = object : PrinterPorts {
        override fun open(name: String, withinMs: UInt): PrinterPort = port?.invoke() ?: paper
    }
    override val vault = FileVault(File(folder, "keys"))
    override val boot = object : BootPort {
        override fun boot() = "desk"
        override fun sinceMs() = System.nanoTime() / 1_000_000
    }
    override val scanner = NoScanner
    /** What the customer sees, in words: lines and total, or a picture's name. */
    var faced = mutableListOf<String>()
    override val display = object : CustomerDisplay {
        override val there = true
        override fun show(faced: Faced) { this@Desk.faced += (faced.lines.map { it.name } + faced.amount).joinToString() }
        override fun idle(picture: File?, shop: String) { if (faced.lastOrNull() != (picture?.name ?: "")) faced += picture?.name ?: "" }
        override fun end() = Unit
    }
    /** Where cards are held to it: [CardReader.held] holds one. */
    override val nfc = CardReader()
    override val feedback = object : Feedback {
        override fun good() { felt += "good" }
        override fun refused() { felt += "refused" }
    }

    override fun foundPrinters() = listOf(FoundPrinter("port:built-in", "epson-tm-t88", "desk"))

    override fun scanByCamera(window: Activity) = false
}

/** A reader that a test holds cards to, as if they were there. */
class CardReader : Nfc {
    override var state = NfcState.NOT_THERE
    var held: ((String) -> Unit)? = null

    override fun begin(scanned: (String) -> Unit) { held = scanned }

    override fun end() { held = null }
}

/** The app under test, with a shop of its own and a clock that stands still unless it is moved. */
class StagedActivity : TillActivity() {
    override fun shopFolder(): File = folder

    override fun now(): Long = now

    override fun device(): Device = desk

    companion object {
        lateinit var folder: File
        lateinit var desk: Desk
        /** 2026-11-21 12:00 in Singapore. */
        const val NOON = 1_795_233_600_000L
        @Volatile
        var now = NOON
    }
}

/** Drives the app as a person does: finds things by tag, touches them, looks at what is drawn. */
class Stage(
    folder: File = Files.createTempDirectory("till").toFile(),
    mode: Mode? = Mode.CASHIER,
    language: Language = Language.EN,
    fresh: Boolean = true,
) {
    private val controller = run {
        StagedActivity.folder = folder
        StagedActivity.desk = Desk(folder)
        StagedActivity.now = StagedActivity.NOON
        val settings = org.robolectric.RuntimeEnvironment.getApplication().getSharedPreferences("till", Activity.MODE_PRIVATE)
        settings.edit().clear().apply()
        if (mode != null) {
            settings.edit().putString("mode", mode.name).putString("language", language.name).commit()
            // A shop with the sample menu, as the first start makes one.
            if (fresh && !File(folder, "shop.till").exists()) LiveTill.create(folder.apply { mkdirs() }.path, "A", "owner", StagedActivity.NOON, null).close()
        }
        Robolectric.buildActivity(StagedActivity::class.java).setup()
    }
    val activity: StagedActivity = controller.get()
    val desk: Desk = StagedActivity.desk
    private val root: View get() = activity.window.decorView

    init {
        until("the first page") { listOf("tile:lane-single", "idle", "typed", "mode:CASHIER", "pin:1").any { find(it) != null } }
    }

    /** Lets the app work until something is so; fails after a while, saying what was waited for. */
    fun until(what: String, so: () -> Boolean) {
        repeat(2000) {
            shadowOf(Looper.getMainLooper()).idle()
            if (so()) return layout()
            Thread.yield()
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000)
        }
        shot("failed")
        throw AssertionError("waited for $what in vain")
    }

    /** Lets time pass: the app's clock and the window's pulse. */
    fun pass(seconds: Int) = repeat(seconds) {
        StagedActivity.now += 1000
        shadowOf(Looper.getMainLooper()).idleFor(java.time.Duration.ofSeconds(1))
    }

    private fun layout() {
        val exactly = { size: Int -> View.MeasureSpec.makeMeasureSpec(size, View.MeasureSpec.EXACTLY) }
        fun once() {
            root.measure(exactly(root.width), exactly(root.height))
            root.layout(0, 0, root.width, root.height)
        }
        once()
        shadowOf(Looper.getMainLooper()).idle()
        // An answer that came just now made views anew: a finger would find them nowhere.
        once()
    }

    fun find(tag: String, within: View = root): View? {
        if (within.tag == tag) return within
        if (within is ViewGroup) for (at in 0 until within.childCount) find(tag, within.getChildAt(at))?.let { return it }
        return null
    }

    fun get(tag: String): View = find(tag) ?: throw AssertionError("nothing on the screen is called $tag")

    fun words(tag: String): String = (get(tag) as android.widget.TextView).text.toString()

    /** Types into a field. */
    fun write(tag: String, text: String) = (get(tag) as android.widget.EditText).setText(text)

    /** Touches the middle of a view with a finger: down and up, through the window. */
    fun touch(tag: String) {
        layout()
        get(tag).run { requestRectangleOnScreen(android.graphics.Rect(0, 0, width, height), true) }
        layout()
        val view = get(tag)
        val at = IntArray(2).also { view.getLocationInWindow(it) }
        touch(at[0] + view.width / 2f, at[1] + view.height / 2f)
    }

    fun touch(x: Float, y: Float) {
        for (action in listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP)) {
            val event = MotionEvent.obtain(1000, 1050, action, x, y, 0)
            activity.onUserInteraction()
            root.dispatchTouchEvent(event)
            event.recycle()
        }
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** Pushes a view aside with a finger, by so many of its widths; below 0 to the left. */
    fun push(tag: String, widths: Float) {
        layout()
        val view = get(tag)
        val at = IntArray(2).also { view.getLocationInWindow(it) }
        val (x, y) = at[0] + view.width * (if (widths < 0) 0.9f else 0.1f) to at[1] + minOf(view.height / 2f, 24f)
        val steps = 8
        for (step in 0..steps + 1) {
            val action = if (step == 0) MotionEvent.ACTION_DOWN else if (step > steps) MotionEvent.ACTION_UP else MotionEvent.ACTION_MOVE
            val event = MotionEvent.obtain(1000, 1000 + 16L * step, action, x + view.width * widths * minOf(step, steps) / steps, y, 0)
            root.dispatchTouchEvent(event)
            event.recycle()
        }
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** A key of the keyboard's, with Ctrl, with Alt or without. */
    fun key(code: Int, ctrl: Boolean = false, alt: Boolean = false) {
        val meta = (if (ctrl) android.view.KeyEvent.META_CTRL_ON else 0) or (if (alt) android.view.KeyEvent.META_ALT_ON else 0)
        activity.dispatchKeyEvent(android.view.KeyEvent(1000, 1000, android.view.KeyEvent.ACTION_DOWN, code, 0, meta))
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** What holds of every page, as [Measure] has it. */
    fun check(where: String) {
        layout()
        val wrong = wrong()
        if (wrong.isNotEmpty()) throw AssertionError("$where: ${wrong.joinToString("\n  ", prefix = "\n  ")}")
    }

    fun wrong(): List<String> = Measure(root, picture(), find("sheet")).wrong()

    /** Draws the screen to `target/screens`. */
    fun shot(name: String) {
        layout()
        val to = File(System.getProperty("till.screens"), "$name.png").apply { parentFile?.mkdirs() }
        FileOutputStream(to).use { picture().compress(Bitmap.CompressFormat.PNG, 100, it) }
    }

    fun picture(): Bitmap = Bitmap.createBitmap(root.width, root.height, Bitmap.Config.ARGB_8888).also { root.draw(Canvas(it)) }

    fun everyView(within: View = root): Sequence<View> = Measure.every(within)

    /** The process is killed: nothing is told, the next one finds the file as it is. */
    fun end() = controller.pause().stop().destroy()
}
