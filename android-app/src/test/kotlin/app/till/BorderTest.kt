package app.till

import java.nio.ByteBuffer
import java.nio.file.Files
import java.util.UUID
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicReference
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import uniffi.till_mobile.Channel
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.PortException
import uniffi.till_mobile.Tap
import uniffi.till_mobile.TenderAsked
import uniffi.till_mobile.Till
import uniffi.till_mobile.TillException
import uniffi.till_mobile.VaultPort

/** What a careless or broken caller does at the border: a typed error or a clean state, never a crash. */
class BorderTest {
    private fun tap() = Tap(UUID.randomUUID().toString(), StagedActivity.NOON, "A", "owner", null)

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
        assertEquals(20, till.ordersToday(StagedActivity.NOON, 100u).size)
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
        assertThrows(Exception::class.java) { till.openOrder(tap().copy(id = "no uuid"), OrderType.TAKEAWAY, null, null) }
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
