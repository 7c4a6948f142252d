package app.till.start

import app.till.Door
import app.till.Language
import app.till.LiveTill
import app.till.Mode
import app.till.Text
import app.till.Trouble
import app.till.inLanguage
import uniffi.till_mobile.StaffView

/** The first start: what the device is for, which menu, who the owner is. */
class StartPresenter(
    language: Language,
    private val make: (Asked, (Trouble) -> Unit, (Door) -> Unit) -> Unit,
    private val done: (Asked, Door) -> Unit,
    private val show: (State) -> Unit,
) {
    enum class Step { MODE, MENU, OWNER, OPENING }

    data class Asked(val language: Language, val mode: Mode = Mode.CASHIER, val menu: String? = null, val pin: String = "", val copy: java.io.File? = null)

    data class State(val asked: Asked, val step: Step = Step.MODE, val trouble: String? = null)

    var state = State(Asked(language))
        private set

    private fun words(trouble: Trouble) =
        trouble.words?.inLanguage(state.asked.language) ?: Text.FAULT.say(state.asked.language, trouble.reference ?: "?")

    fun begin(trouble: Trouble?) = become { copy(trouble = trouble?.let { words(it) }) }

    fun chooseLanguage(language: Language) = become { copy(asked = asked.copy(language = language), trouble = null) }

    fun chooseMode(mode: Mode) = become { copy(asked = asked.copy(mode = mode), step = Step.MENU, trouble = null) }

    fun sample() = become { copy(asked = asked.copy(menu = null), step = Step.OWNER, trouble = null) }

    /** A copy of a shop: who works there comes with it. */
    fun copyFile(file: java.io.File) {
        become { copy(asked = asked.copy(copy = file)) }
        open()
    }

    /** The text of a chosen file; none where it could not be read. */
    fun menuFile(text: String?) {
        if (text == null) return
        become { copy(asked = asked.copy(menu = text), step = Step.OWNER, trouble = null) }
    }

    fun key(key: Char?) = become {
        val pin = if (key == null) asked.pin.dropLast(1) else (asked.pin + key).take(8)
        copy(asked = asked.copy(pin = pin), trouble = null)
    }

    fun back() = become { copy(step = if (step == Step.OWNER) Step.MENU else Step.MODE, asked = asked.copy(pin = ""), trouble = null) }

    fun skip() {
        become { copy(asked = asked.copy(pin = "")) }
        open()
    }

    fun open() {
        if (state.step == Step.OPENING) return
        become { copy(step = Step.OPENING, trouble = null) }
        val asked = state.asked
        make(asked, { no ->
            // What is wrong in a file is said as the file has it: first that it is the file.
            val file = if (asked.copy == null && asked.menu != null && no.words != null) Text.START_NO_MENU.say(asked.language) + "\n" else ""
            become { copy(asked = asked.copy(copy = null), step = Step.MENU, trouble = file + words(no)) }
        }) { made -> done(asked, made) }
    }

    private fun become(change: State.() -> State) {
        state = state.change()
        show(state)
    }
}

/** Who stands here: a PIN, and the core says whose. */
class SignInPresenter(private val till: LiveTill, language: Language, private val done: (StaffView) -> Unit, private val show: (State) -> Unit) {
    data class State(val language: Language, val typed: String = "", val trouble: String? = null)

    var state = State(language)
        private set

    fun key(key: Char?) = become { copy(typed = if (key == null) typed.dropLast(1) else (typed + key).take(8), trouble = null) }

    fun ok() {
        val pin = state.typed
        till.signIn(pin, { no ->
            become { copy(typed = "", trouble = no.words?.inLanguage(language) ?: Text.FAULT.say(language, no.reference ?: "?")) }
        }, done)
    }

    private fun become(change: State.() -> State) {
        state = state.change()
        show(state)
    }
}
