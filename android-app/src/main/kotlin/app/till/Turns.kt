package app.till

/** Taps wait for each other: each starts from what the one before it made, however quick the finger is. */
class Turns {
    private val waiting = ArrayDeque<() -> Unit>()

    /** Does it now, or when those before it are [done]. */
    fun take(tap: () -> Unit) {
        waiting.addLast(tap)
        if (waiting.size == 1) tap()
    }

    fun done() {
        waiting.removeFirstOrNull()
        waiting.firstOrNull()?.invoke()
    }
}
