package app.till

import java.io.File
import java.lang.management.ManagementFactory
import java.net.ServerSocket
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Files
import java.util.concurrent.TimeUnit
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** The simulator as a browser meets it: another process, reached over HTTP, a sale clicked through to paper. */
class SimulatorTest {
    private val port = ServerSocket(0).use { it.localPort }
    private val http = HttpClient.newHttpClient()

    private fun ask(path: String, post: String? = null): HttpResponse<ByteArray> {
        val request = HttpRequest.newBuilder(URI("http://127.0.0.1:$port$path"))
        if (post != null) request.POST(HttpRequest.BodyPublishers.ofString(post)) else request.GET()
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray())
    }

    private fun <T : Any> until(what: String, answer: () -> T?): T {
        repeat(600) {
            val got = try { answer() } catch (notYet: java.io.IOException) { null }
            if (got != null) return got
            java.util.concurrent.locks.LockSupport.parkNanos(100_000_000)
        }
        throw AssertionError("waited for $what in vain")
    }

    private fun click(tag: String) {
        val at = until(tag) { ask("/where?tag=$tag").takeIf { it.statusCode() == 200 }?.body()?.toString(Charsets.UTF_8) }
        ask("/down?$at", "")
        ask("/up?$at", "")
    }

    @Test
    fun a_sale_is_clicked_through_and_its_paper_comes_out() {
        val folder = Files.createTempDirectory("simulated").toFile()
        val options = ManagementFactory.getRuntimeMXBean().inputArguments.filter { it.startsWith("--add-opens") || it.startsWith("-Djava.library") || it.startsWith("-Xmx") }
        val own = listOf("robolectric.offline", "robolectric.dependency.dir", "jna.library.path").map { "-D$it=${System.getProperty(it)}" }
        val process = ProcessBuilder(
            listOf(File(System.getProperty("java.home"), "bin/java").path) + options + own +
                listOf("-Dtill.folder=$folder", "-Dtill.port=$port", "-cp", System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path"),
                    "org.junit.runner.JUnitCore", "app.till.Simulator"),
        ).redirectErrorStream(true).redirectOutput(File(folder, "log")).start()
        try {
            until("the page") { ask("/").takeIf { it.statusCode() == 200 } }
            click("mode:CASHIER")
            click("sample")
            click("skip")
            click("category:sides")
            click("tile:wings")
            click("line:0")
            click("pay")
            click("note:0")
            click("next")
            until("the receipt on paper") { ask("/paper").body().toString(Charsets.UTF_8).toInt().takeIf { it > 200 } }
            val paper = ask("/paper.txt").body().toString(Charsets.UTF_8)
            assertTrue(paper, "13.00" in paper)
            val screen = ask("/screen.png?after=0")
            assertEquals("PNG", screen.body().copyOfRange(1, 4).toString(Charsets.US_ASCII))
            val stranger = HttpRequest.newBuilder(URI("http://127.0.0.1:$port/scan")).header("Origin", "http://example.org").POST(HttpRequest.BodyPublishers.ofString("x"))
            assertEquals("another site's page clicks nothing", 403, http.send(stranger.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
            File(System.getProperty("till.screens")).mkdirs()
            File(System.getProperty("till.screens"), "90-simulator-paper.png").writeBytes(ask("/paper.png").body())
        } finally {
            process.destroy()
            process.waitFor(10, TimeUnit.SECONDS)
        }
    }
}
