package app.till

import android.graphics.Bitmap
import android.graphics.Canvas
import android.os.Looper
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import java.io.File
import java.io.FileOutputStream
import java.nio.file.Files
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf

/** The app under test, with a shop of its own and a clock that stands still. */
class StagedActivity : TillActivity() {
    override fun shopFolder(): File = folder

    override fun now(): Long = NOON

    override fun mode(): Mode = mode

    companion object {
        lateinit var folder: File
        var mode = Mode.CASHIER
        /** 2026-11-21 12:00 in Singapore. */
        const val NOON = 1_795_233_600_000L
    }
}

/** Drives the app as a person does: finds things by tag, touches them, looks at what is drawn. */
class Stage(folder: File = Files.createTempDirectory("till").toFile(), mode: Mode = Mode.CASHIER) {
    private val controller = run {
        StagedActivity.folder = folder
        StagedActivity.mode = mode
        Robolectric.buildActivity(StagedActivity::class.java).setup()
    }
    val activity: StagedActivity = controller.get()
    private val root: View get() = activity.window.decorView

    init {
        until("the first page") { find("tile:lane-single") != null || find("idle") != null }
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

    private fun layout() {
        val exactly = { size: Int -> View.MeasureSpec.makeMeasureSpec(size, View.MeasureSpec.EXACTLY) }
        root.measure(exactly(root.width), exactly(root.height))
        root.layout(0, 0, root.width, root.height)
        shadowOf(Looper.getMainLooper()).idle()
    }

    fun find(tag: String, within: View = root): View? {
        if (within.tag == tag) return within
        if (within is ViewGroup) for (at in 0 until within.childCount) find(tag, within.getChildAt(at))?.let { return it }
        return null
    }

    fun get(tag: String): View = find(tag) ?: throw AssertionError("nothing on the screen is called $tag")

    /** Touches the middle of a view with a finger: down and up, through the window. */
    fun touch(tag: String) {
        layout()
        get(tag).run { requestRectangleOnScreen(android.graphics.Rect(0, 0, width, height), true) }
        layout()
        val view = get(tag)
        val at = IntArray(2).also { view.getLocationInWindow(it) }
        val (x, y) = at[0] + view.width / 2f to at[1] + view.height / 2f
        for (action in listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP)) {
            val event = MotionEvent.obtain(1000, 1050, action, x, y, 0)
            root.dispatchTouchEvent(event)
            event.recycle()
        }
        shadowOf(Looper.getMainLooper()).idle()
    }

    /** Draws the screen to `target/screens`. */
    fun shot(name: String) {
        layout()
        val bitmap = Bitmap.createBitmap(root.width, root.height, Bitmap.Config.ARGB_8888)
        root.draw(Canvas(bitmap))
        val to = File(System.getProperty("till.screens"), "$name.png").apply { parentFile?.mkdirs() }
        FileOutputStream(to).use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }

    fun everyView(within: View = root): Sequence<View> = sequence {
        yield(within)
        if (within is ViewGroup) for (at in 0 until within.childCount) yieldAll(everyView(within.getChildAt(at)))
    }

    fun end() = controller.pause().stop().destroy()
}
