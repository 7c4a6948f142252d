package app.till.cashier

import android.view.Gravity
import android.view.View
import app.till.Language
import app.till.LiveTill
import app.till.Mode
import app.till.Shell
import app.till.Text
import app.till.inLanguage
import app.till.hardware.Hours
import app.till.hardware.Machine
import app.till.hardware.NfcState
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
import app.till.look.listRow
import app.till.look.margins
import app.till.look.named
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.ProductView
import uniffi.till_mobile.Role

/** The back office's common acts: products one by one and many at once; settings, staff, printers, pictures. */
class OfficePages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    override fun draw(sheet: Sheet) {
        when (sheet) {
            is Sheet.Office -> office(sheet)
            is Sheet.Settings -> settings(sheet)
            is Sheet.AddStaff -> addStaff(sheet)
            else -> Unit
        }
    }

    private fun office(sheet: Sheet.Office) {
        title.text = say(Text.OFFICE_SHORT)
        find(Text.OFFICE_FIND, "office-find", sheet.search) { presenter.office.search(it) }
        val tabs = look.row()
        for ((only, words) in listOf(Sheet.Office.Only.ALL to Text.ALL, Sheet.Office.Only.ON to Text.OFFICE_ON, Sheet.Office.Only.OFF to Text.OFF_SALE_NOW, Sheet.Office.Only.SOLD_OUT to Text.SOLD_OUT)) {
            tabs.addView(chip(say(words), "office:$only", sheet.only == only) { presenter.office.only(only) })
        }
        body.addView(scrolling(tabs))
        val shown = sheet.shown()
        if (shown.isEmpty()) body.addView(look.empty(say(Text.OFFICE_NONE), say(Text.OFFICE_NONE_HINT)).sized(FILL, WRAP))
        if (sheet.ticked.isNotEmpty()) batch(sheet)
        var category = ""
        for (product in shown) {
            val its = product.category.inLanguage(language)
            if (its != category && sheet.search.isBlank()) body.addView(look.section(its))
            category = its
            body.addView(product(product, product.id in sheet.ticked).sized(FILL, WRAP))
            body.addView(look.line())
        }
        if (sheet.ticked.isNotEmpty()) return
        val more = TileGrid(look.context, 3, look.dp(Space.S))
        fun act(words: Text, tag: String, onTap: () -> Unit) =
            more.addView(look.button(say(words), Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag; padded(look.dp(Space.XS), 0, look.dp(Space.XS), 0) })
        act(Text.PRODUCT_NEW, "new-product") { presenter.products.openNew() }
        act(Text.DRAFT_SET_NEW, "new-set") { presenter.drafts.open(null) }
        act(Text.CATEGORIES, "categories") { presenter.products.openCategories() }
        act(Text.PRICE_LISTS, "price-lists") { presenter.products.openLists() }
        act(Text.MENU_FILE, "menu-file") { Shell.of(look.context)?.pickMenu() }
        foot.addView(more.sized(FILL, WRAP))
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
        if (product.onePrice) row.addView(small(say(Text.NEW_PRICE), "price:${product.id}") { presenter.office.askPrice(product) })
        if (product.skus.isNotEmpty()) row.addView(small(say(if (product.soldOut) Text.THERE_AGAIN else Text.SOLD_OUT), "soldout:${product.id}") { presenter.office.soldOut(product) })
        row.addView(small(say(if (product.onSale) Text.OFF_SALE else Text.ON_SALE), "onsale:${product.id}") { presenter.office.onSale(product) })
        row.getChildAt(1).apply {
            tag = "product:${product.id}"
            (this as android.widget.LinearLayout).gravity = Gravity.CENTER_VERTICAL
            contentDescription = product.name.inLanguage(language)
            minimumHeight = look.dp(Space.MAIN)
            background = look.pressable(look.filled(0, Space.BUTTON), Space.BUTTON)
            look.tappable(this) { presenter.products.open(product.id) }
        }
        return row
    }

    // --- settings ---

    private fun settings(sheet: Sheet.Settings) {
        title.text = say(Text.SETTINGS)
        val device = Shell.of(look.context)
        body.addView(look.section(say(Text.LANGUAGE)))
        body.addView(look.choices(Language.entries.map { it to it.longName }, language, "language") { device?.chooseLanguage(it) ?: presenter.chooseLanguage(it) }.sized(FILL, WRAP))
        body.addView(look.section(say(Text.DEVICE_IS)))
        body.addView(look.choices(listOf(Mode.CASHIER to say(Text.CASHIER), Mode.KIOSK to say(Text.KIOSK), Mode.PICKUP to say(Text.PICKUP)), Mode.CASHIER, "mode") { device?.chooseMode(it) }.sized(FILL, WRAP))
        body.addView(look.section(say(Text.PRINTERS)))
        val printers = sheet.printing.printers
        if (printers.isEmpty()) body.addView(look.label(say(Text.NO_PRINTER), Type.BODY, Tone.INK_2).margins(bottom = look.dp(Space.S)))
        for (printer in printers) {
            val kind = sheet.printing.kinds.firstOrNull { it.profile == printer.profile }?.title ?: printer.profile
            body.addView(look.listRow(
                printer.name, "$kind · ${printer.address}",
                small(say(Text.TEST_PAGE), "test:${printer.name}") { presenter.printing.testPrinter(printer.name) },
                small(say(Text.EDIT), "printer-edit:${printer.name}") { presenter.printing.openPrinter(printer, sheet.printing) },
            ).sized(FILL, WRAP))
        }
        for (found in device?.foundPrinters() ?: emptyList()) {
            if (printers.none { it.address == found.address }) body.addView(big(say(Text.ADD_PRINTER, found.name), "printer:${found.address}") { presenter.printing.add(found, sheet.printing) })
        }
        val printing = TileGrid(look.context, 3, look.dp(Space.S))
        fun print(words: Text, tag: String, onTap: () -> Unit) =
            printing.addView(look.button(say(words), Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag; maxLines = 2; padded(look.dp(Space.S), 0, look.dp(Space.S), 0) })
        print(Text.PRINTER_NETWORK, "printer-network") { presenter.printing.openNetwork(sheet.printing) }
        print(Text.PRINT_WHEN, "print-when") { presenter.printing.openRules(sheet.printing) }
        print(Text.HEADING, "heading") { presenter.printing.openHeading(sheet.printing) }
        body.addView(printing.sized(FILL, WRAP).margins(top = look.dp(Space.S)))
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
        body.addView(look.section(say(Text.CUSTOMER)))
        val members = TileGrid(look.context, 3, look.dp(Space.S))
        fun member(words: Text, tag: String, onTap: () -> Unit) =
            members.addView(look.button(say(words), Loud.QUIET, Space.MAIN, onTap).apply { this.tag = tag; maxLines = 2; padded(look.dp(Space.S), 0, look.dp(Space.S), 0) })
        member(Text.MEMBER_SETTINGS, "member-settings") { presenter.forms.openMemberSettings() }
        member(Text.POINTS_CLEAR, "clear-points") { presenter.forms.openClearing() }
        member(Text.STORED_SETTINGS, "stored-settings") { presenter.forms.openStoredSettings() }
        member(Text.PACKAGES, "packages") { presenter.forms.openPackages() }
        member(Text.CARDS, "card-settings") { presenter.cards.open(state.sheet) }
        member(Text.PAYCODES, "paycode-settings") { presenter.forms.openPaycodes() }
        body.addView(members.sized(FILL, WRAP))
        body.addView(look.section(say(Text.KIOSK)))
        body.addView(big(say(Text.KIOSK_SETTINGS), "kiosk-settings") { presenter.office.openKiosk() })
        body.addView(look.section(say(Text.BOOKS)))
        body.addView(big(say(Text.BOOKS), "books") { presenter.forms.openBooks() })
        if (device == null) return
        device(device)
    }

    /** What is looked after on the device; what it does not allow is said to be not available. */
    private fun device(device: Shell) {
        val machine = device.machine
        body.addView(look.section(say(Text.DEVICE)))
        fun row(words: Text, right: View) {
            body.addView(look.row(look.label(say(words)).sized(0, WRAP, 1f), right.apply { tag = "device:$words" }).sized(FILL, look.dp(Space.MAIN)))
            body.addView(look.line())
        }
        val none = { look.badge(say(Text.DEVICE_DOES_NOT), Tone.INK_2, Tone.GROUND) }
        fun stepped(words: Text, now: String?, tag: String, step: (Int) -> Unit) {
            if (now == null) return row(words, none())
            fun by(sign: Icon, by: Int) = look.icon(sign, what = say(words)) { step(by); presenter.office.openSettings() }.apply { this.tag = "$tag:$by" }
            row(words, look.row(by(Icon.MINUS, -1), look.figures(now, Type.BODY, strong = true).apply { gravity = Gravity.CENTER; minWidth = look.dp(72) }, by(Icon.PLUS, 1)))
        }
        stepped(Text.VOLUME, machine.volume()?.let { (now, most) -> "$now / $most" }, "volume", machine::louder)
        stepped(Text.BRIGHTNESS, machine.brightness()?.let { "$it / ${Machine.STEPS}" } ?: say(Text.BY_SYSTEM), "brightness", machine::brighter)
        val night = machine.night()
        row(Text.NIGHT, chip(if (night == null) say(Text.OFF) else "✓ " + say(Text.ON), "device:NIGHT", night != null) { machine.nightOn(night == null); presenter.office.openSettings() })
        if (night != null) {
            stepped(Text.NIGHT_FROM, Hours.words(night.from), "night-from", machine::nightFrom)
            stepped(Text.NIGHT_TO, Hours.words(night.to), "night-to", machine::nightTo)
        }
        for ((words, does) in listOf(Text.LOCKED_TO_APP to device.canLock(), Text.START_AT_BOOT to device.canStartAtBoot())) {
            row(words, if (does) look.badge("✓ " + say(Text.DEVICE_KIOSK_ONLY), Tone.GOOD, Tone.GOOD_GROUND) else none())
        }
        row(Text.NFC, when (device.nfc()) {
            NfcState.NOT_THERE -> none()
            NfcState.SWITCHED_OFF -> look.badge(say(Text.NFC_OFF), Tone.WARN, Tone.WARN_GROUND)
            NfcState.ON -> look.badge("✓ " + say(Text.ON), Tone.GOOD, Tone.GOOD_GROUND)
        })
        val online = machine.online()
        row(Text.NETWORK, if (online == null) none() else look.label(say(if (online) Text.ONLINE else Text.OFFLINE), Type.BODY, Tone.INK_2))
        row(Text.CLOCK, look.label(machine.clock(), Type.BODY, Tone.INK_2))
        row(Text.FREE_SPACE, look.label(machine.freeSpace(), Type.BODY, Tone.INK_2))
        row(Text.VERSION, machine.version()?.let { look.label(it, Type.BODY, Tone.INK_2) } ?: none())
        row(Text.CORE_VERSION, look.label(LiveTill.coreVersion, Type.BODY, Tone.INK_2))
        row(Text.LOG, small(say(Text.LOG_EXPORT), "device:LOG") { device.exportLog() })
        body.addView(big(say(Text.RESTART), "restart") { machine.restart() })
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
}
