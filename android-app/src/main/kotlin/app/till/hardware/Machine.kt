package app.till.hardware

import android.app.Activity
import android.content.Context
import android.media.AudioManager
import android.net.ConnectivityManager
import android.os.StatFs
import android.text.format.DateFormat
import android.text.format.Formatter
import java.util.Date
import java.util.TimeZone

/** What a shop looks after on its device. Whatever the device does not allow is none, and shown as not available. */
class Machine(private val window: Activity, private val now: () -> Long) {
    private val audio = window.getSystemService(AudioManager::class.java)
    private val kept get() = window.getSharedPreferences("machine", Context.MODE_PRIVATE)

    /** How loud, of how loud at most; none where the device has a volume of its own. */
    fun volume(): Pair<Int, Int>? = audio?.takeIf { !it.isVolumeFixed }?.run { getStreamVolume(STREAM) to getStreamMaxVolume(STREAM) }

    fun louder(by: Int) {
        val (is_, most) = volume() ?: return
        audio?.setStreamVolume(STREAM, (is_ + by).coerceIn(0, most), 0)
    }

    /** How bright this window is, in steps of ten; none while the system decides. */
    fun brightness(): Int? = kept.getInt(BRIGHT, 0).takeIf { it > 0 }

    fun brighter(by: Int) {
        kept.edit().putInt(BRIGHT, ((brightness() ?: STEPS) + by).coerceIn(1, STEPS)).apply()
        shine()
    }

    /** The window is as bright as somebody said, also after a restart. */
    fun shine() {
        val bright = brightness() ?: return
        window.window.attributes = window.window.attributes.apply { screenBrightness = bright / STEPS.toFloat() }
    }

    /** Whether there is a network; none where the device does not say. */
    fun online(): Boolean? = try {
        window.getSystemService(ConnectivityManager::class.java)?.let { it.activeNetwork != null }
    } catch (forbidden: SecurityException) {
        null
    }

    fun clock(): String {
        val format = DateFormat.getTimeFormat(window)
        return "${DateFormat.getDateFormat(window).format(Date(now()))} ${format.format(Date(now()))} · ${TimeZone.getDefault().id}"
    }

    fun version(): String? = window.packageManager.getPackageInfo(window.packageName, 0).versionName

    fun freeSpace(): String = Formatter.formatShortFileSize(window, StatFs(window.filesDir.path).availableBytes)

    /** The window begins anew, from the shop's file. */
    fun restart() = window.recreate()

    companion object {
        private const val STREAM = AudioManager.STREAM_MUSIC
        private const val BRIGHT = "brightness"
        const val STEPS = 10
    }
}
