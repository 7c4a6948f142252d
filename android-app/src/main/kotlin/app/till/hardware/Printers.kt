package app.till.hardware

import android.bluetooth.BluetoothAdapter
import android.bluetooth.BluetoothManager
import android.bluetooth.BluetoothSocket
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.content.ServiceConnection
import android.hardware.usb.UsbConstants
import android.hardware.usb.UsbDevice
import android.hardware.usb.UsbDeviceConnection
import android.hardware.usb.UsbEndpoint
import android.hardware.usb.UsbManager
import android.os.Binder
import android.os.IBinder
import android.os.Parcel
import android.os.RemoteException
import java.io.IOException
import java.util.UUID
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicReference
import uniffi.till_mobile.PortException
import uniffi.till_mobile.PortOutcome
import uniffi.till_mobile.PrinterPort

private fun broken(why: String, handedOver: Int = 0): PortException = PortException.Broken(why, handedOver.toUInt())

/** A service of the device's vendor, bound once and kept; each call is a transaction of its binder. */
internal class VendorService(private val context: Context, private val intent: Intent, private val descriptor: String) {
    private val bound = LinkedBlockingQueue<IBinder>(1)
    private val binder = AtomicReference<IBinder?>()
    private val connection = object : ServiceConnection {
        override fun onServiceConnected(name: ComponentName, service: IBinder) {
            binder.set(service)
            bound.offer(service)
        }

        override fun onServiceDisconnected(name: ComponentName) = binder.set(null)
    }

    fun open(withinMs: Long) {
        if (!context.bindService(intent, connection, Context.BIND_AUTO_CREATE)) throw broken("the printer's service is not there")
        bound.poll(withinMs, TimeUnit.MILLISECONDS) ?: throw broken("the printer's service does not answer")
    }

    /** Calls; an exception of the vendor's is ours. */
    fun call(code: Int, write: Parcel.() -> Unit) = ask(code, write) {}

    /** Calls where a call that fails may have been obeyed all the same: how much was handed over nobody knows. */
    fun commit(code: Int, write: Parcel.() -> Unit) = try {
        call(code, write)
    } catch (no: PortException.Broken) {
        throw broken(no.why, Int.MAX_VALUE)
    }

    fun <T> ask(code: Int, write: Parcel.() -> Unit, read: Parcel.() -> T): T {
        val to = binder.get() ?: throw broken("the printer's service is gone")
        val data = Parcel.obtain()
        val reply = Parcel.obtain()
        try {
            data.writeInterfaceToken(descriptor)
            data.write()
            to.transact(code, data, reply, 0)
            reply.readException()
            return reply.read()
        } catch (gone: RemoteException) {
            throw broken(gone.javaClass.simpleName)
        } catch (no: RuntimeException) {
            throw if (no is PortException) no else broken(no.javaClass.simpleName)
        } finally {
            data.recycle()
            reply.recycle()
        }
    }

    fun close() = context.unbindService(connection)
}

/**
 * What a vendor's callback says, as its interface numbers it. Each job has its own: a service without paper may answer for
 * the last one when the next is on its way.
 */
internal class Callback(descriptor: String, private val resultCode: Int) : Binder() {
    val results = LinkedBlockingQueue<Int>()

    init {
        attachInterface(null, descriptor)
    }

    override fun onTransact(code: Int, data: Parcel, reply: Parcel?, flags: Int): Boolean {
        if (code == INTERFACE_TRANSACTION) return super.onTransact(code, data, reply, flags)
        data.enforceInterface(interfaceDescriptor ?: return false)
        if (code == resultCode) results.offer(data.readInt())
        reply?.writeNoException()
        return true
    }
}

/**
 * A vendor's built-in printer in its transaction mode: a job enters the service's buffer, is sent, is committed, and
 * the callback of the commit says whether it is on paper. Until the commit nothing was handed over.
 */
abstract class VendorPrinter internal constructor(
    internal val service: VendorService,
    private val callbacks: () -> Callback,
    private val calls: Calls,
    private val piece: Int,
) : PrinterPort {
    internal var callback = callbacks()
        private set
    private var entered = false

    /** The numbers of the calls: entering the buffer, sending bytes into it, committing it with a callback. */
    data class Calls(val enter: Int, val send: Int, val commit: Int)

    /** What every call begins with. */
    internal open fun Parcel.head() = Unit

    override fun write(bytes: ByteArray, withinMs: UInt) {
        if (!entered) {
            callback = callbacks()
            service.call(calls.enter) { head(); writeInt(1) }
            entered = true
        }
        // A binder carries about a megabyte for everything at once.
        for (from in bytes.indices step piece) {
            val part = bytes.copyOfRange(from, minOf(from + piece, bytes.size))
            service.call(calls.send) { head(); writeByteArray(part); writeStrongBinder(callback) }
        }
    }

    override fun read(withinMs: UInt): ByteArray = ByteArray(0)

    /** How many jobs were finished here, and the callbacks of those that said nothing in their time. */
    private var finished = 0u
    private val silent = LinkedHashMap<UInt, Callback>()

    override fun finish(withinMs: UInt): PortOutcome {
        val job = ++finished
        service.commit(calls.commit) { head(); writeStrongBinder(callback) }
        entered = false
        return when (callback.results.poll(withinMs.toLong(), TimeUnit.MILLISECONDS)) {
            PRINTED -> PortOutcome.PRINTED
            null -> {
                silent[job] = callback
                // A service that never answers at all is not remembered for ever.
                if (silent.size > MOST_SILENT) silent.remove(silent.keys.first())
                PortOutcome.UNKNOWN
            }
            else -> PortOutcome.NOT_PRINTED
        }
    }

    /** What is heard after its time is told once; that it was not printed a person finds out where the paper is. */
    override fun late(): List<UInt> {
        val heard = silent.mapNotNull { (job, callback) -> callback.results.poll()?.let { job to it } }
        heard.forEach { (job, _) -> silent.remove(job) }
        return heard.filter { (_, result) -> result == PRINTED }.map { (job, _) -> job }
    }

    override fun holdsBack() = true

    override fun shut() = service.close()

    private companion object {
        const val PRINTED = 0
        const val MOST_SILENT = 64
    }
}

/**
 * Sunmi's. Calls are numbered by their order in the vendor's interface `woyou.aidlservice.jiuiv5`, and that order is
 * another one for each series of devices: so the series is asked for by the model's name. Not run on a device yet.
 */
class SunmiPrinter(context: Context, withinMs: Long) : VendorPrinter(
    VendorService(context, Intent(SERVICE).setPackage(PACKAGE), SERVICE).apply { open(withinMs) },
    { Callback(CALLBACK, PRINT_RESULT) },
    callsOf(android.os.Build.MODEL),
    PIECE,
) {
    companion object {
        private const val PACKAGE = "woyou.aidlservice.jiuiv5"
        private const val SERVICE = "woyou.aidlservice.jiuiv5.IWoyouService"
        private const val CALLBACK = "woyou.aidlservice.jiuiv5.ICallback"
        private const val FIRST = IBinder.FIRST_CALL_TRANSACTION
        private const val SEND_RAW = FIRST + 10
        private const val PRINT_RESULT = FIRST + 3
        private const val PIECE = 256 * 1024

        fun callsOf(model: String): Calls = when {
            model.startsWith("T", ignoreCase = true) && model.contains("mini", ignoreCase = true) -> Calls(FIRST + 26, SEND_RAW, FIRST + 36)
            model.startsWith("T", ignoreCase = true) -> Calls(FIRST + 26, SEND_RAW, FIRST + 33)
            else -> Calls(FIRST + 23, SEND_RAW, FIRST + 28)
        }

        fun there(context: Context): Boolean = installed(context, PACKAGE)
    }
}

/** iMin's. Its service gives out a number for whoever prints, which every call begins with. Not run on a device yet. */
class IminPrinter(context: Context, withinMs: Long) : VendorPrinter(
    VendorService(context, Intent(SERVICE).setPackage(PACKAGE), SERVICE).apply { open(withinMs) },
    { Callback(CALLBACK, PRINT_RESULT) },
    Calls(FIRST + 25, FIRST + 24, FIRST + 27),
    PIECE,
) {
    private val mine = service.ask(INIT, { writeString(context.packageName); writeStrongBinder(callback) }) { readInt() }

    override fun Parcel.head() = writeInt(mine)

    companion object {
        private const val PACKAGE = "com.imin.printer"
        private const val SERVICE = "com.imin.printer.INeoPrinterService"
        private const val CALLBACK = "com.imin.printer.IPrinterCallback"
        private const val FIRST = IBinder.FIRST_CALL_TRANSACTION
        private const val INIT = FIRST
        private const val PRINT_RESULT = FIRST + 3
        private const val PIECE = 64 * 1024

        fun there(context: Context): Boolean = installed(context, PACKAGE)
    }
}

/** A paired Bluetooth printer, by the serial port profile. */
class BluetoothPrinter(address: String, withinMs: Long) : PrinterPort {
    private val socket: BluetoothSocket = try {
        @Suppress("DEPRECATION")
        val adapter = BluetoothAdapter.getDefaultAdapter() ?: throw broken("this device has no Bluetooth")
        val socket = adapter.getRemoteDevice(address).createRfcommSocketToServiceRecord(SERIAL_PORT)
        within(withinMs, { socket.close() }) { socket.connect() }
        socket
    } catch (no: IOException) {
        throw broken("nobody answers at $address")
    } catch (no: SecurityException) {
        throw broken("Bluetooth is not permitted: allow it in the device's settings")
    }

    override fun write(bytes: ByteArray, withinMs: UInt) {
        try {
            within(withinMs.toLong(), { socket.close() }) {
                socket.outputStream.write(bytes)
                socket.outputStream.flush()
            }
        } catch (no: IOException) {
            // How much the radio sent nobody says.
            throw broken("the connection is lost", bytes.size)
        }
    }

    override fun read(withinMs: UInt): ByteArray {
        val until = System.nanoTime() + withinMs.toLong() * 1_000_000
        try {
            while (true) {
                val there = socket.inputStream.available()
                if (there > 0) return ByteArray(there).also { socket.inputStream.read(it) }
                if (System.nanoTime() >= until) return ByteArray(0)
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000)
            }
        } catch (no: IOException) {
            throw broken("the connection is lost")
        }
    }

    override fun finish(withinMs: UInt): PortOutcome = PortOutcome.TAKEN

    override fun late(): List<UInt> = emptyList()

    override fun holdsBack() = false

    override fun shut() = socket.close()

    companion object {
        private val SERIAL_PORT = UUID.fromString("00001101-0000-1000-8000-00805F9B34FB")

        /** A blocking call that is cut off when its time is up: sockets of Bluetooth have no timeout of their own. */
        private fun within(ms: Long, cut: () -> Unit, work: () -> Unit) {
            val timer = java.util.Timer("bluetooth", true)
            timer.schedule(object : java.util.TimerTask() {
                override fun run() = cut()
            }, maxOf(1, ms))
            try {
                work()
            } finally {
                timer.cancel()
            }
        }

        /** Paired devices that may be printers: name and address. */
        fun bonded(context: Context): List<Pair<String, String>> = try {
            val adapter = context.getSystemService(BluetoothManager::class.java)?.adapter
            adapter?.bondedDevices?.filter { it.bluetoothClass?.majorDeviceClass == IMAGING }?.map { (it.name ?: it.address) to it.address } ?: emptyList()
        } catch (no: SecurityException) {
            emptyList()
        }

        private const val IMAGING = 0x600
    }
}

/** A printer at the USB port: the first device with an interface of the printer class. */
class UsbPrinter(context: Context) : PrinterPort {
    private val connection: UsbDeviceConnection
    private val out: UsbEndpoint
    private val back: UsbEndpoint?

    init {
        val manager = context.getSystemService(UsbManager::class.java) ?: throw broken("this device has no USB")
        val device = device(manager) ?: throw broken("no printer at the USB port")
        if (!manager.hasPermission(device)) throw broken("USB is not permitted: plug the printer in again and allow it")
        val face = (0 until device.interfaceCount).map { device.getInterface(it) }.first { it.interfaceClass == UsbConstants.USB_CLASS_PRINTER }
        val ends = (0 until face.endpointCount).map { face.getEndpoint(it) }.filter { it.type == UsbConstants.USB_ENDPOINT_XFER_BULK }
        out = ends.firstOrNull { it.direction == UsbConstants.USB_DIR_OUT } ?: throw broken("the USB printer takes no data")
        back = ends.firstOrNull { it.direction == UsbConstants.USB_DIR_IN }
        connection = manager.openDevice(device) ?: throw broken("the USB printer cannot be opened")
        if (!connection.claimInterface(face, true)) {
            connection.close()
            throw broken("another app has the USB printer")
        }
    }

    override fun write(bytes: ByteArray, withinMs: UInt) {
        for (from in bytes.indices step PIECE) {
            val length = minOf(PIECE, bytes.size - from)
            val taken = connection.bulkTransfer(out, bytes, from, length, withinMs.toInt())
            if (taken < length) throw broken("the USB printer took no more", from + maxOf(0, taken))
        }
    }

    override fun read(withinMs: UInt): ByteArray {
        val from = back ?: return ByteArray(0)
        val buffer = ByteArray(64)
        val count = connection.bulkTransfer(from, buffer, buffer.size, withinMs.toInt())
        return buffer.copyOf(maxOf(0, count))
    }

    override fun finish(withinMs: UInt): PortOutcome = PortOutcome.TAKEN

    override fun late(): List<UInt> = emptyList()

    override fun holdsBack() = false

    override fun shut() = connection.close()

    companion object {
        private const val PIECE = 16 * 1024

        private fun device(manager: UsbManager): UsbDevice? = manager.deviceList.values.firstOrNull { device ->
            (0 until device.interfaceCount).any { device.getInterface(it).interfaceClass == UsbConstants.USB_CLASS_PRINTER }
        }

        fun there(context: Context): Boolean = context.getSystemService(UsbManager::class.java)?.let { device(it) } != null
    }
}
