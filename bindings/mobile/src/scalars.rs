//! Newtypes of the core that cross as one value.

use till_core::exact::Written;
use till_core::id::{CommandId, MemberId, OrderId};
use till_core::till::OrderRef;
use till_core::{Instant, Language, Name, Quantity, Rate};

/// A name in every language a screen can show: where the menu has no text, the nearest it has.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Malay.
    pub ms: String,
}

fn not(what: &str, text: &str) -> String {
    format!("{text:?} is no {what}")
}

uniffi::custom_type!(Name, Words, {
    remote,
    lower: |name| {
        let [zh, en, ms] = [Language::Zh, Language::En, Language::Ms].map(|l| name.text(l).to_owned());
        Words { zh, en, ms }
    },
    try_lift: |words| {
        let text = |t: &'_ str| (!t.is_empty()).then(|| t.to_owned());
        let [zh, en, ms] = [text(&words.zh), text(&words.en), text(&words.ms)];
        Name::each(zh.as_deref(), en.as_deref(), ms.as_deref())
            .ok_or_else(|| uniffi::deps::anyhow::Error::msg("a name needs a text"))
    },
});

uniffi::custom_type!(OrderId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| OrderId::parse(&text).ok_or_else(|| uniffi::deps::anyhow::Error::msg(not("order id", &text))),
});

uniffi::custom_type!(MemberId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| MemberId::parse(&text).ok_or_else(|| uniffi::deps::anyhow::Error::msg(not("member id", &text))),
});

uniffi::custom_type!(CommandId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| CommandId::parse(&text).ok_or_else(|| uniffi::deps::anyhow::Error::msg(not("command id", &text))),
});

uniffi::custom_type!(OrderRef, String, {
    remote,
    lower: |order| order.0,
    try_lift: |text| Ok(OrderRef(text)),
});

uniffi::custom_type!(Quantity, String, {
    remote,
    lower: |qty| qty.to_string(),
    try_lift: |text| Quantity::parse(&text).ok_or_else(|| uniffi::deps::anyhow::Error::msg(not("quantity", &text))),
});

uniffi::custom_type!(Written, String, {
    remote,
    lower: |written| written.decimal().to_string(),
    try_lift: |text| Written::parse(&text).ok_or_else(|| uniffi::deps::anyhow::Error::msg(not("number", &text))),
});

uniffi::custom_type!(Rate, String, {
    remote,
    lower: |rate| rate.to_string(),
    try_lift: |text| Rate::parse(&text).ok_or_else(|| uniffi::deps::anyhow::Error::msg(not("rate", &text))),
});

uniffi::custom_type!(Instant, i64, {
    remote,
    lower: |at| at.unix_ms(),
    try_lift: |ms| Instant::from_unix_ms(ms).ok_or_else(|| uniffi::deps::anyhow::Error::msg("no such moment")),
});
