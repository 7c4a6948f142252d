package app.till.hardware

import android.app.Activity
import android.content.Context
import android.media.AudioManager
import android.net.ConnectivityManager
import android.os.Build
import android.os.StatFs
import android.text.format.DateFormat
import android.text.format.Formatter
import android.view.WindowManager
import app.till.Journal
import java.text.SimpleDateFormat
import java.util.Date
import java.util.Locale
import java.util.TimeZone
import uniffi.till_mobile.CoreView

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

    /** The window is as bright as somebody said, also after a restart; or as the system has it, or as [dim] as a night. */
    fun shine(dim: Float? = null) {
        val bright = dim ?: brightness()?.let { it / STEPS.toFloat() } ?: WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_NONE
        window.window.attributes = window.window.attributes.apply { screenBrightness = bright }
    }

    /** The hours in which this device is dark; none where it never is. */
    fun night(): Hours? = if (kept.getBoolean(NIGHT, false)) hours() else null

    private fun hours() = Hours(kept.getInt(NIGHT_FROM, 23 * 60), kept.getInt(NIGHT_TO, 6 * 60))

    fun nightOn(on: Boolean) = kept.edit().putBoolean(NIGHT, on).apply()

    /** The night begins, or ends, so many half hours later. */
    fun nightFrom(by: Int) = kept.edit().putInt(NIGHT_FROM, later(hours().from, by)).apply()

    fun nightTo(by: Int) = kept.edit().putInt(NIGHT_TO, later(hours().to, by)).apply()

    private fun later(minute: Int, halfHours: Int) = Math.floorMod(minute + halfHours * 30, Hours.DAY)

    /** The newest lines of the log, in a file's words. */
    fun log(core: CoreView): String {
        val moment = SimpleDateFormat("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
        val head = "app ${version()} · core ${core.version} · Android ${Build.VERSION.RELEASE} · ${Build.MANUFACTURER} ${Build.MODEL}"
        return Journal.text(core, head) { moment.format(Date(it)) }
    }

    /** What a copy of the shop is called: by its day, so that a second one does not take the first one's place. */
    fun copyName(): String = "till-${SimpleDateFormat("yyyy-MM-dd-HHmm", Locale.ROOT).format(Date(now()))}.till"

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
        private const val NIGHT = "night"
        private const val NIGHT_FROM = "night.from"
        private const val NIGHT_TO = "night.to"
        const val STEPS = 10
    }
}
