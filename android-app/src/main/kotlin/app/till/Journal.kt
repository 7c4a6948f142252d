package app.till

import uniffi.till_mobile.CoreView

/**
 * What this app did lately, for whoever is asked why something went wrong: the newest lines in memory, the core's beside
 * them. No name, amount, code or number of a person's is written into it; what is written out is masked all the same
 * where it has seven digits or more in a row.
 */
object Journal {
    private const val LINES = 300
    private val lines = ArrayDeque<Pair<Long, String>>()
    private val digits = Regex("\\d{7,}")

    /** Something happened at this moment, in milliseconds since 1970. */
    @Synchronized
    fun note(at: Long, what: String) {
        if (lines.size == LINES) lines.removeFirst()
        lines.addLast(at to what)
    }

    /** The newest lines of the app and of the core, as they came, each with its moment as [moment] writes it. */
    @Synchronized
    fun text(core: CoreView, head: String, moment: (Long) -> String): String {
        val all = lines.map { (at, what) -> at to "app   $what" } + core.log.map { it.at to "core  ${it.text}" }
        return (listOf(head) + all.sortedBy { it.first }.map { (at, what) -> "${moment(at)} ${digits.replace(what, "#")}" }).joinToString("\n", postfix = "\n")
    }
}
