package app.till

import app.till.cashier.Form
import app.till.cashier.Sheet
import java.io.File
import java.nio.file.Files
import java.util.UUID
import uniffi.till_mobile.Charge
import uniffi.till_mobile.MemberView
import uniffi.till_mobile.PersonForm
import uniffi.till_mobile.Role
import uniffi.till_mobile.StaffView
import uniffi.till_mobile.Tap
import uniffi.till_mobile.TenderAsked
import uniffi.till_mobile.Till

// What tests about people set up before the screen is there, and what their hands do on it.

object People {
    /** A shop with its keys open, and with an owner (PIN 9999) and a cashier (1111), or with nobody. */
    fun shop(staff: Boolean = false, has: Till.(tap: () -> Tap) -> Unit): File {
        val folder = Files.createTempDirectory("till").toFile()
        val desk = Desk(folder)
        fun tap() = Tap(UUID.randomUUID().toString(), StagedActivity.NOON, "A", "owner", null)
        LiveTill.create(folder.path, "A", "owner", StagedActivity.NOON, null).till.run {
            unlock(desk.vault, desk.boot)
            if (staff) {
                keepStaff(tap(), StaffView("owner", "Owner", Role.OWNER), "9999")
                keepStaff(tap(), StaffView("mei", "Mei", Role.CASHIER), "1111")
            }
            has(::tap)
            closeShop()
        }
        return folder
    }
}

fun Till.enrolled(tap: Tap, name: String, phone: String): MemberView = enrolMember(tap, PersonForm(name, phone, "", "", ""))

/** Money comes in on a member's account, in cash. */
fun Till.paidIn(tap: Tap, member: MemberView, amount: String) {
    takeCharge(tap, Charge.Amount(member.number, amount), TenderAsked("cash", null, null, null, null))
}

fun Stage.signIn(pin: String) {
    for (key in pin) touch("pin:$key")
    touch("pin:ok")
    until("the menu") { find("tile:lane-single") != null }
}

fun Stage.close() {
    touch("close")
    until("no sheet") { state().sheet == null }
}

/** Closes one page after the other. */
fun Stage.closeAll() {
    while (state().sheet != null) {
        val before = state().sheet
        touch("close")
        until("closed") { state().sheet !== before }
    }
}

fun Stage.settings() {
    more("settings")
    until("settings") { state().sheet is Sheet.Settings }
}

/** Finds the one member that a text means, and opens their page. */
fun Stage.memberPage(typed: String) {
    touch("customer")
    until("members") { state().sheet is Sheet.Members }
    write("find-member", typed)
    touch("find")
    until("found") { (state().sheet as? Sheet.Members)?.found?.size == 1 }
    touch("member-page:0")
    until("the member") { state().sheet is Sheet.OneMember }
}

/** A reason is asked for, and touched. */
fun Stage.because(reason: String) {
    until("why") { state().sheet is Sheet.Why }
    touch("because:$reason")
}

/** Types into a form and keeps it. */
fun Stage.fillIn(vararg fields: Pair<String, String>, picture: String? = null) {
    until("a form") { state().sheet is Form<*> }
    for ((path, text) in fields) write("form:$path", text)
    if (picture != null) shot(picture)
    touch("save-form")
}
