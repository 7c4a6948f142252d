package app.till

import java.io.File
import java.nio.file.Files
import java.util.UUID
import uniffi.till_mobile.KioskSettings
import uniffi.till_mobile.Role
import uniffi.till_mobile.StaffView
import uniffi.till_mobile.Tap
import uniffi.till_mobile.Till

/** A tap of the owner's, at noon. */
fun tap() = Tap(UUID.randomUUID().toString(), StagedActivity.NOON, "A", "owner", null)

/** The folder of a shop with the sample menu, and whatever else was done in it before it was closed. */
fun shop(done: Till.(File) -> Unit = {}): File {
    val folder = Files.createTempDirectory("till").toFile()
    LiveTill.create(folder.path, "A", "owner", StagedActivity.NOON, null).till.run {
        done(folder)
        closeShop()
    }
    return folder
}

/** Its keys are the desk's: members, payment codes. */
fun Till.unlocked(folder: File) = Desk(folder).let { unlock(it.vault, it.boot) }

fun Till.staffed(vararg staff: Triple<String, Role, String>) {
    for ((name, role, pin) in staff) keepStaff(tap(), StaffView(name.lowercase(), name, role), pin)
}

fun Till.kiosk(change: KioskSettings.() -> KioskSettings) = keepKioskSettings(tap(), kioskSettings().change())
