package app.till.cashier

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
import app.till.look.named
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.Opens

/** One line of the order and what is done to it: remark, discount, other picks; open items; a bill split by its lines. */
class LinePages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is Sheet.OneLine -> line(sheet)
            is Sheet.OpenItem -> openItem(sheet)
            is Sheet.SplitLines -> splitLines(sheet)
            is Sheet.SplitAmounts -> splitAmounts(sheet)
            is Package -> pack(sheet)
            else -> Unit
        }
    }

    private fun button(words: String, tag: String, onTap: () -> Unit) =
        look.button(words, Loud.QUIET, 64, onTap).apply { this.tag = tag; padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0) }

    private fun line(sheet: Sheet.OneLine) {
        val line = state.order?.lines?.getOrNull(sheet.line) ?: return
        val unit = state.tileOf(line.id)?.unit
        val spec = line.spec?.takeIf { it != unit }?.let { " " + it.inLanguage(language) } ?: ""
        title.text = line.name.inLanguage(language) + spec
        val qty = listOfNotNull(line.qty, unit?.inLanguage(language)).joinToString(" ")
        body.addView(look.row(
            look.label("$qty × ${line.unit}", Type.LEAD, Tone.INK_2).apply { fontFeatureSettings = "tnum" }.sized(0, WRAP, 1f),
            look.figures(look.amount(sign, line.net), Type.TITLE, strong = true).apply { tag = "line-net" },
        ).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        val acts = TileGrid(look.context, 2, look.dp(Space.M))
        acts.addView(button(say(Text.QUANTITY_TYPE), "line-quantity") { presenter.askQuantity(sheet.line) })
        val asks = state.tileOf(line.id)?.opens
        if (asks == Opens.SET || asks == Opens.CHOICES) acts.addView(button(say(Text.CHANGE_CHOICES), "line-choices") { presenter.changeChoices(sheet.line) })
        body.addView(acts.sized(FILL, WRAP))
        body.addView(look.section(say(Text.NOTE)))
        val note = look.field(say(Text.NOTE_HINT), "line-note", line.note ?: "") { presenter.note(sheet.line, it) }
        body.addView(look.row(
            note.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.SAVE), Loud.QUIET) { presenter.note(sheet.line, note.text.toString()) }.apply { tag = "save-note" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP))
        body.addView(look.section(say(Text.DISCOUNT_LINE)))
        line.discounts.forEach { one ->
            body.addView(look.row(
                look.label(one.name.inLanguage(language), Type.BODY, Tone.GOOD, strong = true).sized(0, WRAP, 1f),
                look.figures("−${one.amount}", Type.BODY, Tone.GOOD, strong = true),
            ).sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        }
        val grid = TileGrid(look.context, 3, look.dp(Space.M))
        for (percent in listOf("5", "10", "20")) grid.addView(button(percentOff(percent), "line-percent:$percent") { presenter.discount(percent, sheet.line) })
        grid.addView(button(say(Text.DISCOUNT_PERCENT), "line-percent") { presenter.askPercent(sheet.line) })
        grid.addView(button(say(Text.DISCOUNT_AMOUNT), "line-amount") { presenter.askAmountOff(sheet.line) })
        grid.addView(button(say(Text.DISCOUNT_PRICE), "line-price") { presenter.askPrice(sheet.line) })
        body.addView(grid.sized(FILL, WRAP))
        foot.addView(look.row(
            look.button(say(Text.REMOVE), Loud.QUIET) { presenter.remove(sheet.line) }.apply { tag = "line-remove"; setTextColor(Tone.BAD) }.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.NO_DISCOUNT), Loud.QUIET) { presenter.discount(null, sheet.line) }.apply { tag = "line-percent:0" }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.M)),
        ).sized(FILL, WRAP))
    }

    private fun openItem(sheet: Sheet.OpenItem) {
        title.text = say(Text.OPEN_ITEM)
        body.addView(look.named(look.field(say(Text.OPEN_ITEM_NAME), "open-name", sheet.name, onChange = presenter::openItemName)))
        figure(look.amount(sign, sheet.typed.ifEmpty { "0" }), sheet.typed.isEmpty(), "open-price")
        PaySheet(look, presenter).keys(body) { presenter.key(it) }
        val words = if (sheet.typed.isEmpty()) say(Text.TYPE_AMOUNT) else say(Text.ADD)
        next(words, "open-add", sheet.typed.isNotEmpty()) { presenter.addOpenItem() }
    }

    /** What goes into a set that is made here, what it is called, and what it costs. */
    private fun pack(sheet: Package) {
        title.text = say(Text.PACKAGE)
        body.addView(typing(look.field(say(Text.PACKAGE_NAME), "package-name", sheet.name, onChange = presenter.packages::named), "name"))
        val right = look.column(look.figures(look.amount(sign, sheet.typed.ifEmpty { "0" }), Type.LARGE, if (sheet.typed.isEmpty()) Tone.INK_2 else Tone.INK, strong = true).apply { tag = "package-price"; gravity = android.view.Gravity.START }.margins(bottom = look.dp(Space.M)))
        PaySheet(look, presenter).keys(right) { presenter.key(it) }
        val left = look.column()
        state.order?.lines?.forEachIndexed { at, line ->
            if (!presenter.packages.takes(line)) return@forEachIndexed
            val spec = line.spec?.let { " " + it.inLanguage(language) } ?: ""
            val chosen = at in sheet.lines
            left.addView(look.row(
                look.label("${line.qty} × ${line.name.inLanguage(language)}$spec", Type.BODY, strong = true).sized(0, WRAP, 1f),
                look.figures(line.net, Type.BODY).margins(left = look.dp(Space.M)),
            ).apply {
                tag = "package-line:$at"
                padded(look.dp(Space.M), look.dp(Space.S), look.dp(Space.M), look.dp(Space.S))
                minimumHeight = look.dp(Space.MAIN)
                background = look.pressable(if (chosen) look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
                look.tappable(this) { presenter.packages.line(at) }
            }.sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        }
        body.addView(look.row(left.sized(0, WRAP, 1f), right.sized(look.dp(264), WRAP).margins(left = look.dp(Space.XL))).apply { gravity = android.view.Gravity.TOP }.sized(FILL, WRAP))
        val words = when {
            sheet.lines.isEmpty() -> say(Text.PACKAGE_CHOOSE)
            sheet.typed.isEmpty() -> say(Text.TYPE_AMOUNT)
            else -> say(Text.PACKAGE_MAKE)
        }
        next(words, "package-make", sheet.lines.isNotEmpty() && sheet.typed.isNotEmpty()) { presenter.packages.make() }
    }

    /** What each guest pays, one after the other; the rest is the last one's. */
    private fun splitAmounts(sheet: Sheet.SplitAmounts) {
        title.text = say(Text.SPLIT_AMOUNTS)
        val left = look.column(
            look.label(say(Text.SPLIT_REST), Type.LEAD, Tone.INK_2),
            look.figures(look.amount(sign, sheet.rest ?: "0"), Type.LARGE, strong = true).apply { tag = "split-rest"; gravity = android.view.Gravity.START }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)),
        )
        sheet.parts.forEachIndexed { at, part ->
            left.addView(look.row(
                look.label(say(Text.SPLIT_GUEST, at + 1), Type.BODY).sized(0, WRAP, 1f),
                look.figures(part, Type.LEAD, strong = true).apply { tag = "split-part:$at" },
                look.icon(Icon.CLOSE, Tone.INK_2, what = say(Text.REMOVE)) { presenter.paying.splitWithout(at) }.apply { tag = "split-without:$at" },
            ).sized(FILL, look.dp(Space.MAIN)))
            left.addView(look.line())
        }
        if (sheet.parts.isEmpty()) left.addView(look.label(say(Text.SPLIT_AMOUNTS_HINT), Type.BODY, Tone.INK_2))
        val right = look.column(look.figures(look.amount(sign, sheet.typed.ifEmpty { "0" }), Type.LARGE, if (sheet.typed.isEmpty()) Tone.INK_2 else Tone.INK, strong = true).apply { tag = "split-typed"; gravity = android.view.Gravity.START }.margins(bottom = look.dp(Space.M)))
        PaySheet(look, presenter).keys(right) { presenter.key(it) }
        val add = look.button(say(Text.SPLIT_ADD), Loud.QUIET) { presenter.paying.splitPart() }.apply { tag = "split-add" }
        if (sheet.typed.isEmpty()) look.off(add)
        right.addView(add.sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.S)))
        body.addView(look.row(left.sized(0, WRAP, 1f), right.sized(look.dp(264), WRAP).margins(left = look.dp(Space.XL))).apply { gravity = android.view.Gravity.TOP }.sized(FILL, WRAP))
        next(say(Text.SPLIT_AMOUNTS_DO), "split-amounts-do", sheet.parts.isNotEmpty()) { presenter.paying.splitAmounts() }
    }

    private fun splitLines(sheet: Sheet.SplitLines) {
        title.text = say(Text.SPLIT_LINES)
        body.addView(look.label(say(Text.SPLIT_LINES_HINT), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        state.order?.lines?.forEachIndexed { at, line ->
            chosenRow("${line.qty} × ${line.name.inLanguage(language)}", line.net, at in sheet.lines, "split-line:$at") { presenter.paying.splitLine(at) }
        }
        val some = sheet.lines.isNotEmpty() && sheet.lines.size < (state.order?.lines?.size ?: 0)
        next(if (some) say(Text.SPLIT_LINES_PAY) else say(Text.SPLIT_LINES_SOME), "split-off", some) { presenter.paying.splitOff() }
    }
}
