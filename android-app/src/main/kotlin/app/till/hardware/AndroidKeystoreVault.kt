package app.till.hardware

import android.security.keystore.KeyProperties
import android.security.keystore.KeyProtection
import java.security.Key
import java.security.KeyStore
import java.security.SecureRandom
import javax.crypto.spec.SecretKeySpec
import uniffi.till_mobile.derivedKeys

/**
 * The shop's keys in Android's Keystore, where not even this app can read them. A root is drawn once, its keys are
 * imported by name and the bytes are wiped; a device that is reset loses them, and with them the members' private
 * data: the shop's backup has its own way to them.
 */
class AndroidKeystoreVault : JavaVault() {
    private val store: KeyStore by lazy {
        KeyStore.getInstance("AndroidKeyStore").apply {
            load(null)
            if (!containsAlias(alias(1u, SEAL))) begin(this)
        }
    }

    private fun begin(store: KeyStore) {
        val root = ByteArray(32).also { SecureRandom().nextBytes(it) }
        try {
            // The sealing key last: where it is, all are.
            for (named in derivedKeys(root, 1u)) {
                val seals = named.purpose == SEAL
                val purposes = if (seals) KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT else KeyProperties.PURPOSE_SIGN
                val protection = KeyProtection.Builder(purposes).apply {
                    if (seals) {
                        setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                        setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                    } else {
                        setDigests(KeyProperties.DIGEST_SHA256)
                    }
                }
                val key = SecretKeySpec(named.key, if (seals) KeyProperties.KEY_ALGORITHM_AES else KeyProperties.KEY_ALGORITHM_HMAC_SHA256)
                store.setEntry(alias(1u, named.purpose), KeyStore.SecretKeyEntry(key), protection.build())
                named.key.fill(0)
            }
        } finally {
            root.fill(0)
        }
    }

    override fun key(generation: UByte, purpose: String): Key? = store.getKey(alias(generation, purpose), null)

    override fun known(): List<UByte> =
        (1..255).map { it.toUByte() }.takeWhile { store.containsAlias(alias(it, SEAL)) }

    private fun alias(generation: UByte, purpose: String) = "till.$generation.$purpose"
}
