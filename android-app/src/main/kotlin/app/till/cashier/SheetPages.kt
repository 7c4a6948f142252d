package app.till.cashier

import android.graphics.BitmapFactory
import android.view.Gravity
import android.view.View
import android.widget.HorizontalScrollView
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import app.till.Shell
import app.till.Language
import app.till.Mode
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
import app.till.look.dots
import app.till.look.field
import app.till.look.listRow
import app.till.look.margins
import app.till.look.named
import app.till.look.pad
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.MemberView
import uniffi.till_mobile.ProductView
import uniffi.till_mobile.Role
import uniffi.till_mobile.State

/** The pages behind the cashier's menu: members, orders, products, settings. */
class SheetPages(private val look: Look, private val presenter: CashierPresenter) {
    private lateinit var state: CashierState
    private lateinit var title: TextView
    private lateinit var body: LinearLayout
    private lateinit var foot: LinearLayout
    private val language get() = state.language
    private val sign get() = state.menu?.sign ?: ""

    fun show(state: CashierState, sheet: Sheet, title: TextView, body: LinearLayout, foot: LinearLayout) {
        this.state = state
        this.title = title
        this.body = body
        this.foot = foot
        when (sheet) {
            Sheet.More -> more()
            is Sheet.Members -> members(sheet)
            is Sheet.Enrol -> enrol(sheet)
            is Sheet.Orders -> orders(sheet)
            is Sheet.OneOrder -> order(sheet)
            is Sheet.Refund -> refund(sheet)
            is Sheet.Office -> office(sheet)
            is Sheet.Settings -> settings(sheet)
            is Sheet.AddStaff -> addStaff(sheet)
            is Sheet.Approval -> approval(sheet)
            is Sheet.Consent -> consent(sheet)
            is Sheet.MemberPin -> memberPin(sheet)
            else -> Unit
        }
        trouble(state, body)
    }

    /** What went wrong, at the foot of what it is about. */
    fun trouble(state: CashierState, body: LinearLayout, first: Boolean = false) = state.trouble?.let { words ->
        val told = look.label(words, Type.BODY, Tone.BAD, strong = true).apply {
            tag = "sheet-trouble"
            background = look.filled(Tone.BAD_GROUND, Space.BUTTON)
            padded(look.dp(Space.M), look.dp(Space.M), look.dp(Space.M), look.dp(Space.M))
        }.sized(FILL, WRAP)
        if (first) body.addView(told.margins(bottom = look.dp(Space.M)), 0) else body.addView(told.margins(top = look.dp(Space.M)))
    }

    private fun say(text: Text, vararg with: Any) = text.say(language, *with)

    private fun big(words: String, tag: String, loud: Loud = Loud.QUIET, onTap: () -> Unit): View =
        look.button(words, loud, 64, onTap).apply { this.tag = tag; gravity = Gravity.CENTER_VERTICAL; padded(look.dp(Space.XL), 0, look.dp(Space.L), 0) }
            .sized(FILL, look.dp(64)).margins(bottom = look.dp(Space.M))

    private fun small(words: String, tag: String, onTap: () -> Unit): View =
        look.button(words, Loud.QUIET, Space.TOUCH, onTap).apply { this.tag = tag; padded(look.dp(Space.M), 0, look.dp(Space.M), 0) }
            .sized(WRAP, look.dp(Space.TOUCH)).margins(left = look.dp(Space.S))

    /** One of several ways to narrow a list. */
    private fun chip(words: String, tag: String, chosen: Boolean, onTap: () -> Unit): View =
        look.button(words, Loud.QUIET, Space.TOUCH, onTap).apply {
            this.tag = tag
            fontFeatureSettings = "tnum"
            padded(look.dp(Space.M), 0, look.dp(Space.M), 0)
            if (chosen) {
                background = look.filled(Tone.INK, Space.BUTTON)
                setTextColor(Tone.PAPER)
            }
        }.sized(WRAP, look.dp(Space.TOUCH)).margins(right = look.dp(Space.S))

    private fun scrolling(row: View): View =
        HorizontalScrollView(look.context).apply { isHorizontalScrollBarEnabled = false; addView(row) }.sized(FILL, WRAP).margins(bottom = look.dp(Space.M))

    private fun next(words: String, tag: String, enabled: Boolean = true, onTap: () -> Unit) {
        val button = look.button(words, Loud.MAIN, 64, onTap).apply { this.tag = tag }
        if (!enabled) look.off(button)
        foot.addView(button.sized(FILL, look.dp(64)))
    }

    private fun more() {
        title.text = say(Text.MORE)
        entry(Text.ORDERS, Text.ORDERS_HINT, "more:orders") { presenter.placed.openOrders() }
        entry(Text.TABLES, Text.TABLES_HINT, "more:tables") { presenter.room.open() }
        entry(Text.CUSTOMER, Text.CUSTOMER_HINT, "more:members") { presenter.customers.open() }
        entry(Text.CARDS, Text.CARDS_HINT, "more:cards") { presenter.customers.openCards() }
        entry(Text.OPEN_ITEM, Text.OPEN_ITEM_HINT, "more:open") { presenter.openOpenItem() }
        if (state.order?.lines?.isNotEmpty() == true && state.order?.state == "open") entry(Text.HOLD_AS, Text.HOLD_AS_HINT, "more:hold") { presenter.askHold() }
        entry(Text.DAY, Text.DAY_HINT, "more:day") { presenter.placed.openDay() }
        entry(Text.OFFICE_SHORT, Text.OFFICE, "more:office") { presenter.office.open() }
        entry(Text.SLIPS, Text.SLIPS_HINT, "more:slips") { presenter.placed.openSlips() }
        entry(Text.DRAWER, Text.DRAWER_HINT, "more:drawer") { presenter.placed.drawer() }
        entry(Text.SETTINGS, Text.SETTINGS_HINT, "more:settings") { presenter.office.openSettings() }
        val last = look.row()
        fun quiet(words: String, tag: String, colour: Int, onTap: () -> Unit) =
            last.addView(look.button(words, Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag; setTextColor(colour); padded(look.dp(Space.S), 0, look.dp(Space.S), 0) }.sized(0, look.dp(Space.MAIN), 1f).margins(left = if (last.childCount > 0) look.dp(Space.S) else 0))
        if (state.order != null) quiet(say(Text.GIVE_UP), "more:giveup", Tone.BAD) { presenter.room.openGiveUp() }
        if (state.staff != null) quiet("${say(Text.SIGN_OUT)} · ${state.staff}", "more:out", Tone.INK) { Shell.of(look.context)?.signOut() }
        foot.addView(last.sized(FILL, WRAP))
    }

    /** One line of the menu: what it is, and what can be done there. */
    private fun entry(text: Text, hint: Text, tag: String, onTap: () -> Unit) {
        val row = look.row(
            look.label(say(text), Type.BODY, strong = true).sized(0, WRAP, 1f),
            look.oneLine(look.label(say(hint), Type.SMALL, Tone.INK_2)).apply { gravity = Gravity.END }.sized(WRAP, WRAP),
        ).apply {
            this.tag = tag
            contentDescription = say(text)
            background = look.pressable(look.filled(Tone.PAPER, 0), 0)
            look.tappable(this, onTap)
        }
        body.addView(row.sized(FILL, look.dp(56)))
        body.addView(look.line())
    }

    private fun members(sheet: Sheet.Members) {
        title.text = say(Text.CUSTOMER)
        val topUp = sheet.topUp
        if (topUp != null) {
            body.addView(look.label(nameOf(topUp), Type.TITLE, strong = true))
            body.addView(look.figures(look.amount(sign, sheet.amount.ifEmpty { "0" }), Type.HUGE, strong = true).apply { tag = "amount"; gravity = Gravity.START }.margins(top = look.dp(Space.L), bottom = look.dp(Space.L)))
            PaySheet(look, presenter).keys(body) { presenter.customers.topUpKey(it) }
            val words = if (sheet.amount.isEmpty()) say(Text.TYPE_AMOUNT) else say(Text.TOP_UP_CASH, "$sign ${sheet.amount}")
            return next(words, "topup", sheet.amount.isNotEmpty()) { presenter.customers.topUp() }
        }
        val field = look.field(say(Text.FIND_MEMBER), "find-member", sheet.typed) { presenter.customers.find(it) }
        body.addView(look.row(
            field.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.FIND), Loud.QUIET) { presenter.customers.find(field.text.toString()) }.apply { tag = "find" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP))
        val found = sheet.found
        if (found == null) {
            body.addView(look.label(say(Text.MEMBER_HINT), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.M)))
        } else if (found.isEmpty()) {
            body.addView(look.empty(say(Text.NO_MEMBER), say(Text.NO_MEMBER_HINT)).sized(FILL, WRAP))
        }
        found?.forEachIndexed { at, member ->
            body.addView(look.listRow(
                nameOf(member), detailOf(member),
                small(say(Text.PIN), "member-pin:$at") { presenter.customers.openPin(member) },
                small(say(Text.CARD_BIND), "bind:$at") { presenter.customers.openBindCard(member) },
                small(say(Text.TOP_UP), "topup:$at") { presenter.customers.openTopUp(member) },
                small(say(Text.CHOOSE_MEMBER), "member:$at") { presenter.customers.serve(member) },
            ).sized(FILL, WRAP))
            body.addView(look.line())
        }
        val quiet = look.row(look.button(say(Text.NEW_MEMBER), Loud.QUIET) { presenter.customers.openEnrol(sheet.typed.filter { it.isDigit() }) }.apply { tag = "new-member" }.sized(0, look.dp(Space.MAIN), 1f))
        if (state.customer != null) quiet.addView(look.button(say(Text.TAKE_OFF), Loud.QUIET) { presenter.customers.serveNobody() }.apply { tag = "no-member" }.sized(0, look.dp(Space.MAIN), 1f).margins(left = look.dp(Space.S)))
        foot.addView(quiet.sized(FILL, WRAP))
    }

    private fun nameOf(member: MemberView): String = member.person?.name?.ifEmpty { null } ?: member.number

    private fun detailOf(member: MemberView): String = listOfNotNull(
        member.person?.phone, member.levelName?.inLanguage(language), say(Text.MEMBER_POINTS, member.points), member.number,
    ).joinToString(" · ")

    private fun enrol(sheet: Sheet.Enrol) {
        title.text = say(Text.NEW_MEMBER)
        val name = look.field(say(Text.NAME), "name", sheet.name)
        val phone = look.field(say(Text.PHONE), "phone", sheet.phone)
        body.addView(look.named(name))
        body.addView(look.named(phone))
        next(say(Text.ENROL), "enrol") { presenter.customers.enrol(name.text.toString(), phone.text.toString()) }
    }

    private fun orders(sheet: Sheet.Orders) {
        title.text = say(Text.ORDERS)
        if (sheet.orders.isEmpty()) body.addView(look.empty(say(Text.NO_ORDERS), say(Text.NO_ORDERS_HINT)).sized(FILL, WRAP))
        val tabs = look.row()
        for ((only, words) in listOf(null to Text.ALL, State.PLACED to Text.TO_COLLECT, State.PAID to Text.PAID, State.CLOSED to Text.HANDED_OVER, State.VOIDED to Text.GIVEN_UP)) {
            val many = sheet.orders.count { only == null || it.state == only }
            tabs.addView(chip("${say(words)} $many", "orders:${only ?: "ALL"}", sheet.only == only) { presenter.placed.only(only) })
        }
        if (sheet.orders.isNotEmpty()) body.addView(scrolling(tabs))
        sheet.shown().forEachIndexed { at, order ->
            val badge = when (order.state) {
                State.PAID -> look.badge(say(Text.PAID), Tone.GOOD, Tone.GOOD_GROUND)
                State.CLOSED -> look.badge("✓ " + say(Text.HANDED_OVER), Tone.INK_2, Tone.GROUND)
                State.VOIDED -> look.badge("×", Tone.BAD, Tone.BAD_GROUND)
                else -> look.badge(say(Text.AMOUNT_DUE), Tone.WARN, Tone.WARN_GROUND)
            }
            val row = look.listRow(order.serial ?: "", listOfNotNull(order.number, order.label).joinToString(" · "), badge, look.figures(order.total, Type.LEAD, strong = true).margins(left = look.dp(Space.L)))
            row.tag = "order:$at"
            row.background = look.pressable(look.filled(0, Space.BUTTON), Space.BUTTON)
            look.tappable(row) { presenter.placed.openOrder(order.order) }
            body.addView(row.sized(FILL, WRAP))
            body.addView(look.line())
        }
    }

    private fun order(sheet: Sheet.OneOrder) {
        val order = sheet.order
        title.text = order.serial ?: say(Text.ORDER)
        val words = look.column()
        order.lines.forEach { line ->
            words.addView(look.row(
                look.label("${line.qty} × ${line.name.inLanguage(language)}").sized(0, WRAP, 1f),
                look.figures(line.net).margins(left = look.dp(Space.M)),
            ).sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        }
        words.addView(look.line().margins(top = look.dp(Space.S), bottom = look.dp(Space.M)))
        words.addView(look.row(look.label(say(Text.TOTAL), Type.LEAD, strong = true).sized(0, WRAP, 1f), look.figures(look.amount(sign, order.total), Type.TITLE, strong = true)).sized(FILL, WRAP))
        order.refunded?.let { words.addView(look.badge(say(Text.REFUNDED, it), Tone.WARN, Tone.WARN_GROUND).sized(WRAP, WRAP).margins(top = look.dp(Space.M))) }
        val side = look.row(words.sized(0, WRAP, 1f)).apply { gravity = Gravity.TOP }
        sheet.receipt?.let { png ->
            side.addView(ImageView(look.context).apply {
                adjustViewBounds = true
                setImageBitmap(BitmapFactory.decodeByteArray(png, 0, png.size))
                tag = "receipt"
            }.sized(look.dp(260), WRAP).margins(left = look.dp(Space.L)))
        }
        body.addView(side.sized(FILL, WRAP))
        if (order.state == "placed") return next(say(Text.PAY), "collect") { presenter.placed.collect(order) }
        val acts = look.row()
        fun act(words: Text, tag: String, onTap: () -> Unit) =
            acts.addView(look.button(say(words), Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag; padded(look.dp(Space.S), 0, look.dp(Space.S), 0) }.sized(0, look.dp(Space.MAIN), 1f).margins(right = look.dp(Space.S)))
        act(Text.REPRINT, "reprint") { presenter.placed.reprint(order.order) }
        act(Text.REFUND, "refund") { presenter.placed.openRefund(order) }
        if (order.state == "paid") act(Text.HAND_OVER, "handover") { presenter.placed.handOver(order.order) }
        foot.addView(acts.sized(FILL, WRAP))
    }

    private fun refund(sheet: Sheet.Refund) {
        title.text = "${say(Text.REFUND)} · ${sheet.order.serial ?: ""}"
        body.addView(look.section(say(Text.REFUND_WHAT)))
        sheet.order.lines.forEachIndexed { at, line ->
            val chosen = at in sheet.lines
            val row = look.listRow("${line.qty} × ${line.name.inLanguage(language)}", null, look.figures(line.net, Type.BODY, strong = true))
            row.tag = "refund-line:$at"
            row.padded(look.dp(Space.L), 0, look.dp(Space.L), 0)
            row.background = look.pressable(if (chosen) look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2) else look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON), Space.BUTTON)
            look.tappable(row) { presenter.placed.refundLine(at) }
            body.addView(row.sized(FILL, look.dp(64)).margins(bottom = look.dp(Space.S)))
        }
        body.addView(look.section(say(Text.REFUND_WHY)))
        body.addView(look.choices(listOf(Text.WHY_WRONG, Text.WHY_BAD, Text.WHY_MIND).map { it to say(it) }, sheet.why, "why") { presenter.placed.refundWhy(it) }.sized(FILL, WRAP))
        body.addView(look.section(say(Text.REFUND_GOODS)))
        body.addView(look.choices(listOf(false to say(Text.REFUND_LOSS), true to say(Text.REFUND_RESTOCK)), sheet.restock, "goods") { presenter.placed.refundGoods(it) }.sized(FILL, WRAP))
        next(say(Text.REFUND), "refund-now", sheet.lines.isNotEmpty() && sheet.why != null) { presenter.placed.refund() }
    }

    private fun office(sheet: Sheet.Office) {
        title.text = say(Text.OFFICE_SHORT)
        val pricing = sheet.products.firstOrNull { it.id == sheet.pricing }
        if (pricing != null) {
            title.text = pricing.name.inLanguage(language)
            body.addView(look.label("${say(Text.NEW_PRICE)} · ${pricing.price}", Type.LEAD, Tone.INK_2))
            body.addView(look.figures(look.amount(sign, sheet.typed.ifEmpty { pricing.price }), Type.HUGE, if (sheet.typed.isEmpty()) Tone.INK_3 else Tone.INK, strong = true).apply { gravity = Gravity.START }.margins(top = look.dp(Space.M), bottom = look.dp(Space.L)))
            PaySheet(look, presenter).keys(body) { presenter.office.priceKey(it) }
            return next(say(Text.SAVE), "save-price", sheet.typed.isNotEmpty()) { presenter.office.setPrice() }
        }
        val field = look.field(say(Text.OFFICE_FIND), "office-find", sheet.search) { presenter.office.search(it) }
        body.addView(look.row(
            field.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.FIND), Loud.QUIET) { presenter.office.search(field.text.toString()) }.apply { tag = "office-go" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        val tabs = look.row()
        for ((only, words) in listOf(Sheet.Office.Only.ALL to Text.ALL, Sheet.Office.Only.ON to Text.OFFICE_ON, Sheet.Office.Only.OFF to Text.OFF_SALE_NOW, Sheet.Office.Only.SOLD_OUT to Text.SOLD_OUT)) {
            tabs.addView(chip(say(words), "office:$only", sheet.only == only) { presenter.office.only(only) })
        }
        body.addView(scrolling(tabs))
        val shown = sheet.shown(language)
        if (shown.isEmpty()) body.addView(look.empty(say(Text.OFFICE_NONE), say(Text.OFFICE_NONE_HINT)).sized(FILL, WRAP))
        if (sheet.ticked.isNotEmpty()) batch(sheet)
        var category = ""
        for (product in shown) {
            val its = product.category.inLanguage(language)
            if (its != category) body.addView(look.section(its))
            category = its
            body.addView(product(product, product.id in sheet.ticked).sized(FILL, WRAP))
            body.addView(look.line())
        }
    }

    /** What is done with all that are ticked. */
    private fun batch(sheet: Sheet.Office) {
        val acts = TileGrid(look.context, 2, look.dp(Space.S))
        fun act(words: Text, tag: String, onTap: () -> Unit) =
            acts.addView(look.button(say(words), Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag; padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0) })
        act(Text.ON_SALE, "batch:on") { presenter.office.onSaleTicked(true) }
        act(Text.OFF_SALE, "batch:off") { presenter.office.onSaleTicked(false) }
        act(Text.SOLD_OUT, "batch:soldout") { presenter.office.soldOutTicked(soldOut = true, untilChanged = false) }
        act(Text.SOLD_OUT_ON, "batch:soldout-on") { presenter.office.soldOutTicked(soldOut = true, untilChanged = true) }
        act(Text.THERE_AGAIN, "batch:there") { presenter.office.soldOutTicked(soldOut = false, untilChanged = false) }
        act(Text.TICK_NONE, "batch:none") { presenter.office.tickNone() }
        foot.addView(look.label(say(Text.TICKED, sheet.ticked.size), Type.BODY, Tone.INK_2, strong = true).apply { tag = "ticked" }.margins(bottom = look.dp(Space.S)))
        foot.addView(acts.sized(FILL, WRAP))
    }

    private fun product(product: ProductView, ticked: Boolean): View {
        val price = if (product.onePrice) product.price else Text.FROM.say(language, product.price)
        val row = look.listRow(product.name.inLanguage(language), price)
        val tick = look.label(if (ticked) "✓" else "", Type.LEAD, Tone.PAPER, strong = true).apply {
            tag = "tick:${product.id}"
            contentDescription = product.name.inLanguage(language)
            gravity = Gravity.CENTER
            background = look.pressable(if (ticked) look.filled(Tone.INK, Space.BUTTON) else look.outlined(Tone.PAPER, Tone.INK_3, Space.BUTTON), Space.BUTTON)
            look.tappable(this) { presenter.office.tick(product) }
        }
        row.addView(tick.sized(look.dp(Space.TOUCH), look.dp(Space.TOUCH)).margins(right = look.dp(Space.M)), 0)
        if (!product.onSale) row.addView(look.badge(say(Text.OFF_SALE_NOW), Tone.INK_2, Tone.GROUND))
        if (product.soldOut) row.addView(look.badge(say(Text.SOLD_OUT), Tone.BAD, Tone.BAD_GROUND).sized(WRAP, WRAP).margins(left = look.dp(Space.S)))
        if (product.onePrice) row.addView(small(say(Text.NEW_PRICE), "price:${product.id}") { presenter.office.openPrice(product) })
        if (product.skus.isNotEmpty()) row.addView(small(say(if (product.soldOut) Text.THERE_AGAIN else Text.SOLD_OUT), "soldout:${product.id}") { presenter.office.soldOut(product) })
        row.addView(small(say(if (product.onSale) Text.OFF_SALE else Text.ON_SALE), "onsale:${product.id}") { presenter.office.onSale(product) })
        return row
    }

    private fun settings(sheet: Sheet.Settings) {
        title.text = say(Text.SETTINGS)
        val device = Shell.of(look.context)
        body.addView(look.section(say(Text.LANGUAGE)))
        body.addView(look.choices(Language.entries.map { it to it.longName }, language, "language") { device?.chooseLanguage(it) ?: presenter.chooseLanguage(it) }.sized(FILL, WRAP))
        body.addView(look.section(say(Text.DEVICE_IS)))
        body.addView(look.choices(listOf(Mode.CASHIER to say(Text.CASHIER), Mode.KIOSK to say(Text.KIOSK), Mode.PICKUP to say(Text.PICKUP)), Mode.CASHIER, "mode") { device?.chooseMode(it) }.sized(FILL, WRAP))
        body.addView(look.section(say(Text.PRINTERS)))
        if (sheet.printers.isEmpty()) body.addView(look.label(say(Text.NO_PRINTER), Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.S)))
        for (printer in sheet.printers) {
            body.addView(look.listRow(
                printer.name, "${printer.address} · ${printer.profile}",
                small(say(Text.TEST_PAGE), "test:${printer.name}") { presenter.office.testPrinter(printer.name) },
                small(say(Text.REMOVE), "drop:${printer.name}") { presenter.office.removePrinter(printer.name) },
            ).sized(FILL, WRAP))
        }
        for (found in device?.foundPrinters() ?: emptyList()) {
            if (sheet.printers.none { it.address == found.address }) body.addView(big(say(Text.ADD_PRINTER, found.name), "printer:${found.address}") { presenter.office.addPrinter(found) })
        }
        body.addView(look.section(say(Text.TABLES)))
        val tables = look.field(say(Text.TABLE_NAMES), "table-names", sheet.tables.joinToString(", ")) { presenter.office.planTables(it) }
        body.addView(look.row(
            tables.sized(0, look.dp(Space.MAIN), 1f),
            look.button(say(Text.SAVE), Loud.QUIET) { presenter.office.planTables(tables.text.toString()) }.apply { tag = "save-tables" }.margins(left = look.dp(Space.S)),
        ).sized(FILL, WRAP))
        body.addView(look.section(say(Text.STAFF)))
        if (sheet.staff.isEmpty()) body.addView(look.label(say(Text.NO_STAFF), Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.S)))
        for (one in sheet.staff) {
            body.addView(look.listRow(one.name, roleName(one.role), small(say(Text.REMOVE), "unstaff:${one.id}") { presenter.office.removeStaff(one.id) }).sized(FILL, WRAP))
        }
        body.addView(big(say(Text.ADD_STAFF), "add-staff") { presenter.office.openAddStaff() })
        body.addView(look.section(say(Text.KIOSK)))
        body.addView(big(say(Text.KIOSK_SETTINGS), "kiosk-settings") { presenter.office.openKiosk() })
        if (device == null) return
        body.addView(look.section(say(Text.DEVICE)))
        for ((words, does) in listOf(Text.LOCKED_TO_APP to device.canLock(), Text.START_AT_BOOT to device.canStartAtBoot())) {
            val badge = if (does) look.badge("✓ " + say(Text.DEVICE_KIOSK_ONLY), Tone.GOOD, Tone.GOOD_GROUND) else look.badge(say(Text.DEVICE_DOES_NOT), Tone.INK_2, Tone.GROUND)
            body.addView(look.row(look.label(say(words)).sized(0, WRAP, 1f), badge.apply { tag = "device:$words" }).sized(FILL, look.dp(Space.TOUCH)))
        }
        body.addView(look.section(say(Text.PICTURES)))
        val pictures = device.pictures()
        if (pictures.isEmpty()) body.addView(look.label(say(Text.NO_PICTURES), Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.S)))
        pictures.forEachIndexed { at, picture ->
            val shown = ImageView(look.context).apply {
                scaleType = ImageView.ScaleType.CENTER_CROP
                setImageBitmap(BitmapFactory.decodeFile(picture.path, BitmapFactory.Options().apply { inSampleSize = 8 }))
            }
            body.addView(look.row(
                shown.sized(look.dp(56), look.dp(56)),
                look.label("${at + 1}", Type.BODY).sized(0, WRAP, 1f).margins(left = look.dp(Space.L)),
                small(say(Text.REMOVE), "unpicture:$at") { device.dropPicture(picture) },
            ).sized(FILL, look.dp(72)))
        }
        body.addView(big(say(Text.ADD_PICTURE), "add-picture") { device.pickPicture() })
    }

    private fun roleName(role: Role) = say(when (role) {
        Role.CASHIER -> Text.CASHIER
        Role.MANAGER -> Text.MANAGER
        Role.OWNER -> Text.OWNER
    })

    private fun addStaff(sheet: Sheet.AddStaff) {
        title.text = say(Text.ADD_STAFF)
        var role = sheet.role
        val name = look.field(say(Text.NAME), "staff-name", sheet.name)
        val pin = look.field(say(Text.PIN), "staff-pin", sheet.pin)
        body.addView(look.named(name))
        body.addView(look.named(pin))
        val roles = look.column()
        fun draw() {
            roles.removeAllViews()
            roles.addView(look.choices(Role.entries.map { it to roleName(it) }, role, "role") { role = it; draw() }.sized(FILL, WRAP))
        }
        draw()
        body.addView(roles.sized(FILL, WRAP))
        next(say(Text.SAVE), "save-staff") { presenter.office.addStaff(name.text.toString(), role, pin.text.toString()) }
    }

    /** The member is asked for their word: PIN here, a code under the scanner, or a manager for them. */
    private fun consent(sheet: Sheet.Consent) {
        title.text = say(Text.CONSENT)
        body.addView(look.label(sheet.why, Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        pin(sheet.typed) { presenter.customers.consent() }
        foot.addView(look.button(say(Text.CONSENT_MANAGER), Loud.QUIET) { presenter.customers.askManager() }.apply { tag = "consent-manager" }.sized(FILL, look.dp(Space.MAIN)))
    }

    private fun memberPin(sheet: Sheet.MemberPin) {
        title.text = say(Text.PIN)
        body.addView(look.label(nameOf(sheet.member), Type.TITLE, strong = true))
        body.addView(look.label(say(Text.PIN_HINT), Type.BODY, Tone.INK_2).margins(top = look.dp(Space.S), bottom = look.dp(Space.L)))
        pin(sheet.typed) { presenter.customers.setPin() }
    }

    private fun pin(typed: String, onOk: () -> Unit) {
        body.addView(look.dots(typed.length).apply { gravity = Gravity.CENTER }.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        body.addView(look.pad(64, { presenter.key(it) }, onOk, say(Text.OK)).sized(FILL, WRAP))
    }

    private fun approval(sheet: Sheet.Approval) {
        title.text = say(Text.APPROVAL)
        body.addView(look.label(sheet.why, Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.L)))
        pin(sheet.typed) { presenter.approve() }
    }
}
