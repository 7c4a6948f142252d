package app.till

import android.content.ComponentName
import android.content.Intent
import android.os.Binder
import android.os.IBinder
import android.os.Looper
import android.os.Parcel
import app.till.hardware.SunmiPrinter
import java.util.concurrent.CompletableFuture
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import uniffi.till_mobile.PortOutcome

/** A vendor's printing service, as its published interface numbers it, and how the app talks to it. */
@RunWith(TillRunner::class)
@Config(sdk = [34])
class VendorPrinterTest {
    private val service = "woyou.aidlservice.jiuiv5.IWoyouService"
    private val callback = "woyou.aidlservice.jiuiv5.ICallback"
    private val first = IBinder.FIRST_CALL_TRANSACTION

    /** Takes jobs in its transaction mode and calls back when it is told to. */
    private inner class Fake : Binder() {
        val jobs = mutableListOf<ByteArray>()
        val waiting = mutableListOf<IBinder>()
        var atOnce: Int? = null
        private var buffer = ByteArray(0)

        override fun onTransact(code: Int, data: Parcel, reply: Parcel?, flags: Int): Boolean {
            data.enforceInterface(service)
            when (code) {
                first + 23 -> buffer = ByteArray(0)
                first + 10 -> buffer += data.createByteArray()!!
                first + 28 -> {
                    jobs += buffer
                    val back = data.readStrongBinder()
                    atOnce?.let { answer(back, it) } ?: waiting.add(back)
                }
                else -> return false
            }
            reply?.writeNoException()
            return true
        }

        fun answer(back: IBinder, result: Int) {
            val data = Parcel.obtain()
            data.writeInterfaceToken(callback)
            data.writeInt(result)
            back.transact(first + 3, data, Parcel.obtain(), 0)
        }
    }

    private fun bound(fake: Fake): SunmiPrinter {
        val app = RuntimeEnvironment.getApplication()
        val intent = Intent(service).setPackage("woyou.aidlservice.jiuiv5")
        shadowOf(app).setComponentNameAndServiceForBindServiceForIntent(intent, ComponentName("woyou.aidlservice.jiuiv5", "Service"), fake)
        val opening = CompletableFuture.supplyAsync { SunmiPrinter(app, 10_000) }
        repeat(2000) {
            shadowOf(Looper.getMainLooper()).idle()
            if (opening.isDone) return opening.get()
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000)
        }
        throw AssertionError("the service was not bound")
    }

    @Test
    fun a_service_that_calls_back_after_its_time_is_heard_once() {
        val fake = Fake()
        val printer = bound(fake)
        fun job(text: String): PortOutcome {
            printer.write(text.toByteArray(), 100u)
            return printer.finish(30u)
        }
        assertEquals(PortOutcome.UNKNOWN, job("one"))
        assertEquals(PortOutcome.UNKNOWN, job("two"))
        fake.atOnce = 0
        assertEquals(PortOutcome.PRINTED, job("three"))
        fake.atOnce = null
        assertEquals(PortOutcome.UNKNOWN, job("four"))
        assertEquals(listOf("one", "two", "three", "four"), fake.jobs.map { it.toString(Charsets.UTF_8) })
        assertTrue("nothing was said yet", printer.late().isEmpty())
        fake.answer(fake.waiting[1], 0)
        assertEquals("the second job", listOf(2u), printer.late())
        assertTrue("told once", printer.late().isEmpty())
        fake.answer(fake.waiting[0], 1)
        assertTrue("one that failed is no proof of paper", printer.late().isEmpty())
        fake.answer(fake.waiting[2], 0)
        assertEquals("the fourth", listOf(4u), printer.late())
        printer.shut()
    }
}
