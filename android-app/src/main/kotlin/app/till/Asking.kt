package app.till

import app.till.hardware.Device
import java.util.UUID
import java.util.concurrent.Executor
import java.util.concurrent.RejectedExecutionException
import uniffi.till_mobile.Channel
import uniffi.till_mobile.Tap
import uniffi.till_mobile.Till
import uniffi.till_mobile.TillException
import uniffi.till_mobile.Words

/**
 * Why something did not happen: words of the core for the person; what failed has a reference to the log as well. [approve] asks the
 * same again with somebody's approval, where that is what was missing.
 */
class Trouble(
    val words: Words?,
    val reference: String?,
    val approve: ((by: String) -> Unit)? = null,
    /** Whether it would be done if a reason were given. */
    val wantsReason: Boolean = false,
    /** Asks the same again once the member said so, where that is what was missing. */
    val consented: (() -> Unit)? = null,
    /** Everything that is wrong with what was filled in, by the place it is at. */
    val wrong: Map<String, Words> = emptyMap(),
) {
    /** The same, with whatever is asked again asked by [ask]. */
    fun again(ask: (() -> Unit) -> Unit): Trouble {
        val (approve, consented) = approve to consented
        val approved = if (approve == null) null else { by: String -> ask { approve(by) } }
        return Trouble(words, reference, approved, wantsReason, if (consented == null) null else ({ ask(consented) }), wrong)
    }
}

typealias No = (Trouble) -> Unit

/** An open shop, handed from who opened it to who asks it. */
class Door internal constructor(internal val till: Till) {
    /** Opens its keys: members and payment codes need them. A shop sells without. */
    fun unlock(device: Device) = quietly("the vault stays closed") { till.unlock(device.vault, device.boot) }

    /** Prints what is to be printed, until the shop is closed. A shop sells without. */
    fun print(device: Device) = quietly("nothing is printed") { till.printWith(device.printers) }

    fun close() = till.closeShop()

    /** What the device lacks is no reason not to sell: the core has logged it. */
    private fun quietly(what: String, work: () -> Unit): String? = try {
        work()
        null
    } catch (no: Exception) {
        "$what: ${no.javaClass.simpleName}"
    }
}

/**
 * How the shop is asked: each question on [work], one after the other, its answer on [screen]. So nothing here blocks the
 * main thread, and two taps never overtake each other. A refusal becomes [Trouble]; what somebody else's approval or the
 * member's own word would change can be asked again as it was. What can be asked is [LiveTill]'s.
 */
abstract class Asking(
    private val door: Door,
    protected val channel: Channel,
    protected val terminal: String,
    /** Who acts. */
    @Volatile var staff: String,
    protected val now: () -> Long,
    private val work: Executor,
    private val screen: Executor,
) {
    /** Who approves of what is asked on this thread. */
    private val approver = ThreadLocal<String?>()

    /** Milliseconds since 1970, as the device has them. */
    fun moment(): Long = now()

    /** A text with what is no character in it (half a surrogate pair) replaced, as it cannot cross otherwise. */
    protected fun whole(text: String) = text.toByteArray(Charsets.UTF_8).toString(Charsets.UTF_8)

    /** A tap gets its id here, once, so that it can be sent again. */
    protected fun tap() = Tap(UUID.randomUUID().toString(), now(), terminal, staff, approver.get())

    /** What takes long and has a way of its own to the shop's file: nothing else waits for it. */
    protected fun <T> askAside(no: No, then: (T) -> Unit, question: Till.() -> T) =
        ask(no, then, null, { Thread(it, "till-aside").start() }, question)

    protected fun <T> ask(no: No, then: (T) -> Unit, by: String? = null, on: Executor = work, question: Till.() -> T) {
        val task = Runnable {
            approver.set(by)
            try {
                val answer = door.till.question()
                screen.execute { then(answer) }
            } catch (refused: TillException.Refused) {
                val again = { who: String -> ask(no, then, who, on, question) }
                val approvable = if (refused.approvable && by == null) again else null
                val consented = { ask(no, then, null, on, question) }.takeIf { refused.consent }
                val wrong = mapOf(refused.path to refused.words) + refused.others.associate { it.path to it.words }
                screen.execute { no(Trouble(refused.words, null, approvable, refused.path == "/reason", consented, wrong)) }
            } catch (failed: TillException.Failed) {
                Journal.note(now(), "failed: ${failed.code} ${failed.reference}")
                screen.execute { no(Trouble(failed.words, failed.reference)) }
            } catch (bug: Exception) {
                // The border's own: a text that is no Unicode, an object that is gone. Nothing was changed.
                Journal.note(now(), "bug: ${bug.javaClass.simpleName}")
                screen.execute { no(Trouble(null, bug.javaClass.simpleName)) }
            } finally {
                approver.remove()
            }
        }
        try {
            on.execute(task)
        } catch (closed: RejectedExecutionException) {
            // The window is gone; nobody waits for the answer.
        }
    }
}
