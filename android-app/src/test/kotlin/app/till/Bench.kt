package app.till

import java.nio.ByteBuffer
import java.nio.file.Files
import java.util.UUID
import uniffi.till_mobile.Channel
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.Tap
import uniffi.till_mobile.TenderAsked

/** What crossing the border costs, on this machine's JVM with the release library. Run by `android-app/bench`. */
object Bench {
    private fun tap() = Tap(UUID.randomUUID().toString(), StagedActivity.NOON, "A", "owner", null)

    private class Times(val median: Long, val p99: Long)

    private fun times(rounds: Int, warm: Int, work: () -> Unit): Times {
        repeat(warm) { work() }
        val taken = LongArray(rounds) {
            val from = System.nanoTime()
            work()
            System.nanoTime() - from
        }
        taken.sort()
        return Times(taken[rounds / 2], taken[rounds * 99 / 100])
    }

    private fun us(ns: Long) = "%.1f µs".format(ns / 1000.0)

    @JvmStatic
    fun main(args: Array<String>) {
        val till = LiveTill.create(Files.createTempDirectory("till").toString(), "A", "owner", StagedActivity.NOON, null).till
        val lines = till.tiles(Channel.COUNTER, StagedActivity.NOON).categories.flatMap { it.tiles }.mapNotNull { it.line }
        val order = till.openOrder(tap(), OrderType.TAKEAWAY, null, null).order
        repeat(20) { till.add(tap(), order, lines[it % lines.size], null) }
        check(till.orderView(order).lines.size == 20)
        val view = times(3000, 2000) { till.orderView(order) }
        val search = times(3000, 2000) { till.found("hj", Channel.COUNTER, 24u) }
        println("the cashier's view of 20 lines:  median ${us(view.median)}, 99 % ${us(view.p99)}   (goal: 99 % at most 1 ms)")
        println("a keystroke of the search:       median ${us(search.median)}, 99 % ${us(search.p99)}   (goal: at most 2 ms)")

        val paid = till.openOrder(tap(), OrderType.TAKEAWAY, null, null).order
        repeat(40) { till.add(tap(), paid, lines[it % lines.size], null) }
        till.pay(tap(), paid, TenderAsked("cash", null, null, null, null))
        check(Native.there) { "the library has no JNI function: java.library.path" }
        val first = till.preview(paid)
        val bytes = first.width.toInt() * first.height.toInt() * 4
        val buffer = ByteBuffer.allocateDirect(bytes)
        // Only the crossing is measured: the picture waits under its ticket.
        fun crossing(fetch: (Long) -> Unit): Times {
            val taken = LongArray(400)
            for (round in -100 until taken.size) {
                val ticket = till.preview(paid).ticket
                val from = System.nanoTime()
                fetch(ticket)
                val ns = System.nanoTime() - from
                if (round >= 0) taken[round] = ns
            }
            taken.sort()
            return Times(taken[taken.size / 2], taken[taken.size * 99 / 100])
        }
        val jni = crossing { Native.pixels(it, buffer) }
        val uniffi = crossing { till.previewBytes(it) }
        println("a preview's pixels (${bytes / 1024} KB) by JNI:    median ${us(jni.median)}, 99 % ${us(jni.p99)}")
        println("the same by UniFFI:              median ${us(uniffi.median)}, 99 % ${us(uniffi.p99)}   (${"%.1f".format(uniffi.median.toDouble() / jni.median)} times; goal: at least 20)")
    }
}
