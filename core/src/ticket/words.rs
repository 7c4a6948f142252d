//! Every word a slip says of its own, in each language: the one table.
//!
//! What the shop calls its things (products, tenders, discounts) comes with the order, frozen. What
//! is left is few enough to be read at a glance here, so a language is added by adding a column.

use crate::catalogue::OrderType;
use crate::language::Language;

/// One word of the table, in each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    zh: &'static str,
    en: &'static str,
    ms: &'static str,
}

impl Word {
    /// The word in a language.
    pub(super) const fn text(self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
            Language::Ms => self.ms,
        }
    }
}

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal, $ms:literal;)*) => {
        $(pub(super) const $name: Word = Word { zh: $zh, en: $en, ms: $ms };)*

        #[cfg(test)]
        const ALL: &[(&str, Word)] = &[$((stringify!($name), $name)),*];
    };
}

words! {
    // What the slip is.
    RECEIPT: "收据", "RECEIPT", "RESIT";
    REFUND: "退款单", "REFUND", "BAYARAN BALIK";
    ORDER_SLIP: "点单", "ORDER", "PESANAN";
    HELD: "挂单", "ON HOLD", "DITANGGUH";
    WEB_ORDER: "网店订单", "WEB ORDER", "PESANAN WEB";
    GROUP_ORDER: "团购订单", "GROUP ORDER", "PESANAN KUMPULAN";
    DELIVERY_ORDER: "外送订单", "DELIVERY ORDER", "PESANAN HANTAR";
    UNPAID: "未付款", "NOT PAID", "BELUM DIBAYAR";
    NEW: "新单", "NEW", "BARU";
    CANCEL: "取消", "CANCEL", "BATAL";
    COPY: "副本", "COPY", "SALINAN";
    // Whose and when.
    TELEPHONE: "电话", "Tel.", "Tel.";
    TAX_NUMBER: "税号", "Tax no.", "No. cukai";
    ORDER: "单号", "Order", "Pesanan";
    MADE: "开单", "Made by", "Dibuat";
    COLLECTED: "收款", "Collected by", "Dikutip";
    REFUNDED: "退款", "Refunded by", "Dipulangkan";
    TABLE: "桌号", "Table", "Meja";
    GUESTS: "人数", "Guests", "Tetamu";
    MEMBER: "会员", "Member", "Ahli";
    REMARK: "备注", "Remark", "Catatan";
    REASON: "原因", "Reason", "Sebab";
    // What it comes to.
    SUBTOTAL: "小计", "Subtotal", "Jumlah kecil";
    SERVICE: "服务费", "Service charge", "Caj perkhidmatan";
    INCLUDES: "含", "Includes", "Termasuk";
    PART: "分单", "Part", "Bahagian";
    TOTAL: "合计", "TOTAL", "JUMLAH";
    REFUND_TOTAL: "退款合计", "REFUND", "BAYARAN BALIK";
    ROUNDING: "舍入", "Rounding", "Pembundaran";
    REFERENCE: "参考号", "Ref.", "Ruj.";
    DUE: "待付", "Due", "Perlu dibayar";
    GIVEN: "实收", "Cash given", "Tunai diterima";
    CHANGE: "找零", "Change", "Baki";
    POINTS_SPENT: "使用积分", "Points used", "Mata digunakan";
    POINTS_EARNED: "获得积分", "Points earned", "Mata diperoleh";
    POINTS_AFTER: "积分余额", "Points now", "Baki mata";
    POINTS_TAKEN: "扣回积分", "Points taken back", "Mata ditarik balik";
    POINTS_RETURNED: "退还积分", "Points returned", "Mata dipulangkan";
    // Stored value.
    TOP_UP: "充值单", "TOP-UP", "TAMBAH NILAI";
    CARD_SOLD: "售卡", "CARD SOLD", "JUALAN KAD";
    WITHDRAWAL: "退储值", "WITHDRAWAL", "PENGELUARAN";
    PACKAGE: "套餐", "Package", "Pakej";
    PRINCIPAL: "本金", "Principal", "Prinsipal";
    BONUS: "赠送", "Bonus", "Bonus";
    BALANCE: "储值余额", "BALANCE", "BAKI";
    BALANCE_USED: "余额支付", "Balance used", "Baki digunakan";
    BALANCE_AFTER: "储值余额", "Stored value left", "Baki nilai simpanan";
    // How it is taken.
    DINE_IN: "堂食", "Dine in", "Makan di sini";
    TAKEAWAY: "外带", "Takeaway", "Bungkus";
    DELIVERY: "外送", "Delivery", "Penghantaran";
    KIOSK: "自助点餐", "Kiosk", "Kiosk";
    // Lists.
    COMMA: "，", ", ", ", ";
}

/// How an order is taken.
pub(super) const fn order_type(order_type: OrderType) -> Word {
    match order_type {
        OrderType::DineIn => DINE_IN,
        OrderType::Takeaway => TAKEAWAY,
        OrderType::Delivery => DELIVERY,
        OrderType::Kiosk => KIOSK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_every_language() {
        for (name, word) in ALL {
            for language in [Language::Zh, Language::En, Language::Ms] {
                assert!(!word.text(language).is_empty(), "{name} in {language:?}");
            }
            assert!(word.text(Language::Zh).chars().all(|c| !c.is_ascii()), "{name} is not Chinese");
        }
    }
}
