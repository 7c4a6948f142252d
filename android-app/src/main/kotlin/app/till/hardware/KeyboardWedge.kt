package app.till.hardware

/**
 * A scanner that types: characters that come faster than a person's, ended by Enter. Knows no Android: it is told each
 * character and when it came. A character that stays alone is a person's, and [person] is told of it.
 */
class KeyboardWedge(private val person: (Char) -> Unit = {}, private val scanned: (String) -> Unit) {
    private val typed = StringBuilder()
    private var last = 0L

    /** How many characters came so far: who waits for the next one knows by it whether it came. */
    var count = 0
        private set

    /** Nothing followed: what is there is no scanner's. */
    fun rest() {
        if (typed.length in 1 until SHORTEST) typed.forEach(person)
        if (typed.length < SHORTEST) typed.clear()
    }

    /** One character at a moment in milliseconds; whether it was taken. */
    fun key(character: Char, at: Long): Boolean {
        if (at - last > SLOW_MS) typed.clear()
        last = at
        count++
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
