package app.till.hardware

/**
 * A scanner that types: characters that come faster than a person's, ended by Enter. Knows no Android: it is told each
 * character and when it came.
 */
class KeyboardWedge(private val scanned: (String) -> Unit) {
    private val typed = StringBuilder()
    private var last = 0L

    /** One character at a moment in milliseconds; whether it was taken. */
    fun key(character: Char, at: Long): Boolean {
        if (at - last > SLOW_MS) typed.clear()
        last = at
        if (character == '\n' || character == '\r') {
            val text = typed.toString()
            typed.clear()
            if (text.length < SHORTEST) return false
            scanned(text)
            return true
        }
        // A wedge that never ends is no scanner.
        if (typed.length < LONGEST) typed.append(character)
        return true
    }

    companion object {
        /** No person types a character each fifty milliseconds, no scanner takes longer. */
        const val SLOW_MS = 50L
        const val SHORTEST = 3
        const val LONGEST = 4096
    }
}
