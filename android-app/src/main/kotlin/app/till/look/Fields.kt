package app.till.look

import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.util.TypedValue
import android.view.View
import android.view.ViewGroup
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView

/** A field to type in; Enter does [onDone]. */
fun Look.field(hint: String, tag: String, text: String = "", size: Float = Type.BODY, onChange: (String) -> Unit = {}, onDone: (String) -> Unit = {}): EditText =
    EditText(context).apply {
        this.tag = tag
        this.hint = hint
        contentDescription = hint
        setText(text)
        setTextSize(TypedValue.COMPLEX_UNIT_SP, size)
        setTextColor(Tone.INK)
        setHintTextColor(Tone.INK_2)
        typeface = Look.PLAIN
        background = outlined(Tone.PAPER, Tone.LINE, Space.BUTTON)
        inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
        imeOptions = EditorInfo.IME_ACTION_DONE or EditorInfo.IME_FLAG_NO_EXTRACT_UI
        maxLines = 1
        minimumHeight = dp(Space.MAIN)
        padded(dp(Space.L), 0, dp(Space.L), 0)
        addTextChangedListener(object : TextWatcher {
            override fun afterTextChanged(text: Editable) = onChange(text.toString())
            override fun beforeTextChanged(s: CharSequence?, start: Int, count: Int, after: Int) = Unit
            override fun onTextChanged(s: CharSequence?, start: Int, before: Int, count: Int) = Unit
        })
        setOnEditorActionListener { field: TextView, _, _ ->
            onDone(field.text.toString())
            true
        }
    }

/** A field under its name, which stays when something was typed; the same words inside it would only be in the way. */
fun Look.named(field: EditText): View = column(
    label(field.hint, Type.SMALL, Tone.INK_2, strong = true).sized(FILL, WRAP),
    field.apply { hint = "" }.sized(FILL, dp(Space.MAIN)).margins(top = dp(Space.XS)),
).sized(FILL, WRAP).margins(bottom = dp(Space.L))

/** Nine digits and a nought, three a row, as on a telephone: for PINs. */
fun Look.pad(height: Int, onKey: (Char?) -> Unit, onOk: () -> Unit, ok: String): View {
    val grid = TileGrid(context, 3, dp(Space.M))
    for (key in "123456789") {
        grid.addView(button(key.toString(), Loud.QUIET, height) { onKey(key) }.apply { setTextSize(TypedValue.COMPLEX_UNIT_SP, Type.TITLE); tag = "pin:$key" })
    }
    grid.addView(icon(Icon.ERASE, what = "erase", size = height) { onKey(null) }.apply { minimumHeight = dp(height); tag = "pin:erase" })
    grid.addView(button("0", Loud.QUIET, height) { onKey('0') }.apply { setTextSize(TypedValue.COMPLEX_UNIT_SP, Type.TITLE); tag = "pin:0" })
    grid.addView(button(ok, Loud.MAIN, height, onOk).apply { setTextSize(TypedValue.COMPLEX_UNIT_SP, Type.TITLE); padded(0, 0, 0, 0); tag = "pin:ok" })
    return grid
}

/** A typed PIN: so many dots. */
fun Look.dots(count: Int): TextView = label("●".repeat(count).ifEmpty { "○○○○" }, Type.TITLE, if (count == 0) Tone.INK_3 else Tone.INK).apply {
    tag = "dots"
    letterSpacing = 0.3f
}

/** One row of a list: words at the left, what can be done at the right. */
fun Look.listRow(title: String, detail: String?, vararg right: View): LinearLayout {
    val words = column(oneLine(label(title, Type.BODY, strong = true)).sized(FILL, WRAP))
    if (!detail.isNullOrEmpty()) words.addView(oneLine(label(detail, Type.SMALL, Tone.INK_2)).apply { fontFeatureSettings = "tnum" }.sized(FILL, WRAP).margins(top = dp(Space.XS)))
    return row(words.sized(0, WRAP, 1f), *right).apply {
        minimumHeight = dp(72)
        padded(0, dp(Space.S), 0, dp(Space.S))
    }
}

/** A section's name. */
fun Look.section(name: String): View = label(name, Type.LEAD, strong = true).sized(FILL, WRAP).margins(top = dp(Space.L), bottom = dp(Space.S))

/** Things of which one is chosen, side by side; under each other in a hand. */
fun <T> Look.choices(all: List<Pair<T, String>>, chosen: T?, tag: String, onChoose: (T) -> Unit): View {
    val row: ViewGroup = if (wide < 480) TileGrid(context, 1, dp(Space.S)) else row()
    all.forEachIndexed { at, (value, words) ->
        val button = button(words, Loud.QUIET) { onChoose(value) }.apply { this.tag = "$tag:$value" }
        if (value == chosen) {
            button.background = filled(Tone.INK, Space.BUTTON)
            button.setTextColor(Tone.PAPER)
        }
        button.padded(dp(Space.S), 0, dp(Space.S), 0)
        row.addView(button.sized(0, dp(Space.MAIN), 1f).margins(left = if (at == 0) 0 else dp(Space.S)))
    }
    return row
}
