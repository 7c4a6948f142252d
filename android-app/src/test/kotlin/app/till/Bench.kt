package app.till

import java.lang.management.ManagementFactory
import java.nio.ByteBuffer
import java.nio.file.Files
import uniffi.till_mobile.Channel
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.TenderAsked

/**
 * What crossing the border costs, on this machine's JVM with the library that ships. Run by `android-app/bench`.
 *
 * Each figure is taken in [RUNS] runs after one for the JVM's compiler. A round is timed twice: by the clock on the
 * wall, which has the machine's other work in it, and by this thread's processor time, which has not. The 99th
 * percentile is that of one run; the least and the most of the runs are printed, so that a lucky run cannot hide the
 * others. Whether a goal is met is said by both: by the processor's time of the worst run, by the wall of the best and the worst.
 */
object Bench {
    private const val RUNS = 5
    private val threads = ManagementFactory.getThreadMXBean()

    /** One run's rounds, sorted. */
    private class Run(rounds: Int) {
        val wall = LongArray(rounds)
        val cpu = LongArray(rounds)

        fun sorted() = apply {
            wall.sort()
            cpu.sort()
        }
    }

    private class Runs(private val all: List<Run>) {
        private fun LongArray.at(percent: Int) = this[size * percent / 100]

        fun line(percent: Int, of: (Run) -> LongArray): String {
            val taken = all.map { of(it).at(percent) }.sorted()
            return "%.1f-%.1f".format(taken.first() / 1000.0, taken.last() / 1000.0)
        }

        fun median(of: (Run) -> LongArray): Double = all.map { of(it).at(50) }.sorted()[all.size / 2].toDouble()

        /** Whether 99 % took at most so many µs. */
        fun met(most: Int): String {
            fun said(taken: Long) = verdict(taken <= most * 1000L)
            val wall = all.map { it.wall.at(99) }
            return "goal, 99 %% at most %,d µs: %s by the processor's time of the worst run, %s by the wall of the best, %s of the worst"
                .format(most, said(all.maxOf { it.cpu.at(99) }), said(wall.min()), said(wall.max()))
        }

        override fun toString() = "wall 50 % ${line(50, Run::wall)}, 99 % ${line(99, Run::wall)}; processor 50 % ${line(50, Run::cpu)}, 99 % ${line(99, Run::cpu)} µs"
    }

    /** [prepare] is not timed; what it answers is handed to [work]. */
    private fun <T> runs(rounds: Int, prepare: () -> T, work: (T) -> Unit): Runs {
        val all = (0..RUNS).map {
            val run = Run(rounds)
            for (round in 0 until rounds) {
                val with = prepare()
                val cpu = threads.currentThreadCpuTime
                val wall = System.nanoTime()
                work(with)
                run.wall[round] = System.nanoTime() - wall
                run.cpu[round] = threads.currentThreadCpuTime - cpu
            }
            run.sorted()
        }
        return Runs(all.drop(1))
    }

    private fun verdict(met: Boolean) = if (met) "met" else "MISSED"

    @JvmStatic
    fun main(args: Array<String>) {
        val till = LiveTill.create(Files.createTempDirectory("till").toString(), "A", "owner", StagedActivity.NOON, null).till
        val lines = till.tiles(Channel.COUNTER, StagedActivity.NOON).categories.flatMap { it.tiles }.mapNotNull { it.line }
        val order = till.openOrder(tap(), OrderType.TAKEAWAY, null, null).order
        repeat(20) { till.add(tap(), order, lines[it % lines.size], null) }
        check(till.orderView(order).lines.size == 20)

        val view = runs(2000, {}) { till.orderView(order) }
        println("the cashier's view of 20 lines in one call: $view")
        println("  ${view.met(1000)}")
        var more = false
        val change = runs(400, { more = !more }) { till.setQuantity(tap(), order, 3u, if (more) "2" else "1", null) }
        println("a tap that changes a line, committed to this disk: $change")

        val typed = listOf("h", "hj", "hjt", "鸡", "鸡腿", "c", "co", "col", "cola", "6")
        var at = 0
        val search = runs(2000, { typed[at++ % typed.size] }) { till.found(it, Channel.COUNTER, 24u) }
        println("a keystroke of the search: $search")
        println("  ${search.met(2000)}")

        val paid = till.openOrder(tap(), OrderType.TAKEAWAY, null, null).order
        repeat(40) { till.add(tap(), paid, lines[it % lines.size], null) }
        till.pay(tap(), paid, TenderAsked("cash", null, null, null, null))
        check(Native.there) { "the library has no JNI function: java.library.path" }
        val first = till.preview(paid)
        val bytes = first.width.toInt() * first.height.toInt() * 4
        val buffer = ByteBuffer.allocateDirect(bytes)
        // Only the crossing is timed: the picture waits under its ticket.
        val jni = runs(200, { till.preview(paid).ticket }) { check(Native.pixels(it, buffer) == bytes.toLong()) }
        val uniffi = runs(200, { till.preview(paid).ticket }) { check(till.previewBytes(it).size == bytes) }
        println("a preview's pixels (${bytes / 1024} KB) into a direct buffer, by JNI: $jni")
        println("the same pixels as UniFFI's bytes: $uniffi")
        val wall = uniffi.median(Run::wall) / jni.median(Run::wall)
        val cpu = uniffi.median(Run::cpu) / jni.median(Run::cpu)
        println("  %.1f times by the wall, %.1f by the processor's time (medians); goal, at least 20: ${verdict(minOf(wall, cpu) >= 20)}".format(wall, cpu))
    }
}
