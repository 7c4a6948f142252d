//! Newtypes of the core that cross as one value. What cannot be one is refused with `bad_format`, like any
//! other text that a person or a program got wrong.

use till_core::exact::Written;
use till_core::id::{CommandId, MemberId, OrderId};
use till_core::till::OrderRef;
use till_core::till::member::MemberRef;
use till_core::{Code, Instant, Language, Name, Quantity, Rate, Refusal};

use crate::TillError;
use crate::error::Wrong;

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

/// A field that was left empty: what to put there, said beside it.
pub(crate) fn missing(path: &str, zh: &str, en: &str, ms: &str) -> Refusal {
    Refusal::new(Code::BadFormat, path, zh, en).in_malay(ms)
}

/// A text that is none of these, refused as the core refuses what it cannot read.
fn not(zh: &str, en: &str, text: &str) -> uniffi::deps::anyhow::Error {
    let shown: String = text.chars().take(40).collect();
    let no =
        Refusal::new(Code::BadFormat, "", format!("{shown:?} 不是{zh}"), format!("{shown:?} is no {en}"));
    uniffi::deps::anyhow::Error::new(TillError::from(no))
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
            .ok_or_else(|| missing("/name", "请填写名称", "Give it a name", "Berikan nama"))
            .map_err(|no| uniffi::deps::anyhow::Error::new(TillError::from(no)))
    },
});

uniffi::custom_type!(Refusal, Wrong, {
    remote,
    lower: |no| Wrong { words: no.words(), path: no.path },
    try_lift: |wrong| {
        let [zh, en, ms] = [Language::Zh, Language::En, Language::Ms].map(|l| wrong.words.text(l).to_owned());
        Ok(Refusal::new(Code::BadFormat, wrong.path, zh, en).in_malay(ms))
    },
});

uniffi::custom_type!(OrderId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| OrderId::parse(&text).ok_or_else(|| not("订单编号", "order id", &text)),
});

uniffi::custom_type!(MemberId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| MemberId::parse(&text).ok_or_else(|| not("会员编号", "member id", &text)),
});

uniffi::custom_type!(CommandId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| CommandId::parse(&text).ok_or_else(|| not("操作编号", "command id", &text)),
});

uniffi::custom_type!(OrderRef, String, {
    remote,
    lower: |order| order.0,
    try_lift: |text| Ok(OrderRef(text)),
});

uniffi::custom_type!(MemberRef, String, {
    remote,
    lower: |member| member.0,
    try_lift: |text| Ok(MemberRef(text)),
});

uniffi::custom_type!(Quantity, String, {
    remote,
    lower: |qty| qty.to_string(),
    try_lift: |text| Quantity::parse(&text).ok_or_else(|| not("数量", "quantity", &text)),
});

uniffi::custom_type!(Written, String, {
    remote,
    lower: |written| written.decimal().to_string(),
    try_lift: |text| Written::parse(&text).ok_or_else(|| not("数字", "number", &text)),
});

uniffi::custom_type!(Rate, String, {
    remote,
    lower: |rate| rate.to_string(),
    try_lift: |text| Rate::parse(&text).ok_or_else(|| not("比率", "rate", &text)),
});

uniffi::custom_type!(Instant, i64, {
    remote,
    lower: |at| at.unix_ms(),
    try_lift: |ms| Instant::from_unix_ms(ms).ok_or_else(|| not("时间", "moment", &ms.to_string())),
});
