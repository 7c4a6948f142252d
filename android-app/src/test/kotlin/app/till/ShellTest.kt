package app.till

import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

/** The app is a thin shell: what it must not contain is looked for in its sources. */
class ShellTest {
    private fun sources() = File("src/main/kotlin").walk().filter { it.extension == "kt" }.associateWith { it.readText() }

    @Test
    fun no_amount_is_reckoned_with() {
        for ((file, text) in sources()) {
            for (offence in offences(text)) throw AssertionError("${file.name}: $offence")
        }
    }

    @Test
    fun the_scan_sees_planted_arithmetic() {
        assertEquals(1, offences("val t = order.total.toDouble() * 2").size)
        assertEquals(1, offences("val t = java.math.BigDecimal(line.net)").size)
        assertEquals(1, offences("val change = given.toLong() - due").size)
        assertEquals(0, offences("val pieces = line.qty.toIntOrNull()").size)
    }

    /** Lines that make a number of an amount's text. Pieces of a line (`qty`) are counted, not money. */
    private fun offences(text: String): List<String> = text.lines().filter { line ->
        val number = Regex("BigDecimal|toDouble|toBigDecimal|toFloatOrNull|toLongOrNull|toLong\\(\\)|parseDouble|NumberFormat|DecimalFormat")
        val whole = Regex("toInt(OrNull)?\\(\\)")
        val drawing = Regex("0x[0-9A-Fa-f]+\\.toInt|x\\.toInt|density|f\\)\\.toInt|UInt|picked\\.toInt")
        val waiting = Regex("Ms\\.to(Long|Int)\\(\\)|to_minute")
        !waiting.containsMatchIn(line) && (number.containsMatchIn(line) || (whole.containsMatchIn(line) && !drawing.containsMatchIn(line) && "qty" !in line))
    }

    @Test
    fun what_the_core_says_is_said_by_the_core() {
        val core = listOf("sold_out", "line_fixed", "not_permitted", "voucher_", "pick 1 more", "再选", "已下架", "会员价", "Gold", "GST")
        for ((file, text) in sources()) for (words in core) assertFalse("${file.name} says $words", words in text)
    }

    @Test
    fun one_class_calls_the_bindings() {
        val calling = sources().filter { (_, text) -> Regex("uniffi\\.till_mobile\\.((Till|TillException|Tap)\\b|\\*)").containsMatchIn(text) }
        assertEquals(setOf("Asking.kt", "LiveTill.kt", "LiveOffice.kt"), calling.keys.map { it.name }.toSet())
    }

    @Test
    fun presenters_know_no_android() {
        val presenters = sources().filter { (file, _) -> file.name.endsWith("Presenter.kt") || file.name in listOf("LiveTill.kt", "Asking.kt", "Texts.kt", "Steps.kt", "Turns.kt", "Idle.kt", "Counter.kt", "CashierState.kt", "Paying.kt", "Room.kt", "Customers.kt", "Cards.kt", "Charges.kt", "Forms.kt", "PeopleSheets.kt", "LivePeople.kt", "Placed.kt", "Office.kt", "LiveOffice.kt", "Products.kt", "Drafts.kt", "Stock.kt", "Printing.kt", "Packages.kt") }
        assertTrue(presenters.size >= 3)
        for ((file, text) in presenters) assertFalse(file.name, "import android." in text)
    }

    @Test
    fun every_text_is_there_in_three_languages() {
        for (text in Text.entries) for (language in Language.entries) {
            assertTrue("$text $language", text.say(language, "1", "2", "3").isNotBlank())
        }
    }
}
