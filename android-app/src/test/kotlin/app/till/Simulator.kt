package app.till

import android.app.Activity
import android.graphics.Bitmap
import android.os.Looper
import android.os.SystemClock
import android.view.KeyEvent
import android.view.MotionEvent
import android.view.View
import android.widget.EditText
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.io.ByteArrayOutputStream
import java.io.File
import java.net.InetAddress
import java.net.InetSocketAddress
import java.time.Duration
import java.util.concurrent.Executors
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The app on a desk: its own clock, a printer that draws. */
class SimulatedActivity : TillActivity() {
    override fun shopFolder() = File(Simulator.folder, "shop")

    override fun device() = Simulator.desk

    /** Gives a member's phone what it needs, and tells the code that it shows now. */
    fun phoneOf(member: String, then: (String) -> Unit) {
        till?.enrolPhone(member, { then("") }) { phone -> then(uniffi.till_mobile.shownCode(phone, now())) } ?: then("")
    }
}

/**
 * The app without a device: its screen as a picture in a browser, clicks and keys passed through, the paper beside it.
 *
 * It is started by `android-app/simulate` and runs until it is ended. Android's main thread is this test's thread: it
 * takes what the browser sent, lets the app work, and draws when something changed. The browser asks for the next
 * picture and gets it when there is one. Only this machine is listened to.
 */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w1366dp-h768dp-land-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class Simulator {
    private val told = LinkedBlockingQueue<() -> Unit>()
    private lateinit var app: ActivityController<SimulatedActivity>
    private var shown = Picture(0, ByteArray(0), 0, 0)
    private val changed = Object()
    private var down: Pair<Float, Float>? = null

    class Picture(val number: Int, val png: ByteArray, val width: Int, val height: Int)

    @Test
    fun simulate() {
        val preset = System.getProperty("till.mode")?.let { name -> Mode.entries.first { it.name.equals(name, ignoreCase = true) } }
        if (preset != null) settings().edit().putString("mode", preset.name).commit()
        size(preset ?: kept())
        open()
        val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.getInteger("till.port", 8123)), 0)
        server.executor = Executors.newCachedThreadPool { Thread(it, "browser").apply { isDaemon = true } }
        server.createContext("/") { answer(it) }
        server.start()
        println("The app is at http://127.0.0.1:${server.address.port}/ (its shop is in ${folder.path}). Ctrl+C ends it.")
        var last = System.nanoTime()
        var drawn = 0
        var mode = kept()
        while (!Thread.currentThread().isInterrupted) {
            told.poll(15, TimeUnit.MILLISECONDS)?.invoke()
            val now = System.nanoTime()
            // However slow this machine is: a short touch is no long one.
            val went = if (down == null) now - last else minOf(now - last, TOUCHED_NS)
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofNanos(went))
            last = now
            // Another mode is another device: its screen has another shape.
            if (kept() != mode) {
                mode = kept()
                app.pause().stop().destroy()
                size(mode)
                open()
            }
            val picture = draw()
            val hash = hash(picture)
            if (hash != drawn) {
                drawn = hash
                show(picture)
            }
        }
    }

    private fun settings() = RuntimeEnvironment.getApplication().getSharedPreferences("till", Activity.MODE_PRIVATE)

    private fun kept(): Mode = Mode.entries.firstOrNull { it.name == settings().getString("mode", null) } ?: Mode.CASHIER

    private fun size(mode: Mode) = RuntimeEnvironment.setQualifiers(
        System.getProperty("till.screen") ?: when (mode) {
            Mode.CASHIER -> "w1366dp-h768dp-land-mdpi"
            Mode.KIOSK -> "w1080dp-h1920dp-port-mdpi"
            Mode.PICKUP -> "w360dp-h640dp-port-xhdpi"
        },
    )

    private fun open() {
        app = Robolectric.buildActivity(SimulatedActivity::class.java).setup()
    }

    private val root: View get() = app.get().window.decorView

    private fun layOut() {
        if (!root.isLayoutRequested) return
        val exactly = { size: Int -> View.MeasureSpec.makeMeasureSpec(size, View.MeasureSpec.EXACTLY) }
        root.measure(exactly(root.width), exactly(root.height))
        root.layout(0, 0, root.width, root.height)
    }

    private fun draw(): Bitmap {
        layOut()
        return Bitmap.createBitmap(root.width, root.height, Bitmap.Config.ARGB_8888).also { root.draw(android.graphics.Canvas(it)) }
    }

    private fun hash(picture: Bitmap): Int {
        val pixels = java.nio.ByteBuffer.allocate(picture.byteCount)
        picture.copyPixelsToBuffer(pixels)
        return pixels.array().contentHashCode()
    }

    private fun show(picture: Bitmap) {
        val png = ByteArrayOutputStream().also { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }.toByteArray()
        synchronized(changed) {
            shown = Picture(shown.number + 1, png, picture.width, picture.height)
            changed.notifyAll()
        }
    }

    // --- what the browser asks ---

    private fun answer(exchange: HttpExchange) {
        try {
            val asked = exchange.requestURI.query?.split("&")?.associate { it.substringBefore("=") to it.substringAfter("=") } ?: emptyMap()
            val body = exchange.requestBody.readBytes().toString(Charsets.UTF_8)
            // A page of another site may send a request here, but it cannot say that it comes from here.
            val from = exchange.requestHeaders.getFirst("Origin")
            val ours = from == null || from.startsWith("http://127.0.0.1:") || from.startsWith("http://localhost:")
            when {
                exchange.requestMethod == "POST" && !ours -> exchange.reply(403, "text/plain", "not from this page".toByteArray())
                exchange.requestMethod == "POST" -> {
                    tell(exchange.requestURI.path, asked, body)
                    exchange.reply(204, "text/plain", ByteArray(0))
                }
                exchange.requestURI.path == "/screen.png" -> {
                    val picture = next(asked["after"]?.toIntOrNull() ?: 0)
                    exchange.responseHeaders.add("X-Picture", picture.number.toString())
                    exchange.reply(200, "image/png", picture.png)
                }
                exchange.requestURI.path == "/paper.png" -> exchange.reply(200, "image/png", desk.paper.png())
                exchange.requestURI.path == "/paper.txt" -> exchange.reply(200, "text/plain; charset=utf-8", desk.paper.text().toByteArray())
                exchange.requestURI.path == "/paper" -> exchange.reply(200, "text/plain", desk.paper.rows().toString().toByteArray())
                exchange.requestURI.path == "/code" -> exchange.reply(200, "text/plain", codes(asked["member"] ?: "").toByteArray())
                exchange.requestURI.path == "/where" -> {
                    val at = where(asked["tag"] ?: "")
                    exchange.reply(if (at == null) 404 else 200, "text/plain", (at ?: "nothing is called so").toByteArray())
                }
                exchange.requestURI.path == "/" -> exchange.reply(200, "text/html; charset=utf-8", PAGE.toByteArray())
                else -> exchange.reply(404, "text/plain", "nothing here".toByteArray())
            }
        } catch (gone: java.io.IOException) {
            // The browser went away.
        } finally {
            exchange.close()
        }
    }

    private fun HttpExchange.reply(code: Int, type: String, bytes: ByteArray) {
        responseHeaders.add("Content-Type", type)
        responseHeaders.add("Cache-Control", "no-store")
        sendResponseHeaders(code, if (bytes.isEmpty()) -1 else bytes.size.toLong())
        if (bytes.isNotEmpty()) responseBody.write(bytes)
    }

    /** The first picture after one that the browser has; the same again after a while, so that nobody waits for ever. */
    private fun next(after: Int): Picture = synchronized(changed) {
        val until = System.nanoTime() + 10_000_000_000
        while (shown.number <= after || shown.number == 0) {
            val left = (until - System.nanoTime()) / 1_000_000
            if (left <= 0) break
            changed.wait(left)
        }
        shown
    }

    private fun tell(path: String, asked: Map<String, String>, body: String) {
        val x = asked["x"]?.toFloatOrNull() ?: 0f
        val y = asked["y"]?.toFloatOrNull() ?: 0f
        when (path) {
            "/down" -> told.put { down = x to y; finger(MotionEvent.ACTION_DOWN, x, y) }
            "/move" -> told.put { if (down != null) finger(MotionEvent.ACTION_MOVE, x, y) }
            "/up" -> told.put { finger(MotionEvent.ACTION_UP, x, y); down = null }
            "/key" -> told.put { key(body) }
            "/scan" -> told.put { app.get().scan(body) }
            "/paper" -> desk.paper.paper(body == "in")
            "/mode" -> told.put { settings().edit().putString("mode", body).commit() }
        }
    }

    private fun finger(action: Int, x: Float, y: Float) {
        val at = SystemClock.uptimeMillis()
        val event = MotionEvent.obtain(at, at, action, x, y, 0)
        app.get().onUserInteraction()
        root.dispatchTouchEvent(event)
        event.recycle()
    }

    /** A key of the browser's: typed into the field that has the focus, else given to the window as a keyboard's. */
    private fun key(name: String) {
        val field = app.get().currentFocus as? EditText
        val named = when (val plain = name.removePrefix("Ctrl+").removePrefix("Alt+")) {
            "Escape" -> KeyEvent.KEYCODE_ESCAPE
            "ArrowUp" -> KeyEvent.KEYCODE_DPAD_UP
            "ArrowDown" -> KeyEvent.KEYCODE_DPAD_DOWN
            "Backspace" -> KeyEvent.KEYCODE_DEL.takeIf { plain != name || field == null }
            "Delete" -> KeyEvent.KEYCODE_FORWARD_DEL
            "Enter" -> KeyEvent.KEYCODE_ENTER.takeIf { field == null }
            "z" -> KeyEvent.KEYCODE_Z.takeIf { plain != name }
            else -> if (Regex("F\\d+").matches(plain) || name.startsWith("Alt+")) KeyEvent.keyCodeFromString("KEYCODE_${plain.uppercase()}") else null
        }
        val at = SystemClock.uptimeMillis()
        val meta = if (name.startsWith("Ctrl+")) KeyEvent.META_CTRL_ON else if (name.startsWith("Alt+")) KeyEvent.META_ALT_ON else 0
        if (named != null && app.get().dispatchKeyEvent(KeyEvent(at, at, KeyEvent.ACTION_DOWN, named, 0, meta))) return
        when {
            field == null && name.length == 1 -> KeyEvent.keyCodeFromString("KEYCODE_${name.uppercase()}").let { code ->
                app.get().dispatchKeyEvent(KeyEvent(SystemClock.uptimeMillis(), SystemClock.uptimeMillis(), KeyEvent.ACTION_DOWN, code, 0))
            }
            field == null -> Unit
            name == "Backspace" -> field.text.let { if (field.selectionStart > 0) it.delete(field.selectionStart - 1, field.selectionStart) }
            name == "Enter" -> field.onEditorAction(android.view.inputmethod.EditorInfo.IME_ACTION_DONE)
            name == "Escape" -> field.clearFocus()
            else -> if (name.codePointCount(0, name.length) == 1) field.text.insert(maxOf(0, field.selectionStart), name)
        }
    }

    /** Where the middle of a view is, as `x=..&y=..`: for those who click without eyes. */
    private fun where(tag: String): String? {
        val answer = LinkedBlockingQueue<String>()
        told.put {
            // A view that an answer just made has no place before it is laid out.
            layOut()
            val view = root.findViewWithTag<View>(tag)?.takeIf { it.isShown }
            view?.requestRectangleOnScreen(android.graphics.Rect(0, 0, view.width, view.height), true)
            val at = IntArray(2).also { view?.getLocationInWindow(it) }
            answer.put(if (view == null) "" else "x=${at[0] + view.width / 2}&y=${at[1] + view.height / 2}")
        }
        return answer.poll(10, TimeUnit.SECONDS)?.ifEmpty { null }
    }

    /** A phone for a member, and the code it shows now: what a desk has in place of a customer. */
    private fun codes(member: String): String {
        val answer = LinkedBlockingQueue<String>()
        told.put { app.get().phoneOf(member) { answer.put(it) } }
        return answer.poll(10, TimeUnit.SECONDS) ?: ""
    }

    companion object {
        private const val TOUCHED_NS = 20_000_000L
        val folder = File(System.getProperty("till.folder") ?: "target/simulated")
        val desk = Desk(folder)
        private val PAGE = Simulator::class.java.getResource("/simulator.html")?.readText() ?: ""
    }
}
