package app.till

import android.app.admin.DevicePolicyManager
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.os.Build
import android.provider.Settings

/** A kiosk comes back by itself when the power does. Other devices wait for whoever works there. */
class BootReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        if (intent.action != Intent.ACTION_BOOT_COMPLETED || !may(context)) return
        val mode = context.getSharedPreferences(TillActivity.SETTINGS, Context.MODE_PRIVATE).getString(TillActivity.MODE, null)
        if (mode != Mode.KIOSK.name) return
        context.startActivity(Intent(context, TillActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
    }

    companion object {
        /** Since Android 10 an app may open a window from nothing where the device is its own, or it may draw over others. */
        fun may(context: Context): Boolean =
            Build.VERSION.SDK_INT < Build.VERSION_CODES.Q ||
                context.getSystemService(DevicePolicyManager::class.java)?.isDeviceOwnerApp(context.packageName) == true ||
                Settings.canDrawOverlays(context)
    }
}
