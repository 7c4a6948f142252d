package app.till.cashier

import uniffi.till_mobile.LineView

/** A set that is made at the counter: [lines] of the order go into it, under a [name] and for a price as it is [typed]. */
data class Package(val lines: Set<Int>, val name: String = "", val typed: String = "") : Sheet

/** Sets made at the counter: several lines become one, with a name and a price of its own. */
class Packages(private val counter: Counter) {
    private val till = counter.till
    private val state get() = counter.state

    /** Whether a line can go into one: a product by itself. */
    fun takes(line: LineView) = line.components == null && line.id != "open"

    /** All that can go in does, until something is touched. */
    fun open() {
        val lines = state.order?.lines ?: return
        counter.open(Package(lines.indices.filter { takes(lines[it]) }.toSet()))
    }

    fun line(line: Int) = counter.on<Package> { copy(lines = if (line in lines) lines - line else lines + line) }

    /** Its name as it is typed: the field shows it already. */
    fun named(name: String) = counter.keep { (sheet as? Package)?.let { copy(sheet = it.copy(name = name)) } ?: this }

    fun key(key: Char?) = counter.on<Package> { copy(typed = Counter.typed(typed, key)) }

    fun make() = counter.turns.take {
        val order = state.order ?: return@take counter.turns.done()
        val sheet = state.sheet as? Package ?: return@take counter.turns.done()
        till.makePackage(order.order, sheet.lines.sorted(), sheet.name.trim(), sheet.typed, counter.noThen) {
            counter.became(it) { copy(sheet = null, line = sheet.lines.min()) }
            counter.turns.done()
        }
    }
}
