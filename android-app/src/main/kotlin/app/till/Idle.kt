package app.till

import uniffi.till_mobile.IdleView
import uniffi.till_mobile.Picture
import uniffi.till_mobile.Words

/**
 * What a kiosk and a customer's display show while nobody orders: the shop's pictures one after the other, each as long as
 * the shop says, or that it is closed. Which of them it is now, the core says; it is asked again from time to time. Knows no Android.
 */
class Idle(private val till: LiveTill, private val language: () -> Language, private val show: (closed: Words?, picture: String?) -> Unit) {
    private var view: IdleView? = null
    private var asked: Long? = null
    private var shown: Picture? = null
    private var until = 0L

    /** A second went by, and nobody orders. */
    fun pulse(now: Long) {
        if (now - (asked ?: 0) >= ASK_MS) {
            asked = now
            till.idle(language(), {}) {
                view = it
                turn(till.moment())
            }
        }
        turn(now)
    }

    private fun turn(now: Long) {
        val all = view?.pictures ?: emptyList()
        val at = all.indexOf(shown)
        if (at < 0 || now >= until) {
            shown = if (all.isEmpty()) null else all[(at + 1) % all.size]
            val forMs = (shown?.seconds ?: 0u) * 1000u
            until = now + forMs.toLong()
        }
        show(view?.closed, shown?.file)
    }

    private companion object {
        const val ASK_MS = 20_000L
    }
}
