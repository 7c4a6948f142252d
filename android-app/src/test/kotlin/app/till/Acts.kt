package app.till

import app.till.cashier.Sheet

// What tests of the counter do again and again, as a person does it.

internal fun Stage.state() = activity.cashier.state

internal inline fun <reified S> Stage.sheet(): S = activity.cashier.state.sheet as S

internal inline fun <reified S> Stage.comes(what: String, crossinline so: S.() -> Boolean = { true }) =
    until(what) { (activity.cashier.state.sheet as? S)?.so() == true }

/** Draws a page and measures it in each language. */
internal fun Stage.inEachLanguage(name: String) {
    for (language in Language.entries) {
        activity.cashier.chooseLanguage(language)
        shot("$name-${language.name.lowercase()}")
        check("$name in $language")
    }
    activity.cashier.chooseLanguage(Language.EN)
}

/** One piece of a product that asks nothing. */
internal fun Stage.rings(tile: String, category: String) {
    val before = state().order?.lines?.sumOf { it.qty.toInt() } ?: 0
    touch("category:$category")
    touch("tile:$tile")
    until(tile) { state().order?.lines?.sumOf { it.qty.toInt() } == before + 1 }
}

/** A set with its first picks. */
internal fun Stage.ringsSet() {
    touch("category:sets")
    touch("tile:lane-single")
    comes<Sheet.SetMeal>("the set")
    while (sheet<Sheet.SetMeal>().view.missing != null) {
        val group = sheet<Sheet.SetMeal>().view.groups.first { it.missing != null }
        val before = sheet<Sheet.SetMeal>().view
        touch("option:${group.id}:${group.options.first { it.whyNot == null }.sku}")
        comes<Sheet.SetMeal>("a pick") { view != before }
    }
    val lines = state().order?.lines?.size ?: 0
    touch("add")
    until("the set's line") { state().order?.lines?.size == lines + 1 }
}

/** Pays what is in hand in cash and goes on; what it was. */
internal fun Stage.paysCash(): uniffi.till_mobile.OrderView {
    touch("pay")
    comes<Sheet.Pay>("paying")
    touch("note:0")
    comes<Sheet.Paid>("paid")
    val order = sheet<Sheet.Paid>().order
    touch("next")
    return order
}

internal fun Stage.more(entry: String) {
    touch("more")
    comes<Sheet.More>("the menu")
    touch("more:$entry")
}

internal fun Stage.newestOrder() {
    more("orders")
    comes<Sheet.Orders>("orders") { orders.isNotEmpty() }
    touch("order:0")
    comes<Sheet.OneOrder>("the order") { order.state == "placed" || receipt != null }
}

internal fun Stage.types(keys: String) = keys.forEach { touch("key:$it") }
