package app.till.hardware

import android.app.Activity
import android.graphics.Color
import android.view.KeyEvent
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import java.util.Calendar

/** Hours of the device's own clock, in minutes since midnight: from the first, before the last, over midnight or not. */
data class Hours(val from: Int, val to: Int) {
    operator fun contains(minute: Int): Boolean = if (from <= to) minute in from until to else minute >= from || minute < to

    companion object {
        const val DAY = 24 * 60

        fun words(minute: Int): String = "%02d:%02d".format(java.util.Locale.ROOT, minute / 60, minute % 60)
    }
}

/**
 * A device's night: in its hours the window is black and as dim as the device can, once nobody touched it for a while.
 * The first touch only wakes it, so that nothing is pressed unseen; a key wakes it and does what it does, since many
 * scanners are keyboards and what they read must not be lost.
 */
class Night(private val window: Activity, private val machine: Machine, private val now: () -> Long) {
    private var touched = now()
    private var waking = false
    private val cover = View(window).apply {
        setBackgroundColor(Color.BLACK)
        tag = "night"
    }

    private val dark get() = cover.parent != null

    /** A second went by. */
    fun pulse(now: Long) {
        val minute = Calendar.getInstance().run {
            timeInMillis = now
            get(Calendar.HOUR_OF_DAY) * 60 + get(Calendar.MINUTE)
        }
        val night = machine.night()?.contains(minute) == true && now - touched >= AWAKE_MS
        if (night && !dark) fall() else if (!night && dark) rise()
    }

    /** Whether a touch was only to wake it. */
    fun touch(event: MotionEvent): Boolean {
        touched = now()
        if (event.actionMasked == MotionEvent.ACTION_DOWN) waking = dark
        if (dark) rise()
        return waking
    }

    fun key(event: KeyEvent) {
        if (event.action == KeyEvent.ACTION_DOWN) wake()
    }

    /** Somebody is there: a scanner read something. */
    fun wake() {
        touched = now()
        if (dark) rise()
    }

    private fun fall() {
        (window.window.decorView as ViewGroup).addView(cover, ViewGroup.LayoutParams(ViewGroup.LayoutParams.MATCH_PARENT, ViewGroup.LayoutParams.MATCH_PARENT))
        machine.shine(DIMMEST)
    }

    private fun rise() {
        (cover.parent as? ViewGroup)?.removeView(cover)
        machine.shine()
    }

    companion object {
        /** So long it stays bright after somebody touched it. */
        const val AWAKE_MS = 120_000L
        const val DIMMEST = 0.01f
    }
}
