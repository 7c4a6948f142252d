package app.till

import java.nio.ByteBuffer

/** What crosses without UniFFI: pixels in bulk, into memory that is lent for the call. */
object Native {
    /** Whether the library has it: on a desk `java.library.path` has to name its folder too. */
    val there: Boolean = try {
        System.loadLibrary("till_mobile")
        true
    } catch (missing: UnsatisfiedLinkError) {
        false
    }

    /** Writes a preview's pixels as RGBA into a direct buffer; how many bytes, or below 0 where it could not. */
    @JvmStatic
    external fun pixels(ticket: Long, into: ByteBuffer): Long
}
