package app.till.look

import android.graphics.Canvas
import android.graphics.ColorFilter
import android.graphics.Paint
import android.graphics.Path
import android.graphics.PixelFormat
import android.graphics.RectF
import android.graphics.drawable.Drawable

/**
 * A product's picture: a flat drawing of our own on a quiet ground.
 *
 * The menu names it (`image`). A name that is not drawn here, or none, gets the first letter of the product's
 * name, so that every tile has a face. Each drawing stands in a square of 100 by 100.
 */
class Food(image: String?, name: String, private val ground: Int, private val radius: Float) : Drawable() {
    private val draw: (Plate.() -> Unit)? = DRAWN[image]
    /** How much wider than high it is drawn: a meal is several things side by side. */
    private val span = if (image?.startsWith("meal-") == true) 1.8f else 1f
    private val letter = name.take(1)
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)

    override fun draw(canvas: Canvas) {
        val box = RectF(bounds)
        paint.color = ground
        paint.style = Paint.Style.FILL
        val clip = Path().apply { addRoundRect(box, radius, radius, Path.Direction.CW) }
        canvas.drawPath(clip, paint)
        val side = minOf(box.width() / span, box.height()) * 1.08f
        canvas.save()
        canvas.clipPath(clip)
        canvas.translate(box.centerX() - side / 2, box.centerY() - side / 2)
        canvas.scale(side / 100f, side / 100f)
        if (draw != null) {
            Plate(canvas, paint).apply(draw)
        } else {
            paint.color = Tone.INK_2
            paint.textSize = 44f
            paint.typeface = Look.STRONG
            paint.textAlign = Paint.Align.CENTER
            canvas.drawText(letter, 50f, 66f, paint)
        }
        canvas.restore()
    }

    override fun setAlpha(alpha: Int) { paint.alpha = alpha }

    override fun setColorFilter(filter: ColorFilter?) { paint.colorFilter = filter }

    @Deprecated("Deprecated in Java")
    override fun getOpacity(): Int = PixelFormat.TRANSLUCENT

    companion object {
        private val DRAWN: Map<String, Plate.() -> Unit> = mapOf(
            "burger-beef" to { burger(PATTY, CHEESE) },
            "burger-chicken" to { burger(CRISP, LEAF) },
            "burger-mushroom" to { burger(MUSHROOM, LEAF) },
            "burger-fish" to { burger(CRUMB, CREAM) },
            "bowl-beef" to { bowl(PATTY, LEAF) },
            "bowl-tofu" to { bowl(CREAM, CHILLI) },
            "fries" to { fries() },
            "wings" to { wings() },
            "onion-rings" to { rings() },
            "corn" to { corn() },
            "roast-chicken" to { roast() },
            "tea-lemon" to { glass(0xFFE9B44C.toInt(), lemon = true, pearls = false, milk = false) },
            "tea-milk" to { glass(0xFFC89F74.toInt(), lemon = false, pearls = true, milk = true) },
            "cola" to { paperCup(0xFFB3392B.toInt()) },
            "soy-milk" to { glass(0xFFF3E9D2.toInt(), lemon = false, pearls = false, milk = true) },
            "egg-tart" to { tart() },
            "pudding" to { pudding() },
            "cup" to { mug() },
            "pearls" to { pearls() },
            "cheese" to { cheese() },
            "meal-one" to { part(-16f, 8f, 0.94f) { burger(PATTY, CHEESE) }; part(60f, 26f, 0.66f) { paperCup(0xFFB3392B.toInt()) } },
            "meal-two" to {
                part(18f, -4f, 0.6f) { fries() }
                part(-26f, 26f, 0.78f) { burger(PATTY, CHEESE) }
                part(46f, 26f, 0.78f) { burger(CRISP, LEAF) }
            },
            "meal-snacks" to { part(-18f, 8f, 0.84f) { fries() }; part(38f, 20f, 0.78f) { rings() } },
            "meal-bowl" to { part(-22f, 6f, 0.92f) { bowl(PATTY, LEAF) }; part(60f, 26f, 0.62f) { tart() } },
        )

        /** Every drawing there is. */
        val names: List<String> get() = DRAWN.keys.toList()

        private const val BUN = 0xFFE0A458.toInt()
        private const val BUN_DARK = 0xFFC98A3D.toInt()
        private const val PATTY = 0xFF7A4A2E.toInt()
        private const val CRISP = 0xFFCE8B37.toInt()
        private const val MUSHROOM = 0xFF8F7A66.toInt()
        private const val CRUMB = 0xFFDDB463.toInt()
        private const val CHEESE = 0xFFF2B632.toInt()
        private const val LEAF = 0xFF6E9F4E.toInt()
        private const val CREAM = 0xFFF7EEDC.toInt()
        private const val CHILLI = 0xFFC0392B.toInt()
    }

    /** What drawings are made with. */
    class Plate(private val canvas: Canvas, private val paint: Paint) {
        fun part(x: Float, y: Float, scale: Float, draw: Plate.() -> Unit) {
            canvas.save()
            canvas.translate(x, y)
            canvas.scale(scale, scale)
            draw()
            canvas.restore()
        }

        private fun fill(colour: Int) = paint.apply { style = Paint.Style.FILL; color = colour }

        private fun stroke(colour: Int, width: Float) = paint.apply {
            style = Paint.Style.STROKE; color = colour; strokeWidth = width; strokeCap = Paint.Cap.ROUND
        }

        private fun round(colour: Int, l: Float, t: Float, r: Float, b: Float, radius: Float) =
            canvas.drawRoundRect(l, t, r, b, radius, radius, fill(colour))

        private fun dot(colour: Int, x: Float, y: Float, radius: Float) = canvas.drawCircle(x, y, radius, fill(colour))

        private fun shape(colour: Int, build: Path.() -> Unit) = canvas.drawPath(Path().apply(build).apply { close() }, fill(colour))

        fun burger(patty: Int, layer: Int) {
            shape(BUN) {
                moveTo(18f, 46f)
                cubicTo(18f, 18f, 82f, 18f, 82f, 46f)
            }
            for ((x, y) in listOf(38f to 32f, 50f to 27f, 62f to 32f, 46f to 38f, 57f to 39f)) {
                canvas.drawOval(x - 2.4f, y - 1.5f, x + 2.4f, y + 1.5f, fill(CREAM))
            }
            shape(LEAF) {
                moveTo(14f, 48f)
                for (i in 0 until 6) quadTo(20f + i * 12f, 58f, 26f + i * 12f, 48f)
                lineTo(86f, 46f); lineTo(14f, 46f)
            }
            if (layer != LEAF) shape(layer) { moveTo(18f, 52f); lineTo(82f, 52f); lineTo(70f, 55f); lineTo(62f, 62f); lineTo(54f, 55f) }
            round(patty, 16f, 54f, 84f, 66f, 6f)
            round(BUN_DARK, 18f, 67f, 82f, 80f, 8f)
            round(BUN, 18f, 67f, 82f, 76f, 6f)
        }

        fun bowl(topping: Int, garnish: Int) {
            canvas.drawOval(16f, 34f, 84f, 62f, fill(CREAM))
            canvas.drawOval(24f, 34f, 76f, 54f, fill(0xFFFFFBF2.toInt()))
            for ((x, y) in listOf(36f to 42f, 48f to 38f, 60f to 42f, 42f to 48f, 56f to 49f)) round(topping, x - 7, y - 4, x + 7, y + 5, 3.5f)
            for ((x, y) in listOf(40f to 39f, 53f to 44f, 64f to 47f, 47f to 51f)) dot(garnish, x, y, 2.6f)
            shape(0xFF3F5D73.toInt()) {
                moveTo(14f, 50f)
                cubicTo(18f, 92f, 82f, 92f, 86f, 50f)
                cubicTo(74f, 64f, 26f, 64f, 14f, 50f)
            }
            round(0xFF34505F.toInt(), 38f, 80f, 62f, 86f, 3f)
        }

        fun fries() {
            val sticks = listOf(26f to 22f, 34f to 14f, 42f to 24f, 49f to 12f, 57f to 20f, 65f to 15f, 72f to 26f)
            for ((x, top) in sticks) round(if (x.toInt() % 2 == 0) CHEESE else 0xFFE8A72B.toInt(), x - 3.5f, top, x + 4f, 64f, 2f)
            shape(CHILLI) {
                moveTo(20f, 44f)
                cubicTo(36f, 54f, 64f, 54f, 80f, 44f)
                lineTo(72f, 88f); lineTo(28f, 88f)
            }
            dot(CREAM, 50f, 69f, 8f)
        }

        fun wings() {
            fun wing(colour: Int) {
                shape(colour) {
                    moveTo(22f, 64f)
                    cubicTo(14f, 44f, 34f, 26f, 52f, 34f)
                    cubicTo(66f, 40f, 62f, 58f, 50f, 60f)
                    cubicTo(40f, 62f, 34f, 74f, 22f, 64f)
                }
                canvas.drawLine(30f, 58f, 44f, 44f, stroke(0x40FFFFFF, 3f))
            }
            part(-6f, -8f, 0.94f) { wing(0xFFB5651D.toInt()) }
            part(28f, 14f, 0.98f) { wing(0xFFC87A2B.toInt()) }
            for ((x, y) in listOf(30f to 32f, 44f to 30f, 60f to 54f, 72f to 52f, 66f to 62f)) dot(CREAM, x, y, 1.6f)
        }

        fun rings() {
            for ((x, y, r) in listOf(Triple(38f, 60f, 20f), Triple(64f, 56f, 17f), Triple(50f, 38f, 18f))) {
                canvas.drawCircle(x, y, r, stroke(BUN_DARK, 10f))
                canvas.drawCircle(x, y, r, stroke(CRUMB, 6f))
            }
        }

        fun corn() {
            for (row in 0 until 3) for (i in 0 until 6) dot(if ((row + i) % 2 == 0) CHEESE else 0xFFE8A72B.toInt(), 29f + i * 8.4f, 40f - row * 7f + (i % 2) * 2f, 5.6f)
            shape(0xFFFFFBF2.toInt()) { moveTo(20f, 44f); lineTo(80f, 44f); lineTo(72f, 86f); lineTo(28f, 86f) }
            for (x in listOf(32f, 46f, 60f)) shape(LEAF) { moveTo(x, 44f); lineTo(x + 7, 44f); lineTo(x + 6, 86f); lineTo(x + 2, 86f) }
        }

        fun roast() {
            canvas.drawOval(10f, 66f, 90f, 84f, fill(0xFFFFFBF2.toInt()))
            shape(0xFFC87A2B.toInt()) {
                moveTo(20f, 66f)
                cubicTo(16f, 34f, 48f, 22f, 66f, 38f)
                cubicTo(80f, 48f, 82f, 74f, 60f, 76f)
                cubicTo(44f, 80f, 24f, 80f, 20f, 66f)
            }
            shape(0xFFB5651D.toInt()) { moveTo(46f, 66f); cubicTo(50f, 46f, 72f, 46f, 76f, 58f); cubicTo(80f, 70f, 58f, 76f, 46f, 66f) }
            canvas.drawLine(75f, 54f, 88f, 40f, stroke(CREAM, 6f))
            canvas.drawLine(32f, 48f, 42f, 40f, stroke(0x50FFFFFF, 4f))
        }

        fun glass(drink: Int, lemon: Boolean, pearls: Boolean, milk: Boolean) {
            canvas.drawLine(60f, 40f, 68f, 8f, stroke(if (pearls) 0xFF5B4636.toInt() else LEAF, 5f))
            shape(0xFFFFFFFF.toInt()) { moveTo(26f, 22f); lineTo(74f, 22f); lineTo(67f, 90f); lineTo(33f, 90f) }
            shape(drink) { moveTo(28f, 34f); lineTo(72f, 34f); lineTo(66f, 87f); lineTo(34f, 87f) }
            if (milk) shape(0x66FFFFFF) { moveTo(28f, 34f); lineTo(72f, 34f); lineTo(71f, 44f); cubicTo(60f, 52f, 40f, 38f, 29f, 46f) }
            if (lemon) {
                dot(0xFFF6D55C.toInt(), 44f, 54f, 12f); dot(CREAM, 44f, 54f, 9.5f); dot(0xFFF2C53D.toInt(), 44f, 54f, 8f)
                for (i in 0 until 3) { canvas.save(); canvas.rotate(i * 60f, 44f, 54f); canvas.drawLine(37f, 54f, 51f, 54f, stroke(CREAM, 1.4f)); canvas.restore() }
                round(0x80FFFFFF.toInt(), 54f, 64f, 65f, 75f, 2.5f)
            }
            if (pearls) for ((x, y) in listOf(39f to 82f, 47f to 83f, 55f to 82f, 62f to 81f, 43f to 75f, 51f to 76f, 59f to 74f)) dot(0xFF3A2A20.toInt(), x, y, 3.9f)
        }

        fun paperCup(colour: Int) {
            canvas.drawLine(56f, 26f, 62f, 6f, stroke(CREAM, 5f))
            shape(colour) { moveTo(26f, 30f); lineTo(74f, 30f); lineTo(67f, 90f); lineTo(33f, 90f) }
            shape(0x33FFFFFF) { moveTo(30f, 52f); cubicTo(44f, 60f, 56f, 46f, 71f, 54f); lineTo(70f, 64f); cubicTo(56f, 56f, 44f, 70f, 30.5f, 62f) }
            round(0xFFFFFBF2.toInt(), 22f, 22f, 78f, 32f, 4f)
        }

        fun tart() {
            shape(BUN_DARK) { moveTo(14f, 50f); lineTo(86f, 50f); lineTo(74f, 80f); lineTo(26f, 80f) }
            for (i in 0 until 5) canvas.drawLine(24f + i * 13f, 56f, 30f + i * 10f, 78f, stroke(0x40FFFFFF, 2.4f))
            canvas.drawOval(12f, 36f, 88f, 62f, fill(BUN))
            canvas.drawOval(20f, 40f, 80f, 58f, fill(CHEESE))
            canvas.drawOval(34f, 44f, 52f, 51f, fill(0xFFB9742A.toInt()))
            canvas.drawOval(56f, 48f, 68f, 54f, fill(0xFFC98A3D.toInt()))
        }

        fun pudding() {
            shape(0xFFF4A938.toInt()) { moveTo(32f, 34f); lineTo(68f, 34f); lineTo(78f, 76f); lineTo(22f, 76f) }
            canvas.drawOval(31f, 28f, 69f, 42f, fill(0xFFF9C56A.toInt()))
            canvas.drawOval(10f, 70f, 90f, 86f, fill(0xFFFFFBF2.toInt()))
            shape(0xFFF4A938.toInt()) { moveTo(23f, 70f); lineTo(77f, 70f); lineTo(78f, 77f); cubicTo(60f, 82f, 40f, 82f, 22f, 77f) }
            shape(LEAF) { moveTo(50f, 32f); cubicTo(52f, 18f, 64f, 16f, 68f, 20f); cubicTo(64f, 30f, 56f, 34f, 50f, 32f) }
            dot(CHILLI, 44f, 30f, 5f)
        }

        fun mug() {
            canvas.drawArc(58f, 40f, 86f, 70f, -90f, 180f, false, stroke(0xFF4F8A6B.toInt(), 6f))
            round(0xFF4F8A6B.toInt(), 24f, 28f, 72f, 86f, 8f)
            shape(CREAM) { moveTo(48f, 44f); cubicTo(66f, 46f, 60f, 70f, 46f, 70f); cubicTo(34f, 64f, 36f, 50f, 48f, 44f) }
            canvas.drawLine(42f, 66f, 52f, 52f, stroke(0xFF4F8A6B.toInt(), 2.6f))
        }

        fun pearls() {
            for ((x, y) in listOf(34f to 62f, 50f to 66f, 66f to 62f, 42f to 50f, 58f to 50f, 50f to 38f)) {
                dot(0xFF3A2A20.toInt(), x, y, 10f)
                dot(0x66FFFFFF, x - 3f, y - 3.4f, 2.6f)
            }
        }

        fun cheese() {
            shape(CHEESE) { moveTo(14f, 62f); lineTo(66f, 28f); cubicTo(80f, 34f, 86f, 46f, 86f, 58f); lineTo(86f, 78f); lineTo(14f, 78f) }
            shape(0xFFF9CF6A.toInt()) { moveTo(14f, 62f); lineTo(66f, 28f); cubicTo(80f, 34f, 86f, 46f, 86f, 58f) }
            dot(0xFFDD9F1E.toInt(), 36f, 70f, 4.5f); dot(0xFFDD9F1E.toInt(), 60f, 69f, 6f); dot(0xFFE9B636.toInt(), 62f, 46f, 4.5f)
        }
    }
}
