package app.till.cashier

import android.view.Gravity
import android.view.View
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
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.named
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.CardAct
import uniffi.till_mobile.CardPage

/** Cards: all of them by batch and type, one of them with what can be done, and a batch. */
class CardPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is CardSheet.All -> all(sheet)
            is CardSheet.One -> card(sheet.page)
            is CardSheet.Batch -> batch(sheet)
            is CardSheet.Bind -> bind(sheet)
            is CardSheet.Pin -> pinOf(sheet)
            else -> Unit
        }
    }

    private fun all(sheet: CardSheet.All) {
        title.text = say(Text.CARDS)
        val field = look.field(say(Text.CARD_NUMBER), "card-number") { presenter.cards.look(it) }
        body.addView(look.row(
            field.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.FIND), Loud.QUIET) { presenter.cards.look(field.text.toString()) }.apply { tag = "find-card" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP))
        body.addView(look.label(say(Text.CARD_SCAN), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.M)))
        body.addView(look.section(say(Text.CARDS_MADE)))
        if (sheet.batches.isEmpty()) body.addView(look.label(say(Text.CARDS_NONE_HINT), Type.BODY, Tone.INK_2).apply { tag = "no-batches" }.sized(FILL, WRAP))
        for (made in sheet.batches) {
            val right = if (made.blocked) look.badge(say(Text.CARD_BLOCKED), Tone.BAD, Tone.BAD_GROUND) else look.figures(made.principal, Type.LEAD, strong = true)
            touched(look.listRow(made.name, "${made.first} – ${made.last} · ×${made.count}", right), "batch:${made.name}", made.name) { presenter.cards.openBatch(made) }
        }
        body.addView(look.section(say(Text.CARD_TYPES)))
        val types = sheet.types.filter { it.id.isNotEmpty() }
        if (types.isEmpty()) body.addView(look.label(say(Text.CARD_TYPES_NONE), Type.BODY, Tone.INK_2).sized(FILL, WRAP))
        for (type in types) {
            val name = nearest(language, type.zh, type.en, type.ms)
            val about = if (type.price.isEmpty()) say(Text.CARDS_GIVEN) else say(Text.CARD_SOLD_FOR, "$sign ${type.price}")
            val right = if (type.off) look.badge(say(Text.OFF_SALE_NOW), Tone.INK_2, Tone.GROUND) else look.figures(type.face, Type.LEAD, strong = true)
            touched(look.listRow(name, about, right), "type:${type.id}", name) { presenter.cards.openType(type) }
        }
        val quiet = { words: Text, tag: String, does: () -> Unit -> look.button(say(words), Loud.QUIET, Space.MAIN, does).apply { this.tag = tag } }
        val row = look.row(quiet(Text.CARD_TYPE_NEW, "new-type") { presenter.cards.openType(sheet.types.last()) }.sized(0, look.dp(Space.MAIN), 1f))
        row.addView(quiet(Text.CARDS_MAKE, "make-cards") { presenter.cards.openMake() }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.S)))
        foot.addView(row.sized(FILL, WRAP))
    }

    /** A row that leads to a page. */
    private fun touched(row: View, tag: String, what: String, does: () -> Unit) {
        row.tag = tag
        row.contentDescription = what
        row.background = look.pressable(look.filled(Tone.PAPER, 0), 0)
        look.tappable(row, does)
        body.addView(row.sized(FILL, WRAP))
        body.addView(look.line())
    }

    private fun line(name: Text, value: String, tag: String? = null) = body.addView(look.row(
        look.label(say(name), Type.BODY, Tone.INK_2).sized(0, WRAP, 1f),
        look.label(value, Type.BODY).apply { fontFeatureSettings = "tnum"; gravity = Gravity.END; this.tag = tag }.sized(0, WRAP, 2f),
    ).apply { minimumHeight = look.dp(40) }.sized(FILL, WRAP))

    private fun card(page: CardPage) {
        title.text = page.number
        val (colour, ground) = if (page.good) Tone.GOOD to Tone.GOOD_GROUND else Tone.BAD to Tone.BAD_GROUND
        body.addView(look.row(
            look.label(page.name.inLanguage(language), Type.BODY, Tone.INK_2).sized(0, WRAP, 1f),
            look.badge(page.state.inLanguage(language), colour, ground).apply { tag = "card-state" },
        ).sized(FILL, WRAP))
        body.addView(look.figures(look.amount(sign, page.balance), Type.HUGE, strong = true).apply { tag = "card-balance"; gravity = Gravity.START }.sized(FILL, WRAP).margins(top = look.dp(Space.S), bottom = look.dp(Space.S)))
        page.holder?.let { line(Text.CARD_HOLDER, it, "card-holder") }
        page.validTo?.let { line(Text.CARD_VALID, it) }
        page.limits?.let { line(Text.CARD_LIMITS, it.inLanguage(language), "card-limits") }
        line(Text.CARD_BATCH, page.batch)
        if (page.issue > 1u) line(Text.CARD_ISSUE, "${page.issue}", "card-issue")
        acts(page)
        if (page.uses.isNotEmpty()) body.addView(look.section(say(Text.CARD_USES)))
        for (used in page.uses) {
            val taken = used.taken
            body.addView(look.row(
                look.label("${used.`when`} · ${used.terminal}", Type.BODY).apply { fontFeatureSettings = "tnum" }.sized(0, WRAP, 1f),
                if (taken == null) look.badge(say(Text.CARD_REFUSED), Tone.BAD, Tone.BAD_GROUND) else look.figures(taken, Type.BODY, strong = true),
            ).sized(FILL, look.dp(Space.TOUCH)))
        }
        val price = page.price
        if (price != null && !page.blocked) next(say(Text.CARD_SELL, "$sign $price"), "sell-card") { presenter.charges.sell() }
        else if (page.topsUp) next(say(Text.TOP_UP), "topup-card") { presenter.charges.openTopUp(page.number, page.number) }
    }

    private fun acts(page: CardPage) {
        val grid = TileGrid(look.context, 3, look.dp(Space.S))
        fun act(words: Text, tag: String, colour: Int = Tone.INK, does: () -> Unit) =
            grid.addView(look.button(say(words), Loud.QUIET, Space.MAIN, does).apply { this.tag = tag; setTextColor(colour); padded(look.dp(Space.S), 0, look.dp(Space.S), 0) })
        val cards = presenter.cards
        if (page.binds) act(Text.CARD_BIND, "bind-card") { cards.openBindTo() }
        val member = page.member
        if (member != null) {
            act(Text.CARD_TO_MEMBER, "card-member") { presenter.customers.look(member) }
            act(Text.CARD_UNBIND, "unbind-card") { cards.act(CardAct.UNBIND) }
        }
        if (page.pin != null) act(Text.PIN, "card-pin") { cards.openPin() }
        act(Text.CARD_REISSUE, "reissue-card") { cards.act(CardAct.REISSUE) }
        act(Text.CARDS_EXPORT, "export") { export("${page.number}.csv") }
        if (page.blocked) act(Text.CARD_UNBLOCK, "block-card") { cards.act(CardAct.UNBLOCK) }
        else act(Text.CARD_BLOCK, "block-card", Tone.BAD) { cards.act(CardAct.BLOCK) }
        body.addView(grid.sized(FILL, WRAP).margins(top = look.dp(Space.M)))
    }

    /** A batch: its numbers, what is on each, and what its codes may pay. */
    private fun batch(sheet: CardSheet.Batch) {
        val batch = sheet.batch
        val whole = "${batch.done}" == "${batch.count}"
        title.text = batch.name
        val badge = when {
            batch.blocked -> look.badge(say(Text.CARD_BLOCKED), Tone.BAD, Tone.BAD_GROUND)
            whole -> look.badge("✓ " + say(Text.CARDS_MADE), Tone.GOOD, Tone.GOOD_GROUND)
            else -> look.badge(say(Text.PICKED, batch.done, batch.count), Tone.WARN, Tone.WARN_GROUND)
        }
        val type = sheet.type?.let { nearest(language, it.zh, it.en, it.ms) } ?: batch.cardType
        body.addView(look.row(look.label(type, Type.BODY, Tone.INK_2).sized(0, WRAP, 1f), badge.apply { tag = "batch-state" }).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        line(Text.CARD_NUMBERS, "${batch.first} – ${batch.last}")
        line(Text.CARDS_COUNT, "${batch.count}")
        line(Text.CARDS_HOLDS, if (batch.principal == batch.face) "$sign ${batch.principal}" else "$sign ${batch.principal} + ${batch.bonus}")
        line(Text.NEW_PRICE, batch.price?.let { "$sign $it" } ?: say(Text.CARDS_GIVEN))
        val pays = batch.perPayment
        if (pays == null) line(Text.CARD_CODES, say(Text.CARD_CODES_NONE))
        else line(Text.CARD_LIMITS, if (batch.identifyOnly) say(Text.CARD_IDENTIFY) else say(Text.CARD_LIMITS_ARE, pays, batch.perDay ?: "", batch.pinAbove ?: ""), "batch-limits")
        line(Text.CARDS_EXPORTED, "${batch.exported}")
        val grid = TileGrid(look.context, 2, look.dp(Space.S))
        fun act(words: Text, tag: String, colour: Int = Tone.INK, does: () -> Unit) =
            grid.addView(look.button(say(words), Loud.QUIET, Space.MAIN, does).apply { this.tag = tag; setTextColor(colour) })
        if (pays != null) act(Text.CARD_LIMITS, "batch-limits-change") { presenter.cards.openLimits() }
        if (whole) act(Text.CARDS_EXPORT, "export") { export("${batch.name}.csv") }
        if (batch.blocked) act(Text.CARD_UNBLOCK, "block-batch") { presenter.cards.blockBatch() }
        else act(Text.BATCH_BLOCK, "block-batch", Tone.BAD) { presenter.cards.blockBatch() }
        body.addView(grid.sized(FILL, WRAP).margins(top = look.dp(Space.M)))
        if (!whole) next(say(Text.CARDS_MAKE_ON), "make-on") { presenter.cards.makeOn(batch.name) }
        else next(say(Text.CARD_FIRST, batch.first), "first-card") { presenter.cards.look(batch.first) }
    }

    /** Codes go into a file that somebody says where to put. */
    private fun export(name: String) {
        val shell = Shell.of(look.context) ?: return
        presenter.cards.export(shell.spare(name), shell::handOver)
    }

    /** Whose it becomes, and the code that says which card. */
    private fun bind(sheet: CardSheet.Bind) {
        title.text = say(Text.CARD_BIND)
        body.addView(look.label(sheet.whose, Type.TITLE, strong = true))
        body.addView(look.label(say(Text.CARD_BIND_HINT), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.S), bottom = look.dp(Space.L)))
        val field = look.field(say(Text.CARD_BIND_CODE), "bind-code") { presenter.cards.bind(it) }
        body.addView(look.named(field))
        next(say(Text.CARD_BIND), "bind-now") { presenter.cards.bind(field.text.toString()) }
    }

    private fun pinOf(sheet: CardSheet.Pin) {
        title.text = say(Text.PIN)
        body.addView(look.label(sheet.page.number, Type.TITLE, strong = true))
        body.addView(look.label(say(Text.CARD_PIN_HINT), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.S), bottom = look.dp(Space.L)))
        pin(sheet.typed) { presenter.cards.setPin() }
    }
}
