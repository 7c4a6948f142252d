package app.till.cashier

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Icon
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
import app.till.look.paper
import app.till.look.section
import app.till.look.sized
import app.till.look.slipCame
import uniffi.till_mobile.PrintRule
import uniffi.till_mobile.SlipKind
import uniffi.till_mobile.SlipLanguage
import uniffi.till_mobile.TicketPer
import uniffi.till_mobile.Words

/** What is set about printing, and slips by hand. */
class PrintPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is ByHand -> byHand(sheet)
            is OnePrinter -> if (sheet.choosing) kinds(sheet) else printer(sheet)
            is Rules -> rules(sheet)
            is HeadingForm -> heading(sheet)
            else -> Unit
        }
    }

    private fun picture(png: ByteArray?, width: Int): View = look.paper(png, "paper").sized(look.dp(width), WRAP)

    /** The receipt came after the page was drawn: it is put where it belongs, and no field loses what is typed into it. */
    fun pictureCame(body: LinearLayout, sheet: HeadingForm): Boolean = body.slipCame("paper", sheet.picture)

    // --- by hand ---

    private fun byHand(sheet: ByHand) {
        title.text = "${say(Text.REPRINT)} · ${sheet.order.serial ?: ""}"
        val paid = sheet.order.state != "placed"
        val kinds = listOfNotNull(
            if (paid) SlipKind.RECEIPT to say(Text.SLIP_RECEIPT) else null,
            SlipKind.KITCHEN to say(Text.SLIP_KITCHEN),
            if (sheet.order.refunded != null) SlipKind.REFUND to say(Text.REFUND) else null,
        )
        body.addView(look.choices(kinds, sheet.slip, "slip") { presenter.printing.slip(it) }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        val left = look.column(look.label(say(Text.PRINT_ON), Type.LEAD, strong = true).margins(bottom = look.dp(Space.M)))
        val printers = presenter.printing.offered(sheet)
        if (printers.isEmpty()) left.addView(look.label(say(Text.PRINT_NONE), Type.BODY, Tone.INK_2))
        for (printer in printers) {
            left.addView(look.button(printer.name, if (printer == printers.first()) Loud.MAIN else Loud.QUIET, 64) { presenter.printing.print(printer) }
                .apply { tag = "print-on:${printer.name}" }.sized(FILL, look.dp(64)).margins(bottom = look.dp(Space.M)))
        }
        val paper = if (sheet.picture == null) look.label(say(Text.PRINT_NOTHING), Type.BODY, Tone.INK_2).apply { gravity = Gravity.CENTER }.sized(look.dp(300), look.dp(160)) else picture(sheet.picture, 300)
        body.addView(look.row(left.sized(0, WRAP, 1f), paper.margins(left = look.dp(Space.XL))).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))
        foot.addView(look.button(say(Text.CANCEL), Loud.QUIET) { presenter.closeSheet() }.apply { tag = "print-cancel" }.sized(FILL, look.dp(Space.MAIN)))
    }

    // --- a printer's page ---

    private fun printer(sheet: OnePrinter) {
        val printer = sheet.printer
        title.text = sheet.known ?: say(Text.PRINTER_NETWORK)
        if (sheet.known == null) {
            body.addView(typing(look.field(say(Text.PRINTER_NAME), "printer-name", printer.name, onChange = { presenter.printing.typed { copy(name = it) } }), "name"))
        }
        if (sheet.known == null || printer.address.startsWith("tcp:")) {
            body.addView(typing(look.field(say(Text.PRINTER_ADDRESS), "printer-address", printer.address, onChange = { presenter.printing.typed { copy(address = it) } }), "address"))
        } else {
            body.addView(look.label(printer.address, Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.S)))
        }
        body.addView(look.section(say(Text.PRINTER_KIND)))
        val kind = sheet.all.kinds.firstOrNull { it.profile == printer.profile }
        body.addView(look.row(
            look.label("${kind?.title ?: printer.profile} · ${say(Text.PRINTER_COLUMNS, kind?.columns ?: "?")}", Type.BODY).apply { tag = "printer-kind" }.sized(0, WRAP, 1f),
            small(say(Text.EDIT), "choose-kind") { presenter.printing.chooseKind() },
        ).apply { minimumHeight = look.dp(Space.MAIN) }.sized(FILL, WRAP))
        body.addView(look.section(say(Text.PRINTER_JOBS)))
        jobs(sheet, kind?.drawer == true)
        body.addView(look.section(say(Text.PRINTER_LANGUAGE)))
        val languages = listOf(SlipLanguage.ZH to "中文", SlipLanguage.EN to "English", SlipLanguage.BOTH to "中文 + English")
        body.addView(look.choices(languages, printer.language, "slip-language") { presenter.printing.change { copy(language = it) } }.sized(FILL, WRAP))
        if (printer.serves.any { it.startsWith("kitchen") }) {
            body.addView(look.section(say(Text.PRINTER_PER)))
            val per = listOf(TicketPer.ORDER to say(Text.PER_ORDER), TicketPer.LINE to say(Text.PER_LINE), TicketPer.UNIT to say(Text.PER_UNIT))
            body.addView(look.choices(per, printer.per, "per") { presenter.printing.change { copy(per = it) } }.sized(FILL, WRAP))
        }
        val others = sheet.all.printers.map { it.name }.filter { it != sheet.known }
        if (others.isNotEmpty()) {
            body.addView(look.section(say(Text.PRINTER_BACKUP)))
            val row = look.row(chip(say(Text.PRINTER_NO_BACKUP), "backup:", printer.backup == null) { presenter.printing.change { copy(backup = null) } })
            others.forEach { name -> row.addView(chip(name, "backup:$name", printer.backup == name) { presenter.printing.change { copy(backup = name) } }) }
            body.addView(scrolling(row))
        }
        sheet.known?.let { name ->
            val acts = look.row()
            fun act(words: Text, tag: String, colour: Int, onTap: () -> Unit) =
                acts.addView(look.button(say(words), Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag; setTextColor(colour) }.sized(0, look.dp(Space.MAIN), 1f).margins(left = if (acts.childCount > 0) look.dp(Space.S) else 0))
            act(Text.TEST_PAGE, "test:$name", Tone.INK) { presenter.printing.testPrinter(name) }
            act(Text.REMOVE, "drop:$name", Tone.BAD) { presenter.printing.removePrinter(name) }
            foot.addView(acts.sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        }
        next(say(Text.SAVE), "save-printer") { presenter.printing.keepPrinter() }
    }

    /** What it prints: each a word that is on or off. */
    private fun jobs(sheet: OnePrinter, drawer: Boolean) {
        val all = listOfNotNull(
            "receipt" to say(Text.SLIP_RECEIPT), "refund" to say(Text.JOB_REFUND), "kitchen" to say(Text.JOB_KITCHEN),
            *sheet.all.stations.map { "kitchen:$it" to say(Text.JOB_STATION, it) }.toTypedArray(),
            "order" to say(Text.JOB_ORDER), "stored_value" to say(Text.JOB_STORED), if (drawer) "drawer" to say(Text.JOB_DRAWER) else null,
        )
        val grid = TileGrid(look.context, 2, look.dp(Space.S))
        for ((job, words) in all) {
            val on = job in sheet.printer.serves
            grid.addView(look.button((if (on) "✓ " else "") + words, Loud.QUIET) { presenter.printing.serves(job) }.apply {
                tag = "job:$job"
                maxLines = 2
                padded(look.dp(Space.M), 0, look.dp(Space.M), 0)
                if (on) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
            })
        }
        body.addView(grid.sized(FILL, WRAP))
    }

    private fun kinds(sheet: OnePrinter) {
        title.text = say(Text.PRINTER_KIND)
        for (kind in sheet.all.kinds) chosenRow(kind.title, say(Text.PRINTER_COLUMNS, kind.columns), kind.profile == sheet.printer.profile, "kind:${kind.profile}") { presenter.printing.kind(kind.profile) }
        foot.addView(look.button(say(Text.BACK), Loud.QUIET) { presenter.printing.chooseKind() }.apply { tag = "kind-back" }.sized(FILL, look.dp(Space.MAIN)))
    }

    // --- when ---

    private fun rules(sheet: Rules) {
        title.text = say(Text.PRINT_WHEN)
        for (rule in sheet.rules) {
            rule(sheet, rule)
            body.addView(look.line())
        }
        next(say(Text.SAVE), "save-rules") { presenter.printing.keepRules() }
    }

    private fun rule(sheet: Rules, rule: PrintRule) {
        val row = look.row(look.label(rule.name.inLanguage(language), Type.BODY, strong = true).sized(0, WRAP, 1f)).apply { minimumHeight = look.dp(64) }
        if (rule.on && rule.many) {
            row.addView(look.icon(Icon.MINUS, what = "−") { presenter.printing.rule(rule.event) { copy(copies = (copies - 1u).coerceIn(1u, 9u).toUByte()) } }.apply { tag = "fewer:${rule.event}" })
            row.addView(look.label(say(Text.PRINT_COPIES, rule.copies), Type.BODY).apply { tag = "copies:${rule.event}"; gravity = Gravity.CENTER; minWidth = look.dp(56) })
            row.addView(look.icon(Icon.PLUS, what = "+") { presenter.printing.rule(rule.event) { copy(copies = (copies + 1u).coerceIn(1u, 9u).toUByte()) } }.apply { tag = "more:${rule.event}" })
        }
        row.addView(chip(if (rule.on) "✓ " + say(Text.ON) else say(Text.OFF), "rule:${rule.event}", rule.on) { presenter.printing.rule(rule.event) { copy(on = !on) } }.apply { minimumWidth = look.dp(80) }.margins(left = look.dp(Space.M)))
        body.addView(row.sized(FILL, WRAP))
        if (!rule.on || sheet.printers.size < 2) return
        val where = look.row(chip(say(Text.PRINT_AS_SET), "on:${rule.event}:", rule.printer == null) { presenter.printing.rule(rule.event) { copy(printer = null) } })
        for (printer in sheet.printers) where.addView(chip(printer.name, "on:${rule.event}:${printer.name}", rule.printer == printer.name) { presenter.printing.rule(rule.event) { copy(printer = printer.name) } })
        body.addView(scrolling(where))
    }

    // --- what receipts say ---

    private fun heading(sheet: HeadingForm) {
        title.text = say(Text.HEADING)
        val form = look.column()
        fun field(hint: Text, tag: String, text: String, change: HeadingForm.(String) -> HeadingForm) =
            form.addView(typing(look.field(say(hint), tag, text, onChange = { typed -> presenter.printing.headingTyped { change(typed) } }), if ("shop" in tag) "name" else tag.substringAfter('-').substringBefore('-')))
        fun one(text: String) = text.trim().ifEmpty { null }?.let { Words(it, it, it) }
        fun both(zh: String, en: String) = if (zh.isBlank() && en.isBlank()) null else Words(zh.ifBlank { en }, en.ifBlank { zh }, en.ifBlank { zh })
        val said = sheet.heading
        field(Text.HEADING_SHOP_ZH, "heading-shop-zh", sheet.shop.zh) { copy(shop = Words(it, shop.en, shop.ms)) }
        field(Text.HEADING_SHOP_EN, "heading-shop-en", sheet.shop.en) { copy(shop = Words(shop.zh, it, if (shop.ms == shop.en) it else shop.ms)) }
        field(Text.HEADING_ADDRESS, "heading-address", said.address?.en ?: "") { copy(heading = heading.copy(address = one(it))) }
        field(Text.HEADING_PHONE, "heading-phone", said.telephone ?: "") { copy(heading = heading.copy(telephone = it.trim().ifEmpty { null })) }
        field(Text.HEADING_TAX, "heading-tax", said.taxNumber ?: "") { copy(heading = heading.copy(taxNumber = it.trim().ifEmpty { null })) }
        field(Text.HEADING_TITLE, "heading-title", said.title?.en ?: "") { copy(heading = heading.copy(title = one(it))) }
        field(Text.HEADING_FOOT_ZH, "heading-foot-zh", said.footer?.zh ?: "") { copy(heading = heading.copy(footer = both(it, heading.footer?.en ?: ""))) }
        field(Text.HEADING_FOOT_EN, "heading-foot-en", said.footer?.en ?: "") { copy(heading = heading.copy(footer = both(heading.footer?.zh ?: "", it))) }
        val languages = listOf(SlipLanguage.ZH to "中文", SlipLanguage.EN to "English", SlipLanguage.BOTH to "中文 + EN")
        val side = look.column(
            look.choices(languages, sheet.language, "heading-language") { presenter.printing.headingLanguage(it) }.sized(FILL, WRAP),
            picture(sheet.picture, 320).margins(top = look.dp(Space.M)),
        )
        body.addView(look.row(form.sized(0, WRAP, 1f), side.sized(look.dp(320), WRAP).margins(left = look.dp(Space.XL))).apply { gravity = Gravity.TOP }.sized(FILL, WRAP))
        next(say(Text.SAVE), "save-heading") { presenter.printing.keepHeading() }
    }
}
