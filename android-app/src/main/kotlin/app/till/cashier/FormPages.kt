package app.till.cashier

import android.text.InputType
import android.view.View
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
import app.till.look.listRow
import app.till.look.margins
import app.till.look.padded
import app.till.look.section
import app.till.look.sized
import uniffi.till_mobile.BatchForm
import uniffi.till_mobile.CardTypeForm
import uniffi.till_mobile.ClearForm
import uniffi.till_mobile.Growth
import uniffi.till_mobile.LimitsForm
import uniffi.till_mobile.ListDraft
import uniffi.till_mobile.MemberSettingsForm
import uniffi.till_mobile.OrderType
import uniffi.till_mobile.PackageForm
import uniffi.till_mobile.PaycodeEnd
import uniffi.till_mobile.PaycodeForm
import uniffi.till_mobile.PersonForm
import uniffi.till_mobile.PointsLast
import uniffi.till_mobile.PrintedAs
import uniffi.till_mobile.Spending
import uniffi.till_mobile.StoredValueForm

/** Forms of people, packages, cards and settings. What is wrong stands under its field, and how much of it at the foot. */
class FormPages(look: Look, presenter: CashierPresenter) : Pages(look, presenter) {
    private lateinit var form: Form<*>

    /** The fields that were drawn: what is wrong elsewhere is said at the foot. */
    private val drawn = HashSet<String>()

    /** The first field with something wrong. */
    private var first: View? = null

    override fun draw(sheet: Sheet) {
        if (sheet is PackageList) return packages(sheet)
        if (sheet is Books) return books(sheet)
        form = sheet as? Form<*> ?: return
        title.text = say(form.title)
        listOfNotNull(form.about, form.hint?.let { say(it) }).forEach { body.addView(look.label(it, Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M))) }
        when (val filled = form.form) {
            is PersonForm -> person(filled)
            is PackageForm -> packageOf(filled)
            is CardTypeForm -> cardType(filled)
            is BatchForm -> batch(filled)
            is LimitsForm -> limits<LimitsForm>(filled) { change -> change() }
            is MemberSettingsForm -> members(filled)
            is StoredValueForm -> storedValue(filled)
            is ClearForm -> clearing(filled)
            is ListDraft -> priceList(filled)
            is PaycodeForm -> paycodes(filled)
        }
        val elsewhere = form.wrong.filterKeys { Forms.at(it) !in drawn }.values.map { it.inLanguage(language) }
        if (elsewhere.isNotEmpty()) foot.addView(look.label(elsewhere.joinToString("\n"), Type.BODY, Tone.BAD, strong = true).apply { tag = "form-elsewhere" }.sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        if (form.wrong.size > elsewhere.size) toMend(form.wrong.size - elsewhere.size)
        if (form.refused) bringUp(first)
        next(say(if (form.form is BatchForm) Text.CARDS_MAKE else if (form.form is ClearForm) Text.POINTS_CLEAR else if (form.title == Text.NEW_MEMBER) Text.ENROL else Text.SAVE), "save-form") { presenter.forms.keep() }
    }

    // --- what forms are made of ---

    private fun heading(text: Text) = body.addView(look.section(say(text)))

    /** A field under its name; what is wrong with it stands below until it is typed in again. */
    private inline fun <reified F : Any> text(name: Text, path: String, now: String, numbers: Boolean = false, noinline change: F.(String) -> F): View {
        drawn += path
        val wrong = form.wrong.entries.firstOrNull { Forms.at(it.key) == path }?.value
        val column = look.column(look.label(say(name), Type.SMALL, Tone.INK_2, strong = true))
        val told = look.label(wrong?.inLanguage(language) ?: "", Type.SMALL, Tone.BAD, strong = true).apply { tag = "wrong:$path" }
        lateinit var typing: android.widget.EditText
        typing = look.field(say(name), "form:$path", now, onChange = { typed ->
            presenter.forms.typed<F>(path) { change(typed) }
            if (told.visibility == View.VISIBLE) {
                oneLess()
                told.visibility = View.GONE
                typing.background = look.outlined(Tone.PAPER, Tone.LINE, Space.BUTTON)
            }
        })
        if (numbers) typing.inputType = InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_DECIMAL
        // A name above a field says what it is; the same words inside it would only be in the way.
        typing.hint = ""
        column.addView(typing.sized(FILL, look.dp(Space.MAIN)).margins(top = look.dp(Space.XS)))
        if (wrong == null) told.visibility = View.GONE else typing.background = look.outlined(Tone.PAPER, Tone.BAD, Space.BUTTON, 2)
        if (wrong != null && first == null) first = column
        column.addView(told.sized(FILL, WRAP).margins(top = look.dp(Space.XS)))
        return column.sized(FILL, WRAP).margins(bottom = look.dp(Space.M))
    }

    private fun alone(view: View) = body.addView(view)

    private fun together(vararg views: View) {
        val row = look.row().apply { gravity = android.view.Gravity.TOP }
        views.forEachIndexed { at, view -> row.addView(view.sized(0, WRAP, 1f).margins(left = if (at == 0) 0 else look.dp(Space.M), bottom = look.dp(Space.M))) }
        body.addView(row.sized(FILL, WRAP))
    }

    private inline fun <reified F : Any> toggle(words: Text, on: Boolean, tag: String, noinline change: F.() -> F) {
        body.addView(tick(say(words), on, tag) { presenter.forms.change(change) }.sized(FILL, look.dp(Space.MAIN)).margins(bottom = look.dp(Space.S)))
    }

    private fun tick(words: String, on: Boolean, tag: String, does: () -> Unit) = look.button((if (on) "✓ " else "") + words, Loud.QUIET, onTap = does).apply {
        this.tag = tag
        padded(look.dp(Space.S), 0, look.dp(Space.S), 0)
        if (on) background = look.pressable(look.outlined(Tone.GOOD_GROUND, Tone.GOOD, Space.BUTTON, 2), Space.BUTTON)
    }

    private fun <T> one(all: List<Pair<T, Text>>, chosen: T, tag: String, onChoose: (T) -> Unit) =
        body.addView(look.choices(all.map { (value, words) -> value to say(words) }, chosen, tag, onChoose).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))

    /** The tenders of which any may be chosen. */
    private fun tenders(chosen: List<String>, tag: String, onChange: (List<String>) -> Unit) {
        val grid = TileGrid(look.context, 3, look.dp(Space.S))
        for (tender in state.menu?.tenders?.filter { !it.storedValue } ?: emptyList()) {
            val on = tender.id in chosen
            grid.addView(tick(tender.name.inLanguage(language), on, "$tag:${tender.id}") { onChange(if (on) chosen - tender.id else chosen + tender.id) })
        }
        body.addView(grid.sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
    }

    // --- who somebody is ---

    private fun person(now: PersonForm) {
        alone(text<PersonForm>(Text.NAME, "/name", now.name) { copy(name = it) })
        together(
            text<PersonForm>(Text.PHONE, "/phone", now.phone) { copy(phone = it) },
            text<PersonForm>(Text.BIRTHDAY, "/birthday", now.birthday) { copy(birthday = it) },
        )
        alone(text<PersonForm>(Text.TAGS, "/tags", now.tags) { copy(tags = it) })
        alone(text<PersonForm>(Text.REMARK, "/remark", now.remark) { copy(remark = it) })
    }

    // --- packages ---

    private fun packages(sheet: PackageList) {
        title.text = say(Text.PACKAGES)
        val known = sheet.packages.filter { it.id.isNotEmpty() }
        if (known.isEmpty()) body.addView(look.empty(say(Text.PACKAGES_NONE), say(Text.PACKAGES_NONE_HINT)).sized(FILL, WRAP))
        for (one in known) {
            val name = nearest(language, one.zh, one.en, one.ms)
            val worth = listOfNotNull("$sign ${one.pays}", one.bonus.ifEmpty { null }?.let { "+ $it" }, one.points.ifEmpty { null }?.let { say(Text.MEMBER_POINTS, it) }).joinToString(" ")
            val badge = if (one.off) look.badge(say(Text.OFF_SALE_NOW), Tone.INK_2, Tone.GROUND) else look.badge("✓ " + say(Text.OFFICE_ON), Tone.GOOD, Tone.GOOD_GROUND)
            val row = look.listRow(name, worth, badge).apply {
                tag = "package:${one.id}"
                contentDescription = name
                background = look.pressable(look.filled(Tone.PAPER, 0), 0)
                look.tappable(this) { presenter.forms.openPackage(one) }
            }
            body.addView(row.sized(FILL, WRAP))
            body.addView(look.line())
        }
        next(say(Text.PACKAGE_NEW), "new-package") { presenter.forms.openPackage(sheet.packages.last()) }
    }

    /** A price list: what it is called, for which orders it holds, and when. */
    private fun priceList(now: ListDraft) {
        together(
            text<ListDraft>(Text.NAME_ZH, "/name", now.name.zh) { copy(name = name.copy(zh = it)) },
            text<ListDraft>(Text.NAME_EN, "/name-en", now.name.en) { copy(name = name.copy(en = it)) },
            text<ListDraft>(Text.NAME_MS, "/name-ms", now.name.ms) { copy(name = name.copy(ms = it)) },
        )
        heading(Text.PRICE_LIST_ORDERS)
        val types = TileGrid(look.context, 4, look.dp(Space.S))
        for ((type, words) in listOf(OrderType.DINE_IN to Text.DINE_IN, OrderType.TAKEAWAY to Text.TAKEAWAY, OrderType.DELIVERY to Text.DELIVERY, OrderType.KIOSK to Text.KIOSK)) {
            val on = type in now.orderTypes
            types.addView(tick(say(words), on, "list-type:$type") { presenter.forms.change<ListDraft> { copy(orderTypes = if (on) orderTypes - type else orderTypes + type) } })
        }
        body.addView(types.sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        heading(Text.PRICE_LIST_DAYS)
        val days = TileGrid(look.context, 7, look.dp(Space.XS))
        say(Text.WEEKDAYS).split(' ').forEachIndexed { at, name ->
            val day = (at + 1).toUInt()
            val on = day in now.weekdays
            days.addView(look.button(name, Loud.QUIET) { presenter.forms.change<ListDraft> { copy(weekdays = if (on) weekdays - day else (weekdays + day).sorted()) } }.apply {
                tag = "list-day:$day"
                padded(0, 0, 0, 0)
                if (on) {
                    background = look.pressable(look.filled(Tone.INK, Space.BUTTON), Space.BUTTON)
                    setTextColor(Tone.PAPER)
                }
            })
        }
        body.addView(days.sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        together(
            text<ListDraft>(Text.PRICE_LIST_FROM, "/from", now.from) { copy(from = it) },
            text<ListDraft>(Text.PRICE_LIST_TO, "/to", now.to) { copy(to = it) },
        )
    }

    private fun packageOf(now: PackageForm) {
        together(
            text<PackageForm>(Text.NAME_ZH, "/name", now.zh) { copy(zh = it) },
            text<PackageForm>(Text.NAME_EN, "/name-en", now.en) { copy(en = it) },
            text<PackageForm>(Text.NAME_MS, "/name-ms", now.ms) { copy(ms = it) },
        )
        together(
            text<PackageForm>(Text.PACKAGE_PAYS, "/pays", now.pays, true) { copy(pays = it) },
            text<PackageForm>(Text.PACKAGE_BONUS, "/bonus", now.bonus, true) { copy(bonus = it) },
            text<PackageForm>(Text.PACKAGE_POINTS, "/points", now.points, true) { copy(points = it) },
        )
        together(
            text<PackageForm>(Text.PACKAGE_TIMES, "/per_member", now.perMember, true) { copy(perMember = it) },
            text<PackageForm>(Text.FROM_DAY, "/from", now.from) { copy(from = it) },
            text<PackageForm>(Text.TO_DAY, "/to", now.to) { copy(to = it) },
        )
        toggle<PackageForm>(Text.PACKAGE_ON, !now.off, "package-on") { copy(off = !off) }
        if (now.vouchers.isEmpty()) return
        heading(Text.PACKAGE_VOUCHERS)
        now.vouchers.forEachIndexed { at, voucher ->
            fun to(units: UInt) = presenter.forms.change<PackageForm> { copy(vouchers = vouchers.mapIndexed { i, v -> if (i == at) v.copy(units = units) else v }) }
            val row = look.row(
                look.label(voucher.name.inLanguage(language), Type.BODY).sized(0, WRAP, 1f),
                look.icon(Icon.MINUS, what = say(Text.REMOVE)) { if (voucher.units > 0u) to(voucher.units - 1u) }.apply { tag = "voucher-less:${voucher.voucher}" },
                look.figures("${voucher.units}", Type.LEAD, strong = true).apply { gravity = android.view.Gravity.CENTER; tag = "voucher-units:${voucher.voucher}" }.sized(look.dp(40), WRAP),
                look.icon(Icon.PLUS, what = say(Text.ADD)) { to(voucher.units + 1u) }.apply { tag = "voucher-more:${voucher.voucher}" },
            )
            body.addView(row.sized(FILL, look.dp(Space.MAIN)))
        }
    }

    // --- cards ---

    private fun cardType(now: CardTypeForm) {
        together(
            text<CardTypeForm>(Text.NAME_ZH, "/name", now.zh) { copy(zh = it) },
            text<CardTypeForm>(Text.NAME_EN, "/name-en", now.en) { copy(en = it) },
            text<CardTypeForm>(Text.NAME_MS, "/name-ms", now.ms) { copy(ms = it) },
        )
        together(
            text<CardTypeForm>(Text.CARD_FACE, "/face", now.face, true) { copy(face = it) },
            text<CardTypeForm>(Text.CARD_BONUS, "/bonus", now.bonus, true) { copy(bonus = it) },
            text<CardTypeForm>(Text.CARD_PRICE, "/price", now.price, true) { copy(price = it) },
        )
        body.addView(look.label(say(Text.CARD_PRICE_HINT), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        together(
            text<CardTypeForm>(Text.CARD_MONTHS, "/months", now.months, true) { copy(months = it) },
            text<CardTypeForm>(Text.CARD_UNTIL_DAY, "/until", now.until) { copy(until = it) },
        )
        toggle<CardTypeForm>(Text.CARD_REBINDING, now.rebinding, "type-rebinding") { copy(rebinding = !rebinding) }
        toggle<CardTypeForm>(Text.CARD_TYPE_ON, !now.off, "type-on") { copy(off = !off) }
    }

    private fun batch(now: BatchForm) {
        heading(Text.CARD_TYPE)
        val grid = TileGrid(look.context, 3, look.dp(Space.S))
        for (type in form.types) grid.addView(tick(nearest(language, type.zh, type.en, type.ms), type.id == now.cardType, "batch-type:${type.id}") { presenter.forms.change<BatchForm> { copy(cardType = type.id) } })
        body.addView(grid.sized(FILL, WRAP).margins(bottom = look.dp(Space.L)))
        together(
            text<BatchForm>(Text.CARDS_NAME, "/name", now.name) { copy(name = it) },
            text<BatchForm>(Text.CARDS_COUNT, "/count", now.count, true) { copy(count = it) },
        )
        together(
            text<BatchForm>(Text.CARDS_PREFIX, "/prefix", now.prefix) { copy(prefix = it) },
            text<BatchForm>(Text.CARDS_LENGTH, "/length", now.length, true) { copy(length = it) },
        )
        heading(Text.CARD_CODES)
        val ways = listOf(PrintedAs.NONE to Text.CARD_CODES_NONE, PrintedAs.QR to Text.CARD_CODES_QR, PrintedAs.BARCODE to Text.CARD_CODES_BARCODE)
        one(ways, now.code, "batch-code") { presenter.forms.change<BatchForm> { copy(code = it) } }
        if (now.code != PrintedAs.NONE) limits<BatchForm>(now.limits) { change -> copy(limits = this.limits.change()) }
    }

    /** [of] puts what was changed back into the form that has it. */
    private inline fun <reified F : Any> limits(now: LimitsForm, noinline of: F.(LimitsForm.() -> LimitsForm) -> F) {
        together(
            text<F>(Text.LIMIT_PAYMENT, "/per_payment", now.perPayment, true) { typed -> of { copy(perPayment = typed) } },
            text<F>(Text.LIMIT_DAY, "/per_day", now.perDay, true) { typed -> of { copy(perDay = typed) } },
            text<F>(Text.LIMIT_PIN, "/pin_above", now.pinAbove, true) { typed -> of { copy(pinAbove = typed) } },
        )
        toggle<F>(Text.CARD_IDENTIFY, now.identifyOnly, "limits-identify") { of { copy(identifyOnly = !identifyOnly) } }
    }

    // --- what the shop decides ---

    private fun members(now: MemberSettingsForm) {
        heading(Text.PRIVACY)
        toggle<MemberSettingsForm>(Text.PRIVACY_MASK, now.mask, "privacy-mask") { copy(mask = !mask) }
        toggle<MemberSettingsForm>(Text.PRIVACY_SHOPS, now.otherShopsSee, "privacy-shops") { copy(otherShopsSee = !otherShopsSee) }
        toggle<MemberSettingsForm>(Text.PRIVACY_STAFF, now.otherStaffSee, "privacy-staff") { copy(otherStaffSee = !otherStaffSee) }
        heading(Text.POINTS_LAST)
        val lasting = listOf(PointsLast.ALWAYS to Text.POINTS_ALWAYS, PointsLast.MONTHS to Text.POINTS_MONTHS, PointsLast.YEARLY to Text.POINTS_YEARLY)
        one(lasting, now.pointsLast, "points-last") { presenter.forms.change<MemberSettingsForm> { copy(pointsLast = it) } }
        if (now.pointsLast == PointsLast.MONTHS) alone(text<MemberSettingsForm>(Text.MONTHS, "/months", now.months, true) { copy(months = it) })
        if (now.pointsLast == PointsLast.YEARLY) together(
            text<MemberSettingsForm>(Text.POINTS_UNTIL, "/until", now.until) { copy(until = it) },
            text<MemberSettingsForm>(Text.POINTS_YEARS, "/years", now.years, true) { copy(years = it) },
        )
        heading(Text.POINTS_NOT_BY)
        tenders(now.noPointsTenders, "no-points") { presenter.forms.change<MemberSettingsForm> { copy(noPointsTenders = it) } }
        heading(Text.SPENDING_WORD)
        together(
            text<MemberSettingsForm>(Text.POINTS_FLOOR, "/points_floor", now.pointsFloor, true) { copy(pointsFloor = it) },
            text<MemberSettingsForm>(Text.IDENTIFIED_ENOUGH, "/identified_enough", now.identifiedEnough, true) { copy(identifiedEnough = it) },
        )
        heading(Text.LEVELS)
        one(listOf(Growth.MONEY to Text.GROWTH_MONEY, Growth.ORDERS to Text.GROWTH_ORDERS, Growth.STORED_VALUE to Text.GROWTH_STORED), now.growth, "growth") { presenter.forms.change<MemberSettingsForm> { copy(growth = it) } }
        toggle<MemberSettingsForm>(Text.DEMOTION, now.demotion, "demotion") { copy(demotion = !demotion) }
        if (now.demotion) {
            together(
                text<MemberSettingsForm>(Text.DEMOTION_MONTHS, "/demotion_months", now.demotionMonths, true) { copy(demotionMonths = it) },
                text<MemberSettingsForm>(Text.DEMOTION_GRACE, "/grace_days", now.graceDays, true) { copy(graceDays = it) },
            )
            toggle<MemberSettingsForm>(Text.DEMOTION_REFUND, now.refundAtOnce, "demotion-refund") { copy(refundAtOnce = !refundAtOnce) }
        }
        for (level in form.levels) {
            body.addView(look.listRow(level.name.inLanguage(language), level.about.inLanguage(language)).sized(FILL, WRAP))
            body.addView(look.line())
        }
        body.addView(look.label(say(if (form.levels.isEmpty()) Text.LEVELS_NONE else Text.LEVELS_MENU), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(top = look.dp(Space.S)))
    }

    /** Whose points go and why; what went before stands below. */
    private fun clearing(now: ClearForm) {
        body.addView(look.label(say(Text.POINTS_CLEAR_ARE, now.points, now.members), Type.LEAD, strong = true).apply { tag = "clear-how-many"; fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        val grid = TileGrid(look.context, 3, look.dp(Space.S))
        grid.addView(tick(say(Text.ALL), now.level == null, "clear-level:all") { presenter.forms.clearing { copy(level = null) } })
        for (level in form.levels) grid.addView(tick(level.name.inLanguage(language), now.level == level.level, "clear-level:${level.level}") { presenter.forms.clearing { copy(level = level.level) } })
        body.addView(grid.sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        alone(text<ClearForm>(Text.POINTS_CLEAR_TAG, "/tag", now.tag) { copy(tag = it) })
        alone(text<ClearForm>(Text.POINTS_CLEAR_REASON, "/reason", now.reason) { copy(reason = it) })
        alone(text<ClearForm>(Text.POINTS_CLEAR_REMARK, "/remark", now.remark) { copy(remark = it) })
        if (now.before.isEmpty()) return
        heading(Text.POINTS_CLEARED)
        for (job in now.before) {
            val state = if (job.done == job.total) look.badge("✓ " + say(Text.DONE), Tone.GOOD, Tone.GOOD_GROUND) else look.badge(say(Text.PICKED, job.done, job.total), Tone.WARN, Tone.WARN_GROUND)
            body.addView(look.row(
                look.column(
                    look.label("${job.reason} — ${job.remark}", Type.BODY, strong = true).sized(FILL, WRAP),
                    look.label("${job.`when`} · ${job.staff} · ${say(Text.MEMBER_POINTS, job.points)}", Type.SMALL, Tone.INK_2).apply { fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = look.dp(Space.XS)),
                ).sized(0, WRAP, 1f),
                state,
            ).apply { minimumHeight = look.dp(64) }.sized(FILL, WRAP))
            body.addView(look.line())
        }
    }

    /** Whether this terminal takes payment codes, what lets it again, and what the shop decided. */
    private fun paycodes(now: PaycodeForm) {
        val stop = now.stopped
        told(stop?.words?.inLanguage(language) ?: say(Text.PAYCODES_TAKEN), stop == null, "paycodes-state")
        stop?.ends?.let { end -> body.addView(big(say(if (end == PaycodeEnd.LIFT) Text.PAYCODES_LIFT else Text.PAYCODES_TIME), "paycodes-again") { presenter.forms.takePaycodesAgain(end) }) }
        heading(Text.PAYCODES_CAPS)
        together(
            text<PaycodeForm>(Text.LIMIT_PAYMENT, "/cap_payment", now.capPayment, true) { copy(capPayment = it) },
            text<PaycodeForm>(Text.LIMIT_DAY, "/cap_day", now.capDay, true) { copy(capDay = it) },
        )
        heading(Text.PAYCODES_PHONES)
        together(
            text<PaycodeForm>(Text.PAYCODES_DAYS, "/lease_days", now.leaseDays, true) { copy(leaseDays = it) },
            text<PaycodeForm>(Text.PAYCODES_PAGE, "/page", now.page) { copy(page = it) },
        )
        toggle<PaycodeForm>(Text.PAYCODES_STRICT, now.strict, "paycodes-strict") { copy(strict = !strict) }
    }

    /** How something stands: well, or not and what to do. */
    private fun told(words: String, well: Boolean, tag: String) {
        body.addView(look.label((if (well) "✓ " else "! ") + words, Type.BODY, if (well) Tone.GOOD else Tone.BAD, strong = true).apply {
            this.tag = tag
            background = look.filled(if (well) Tone.GOOD_GROUND else Tone.BAD_GROUND, Space.BUTTON)
            padded(look.dp(Space.L), look.dp(Space.M), look.dp(Space.L), look.dp(Space.M))
        }.sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
    }

    /** The shop as a file: whether its books hold, and a copy of it. */
    private fun books(sheet: Books) {
        title.text = say(Text.BOOKS)
        val found = sheet.checked
        if (found != null) {
            told(say(if (found.ok) Text.BOOKS_HOLD else Text.BOOKS_WRONG, found.orders), found.ok, "books-found")
            for (wrong in found.wrong) body.addView(look.label(wrong, Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        }
        if (sheet.busy) {
            body.addView(look.label(say(Text.BOOKS_BUSY), Type.LEAD, Tone.INK_2).apply { tag = "books-busy" }.sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
            return
        }
        body.addView(look.label(say(Text.BOOKS_CHECK_HINT), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.S)))
        body.addView(big(say(Text.BOOKS_CHECK), "books-check") { presenter.forms.checkBooks() })
        val device = app.till.Shell.of(look.context) ?: return
        foot.addView(look.label(say(Text.BACK_UP_HINT), Type.BODY, Tone.INK_2).sized(FILL, WRAP).margins(bottom = look.dp(Space.M)))
        next(say(Text.BACK_UP), "back-up") { presenter.forms.backUp(device.spare(device.machine.copyName()), device::handOver) }
    }

    private fun storedValue(now: StoredValueForm) {
        toggle<StoredValueForm>(Text.STORED_ON, now.on, "stored-on") { copy(on = !on) }
        toggle<StoredValueForm>(Text.STORED_FREE, now.free, "stored-free") { copy(free = !free) }
        if (now.free) alone(text<StoredValueForm>(Text.STORED_QUICK, "/quick", now.quick) { copy(quick = it) })
        together(
            text<StoredValueForm>(Text.STORED_LEAST, "/least", now.least, true) { copy(least = it) },
            text<StoredValueForm>(Text.STORED_MOST, "/most", now.most, true) { copy(most = it) },
            text<StoredValueForm>(Text.STORED_DAY, "/per_day", now.perDay, true) { copy(perDay = it) },
        )
        heading(Text.STORED_TENDERS)
        tenders(now.tenders, "stored-tender") { presenter.forms.change<StoredValueForm> { copy(tenders = it) } }
        heading(Text.STORED_SPENDING)
        one(listOf(Spending.PRINCIPAL_FIRST to Text.SPEND_PRINCIPAL, Spending.BONUS_FIRST to Text.SPEND_BONUS, Spending.IN_PROPORTION to Text.SPEND_BOTH), now.spending, "spending") { presenter.forms.change<StoredValueForm> { copy(spending = it) } }
        toggle<StoredValueForm>(Text.STORED_BONUS_EARNS, now.bonusEarns, "bonus-earns") { copy(bonusEarns = !bonusEarns) }
    }
}
