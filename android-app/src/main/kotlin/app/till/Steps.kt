package app.till

import uniffi.till_mobile.ChoiceTap
import uniffi.till_mobile.ChoicesView
import uniffi.till_mobile.OrderView
import uniffi.till_mobile.SetTap
import uniffi.till_mobile.SetUnit
import uniffi.till_mobile.SetView

/** Steps of a finger on a half-made line or on the cart, one after the other: the same at the counter and at a kiosk. */
class Steps(private val till: LiveTill, private val turns: Turns, no: No) {
    private val noThen: No = turns.no(no)

    /** A tap on a set's sheet; [now] is what the sheet shows when its turn comes, none where it is gone. */
    fun set(tap: SetTap, now: () -> Pair<String, SetView>?, then: (SetView) -> Unit) = turns.take {
        val (id, view) = now() ?: return@take turns.done()
        till.set(id, view.line, tap, noThen) { then(it); turns.done() }
    }

    fun choice(tap: ChoiceTap, now: () -> Pair<String, ChoicesView>?, then: (ChoicesView) -> Unit) = turns.take {
        val (id, view) = now() ?: return@take turns.done()
        till.choices(id, view.line, tap, noThen) { then(it); turns.done() }
    }

    fun unit(tap: ChoiceTap, now: () -> Pair<SetUnit, ChoicesView>?, then: (ChoicesView) -> Unit) = turns.take {
        val (unit, view) = now() ?: return@take turns.done()
        till.unit(view.line, unit, tap, noThen) { then(it); turns.done() }
    }

    /** One piece more or less; the last one goes with its line ([out]). A weight is not counted in pieces and is left as it is. */
    fun pieces(line: Int, by: Int, now: () -> OrderView?, out: () -> Unit, then: (OrderView) -> Unit) = turns.take {
        val order = now() ?: return@take turns.done()
        val pieces = order.lines.getOrNull(line)?.qty?.toIntOrNull() ?: return@take turns.done()
        if (pieces + by < 1) {
            turns.done()
            return@take out()
        }
        till.quantity(order.order, line, (pieces + by).toString(), null, noThen) { then(it); turns.done() }
    }
}
