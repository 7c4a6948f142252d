package app.till.cashier

import android.graphics.BitmapFactory
import android.text.InputType
import android.view.View
import android.widget.ImageView
import app.till.Shell
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.TileGrid
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.choices
import app.till.look.field
import app.till.look.margins
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.KioskAsks
import uniffi.till_mobile.KioskReceipt
import uniffi.till_mobile.KioskSettings
import uniffi.till_mobile.Language
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.Picture
import uniffi.till_mobile.Times

/** What the shop's kiosks offer, as one form: kept whole, or refused with what is wrong. */
class KioskPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        if (sheet !is Sheet.Kiosk) return
        val settings = sheet.settings
        title.text = say(Text.KIOSK_SETTINGS)
        body.addView(look.section(say(Text.KIOSK_TYPES)))
        many(listOf(OrderType.DINE_IN to say(Text.DINE_IN), OrderType.TAKEAWAY to say(Text.TAKEAWAY)), settings.orderTypes, "kiosk-type", "/order_types") { copy(orderTypes = it) }
        body.addView(look.section(say(Text.KIOSK_ASKS)))
        val asks = listOf(KioskAsks.NOTHING to say(Text.KIOSK_ASKS_NOTHING), KioskAsks.TABLE to say(Text.KIOSK_ASKS_TABLE), KioskAsks.PAGER to say(Text.KIOSK_ASKS_PAGER))
        body.addView(look.choices(asks, settings.asks, "kiosk-asks") { presenter.office.kiosk("/asks") { copy(asks = it) } }.sized(FILL, WRAP))
        body.addView(look.section(say(Text.KIOSK_TENDERS)))
        val tenders = sheet.all.tenders.filter { !it.cash }.map { it.id to it.name.inLanguage(language) }
        many(tenders, settings.tenders, "kiosk-tender", "/tenders", last = false) { copy(tenders = it) }
        toggle(say(Text.KIOSK_AT_COUNTER), settings.atCounter, "kiosk-counter", "/tenders") { copy(atCounter = !atCounter) }
        fault("/tenders")
        body.addView(look.section(say(Text.KIOSK_LIMITS)))
        pair(
            number(Text.KIOSK_LEAST, "kiosk-least", "/least", settings.least ?: "") { copy(least = it.ifBlank { null }) },
            number(Text.KIOSK_MOST, "kiosk-most", "/most", settings.most ?: "") { copy(most = it.ifBlank { null }) },
        )
        pair(
            number(Text.KIOSK_PATIENCE, "kiosk-patience", "/patience_s", settings.patienceS.toString()) { copy(patienceS = it.trim().toUIntOrNull() ?: 0u) },
            number(Text.KIOSK_COUNTDOWN, "kiosk-countdown", "/countdown_s", settings.countdownS.toString()) { copy(countdownS = it.trim().toUIntOrNull() ?: 0u) },
        )
        body.addView(look.section(say(Text.LANGUAGE)))
        many(Language.entries.map { it to longName(it) }, settings.languages, "kiosk-language", "/languages") { copy(languages = it) }
        toggle(say(Text.KIOSK_HELP_BUTTON), settings.help, "kiosk-help", "/help") { copy(help = !help) }
        toggle(say(Text.KIOSK_SUGGESTS), settings.suggestions, "kiosk-suggests", "/suggestions") { copy(suggestions = !suggestions) }
        body.addView(look.section(say(Text.KIOSK_RECEIPT)))
        val receipts = listOf(KioskReceipt.ALWAYS to say(Text.KIOSK_RECEIPT_ALWAYS), KioskReceipt.ASKED to say(Text.KIOSK_RECEIPT_ASKED), KioskReceipt.NEVER to say(Text.KIOSK_RECEIPT_NEVER))
        body.addView(look.choices(receipts, settings.receipt, "kiosk-receipt") { presenter.office.kiosk("/receipt") { copy(receipt = it) } }.sized(FILL, WRAP))
        hours(settings)
        pictures(sheet)
        body.addView(look.section(say(Text.KIOSK_HIDDEN)))
        for (category in sheet.all.categories) {
            val shown = category.id !in settings.hiddenCategories
            row(category.name.inLanguage(language), shown, "kiosk-category:${category.id}", strong = true) { copy(hiddenCategories = without(hiddenCategories, category.id)) }
            if (shown) category.tiles.forEach { tile ->
                row(tile.name.inLanguage(language), tile.id !in settings.hiddenProducts, "kiosk-product:${tile.id}", strong = false) { copy(hiddenProducts = without(hiddenProducts, tile.id)) }
            }
        }
        foot.addView(look.button(say(Text.SAVE), Loud.MAIN, 64) { presenter.office.keepKiosk { Shell.of(look.context)?.keepPictures(it) } }.apply { tag = "save-kiosk" }.sized(FILL, look.dp(64)))
    }

    private fun longName(language: Language) = when (language) {
        Language.ZH -> app.till.Language.ZH
        Language.EN -> app.till.Language.EN
        Language.MS -> app.till.Language.MS
    }.longName

    /** When orders are taken: days and hours, several where a shop closes in between. */
    private fun hours(settings: KioskSettings) {
        body.addView(look.section(say(Text.KIOSK_OPEN)))
        if (settings.open.isEmpty()) body.addView(look.label(say(Text.KIOSK_ALWAYS_OPEN), Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.S)))
        settings.open.forEachIndexed { at, times ->
            times(times, "open:$at", "/open/$at") { change -> copy(open = open.replaced(at, open[at].change())) }
            body.addView(small(say(Text.REMOVE), "unopen:$at") { presenter.office.kiosk("/open") { copy(open = open.filterIndexed { i, _ -> i != at }) } }.sized(WRAP, look.dp(Space.TOUCH)).margins(bottom = look.dp(Space.L)))
        }
        body.addView(look.button(say(Text.ADD_HOURS), Loud.QUIET) { presenter.office.kiosk("/open") { copy(open = open + Times(emptyList(), "", "")) } }.apply { tag = "add-hours" }.sized(FILL, look.dp(Space.MAIN)))
    }

    /** Days that are touched and hours that are typed; every day where none is chosen, all day where nothing is typed. */
    private fun times(times: Times, tag: String, path: String, change: KioskSettings.(Times.() -> Times) -> KioskSettings) {
        val days = TileGrid(look.context, 7, look.dp(Space.XS))
        say(Text.WEEKDAYS).split(' ').forEachIndexed { at, name ->
            val day = (at + 1).toUInt()
            val on = day in times.weekdays
            days.addView(look.button(name, Loud.QUIET) { presenter.office.kiosk("$path/weekdays") { change { copy(weekdays = without(weekdays, day)) } } }.apply {
                this.tag = "$tag:day:$day"
                padded(0, 0, 0, 0)
                if (on) {
                    background = look.pressable(look.filled(Tone.INK, Space.BUTTON), Space.BUTTON)
                    setTextColor(Tone.PAPER)
                }
            })
        }
        body.addView(days.sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        fun time(text: Text, field: String, now: String, typed: Times.(String) -> Times): View =
            typing(look.field(say(text), "$tag:$field", now, onChange = { words -> presenter.office.kioskTyped { change { typed(words) } } }), "$path/$field")
        pair(time(Text.TIME_FROM, "from", times.from) { copy(from = it) }, time(Text.TIME_TO, "to", times.to) { copy(to = it) })
    }

    // --- pictures ---

    private fun pictures(sheet: Sheet.Kiosk) {
        body.addView(look.section(say(Text.PICTURES)))
        val all = sheet.settings.pictures
        if (all.isEmpty()) body.addView(look.label(say(Text.NO_PICTURES), Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.S)))
        all.forEachIndexed { at, picture ->
            body.addView(picture(picture, at, all.lastIndex).sized(FILL, look.dp(88)))
            if (at == sheet.opened) opened(picture, at)
            body.addView(look.line())
        }
        body.addView(look.button(say(Text.ADD_PICTURE), Loud.QUIET) { Shell.of(look.context)?.pickPicture() }.apply { tag = "add-picture" }.sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.M)))
    }

    private fun picture(picture: Picture, at: Int, last: Int): View {
        val shown = ImageView(look.context).apply {
            scaleType = ImageView.ScaleType.CENTER_CROP
            Shell.of(look.context)?.picture(picture.file)?.let { setImageBitmap(BitmapFactory.decodeFile(it.path, BitmapFactory.Options().apply { inSampleSize = 8 })) }
        }
        val language = picture.language?.let { longName(it) }
        val days = say(Text.WEEKDAYS).split(' ').filterIndexed { day, _ -> (day + 1).toUInt() in picture.times.weekdays }.joinToString(" ")
        val hours = if (picture.times.from.isBlank()) "" else "${picture.times.from}–${picture.times.to}"
        val times = listOf(days, hours).filter { it.isNotEmpty() }.joinToString(" ").ifEmpty { say(Text.ALWAYS) }
        val words = look.column(look.label("${at + 1} · " + Text.PICTURE_FOR.say(this.language, picture.seconds, times), Type.BODY, strong = true).sized(FILL, WRAP))
        if (language != null) words.addView(look.label(language, Type.SMALL, Tone.INK_2).sized(FILL, WRAP).margins(top = look.dp(2)))
        fun move(sign: String, tag: String, words: Text, to: Int): View = look.button(sign, Loud.QUIET, Space.TOUCH) { presenter.office.movePicture(at, to) }.apply {
            this.tag = "$tag:$at"
            contentDescription = say(words)
            padded(0, 0, 0, 0)
            if (to !in 0..last) look.off(this)
        }.sized(look.dp(Space.TOUCH), look.dp(Space.TOUCH)).margins(left = look.dp(Space.S))
        val up = move("↑", "picture-up", Text.MOVE_UP, at - 1)
        val down = move("↓", "picture-down", Text.MOVE_DOWN, at + 1)
        return look.row(
            shown.sized(look.dp(56), look.dp(72)),
            words.sized(0, WRAP, 1f).margins(left = look.dp(Space.L)),
            up, down,
            small(say(Text.EDIT), "picture:$at") { presenter.office.openPicture(at) },
            small(say(Text.REMOVE), "unpicture:$at") { presenter.office.dropPicture(at) },
        )
    }

    /** A picture's seconds, language, days and hours. */
    private fun opened(picture: Picture, at: Int) {
        val change = { of: Picture.() -> Picture -> presenter.office.kiosk("/pictures/$at") { copy(pictures = pictures.replaced(at, pictures[at].of())) } }
        val seconds = look.field(say(Text.PICTURE_SECONDS), "picture-seconds:$at", picture.seconds.toString(), onChange = { typed ->
            presenter.office.kioskTyped { copy(pictures = pictures.replaced(at, pictures[at].copy(seconds = typed.trim().toUIntOrNull() ?: 0u))) }
        })
        seconds.inputType = InputType.TYPE_CLASS_NUMBER
        body.addView(typing(seconds, "/pictures/$at/seconds"))
        val languages = listOf<Pair<Language?, String>>(null to say(Text.PICTURE_ALL)) + Language.entries.map { it to longName(it) }
        body.addView(look.choices(languages, picture.language, "picture-language:$at") { change { copy(language = it) } }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        times(picture.times, "picture-times:$at", "/pictures/$at") { of -> copy(pictures = pictures.replaced(at, pictures[at].copy(times = pictures[at].times.of()))) }
    }

    private fun <T> List<T>.replaced(at: Int, with: T): List<T> = mapIndexed { i, one -> if (i == at) with else one }

    private fun <T> without(all: List<T>, one: T): List<T> = if (one in all) all - one else all + one

    /** Several of which any may be chosen; what is chosen has a tick as well as a ground. */
    private fun <T> many(all: List<Pair<T, String>>, chosen: List<T>, tag: String, path: String, last: Boolean = true, change: KioskSettings.(List<T>) -> KioskSettings) {
        val grid = TileGrid(look.context, 3, look.dp(Space.S))
        for ((value, words) in all) {
            val on = value in chosen
            grid.addView(look.button((if (on) "✓ " else "") + words, Loud.QUIET) { presenter.office.kiosk(path) { change(without(chosen, value)) } }.apply {
                this.tag = "$tag:$value"
                padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
                if (on) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
            })
        }
        body.addView(grid.sized(FILL, WRAP))
        if (last) fault(path)
    }

    private fun toggle(words: String, on: Boolean, tag: String, path: String, change: KioskSettings.() -> KioskSettings) {
        val button = look.button((if (on) "✓ " else "") + words, Loud.QUIET) { presenter.office.kiosk(path, change) }.apply {
            this.tag = tag
            if (on) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
        }
        body.addView(button.sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.S)))
    }

    private fun number(text: Text, tag: String, path: String, now: String, change: KioskSettings.(String) -> KioskSettings): View {
        val field = look.field(say(text), tag, now, onChange = { typed -> presenter.office.kioskTyped { change(typed) } })
        field.inputType = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL
        return typing(field, path)
    }

    private fun pair(left: View, right: View) = body.addView(look.row(left.sized(0, WRAP, 1f), right.sized(0, WRAP, 1f).margins(left = look.dp(Space.M))).apply { gravity = android.view.Gravity.TOP }.sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))

    /** A product or category, and whether kiosks show it. */
    private fun row(words: String, shown: Boolean, tag: String, strong: Boolean, change: KioskSettings.() -> KioskSettings) {
        val badge = if (shown) look.badge("✓ " + say(Text.KIOSK_SHOWN), Tone.GOOD, Tone.GOOD_GROUND) else look.badge(say(Text.KIOSK_NOT_SHOWN), Tone.INK_2, Tone.GROUND)
        val row = look.row(look.oneLine(look.label(words, strong = strong)).sized(0, WRAP, 1f), badge).apply {
            this.tag = tag
            contentDescription = words
            padded(if (strong) 0 else look.dp(Space.L), 0, 0, 0)
            background = look.pressable(look.filled(Tone.PAPER, 0), 0)
            look.tappable(this) { presenter.office.kiosk("/hidden_products", change) }
        }
        body.addView(row.sized(FILL, look.dp(Space.TOUCH)))
        body.addView(look.line())
    }
}
