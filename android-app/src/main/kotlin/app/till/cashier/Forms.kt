package app.till.cashier

import app.till.No
import app.till.Text
import uniffi.till_mobile.ClearForm
import uniffi.till_mobile.PackageForm
import uniffi.till_mobile.PaycodeEnd
import uniffi.till_mobile.PaycodeForm
import uniffi.till_mobile.Words

/** Forms: filled in, kept whole, or shown again with all that is wrong beside its field. */
class Forms(private val counter: Counter) {
    private val till = counter.till
    private val state get() = counter.state

    /** Something was touched: it is shown. */
    inline fun <reified F : Any> change(noinline change: F.() -> F) = changed { form -> if (form is F) form.change() else form }

    /** Something was typed into a field, which shows it already; what was wrong there is mended, perhaps. */
    inline fun <reified F : Any> typed(path: String, noinline change: F.() -> F) = wasTyped(path) { form -> if (form is F) form.change() else form }

    fun changed(change: (Any) -> Any) = counter.on<Form<*>> { with(change(form)) }

    fun wasTyped(path: String, change: (Any) -> Any) = counter.keep {
        val sheet = sheet as? Form<*> ?: return@keep this
        copy(sheet = sheet.with(change(sheet.form), sheet.wrong.filterKeys { at(it) != at(path) }))
    }

    /** The same kind of form again: whoever changes one never makes another of it. */
    @Suppress("UNCHECKED_CAST")
    private fun Form<*>.with(form: Any, wrong: Map<String, Words> = this.wrong, refused: Boolean = false) =
        (this as Form<Any>).copy(form = form, wrong = wrong, refused = refused)

    fun keep() {
        @Suppress("UNCHECKED_CAST")
        val sheet = state.sheet as? Form<Any> ?: return
        sheet.keeps(sheet.form, refused)
    }

    /** All that is wrong is put where it belongs; what somebody's approval would change is asked for as ever. */
    private val refused: No = { trouble ->
        val sheet = generateSequence(state.sheet) { (it as? Sheet.Over)?.under }.filterIsInstance<Form<*>>().firstOrNull()
        if (trouble.approve != null || trouble.wrong.isEmpty() || sheet == null) {
            counter.no(trouble)
        } else {
            counter.open(sheet.with(sheet.form, trouble.wrong, refused = true))
        }
    }

    // --- what the back office keeps ---

    fun openPackages(under: Sheet? = state.sheet) = till.packages(counter.no) { counter.open(PackageList(it, under)) }

    fun openPackage(form: PackageForm) {
        val under = state.sheet
        counter.open(Form(form, Text.TOP_UP_PACKAGE, under) { filled, no -> till.keepPackage(filled, no) { counter.open(PackageList(it, (under as? PackageList)?.under)) } })
    }

    fun openMemberSettings() {
        val under = state.sheet
        till.memberSettings(counter.no) { form, levels ->
            counter.open(Form(form, Text.MEMBER_SETTINGS, under, levels = levels) { filled, no -> till.keepMemberSettings(filled, no) { kept(under) } })
        }
    }

    fun openStoredSettings() {
        val under = state.sheet
        till.storedValueSettings(counter.no) { form ->
            counter.open(Form(form, Text.STORED_SETTINGS, under) { filled, no -> till.keepStoredValueSettings(filled, no) { kept(under) } })
        }
    }

    // --- payment codes ---

    fun openPaycodes(under: Sheet? = state.sheet) = till.paycodeSettings(counter.no) { form ->
        counter.open(Form(form, Text.PAYCODES, under) { filled, no -> till.keepPaycodeSettings(filled, no) { kept(under) } })
    }

    /** A manager looked: this terminal takes payment codes again. */
    fun takePaycodesAgain(end: PaycodeEnd) {
        val sheet = state.sheet as? Form<*> ?: return
        val stop = (sheet.form as? PaycodeForm)?.stopped ?: return
        val (title, reasons) = when (end) {
            PaycodeEnd.LIFT -> Text.PAYCODES_LIFT to listOf(Text.WHY_MISREAD, Text.WHY_GUESSED)
            PaycodeEnd.TIME -> Text.PAYCODES_TIME to listOf(Text.WHY_PHONE_CLOCK, Text.WHY_WATCH)
        }
        counter.open(Sheet.Why(title, stop.words, sheet, reasons) { why ->
            till.takePaycodesAgain(end, why, counter.no) { openPaycodes(sheet.under) }
        })
    }

    // --- the shop as a file ---

    fun openBooks() = counter.open(Books(null, false, state.sheet))

    fun checkBooks() {
        counter.on<Books> { copy(checked = null, busy = true) }
        till.checkBooks(counter.noIdle()) { checked -> counter.on<Books> { copy(checked = checked, busy = false) } }
    }

    /** Copies the shop to a file, and says when it is there to be taken away. */
    fun backUp(file: java.io.File, then: (java.io.File) -> Unit) {
        counter.on<Books> { copy(busy = true) }
        till.backUp(file, counter.noIdle()) {
            counter.on<Books> { copy(busy = false) }
            then(file)
        }
    }

    /** A refusal after which nothing is going on. */
    private fun Counter.noIdle(): No = { trouble ->
        on<Books> { copy(busy = false) }
        no(trouble)
    }

    // --- clearing points ---

    fun openClearing(under: Sheet? = state.sheet) = till.clearForm(ClearForm(null, "", "", "", 0, 0, emptyList()), counter.no) { form, levels ->
        counter.open(Form(form, Text.POINTS_CLEAR, under, levels = levels) { filled, no -> clear(filled, no, under) })
    }

    /** Whose points go: how many that is comes with it. */
    fun clearing(change: ClearForm.() -> ClearForm) {
        val form = (state.sheet as? Form<*>)?.form as? ClearForm ?: return
        till.clearForm(form.change(), counter.no) { filled, _ -> change<ClearForm> { filled.copy(reason = reason, remark = remark) } }
    }

    /** How much goes is said and asked once; then it goes piece by piece, and the till is free between two. */
    private fun clear(form: ClearForm, no: No, under: Sheet?) = till.clearForm(form, no) { now, _ ->
        val about = Text.POINTS_CLEAR_SURE.each(now.points, now.members)
        counter.open(Sure(Text.POINTS_CLEAR, about, Text.POINTS_CLEAR, state.sheet) { till.clearPoints(form, no) { clearOn(under) } })
    }

    private fun clearOn(under: Sheet?) {
        till.clearPointsOn(counter.no) { more -> if (more) clearOn(under) else openClearing(under) }
    }

    private fun kept(under: Sheet?) = counter.become { copy(sheet = under, trouble = null, said = Text.KEPT.each()) }

    companion object {
        /** The field that a path is of: of `/tags/1`, the tags. */
        fun at(path: String): String = "/" + path.trimStart('/').substringBefore('/')
    }
}
