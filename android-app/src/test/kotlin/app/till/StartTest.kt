package app.till

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The first start, from an empty folder to the screen that was chosen. */
@RunWith(TillRunner::class)
@Config(sdk = [34], qualifiers = "w720dp-h1280dp-port-mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class StartTest {
    @Test
    fun a_new_device_asks_three_things_and_is_at_work() {
        val folder = java.nio.file.Files.createTempDirectory("till").toFile()
        val stage = Stage(folder, mode = null)
        stage.shot("52-start")
        stage.touch("language:ZH")
        stage.until("chinese") { stage.activity.start?.state?.asked?.language == Language.ZH }
        stage.touch("mode:PICKUP")
        stage.touch("sample")
        for (key in "4711") stage.touch("pin:$key")
        stage.shot("53-start-owner")
        stage.touch("pin:ok")
        stage.until("the handheld") { stage.find("typed") != null }
        assertEquals(Language.ZH, stage.activity.pickup.state.language)
        stage.end()
        val again = Stage(folder, Mode.PICKUP, Language.ZH)
        assertTrue("the owner's PIN is asked for", again.find("pin:1") != null)
        again.end()
    }

    private fun walk(name: String) {
        val stage = Stage(mode = null)
        val start = stage.activity.start!!
        fun drawn(step: String) {
            for (language in Language.entries) {
                start.chooseLanguage(language)
                stage.shot("$name-$step-${language.name.lowercase()}")
                stage.check("$step in $language")
            }
        }
        drawn("mode")
        stage.touch("mode:CASHIER")
        drawn("menu")
        stage.touch("sample")
        drawn("owner")
        stage.end()
    }

    private fun large(walk: () -> Unit) {
        org.robolectric.RuntimeEnvironment.setFontScale(1.3f)
        try {
            walk()
        } finally {
            org.robolectric.RuntimeEnvironment.setFontScale(1f)
        }
    }

    @Test
    @Config(qualifiers = "w1366dp-h768dp-land-mdpi")
    fun each_step_fits_a_cashiers_screen() = large { walk("55-start-cashier") }

    @Test
    @Config(qualifiers = "w360dp-h640dp-port-xhdpi")
    fun each_step_fits_a_handheld() = large { walk("56-start-handheld") }

    @Test
    fun a_menu_file_that_is_wrong_says_why_and_a_right_one_opens_the_shop() {
        val stage = Stage(mode = null)
        stage.touch("mode:CASHIER")
        stage.activity.start?.menuFile("{\"format\":\"other\"}")
        stage.touch("skip")
        stage.until("what is wrong") { stage.activity.start?.state?.trouble != null }
        stage.shot("54-start-wrong")
        val menu = java.io.File("../tests/fixtures/burger-shop.catalog.json").readText()
        stage.activity.start?.menuFile(menu)
        stage.touch("skip")
        stage.until("the shop's own menu") { stage.find("search") != null }
        stage.end()
    }
}
