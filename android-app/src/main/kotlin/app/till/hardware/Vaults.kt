package app.till.hardware

import java.io.File
import java.security.Key
import java.security.SecureRandom
import javax.crypto.Cipher
import javax.crypto.Mac
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec
import uniffi.till_mobile.PortException
import uniffi.till_mobile.VaultPort
import uniffi.till_mobile.derivedKeys

/**
 * A vault over Java's cryptography: HMAC-SHA-256 and AES-GCM under named keys. Where the keys lie is for those who
 * build on it: Android's Keystore, or a file on a desk. Sealed bytes are generation, nonce (12), text and tag.
 */
abstract class JavaVault : VaultPort {
    /** The key of this name; none where there is none. */
    protected abstract fun key(generation: UByte, purpose: String): Key?

    /** Which generations there are, oldest first. */
    protected abstract fun known(): List<UByte>

    override fun generations(): ByteArray = guarded { known().map { it.toByte() }.toByteArray() }

    override fun hmac(generation: UByte, purpose: String, message: ByteArray): ByteArray = guarded {
        Mac.getInstance("HmacSHA256").run {
            init(needed(generation, purpose))
            doFinal(message)
        }
    }

    override fun seal(context: ByteArray, plain: ByteArray): ByteArray = guarded {
        val generation = known().last()
        val cipher = Cipher.getInstance(AES)
        cipher.init(Cipher.ENCRYPT_MODE, needed(generation, SEAL))
        cipher.updateAAD(context)
        byteArrayOf(generation.toByte()) + cipher.iv + cipher.doFinal(plain)
    }

    override fun unseal(context: ByteArray, sealed: ByteArray): ByteArray = guarded {
        require(sealed.size > 1 + NONCE) { "too short" }
        val cipher = Cipher.getInstance(AES)
        cipher.init(Cipher.DECRYPT_MODE, needed(sealed[0].toUByte(), SEAL), GCMParameterSpec(128, sealed, 1, NONCE))
        cipher.updateAAD(context)
        cipher.doFinal(sealed, 1 + NONCE, sealed.size - 1 - NONCE)
    }

    private fun needed(generation: UByte, purpose: String): Key =
        key(generation, purpose) ?: throw IllegalArgumentException("no key $purpose of generation $generation")

    private fun <T> guarded(work: () -> T): T = try {
        work()
    } catch (broken: Exception) {
        // What went wrong in a cipher is for nobody's eyes; its name is enough for the log.
        throw PortException.Broken(broken.javaClass.simpleName, 0u)
    }

    companion object {
        const val AES = "AES/GCM/NoPadding"
        const val SEAL = "seal"
        const val NONCE = 12
        val PURPOSES = listOf("root", "auth", "mask", "card_tag", "batch", "find", SEAL)
    }
}

/** Keys made of a root in a file that only this program may read: for desks and tests, not for a shop's device. */
class FileVault(private val file: File) : JavaVault() {
    private val keys: Map<String, Key> by lazy {
        if (!file.exists()) {
            file.parentFile?.mkdirs()
            file.writeBytes(ByteArray(32).also { SecureRandom().nextBytes(it) })
            file.setReadable(false, false)
            file.setReadable(true, true)
        }
        derivedKeys(file.readBytes(), 1u).associate { it.purpose to SecretKeySpec(it.key, if (it.purpose == SEAL) "AES" else "HmacSHA256") }
    }

    override fun key(generation: UByte, purpose: String): Key? = if (generation == 1.toUByte()) keys[purpose] else null

    override fun known(): List<UByte> = listOf(1u)
}
