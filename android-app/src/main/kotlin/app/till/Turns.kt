package app.till

/** Taps wait for each other: each starts from what the one before it made, however quick the finger is. */
class Turns {
    private val waiting = ArrayDeque<() -> Unit>()

    /** Does it now, or when those before it are [done]. */
    fun take(tap: () -> Unit) {
        waiting.addLast(tap)
        if (waiting.size == 1) tap()
    }

    /**
     * Says why a tap came to nothing, and ends its turn. What is asked again later, approved or with the member's word,
     * takes a turn of its own: the one that it had is over, and ending it twice would end another tap's.
     */
    fun no(say: No): No = { trouble ->
        say(trouble.again(::take))
        done()
    }

    fun done() {
        waiting.removeFirstOrNull()
        waiting.firstOrNull()?.invoke()
    }
}
