package app.till.cashier

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import android.widget.TextView
import app.till.Text
import app.till.inLanguage
import app.till.look.FILL
import app.till.look.Look
import app.till.look.Loud
import app.till.look.Space
import app.till.look.Tone
import app.till.look.Type
import app.till.look.WRAP
import app.till.look.choices
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.named
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.CardPage

/** Cards by their printed number: looked up, sold, topped up, blocked; and made. */
class CardPages(private val look: Look, private val presenter: CashierPresenter) {
    private lateinit var state: CashierState
    private lateinit var title: TextView
    private lateinit var body: LinearLayout
    private lateinit var foot: LinearLayout
    private val sign get() = state.menu?.sign ?: ""

    fun show(state: CashierState, sheet: Sheet, title: TextView, body: LinearLayout, foot: LinearLayout) {
        this.state = state
        this.title = title
        this.body = body
        this.foot = foot
        when (sheet) {
            is Sheet.Cards -> when {
                sheet.page == null -> cards(sheet)
                sheet.amount != null -> amount(sheet.page, sheet.amount)
                else -> card(sheet.page)
            }
            is Sheet.MakeCards -> make(sheet)
            is Sheet.BindCard -> bind(sheet)
            else -> Unit
        }
    }

    private fun say(text: Text, vararg with: Any) = text.say(state.language, *with)

    private fun cards(sheet: Sheet.Cards) {
        title.text = say(Text.CARDS)
        val field = look.field(say(Text.CARD_NUMBER), "card-number") { presenter.customers.lookAtCard(it) }
        body.addView(look.row(
            field.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.FIND), Loud.QUIET) { presenter.customers.lookAtCard(field.text.toString()) }.apply { tag = "find-card" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP))
        body.addView(look.label(say(Text.CARD_SCAN), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.M)))
        if (sheet.made.isEmpty()) {
            body.addView(look.empty(say(Text.CARDS_NONE), say(Text.CARDS_NONE_HINT)).sized(FILL, WRAP))
        } else {
            body.addView(look.section(say(Text.CARDS_MADE)))
        }
        for (made in sheet.made) {
            body.addView(look.listRow(made.name, "${made.first} – ${made.last} · ×${made.count}", look.figures(made.holds, Type.LEAD, strong = true)).sized(FILL, WRAP))
            body.addView(look.line())
        }
        foot.addView(look.button(say(Text.CARDS_MAKE), Loud.QUIET) { presenter.customers.openMakeCards() }.apply { tag = "make-cards" }.sized(FILL, look.dp(Space.MAIN)))
    }

    private fun card(page: CardPage) {
        title.text = page.number
        val (colour, ground) = if (page.good) Tone.GOOD to Tone.GOOD_GROUND else Tone.BAD to Tone.BAD_GROUND
        body.addView(look.row(
            look.label(page.name.inLanguage(state.language), Type.LEAD, Tone.INK_2).sized(0, WRAP, 1f),
            look.badge(page.state.inLanguage(state.language), colour, ground).apply { tag = "card-state" },
        ).sized(FILL, WRAP))
        body.addView(look.figures(look.amount(sign, page.balance), Type.HUGE, strong = true).apply { tag = "card-balance"; gravity = Gravity.START }.sized(FILL, WRAP).margins(top = look.dp(Space.M)))
        val more = listOfNotNull(page.holder, page.validTo?.let { say(Text.CARD_UNTIL, it) }).joinToString(" · ")
        if (more.isNotEmpty()) body.addView(look.label(more, Type.BODY, Tone.INK_2).margins(top = look.dp(Space.S)))
        val block = look.button(say(if (page.blocked) Text.CARD_UNBLOCK else Text.CARD_BLOCK), Loud.QUIET, 64) { presenter.customers.blockCard() }.apply { tag = "block-card"; if (!page.blocked) setTextColor(Tone.BAD) }
        val price = page.price
        val next = when {
            price != null -> look.button(say(Text.CARD_SELL, "$sign $price"), Loud.MAIN, 64) { presenter.customers.sellCard() }.apply { tag = "sell-card" }
            page.topsUp -> look.button(say(Text.TOP_UP), Loud.MAIN, 64) { presenter.customers.askCardAmount() }.apply { tag = "topup-card" }
            else -> null
        }
        val row = look.row(block.sized(0, look.dp(64), 1f))
        if (next != null) row.addView(next.sized(0, look.dp(64), 2f).margins(left = look.dp(Space.M)))
        foot.addView(row.sized(FILL, WRAP))
    }

    private fun amount(page: CardPage, typed: String) {
        title.text = "${say(Text.TOP_UP)} · ${page.number}"
        body.addView(look.figures(look.amount(sign, typed.ifEmpty { "0" }), Type.HUGE, if (typed.isEmpty()) Tone.INK_2 else Tone.INK, strong = true).apply { gravity = Gravity.START }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        PaySheet(look, presenter).keys(body) { presenter.customers.cardKey(it) }
        val words = if (typed.isEmpty()) say(Text.TYPE_AMOUNT) else say(Text.TOP_UP_CASH, "$sign $typed")
        val button = look.button(words, Loud.MAIN, 64) { presenter.customers.topUpCard() }.apply { tag = "topup-card-now" }
        if (typed.isEmpty()) look.off(button)
        foot.addView(button.sized(FILL, look.dp(64)))
    }

    /** Whose it becomes, and the code that says which card. */
    private fun bind(sheet: Sheet.BindCard) {
        title.text = say(Text.CARD_BIND)
        body.addView(look.label(sheet.member.person?.name?.ifEmpty { null } ?: sheet.member.number, Type.TITLE, strong = true))
        body.addView(look.label(say(Text.CARD_BIND_HINT), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.S), bottom = look.dp(Space.L)))
        val field = look.field(say(Text.CARD_BIND_CODE), "bind-code") { presenter.customers.bindCard(it) }
        body.addView(look.named(field))
        foot.addView(look.button(say(Text.CARD_BIND), Loud.MAIN, 64) { presenter.customers.bindCard(field.text.toString()) }.apply { tag = "bind-now" }.sized(FILL, look.dp(64)))
    }

    private fun make(sheet: Sheet.MakeCards) {
        title.text = say(Text.CARDS_MAKE)
        var sold = sheet.sold
        fun field(text: Text, tag: String) = look.field(say(text), tag).also { body.addView(look.named(it)) }
        val name = field(Text.NAME, "cards-name")
        val holds = field(Text.CARDS_HOLDS, "cards-holds")
        val count = field(Text.CARDS_COUNT, "cards-count")
        val prefix = field(Text.CARDS_PREFIX, "cards-prefix")
        val ways = look.column()
        fun draw() {
            ways.removeAllViews()
            ways.addView(look.choices(listOf(true to say(Text.CARDS_SOLD), false to say(Text.CARDS_GIVEN)), sold, "cards-sold") { sold = it; draw() }.sized(FILL, WRAP))
        }
        draw()
        body.addView(ways.sized(FILL, WRAP))
        foot.addView(look.button(say(Text.CARDS_MAKE), Loud.MAIN, 64) {
            presenter.customers.makeCards(name.text.toString(), holds.text.toString(), prefix.text.toString(), count.text.toString(), sold)
        }.apply { tag = "make-cards-now" }.sized(FILL, look.dp(64)))
    }
}
