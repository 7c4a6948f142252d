package app.till.look

import android.view.KeyEvent
import android.view.View
import android.view.ViewGroup
import android.widget.EditText

/**
 * A key for every button that has none of its own: Alt with a digit or a letter, in the order in which the buttons stand.
 * Whoever holds a button down (or rests a mouse on it) sees its key.
 */
class Keys {
    private val keyed = HashMap<Int, View>()

    /** Gives out the keys of what is shown under [root] now. */
    fun giveOut(root: View) {
        keyed.clear()
        val free = (KeyEvent.KEYCODE_1..KeyEvent.KEYCODE_9).asSequence() + (KeyEvent.KEYCODE_A..KeyEvent.KEYCODE_Z).asSequence()
        val keys = free.iterator()
        for (view in buttons(root)) {
            val given = view.tooltipText
            if (given != null && !given.startsWith(ALT)) continue
            if (!keys.hasNext()) return
            val key = keys.next()
            keyed[key] = view
            view.tooltipText = ALT + if (key >= KeyEvent.KEYCODE_A) 'A' + (key - KeyEvent.KEYCODE_A) else '1' + (key - KeyEvent.KEYCODE_1)
        }
    }

    /** Does what the button of this key does; false where it is nobody's. */
    fun press(event: KeyEvent): Boolean {
        if (!event.isAltPressed) return false
        val view = keyed[event.keyCode]?.takeIf { it.isAttachedToWindow && it.isEnabled } ?: return false
        return view.performClick()
    }

    private fun buttons(view: View): Sequence<View> = sequence {
        if (view.visibility != View.VISIBLE) return@sequence
        if (view.isClickable && view !is EditText) yield(view)
        if (view is ViewGroup) for (at in 0 until view.childCount) yieldAll(buttons(view.getChildAt(at)))
    }

    companion object {
        const val ALT = "Alt+"
    }
}
