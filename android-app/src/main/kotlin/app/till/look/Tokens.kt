package app.till.look

/** Colours, as the look defines them. Every pair of text and ground that is used here passes 4.5 : 1. */
object Tone {
    const val GROUND = 0xFFF5F2EC.toInt()
    const val PAPER = 0xFFFFFFFF.toInt()
    const val LINE = 0xFFE3DED6.toInt()
    const val INK = 0xFF1C1B1A.toInt()
    const val INK_2 = 0xFF57524C.toInt()
    const val INK_3 = 0xFF8A847C.toInt()
    const val ACCENT = 0xFFC43D27.toInt()
    const val ACCENT_INK = 0xFFFFFFFF.toInt()
    const val GOOD = 0xFF1F7A4D.toInt()
    const val WARN = 0xFF8A5A00.toInt()
    const val BAD = 0xFFB3261E.toInt()
    const val GOOD_GROUND = 0xFFE7F2EB.toInt()
    const val WARN_GROUND = 0xFFFAF0DC.toInt()
    const val BAD_GROUND = 0xFFFBEAE8.toInt()
    const val PRESSED = 0x1F1C1B1A
    const val SCRIM = 0x401C1B1A

    /** Grounds of equal lightness, one for each category in turn. */
    private val HUES = intArrayOf(
        0xFFF6E3D3.toInt(), 0xFFF3E6C4.toInt(), 0xFFE3EBCF.toInt(), 0xFFD3EADB.toInt(),
        0xFFD1E8E9.toInt(), 0xFFD9E3F4.toInt(), 0xFFE8DFF3.toInt(), 0xFFF4DDE6.toInt(),
    )

    fun hue(category: Int): Int = HUES[category % HUES.size]
}

/** Sizes of type, in sp. */
object Type {
    const val SMALL = 13f
    const val BODY = 16f
    const val LEAD = 20f
    const val TITLE = 28f
    const val LARGE = 40f
    const val HUGE = 64f
}

/** Distances, in dp. */
object Space {
    const val XS = 4
    const val S = 8
    const val M = 12
    const val L = 16
    const val XL = 24
    const val XXL = 32
    const val CARD = 14
    const val BUTTON = 10
    const val TOUCH = 48
    const val MAIN = 56
}
