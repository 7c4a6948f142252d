package app.till.hardware

import android.Manifest
import android.annotation.SuppressLint
import android.app.Activity
import android.app.Dialog
import android.content.pm.PackageManager
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.view.Surface
import android.view.TextureView
import app.till.TillActivity
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.MultiFormatReader
import com.google.zxing.NotFoundException
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.common.HybridBinarizer

/** What a camera's picture says: the brightness of its points, looked at by ZXing. Knows no camera. */
class CodeReader {
    private val reader = MultiFormatReader().apply { setHints(mapOf(DecodeHintType.TRY_HARDER to true)) }

    /** The text of the code in a picture of `width` by `height` bytes of brightness; none where there is none. */
    fun read(brightness: ByteArray, width: Int, height: Int): String? = try {
        val source = PlanarYUVLuminanceSource(brightness, width, height, 0, 0, width, height, false)
        reader.decodeWithState(BinaryBitmap(HybridBinarizer(source))).text
    } catch (nothing: NotFoundException) {
        null
    } finally {
        reader.reset()
    }
}

/** Reads one code with the camera, over the page that asked for it. */
class CameraScanner private constructor(private val window: Activity, private val camera: String) {
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val codes = CodeReader()
    private val dialog = Dialog(window, android.R.style.Theme_Black_NoTitleBar_Fullscreen)
    private var device: CameraDevice? = null
    private val frames = ImageReader.newInstance(WIDTH, HEIGHT, ImageFormat.YUV_420_888, 2)

    private fun begin() {
        val view = TextureView(window)
        view.surfaceTextureListener = object : TextureView.SurfaceTextureListener {
            override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) = open(texture)

            override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) = Unit

            override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean = true

            override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit
        }
        frames.setOnImageAvailableListener({ from -> look(from) }, handler)
        dialog.setContentView(view)
        dialog.setOnDismissListener { end() }
        view.setOnClickListener { dialog.dismiss() }
        dialog.show()
    }

    private fun look(from: ImageReader) {
        val image = from.acquireLatestImage() ?: return
        val text = image.use {
            val plane = it.planes[0]
            val wide = plane.rowStride
            val brightness = ByteArray(wide * it.height)
            plane.buffer.get(brightness, 0, minOf(brightness.size, plane.buffer.remaining()))
            codes.read(brightness, wide, it.height)
        } ?: return
        window.runOnUiThread {
            if (!dialog.isShowing) return@runOnUiThread
            dialog.dismiss()
            (window as? TillActivity)?.scan(text)
        }
    }

    @SuppressLint("MissingPermission")
    private fun open(texture: SurfaceTexture) {
        texture.setDefaultBufferSize(WIDTH, HEIGHT)
        val seen = Surface(texture)
        try {
            window.getSystemService(CameraManager::class.java).openCamera(camera, object : CameraDevice.StateCallback() {
                override fun onOpened(opened: CameraDevice) {
                    device = opened
                    film(opened, seen)
                }

                override fun onDisconnected(gone: CameraDevice) = gone.close()

                override fun onError(broken: CameraDevice, error: Int) = broken.close()
            }, handler)
        } catch (busy: CameraAccessException) {
            dialog.dismiss()
        }
    }

    @Suppress("DEPRECATION")
    private fun film(opened: CameraDevice, seen: Surface) {
        val surfaces = listOf(seen, frames.surface)
        opened.createCaptureSession(surfaces, object : CameraCaptureSession.StateCallback() {
            override fun onConfigured(session: CameraCaptureSession) {
                val request = opened.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
                    surfaces.forEach { addTarget(it) }
                    set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
                }
                session.setRepeatingRequest(request.build(), null, handler)
            }

            override fun onConfigureFailed(session: CameraCaptureSession) = opened.close()
        }, handler)
    }

    private fun end() {
        device?.close()
        frames.close()
        thread.quitSafely()
    }

    companion object {
        private const val WIDTH = 1280
        private const val HEIGHT = 720

        /** Opens the camera at the back; false where there is none. Where it is not permitted yet, it is asked for. */
        fun read(window: Activity): Boolean {
            val manager = window.getSystemService(CameraManager::class.java) ?: return false
            val back = try {
                manager.cameraIdList.firstOrNull {
                    manager.getCameraCharacteristics(it).get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK
                }
            } catch (none: CameraAccessException) {
                null
            } ?: return false
            if (window.checkSelfPermission(Manifest.permission.CAMERA) != PackageManager.PERMISSION_GRANTED) {
                window.requestPermissions(arrayOf(Manifest.permission.CAMERA), 2)
                return true
            }
            CameraScanner(window, back).begin()
            return true
        }
    }
}
