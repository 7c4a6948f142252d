package app.till.cashier

import android.text.InputType
import android.view.View
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.TileGrid
import app.till.look.Tone
import app.till.look.WRAP
import app.till.look.choices
import app.till.look.field
import app.till.look.margins
import app.till.look.named
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.KioskAsks
import uniffi.till_mobile.KioskSettings
import uniffi.till_mobile.Language
import uniffi.till_mobile.OrderType

/** What the shop's kiosks offer, as one form: kept whole, or refused with what is wrong. */
class KioskPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        if (sheet !is Sheet.Kiosk) return
        val settings = sheet.settings
        title.text = say(Text.KIOSK_SETTINGS)
        body.addView(look.section(say(Text.KIOSK_TYPES)))
        many(listOf(OrderType.DINE_IN to say(Text.DINE_IN), OrderType.TAKEAWAY to say(Text.TAKEAWAY)), settings.orderTypes, "kiosk-type") { copy(orderTypes = it) }
        body.addView(look.section(say(Text.KIOSK_ASKS)))
        val asks = listOf(KioskAsks.NOTHING to say(Text.KIOSK_ASKS_NOTHING), KioskAsks.TABLE to say(Text.KIOSK_ASKS_TABLE), KioskAsks.PAGER to say(Text.KIOSK_ASKS_PAGER))
        body.addView(look.choices(asks, settings.asks, "kiosk-asks") { presenter.office.kiosk { copy(asks = it) } }.sized(FILL, WRAP))
        body.addView(look.section(say(Text.KIOSK_TENDERS)))
        val tenders = sheet.all.tenders.filter { !it.cash }.map { it.id to it.name.inLanguage(language) }
        many(tenders, settings.tenders, "kiosk-tender") { copy(tenders = it) }
        toggle(say(Text.KIOSK_AT_COUNTER), settings.atCounter, "kiosk-counter") { copy(atCounter = !atCounter) }
        body.addView(look.section(say(Text.KIOSK_LIMITS)))
        pair(
            number(Text.KIOSK_LEAST, "kiosk-least", settings.least ?: "") { copy(least = it.ifBlank { null }) },
            number(Text.KIOSK_MOST, "kiosk-most", settings.most ?: "") { copy(most = it.ifBlank { null }) },
        )
        pair(
            number(Text.KIOSK_PATIENCE, "kiosk-patience", settings.patienceS.toString()) { copy(patienceS = it.trim().toUIntOrNull() ?: 0u) },
            number(Text.KIOSK_COUNTDOWN, "kiosk-countdown", settings.countdownS.toString()) { copy(countdownS = it.trim().toUIntOrNull() ?: 0u) },
        )
        body.addView(look.section(say(Text.LANGUAGE)))
        many(Language.entries.map { it to longName(it) }, settings.languages, "kiosk-language") { copy(languages = it) }
        toggle(say(Text.KIOSK_HELP_BUTTON), settings.help, "kiosk-help") { copy(help = !help) }
        body.addView(look.section(say(Text.KIOSK_HIDDEN)))
        for (category in sheet.all.categories) {
            val shown = category.id !in settings.hiddenCategories
            row(category.name.inLanguage(language), shown, "kiosk-category:${category.id}", strong = true) { copy(hiddenCategories = without(hiddenCategories, category.id)) }
            if (shown) category.tiles.forEach { tile ->
                row(tile.name.inLanguage(language), tile.id !in settings.hiddenProducts, "kiosk-product:${tile.id}", strong = false) { copy(hiddenProducts = without(hiddenProducts, tile.id)) }
            }
        }
        foot.addView(look.button(say(Text.SAVE), Loud.MAIN, 64) { presenter.office.keepKiosk() }.apply { tag = "save-kiosk" }.sized(FILL, look.dp(64)))
    }

    private fun longName(language: Language) = when (language) {
        Language.ZH -> app.till.Language.ZH
        Language.EN -> app.till.Language.EN
        Language.MS -> app.till.Language.MS
    }.longName

    private fun <T> without(all: List<T>, one: T): List<T> = if (one in all) all - one else all + one

    /** Several of which any may be chosen; what is chosen has a tick as well as a ground. */
    private fun <T> many(all: List<Pair<T, String>>, chosen: List<T>, tag: String, change: KioskSettings.(List<T>) -> KioskSettings) {
        val grid = TileGrid(look.context, 3, look.dp(Space.S))
        for ((value, words) in all) {
            val on = value in chosen
            grid.addView(look.button((if (on) "✓ " else "") + words, Loud.QUIET) { presenter.office.kiosk { change(without(chosen, value)) } }.apply {
                this.tag = "$tag:$value"
                padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
                if (on) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
            })
        }
        body.addView(grid.sized(FILL, WRAP))
    }

    private fun toggle(words: String, on: Boolean, tag: String, change: KioskSettings.() -> KioskSettings) {
        val button = look.button((if (on) "✓ " else "") + words, Loud.QUIET) { presenter.office.kiosk(change) }.apply {
            this.tag = tag
            if (on) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
        }
        body.addView(button.sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.S)))
    }

    private fun number(text: Text, tag: String, now: String, change: KioskSettings.(String) -> KioskSettings): View {
        val field = look.field(say(text), tag, now, onChange = { typed -> presenter.office.kioskTyped { change(typed) } })
        field.inputType = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL
        return look.named(field)
    }

    private fun pair(left: View, right: View) = body.addView(look.row(left.sized(0, WRAP, 1f), right.sized(0, WRAP, 1f).margins(left = look.dp(Space.M))).sized(FILL, WRAP))

    /** A product or category, and whether kiosks show it. */
    private fun row(words: String, shown: Boolean, tag: String, strong: Boolean, change: KioskSettings.() -> KioskSettings) {
        val badge = if (shown) look.badge("✓ " + say(Text.KIOSK_SHOWN), Tone.GOOD, Tone.GOOD_GROUND) else look.badge(say(Text.KIOSK_NOT_SHOWN), Tone.INK_2, Tone.GROUND)
        val row = look.row(look.oneLine(look.label(words, strong = strong)).sized(0, WRAP, 1f), badge).apply {
            this.tag = tag
            contentDescription = words
            padded(if (strong) 0 else look.dp(Space.L), 0, 0, 0)
            background = look.pressable(look.filled(Tone.PAPER, 0), 0)
            look.tappable(this) { presenter.office.kiosk(change) }
        }
        body.addView(row.sized(FILL, look.dp(Space.TOUCH)))
        body.addView(look.line())
    }
}
