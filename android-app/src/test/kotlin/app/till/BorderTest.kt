package app.till

import com.sun.jna.Callback
import com.sun.jna.NativeLibrary
import java.io.File
import java.nio.ByteBuffer
import java.nio.file.Files
import java.util.UUID
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicReference
import org.junit.AfterClass
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.BeforeClass
import org.junit.Test
import uniffi.till_mobile.BootPort
import uniffi.till_mobile.Channel
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.PortException
import uniffi.till_mobile.PortOutcome
import uniffi.till_mobile.PrinterPort
import uniffi.till_mobile.PrinterPorts
import uniffi.till_mobile.PrinterView
import uniffi.till_mobile.SlipLanguage
import uniffi.till_mobile.TenderAsked
import uniffi.till_mobile.Till
import uniffi.till_mobile.TicketPer
import uniffi.till_mobile.TillException
import uniffi.till_mobile.VaultPort

/** What a careless or broken caller does at the border: a typed error or a clean state, never a crash. */
class BorderTest {
    /** The core's log is a desk's standard error, and JNA says there what a port threw: here that is pages. They go into a file. */
    companion object {
        private val c = NativeLibrary.getInstance("c")
        private var kept = -1
        private var thrown: Callback.UncaughtExceptionHandler? = null

        private fun call(name: String, vararg with: Any): Int = c.getFunction(name).invokeInt(with)

        @JvmStatic
        @BeforeClass
        fun quietly() {
            val log = File("target/border.log").apply { parentFile.mkdirs(); writeText("") }
            val file = call("open", log.path, 1)
            thrown = com.sun.jna.Native.getCallbackExceptionHandler()
            com.sun.jna.Native.setCallbackExceptionHandler { _, what -> log.appendText("$what\n") }
            kept = call("dup", 2)
            call("dup2", file, 2)
            call("close", file)
        }

        @JvmStatic
        @AfterClass
        fun aloud() {
            com.sun.jna.Native.setCallbackExceptionHandler(thrown)
            call("dup2", kept, 2)
            call("close", kept)
        }
    }

    private fun shop(): Till = LiveTill.create(Files.createTempDirectory("till").toString(), "A", "owner", StagedActivity.NOON, null).till

    private fun Till.sold(): String {
        val wings = tiles(Channel.COUNTER, StagedActivity.NOON).categories.flatMap { it.tiles }.first { it.id == "wings" }.line!!
        val order = openOrder(tap(), OrderType.TAKEAWAY, null, null).order
        add(tap(), order, wings, null)
        pay(tap(), order, TenderAsked("cash", null, null, null, null))
        return order
    }

    @Test
    fun a_closed_shop_and_a_destroyed_door_are_errors() {
        val till = shop()
        till.closeShop()
        assertEquals("closed", assertThrows(TillException.Failed::class.java) { till.heldOrders() }.code)
        till.closeShop()
        till.destroy()
        assertThrows(IllegalStateException::class.java) { till.heldOrders() }
    }

    @Test
    fun every_call_of_a_closed_shop_says_so() {
        val till = shop()
        till.closeShop()
        val spoken = EveryCall(UUID.randomUUID().toString()).of(till)
        assertTrue("${spoken.size} calls", spoken.size > 40)
        // What cannot be read is refused before anybody looks whether the shop is open; pixels are not the shop's.
        val other = spoken.filter { (_, thrown) ->
            thrown !is TillException.Failed || thrown.code != "closed"
        }.filter { (name, thrown) -> thrown !is TillException.Refused && name != "previewBytes" }
        assertEquals(emptyList<Any>(), other)
        assertTrue(spoken.count { (_, thrown) -> thrown is TillException.Failed } > spoken.size / 2)
    }

    @Test
    fun no_text_makes_any_call_do_more_than_refuse() {
        val texts = listOf("", "1", "\u0000", "'); DROP TABLE facts; --", "\u202E$\u2028%s{}", "9".repeat(400), "-1", "1e999", "鸡".repeat(7 shl 19), "\uD800")
        for (text in texts) {
            val till = shop()
            val wrong = EveryCall(text).of(till).filter { (_, thrown) ->
                when (thrown) {
                    null, is TillException.Refused -> false
                    // Half a surrogate pair cannot be written down as UTF-8: it does not get across.
                    is java.nio.charset.CharacterCodingException -> text != "\uD800"
                    // Nothing here is the machine's fault, but for a vault that throws at each call.
                    is TillException.Failed -> thrown.code != "vault"
                    else -> true
                }
            }
            assertEquals("${text.take(20)}: ${wrong.map { (name, thrown) -> "$name: $thrown" }}", 0, wrong.size)
            till.foundOrders("", "owner", StagedActivity.NOON, 100u)
            till.closeShop()
        }
    }

    @Test(timeout = 120_000)
    fun a_port_that_calls_the_door_back_is_told_busy_and_nobody_waits_for_ever() {
        val till = shop()
        val told = mutableListOf<String>()
        val vault = object : VaultPort {
            override fun generations(): ByteArray {
                for (call in listOf<() -> Unit>({ till.heldOrders() }, { till.closeShop() })) {
                    told += assertThrows(TillException.Failed::class.java) { call() }.code
                }
                throw PortException.Broken("enough", 0u)
            }
            override fun hmac(generation: UByte, purpose: String, message: ByteArray): ByteArray = ByteArray(32)
            override fun seal(context: ByteArray, plain: ByteArray): ByteArray = plain
            override fun unseal(context: ByteArray, sealed: ByteArray): ByteArray = sealed
        }
        assertThrows(TillException.Failed::class.java) { till.unlock(vault, Desk(Files.createTempDirectory("desk").toFile()).boot) }
        assertEquals(listOf("busy", "busy"), told)
        till.sold()
    }

    /** A printer's port that keeps what it is handed, and throws in one of its calls. */
    private class Throwing(private val kept: java.io.ByteArrayOutputStream, private val at: String, private val thrown: () -> Throwable) : PrinterPort {
        private fun maybe(here: String) {
            if (here == at) throw thrown()
        }
        override fun write(bytes: ByteArray, withinMs: UInt) { maybe("write"); synchronized(kept) { kept.write(bytes) } }
        override fun read(withinMs: UInt): ByteArray { maybe("read"); return ByteArray(0) }
        override fun finish(withinMs: UInt): PortOutcome { maybe("finish"); return PortOutcome.TAKEN }
        override fun late(): List<UInt> { maybe("late"); return emptyList() }
        override fun holdsBack(): Boolean { maybe("holdsBack"); return false }
        override fun shut() { maybe("shut") }
    }

    private fun until(what: String, state: () -> Any, so: () -> Boolean) {
        repeat(3000) {
            if (so()) return
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000)
        }
        throw AssertionError("waited for $what in vain: ${state()}")
    }

    @Test
    fun whatever_a_printers_port_throws_the_slip_is_never_taken_for_printed_and_the_next_one_comes() {
        val thrown = listOf<() -> Throwable>(
            { IllegalStateException("a bug in a driver") },
            // An Error is no Exception. It once passed by the border, and the call counted as done.
            { AssertionError("a bug that asserts") },
            // A message that cannot cross.
            { IllegalStateException("half a pair \uD800") },
        )
        for (at in listOf("open", "write", "read", "finish", "late", "holdsBack", "shut")) for (one in thrown) {
            val where = "$at, ${one()}"
            val till = shop()
            val kept = java.io.ByteArrayOutputStream()
            fun printed(serial: String) = serial in synchronized(kept) { kept.toString(Charsets.ISO_8859_1) }
            val broken = java.util.concurrent.atomic.AtomicBoolean(true)
            till.keepPrinter(tap(), PrinterView("counter", "port:built-in", "generic-80", listOf("receipt"), null, TicketPer.ORDER, SlipLanguage.EN))
            till.printWith(object : PrinterPorts {
                override fun open(name: String, withinMs: UInt): PrinterPort = when {
                    !broken.get() -> Throwing(kept, "nowhere", one)
                    at == "open" -> throw one()
                    else -> Throwing(kept, at, one)
                }
            })
            till.sold()
            // Either somebody has to look after the slip, or it came out, or it waits and says why.
            until("$where: a word about the first slip", till::printing) {
                val now = till.printing()
                now.undecided > 0u || printed("A001") || (now.waiting > 0u && now.why != null)
            }
            if (at == "write") assertEquals("$where: nobody knows", 1u, till.printing().undecided)
            broken.set(false)
            till.sold()
            until("$where: the second receipt", till::printing) { printed("A002") }
            till.closeShop()
        }
    }

    @Test
    fun a_slip_whose_service_answers_late_is_confirmed_and_nobody_has_to_decide() {
        val till = shop()
        val late = java.util.concurrent.atomic.AtomicBoolean(false)
        till.keepPrinter(tap(), PrinterView("counter", "port:built-in", "sunmi-t2", listOf("receipt"), null, TicketPer.ORDER, SlipLanguage.EN))
        till.printWith(object : PrinterPorts {
            override fun open(name: String, withinMs: UInt): PrinterPort = object : PrinterPort {
                override fun write(bytes: ByteArray, withinMs: UInt) = Unit
                override fun read(withinMs: UInt): ByteArray = ByteArray(0)
                override fun finish(withinMs: UInt) = PortOutcome.UNKNOWN
                override fun late(): List<UInt> = if (late.getAndSet(false)) listOf(1u) else emptyList()
                override fun holdsBack() = true
                override fun shut() = Unit
            }
        })
        till.sold()
        until("nobody knows", till::printing) { till.printing().undecided == 1u }
        late.set(true)
        until("it is known", till::printing) { till.printing().undecided == 0u }
        till.closeShop()
    }

    @Test
    fun a_clock_of_the_device_that_throws_is_no_clock_and_the_shop_sells_on() {
        val desk = Desk(Files.createTempDirectory("desk").toFile())
        val clocks = listOf<() -> Nothing>({ throw IllegalStateException("no clock") }, { throw AssertionError("no clock") })
        for (clock in clocks) {
            val till = shop()
            till.unlock(desk.vault, object : BootPort {
                override fun boot(): String = clock()
                override fun sinceMs(): Long = clock()
            })
            val order = till.openOrder(tap(), OrderType.TAKEAWAY, null, null).order
            assertThrows(TillException.Refused::class.java) { till.openWithCode(tap(), order, "28" + "0".repeat(16)) }
            till.sold()
            till.closeShop()
        }
    }

    @Test
    fun any_thread_may_call_and_none_sees_half_a_sale() {
        val till = shop()
        val wrong = AtomicReference<Throwable?>()
        val done = CountDownLatch(4)
        repeat(4) {
            Thread {
                try {
                    repeat(5) { till.sold() }
                } catch (e: Throwable) {
                    wrong.set(e)
                } finally {
                    done.countDown()
                }
            }.start()
        }
        done.await()
        assertEquals(null, wrong.get())
        assertEquals(20, till.foundOrders("", "owner", StagedActivity.NOON, 100u).size)
    }

    @Test
    fun ten_megabytes_broken_unicode_and_no_uuid_are_refused_in_words() {
        val till = shop()
        val page = till.recognise("A".repeat(10 shl 20), "owner", StagedActivity.NOON)
        assertTrue(page.shown.length <= 32)
        // Half a surrogate pair is no character. It once threw something that the app's worker did not catch.
        assertThrows(java.nio.charset.CharacterCodingException::class.java) { till.recognise("\uD800", "owner", StagedActivity.NOON) }
        val direct = java.util.concurrent.Executor { it.run() }
        val live = LiveTill(Door(till), Channel.COUNTER, "A", "owner", { StagedActivity.NOON }, direct, direct)
        var said = ""
        live.recognise("\uD800", { throw AssertionError("it has a page") }) { said = it.shown }
        assertEquals("?", said)
        live.order("\uD800", { said = it.reference ?: "" }) { throw AssertionError("there is no such order") }
        assertTrue(said, "Exception" in said)
        val unread = assertThrows(TillException.Refused::class.java) { till.openOrder(tap().copy(id = "no uuid".repeat(1 shl 20)), OrderType.TAKEAWAY, null, null) }
        assertEquals("bad_format", unread.code)
        assertTrue(unread.words.en, unread.words.en.length < 80)
        val no = assertThrows(TillException.Refused::class.java) { till.orderView("x".repeat(1 shl 20)) }
        assertEquals("unknown_order", no.code)
        till.sold()
    }

    @Test
    fun a_menu_file_that_is_wrong_leaves_no_shop_behind() {
        val folder = Files.createTempDirectory("till").toString()
        for (bad in listOf("", "{", "[]", "{\"format\":\"till-catalog/1\"}", "\u0000".repeat(1000))) {
            assertThrows(TillException.Refused::class.java) { LiveTill.create(folder, "A", "owner", StagedActivity.NOON, bad) }
        }
        assertEquals(null, LiveTill.open(folder))
    }

    @Test
    fun a_vault_that_throws_or_lies_is_a_fault_and_the_shop_sells_on() {
        val vaults = listOf(
            object : VaultPort {
                override fun generations(): ByteArray = throw IllegalStateException("the keystore is broken")
                override fun hmac(generation: UByte, purpose: String, message: ByteArray): ByteArray = ByteArray(32)
                override fun seal(context: ByteArray, plain: ByteArray): ByteArray = plain
                override fun unseal(context: ByteArray, sealed: ByteArray): ByteArray = sealed
            },
            object : VaultPort {
                override fun generations(): ByteArray = byteArrayOf(1)
                override fun hmac(generation: UByte, purpose: String, message: ByteArray): ByteArray = ByteArray(3)
                override fun seal(context: ByteArray, plain: ByteArray): ByteArray = throw PortException.Broken("no", 0u)
                override fun unseal(context: ByteArray, sealed: ByteArray): ByteArray = ByteArray(0)
            },
        )
        for (vault in vaults) {
            val till = shop()
            val folder = Desk(Files.createTempDirectory("desk").toFile())
            assertThrows(TillException::class.java) { till.unlock(vault, folder.boot) }
            till.sold()
        }
    }

    @Test
    fun pixels_cross_once_and_only_into_room_for_them() {
        assertTrue("the library has the JNI function", Native.there)
        val till = shop()
        val order = till.sold()
        val preview = till.preview(order)
        val bytes = Math.toIntExact(preview.width.toLong() * preview.height.toLong() * 4)
        assertEquals(-3, Native.pixels(preview.ticket, ByteBuffer.allocate(bytes)))
        assertEquals(-2, Native.pixels(preview.ticket, ByteBuffer.allocateDirect(bytes - 1)))
        assertEquals(-3, Native.pixels(preview.ticket, ByteBuffer.allocateDirect(bytes).asReadOnlyBuffer()))
        // Memory that the system protects: writing there would end the process.
        val file = Files.createTempFile("till", "mapped")
        Files.write(file, ByteArray(bytes))
        val mapped = java.nio.channels.FileChannel.open(file).use { it.map(java.nio.channels.FileChannel.MapMode.READ_ONLY, 0, bytes.toLong()) }
        assertEquals(-3, Native.pixels(till.preview(order).ticket, mapped))
        val again = till.preview(order)
        val buffer = ByteBuffer.allocateDirect(bytes)
        assertEquals(bytes.toLong(), Native.pixels(again.ticket, buffer))
        assertEquals(-1, Native.pixels(again.ticket, buffer))
        assertEquals(-1, Native.pixels(-5, buffer))
        val same = till.previewBytes(till.preview(order).ticket)
        val through = ByteArray(bytes).also { buffer.get(0, it) }
        assertTrue(same.contentEquals(through))
    }
}
