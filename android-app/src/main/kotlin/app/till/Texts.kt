package app.till

import uniffi.till_mobile.Words

/** The languages a screen can be shown in. */
enum class Language(val shortName: String) {
    ZH("中文"), EN("EN"), MS("BM");

    fun next(): Language = entries[(ordinal + 1) % entries.size]
}

/** A name of the core in a language. */
fun Words.inLanguage(language: Language): String = when (language) {
    Language.ZH -> zh
    Language.EN -> en
    Language.MS -> ms
}

/**
 * What the screens themselves say. What a thing is called, what it costs and why something cannot be is said
 * by the core and is not here.
 */
enum class Text(private val zh: String, private val en: String, private val ms: String) {
    SEARCH("搜索：名称、拼音、条码", "Search: name, pinyin, barcode", "Cari: nama, pinyin, kod bar"),
    NOTHING_FOUND("没有找到", "Nothing found", "Tiada padanan"),
    NOTHING_FOUND_HINT("换个词，或清空搜索框", "Try another word, or clear the search", "Cuba perkataan lain, atau kosongkan carian"),
    FROM("%s 起", "from %s", "dari %s"),
    LEFT("剩 %s", "%s left", "tinggal %s"),
    SOLD_OUT("售罄", "Sold out", "Habis"),
    CHOOSE("选规格", "Choose", "Pilih"),
    IN_CART("已点 %s", "%s in order", "%s dipesan"),
    DINE_IN("堂食", "Dine in", "Makan sini"),
    TAKEAWAY("外带", "Takeaway", "Bawa pulang"),
    ORDER("订单", "Order", "Pesanan"),
    WALK_IN("散客", "Walk-in", "Tanpa ahli"),
    EMPTY_ORDER("还没有商品", "Nothing yet", "Belum ada apa-apa"),
    EMPTY_ORDER_HINT("点商品、搜索或扫码", "Tap a product, search or scan", "Sentuh produk, cari atau imbas"),
    SUBTOTAL("小计", "Subtotal", "Jumlah kecil"),
    DISCOUNTS("优惠", "Discounts", "Diskaun"),
    SERVICE("服务费", "Service charge", "Caj perkhidmatan"),
    TAX("税", "Tax", "Cukai"),
    TOTAL("合计", "Total", "Jumlah"),
    POINTS("本单积 %s 分", "This sale gives %s points", "Jualan ini memberi %s mata"),
    HOLD("挂单", "Hold", "Tahan"),
    DISCOUNT("折扣", "Discount", "Diskaun"),
    PAY("收款", "Pay", "Bayar"),
    HELD("挂单 %s", "Held %s", "Ditahan %s"),
    HELD_ORDERS("挂起的订单", "Held orders", "Pesanan ditahan"),
    NO_HELD("没有挂起的订单", "No orders on hold", "Tiada pesanan ditahan"),
    NO_HELD_HINT("按挂单键，订单会放在这里", "Hold parks an order here", "Tahan menyimpan pesanan di sini"),
    RECALL("取单", "Recall", "Panggil"),
    ADD("加入订单", "Add to order", "Tambah"),
    INCLUDED("已包含", "Included", "Termasuk"),
    PICKED("%s / %s", "%s of %s", "%s / %s"),
    SPECIFICATION("规格", "Size", "Saiz"),
    AMOUNT_DUE("应收", "Amount due", "Perlu dibayar"),
    IN_CASH("收现 %s", "In cash %s", "Tunai %s"),
    CASH_GIVEN("实收现金", "Cash given", "Tunai diterima"),
    OTHER_AMOUNT("其他金额", "Other amount", "Amaun lain"),
    TAKE("收取 %s", "Take %s", "Terima %s"),
    TYPE_AMOUNT("请输入金额", "Type an amount", "Taip amaun"),
    CHANGE("找零", "Change", "Baki"),
    PAID("已收款", "Paid", "Sudah dibayar"),
    NUMBER("取餐号 %s", "Number %s", "Nombor %s"),
    NEXT_ORDER("下一单", "Next order", "Pesanan seterusnya"),
    DISCOUNT_ORDER("整单折扣", "Discount on the order", "Diskaun pesanan"),
    PERCENT_OFF("减 %s%%", "%s %% off", "Potong %s %%"),
    NO_DISCOUNT("不打折", "No discount", "Tiada diskaun"),
    FAULT("出错了，什么都没有改变。参考号 %s", "Something failed and nothing was changed. Reference %s",
        "Ralat berlaku, tiada apa yang berubah. Rujukan %s"),
    CLOSE("关闭", "Close", "Tutup"),
    KIOSK_TOUCH("点击点餐", "Touch to order", "Sentuh untuk memesan"),
    KIOSK_WHERE("今天怎么用餐？", "Where will you eat?", "Makan di mana?"),
    KIOSK_CART("购物车", "Your order", "Pesanan anda"),
    KIOSK_VIEW("去结算", "Review order", "Semak pesanan"),
    KIOSK_AT_COUNTER("到柜台付款", "Pay at the counter", "Bayar di kaunter"),
    KIOSK_YOUR_NUMBER("您的号码", "Your number", "Nombor anda"),
    KIOSK_THEN("请到柜台付款，听到叫号取餐", "Please pay at the counter; your number will be called",
        "Sila bayar di kaunter; nombor anda akan dipanggil"),
    BACK("返回", "Back", "Kembali"),
    CANCEL_ORDER("取消", "Start over", "Mula semula");

    fun say(language: Language, vararg with: Any): String {
        val text = when (language) {
            Language.ZH -> zh
            Language.EN -> en
            Language.MS -> ms
        }
        return if (with.isEmpty()) text.replace("%%", "%") else text.format(*with)
    }
}
