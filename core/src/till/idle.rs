//! What a screen shows while nobody orders: that the shop is closed, or its pictures of this hour.
//!
//! The kiosk and the customer's display show the same list ([`KioskSettings::pictures`](super::kiosk::KioskSettings)):
//! each picture for so many seconds, on its days, in its hours and in its language. A picture is named by its file; the
//! bytes are the device's, which has scaled them to its screens. Days and hours are read off the shop's clock here, so a
//! device whose time zone is wrong shows what the others show.

use serde::{Deserialize, Serialize};

use super::Till;
use super::kiosk::{KioskSettings, bad};
use crate::error::{Error, Refusal, Wrongs};
use crate::language::{Language, Name};
use crate::time::{Hours, Instant, LocalTime};

/// How many pictures a shop can have.
const MOST_PICTURES: usize = 50;

/// Days and hours as a person sets them, in shop time: `[from, to)`; from later than to runs over midnight and belongs
/// to the day it began on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Times {
    /// 1 = Monday … 7 = Sunday; none is every day.
    pub weekdays: Vec<u32>,
    /// `10:00`; empty with `to` is all day.
    pub from: String,
    /// `22:00`.
    pub to: String,
}

impl Times {
    /// As pricing reads days and hours.
    fn hours(&self, path: &str) -> Result<Hours, Refusal> {
        let mut days = 0u8;
        for day in &self.weekdays {
            if !(1..=7).contains(day) {
                let en = "A weekday is 1 (Monday) to 7 (Sunday)";
                return Err(bad(
                    &format!("{path}/weekdays"),
                    "星期应为 1（周一）到 7（周日）",
                    en,
                    "Hari ialah 1 (Isnin) hingga 7 (Ahad)",
                ));
            }
            days |= 1 << (day - 1);
        }
        let (from, to) = (self.from.trim(), self.to.trim());
        if from.is_empty() && to.is_empty() {
            return Ok(Hours::new(days, None));
        }
        let time = |text: &str, field: &str| {
            minute_of_day(text).ok_or_else(|| {
                bad(
                    &format!("{path}/{field}"),
                    "时间应如 09:30；两格都空是全天",
                    "A time such as 09:30; leave both empty for all day",
                    "Masa seperti 09:30; biarkan kosong untuk sepanjang hari",
                )
            })
        };
        let (from, to) = (time(from, "from")?, time(to, "to")?);
        if from == to {
            return Err(bad(
                &format!("{path}/to"),
                "开始和结束时间相同；全天请两格都留空",
                "From and to are the same: leave both empty for all day",
                "Masa mula dan tamat sama: biarkan kosong untuk sepanjang hari",
            ));
        }
        Ok(Hours::new(days, Some((from, to))))
    }

    fn admits(&self, now: LocalTime) -> bool {
        // What is kept was checked.
        self.hours("").is_ok_and(|hours| hours.admits(now))
    }

    /// `Mon–Fri, Sun 10:00–22:00`: from three days on a run is said by its ends.
    fn words(&self, language: Language) -> String {
        let (names, comma) = match language {
            Language::Zh => (["周一", "周二", "周三", "周四", "周五", "周六", "周日"], "、"),
            Language::En => (["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], ", "),
            Language::Ms => (["Isn", "Sel", "Rab", "Kha", "Jum", "Sab", "Ahd"], ", "),
        };
        let mut days = self.weekdays.clone();
        days.sort_unstable();
        days.dedup();
        let all = days.is_empty() || days.len() == 7;
        let name = |day: &u32| names.get((*day as usize).wrapping_sub(1)).copied().unwrap_or_default();
        let runs = days.chunk_by(|day, next| day + 1 == *next).filter(|_| !all).map(|run| match run {
            [first, _, .., last] => format!("{}–{}", name(first), name(last)),
            few => few.iter().map(name).collect::<Vec<_>>().join(comma),
        });
        let days = runs.collect::<Vec<_>>().join(comma);
        let hours = match self.from.trim() {
            "" => String::new(),
            from => format!("{from}–{}", self.to.trim()),
        };
        [days, hours].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| {
        let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
        if digits { text.parse::<u16>().ok() } else { None }
    };
    let (hour, minute) = (number(hour)?, number(minute).filter(|_| minute.len() == 2)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// One of the shop's pictures, at its place in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The name of its file on the device.
    pub file: String,
    /// How long it is shown: 2 to 120 seconds; 8 unless somebody says otherwise.
    pub seconds: u32,
    /// For those who read this language; everybody where none is named.
    pub language: Option<Language>,
    /// When.
    pub times: Times,
}

/// What is shown while nobody orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdleView {
    /// That kiosks take no orders now, and when they do; none while they are open.
    pub closed: Option<Name>,
    /// The pictures of this hour, in their order.
    pub pictures: Vec<Picture>,
}

/// Whether opening hours and pictures can be kept so.
pub(super) fn check(settings: &KioskSettings, wrong: &mut Wrongs) {
    if settings.open.len() > 7 {
        let en = "At most 7 opening hours";
        wrong.note(bad("/open", "最多 7 个营业时段", en, "Paling banyak 7 waktu buka"));
    }
    for (at, times) in settings.open.iter().enumerate() {
        wrong.extend(times.hours(&format!("/open/{at}")).err());
    }
    if settings.pictures.len() > MOST_PICTURES {
        wrong.note(bad("/pictures", "最多 50 张图片", "At most 50 pictures", "Paling banyak 50 gambar"));
    }
    for (at, picture) in settings.pictures.iter().enumerate() {
        let path = format!("/pictures/{at}");
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
        let name = picture.file.as_bytes();
        if name.is_empty() || name.len() > 64 || name[0] == b'.' || !name.iter().copied().all(plain) {
            let en = "A picture's file is named with letters, digits, - and .";
            wrong.note(bad(
                &format!("{path}/file"),
                "图片文件名只用字母、数字、- 和 .",
                en,
                "Nama fail gambar: huruf, digit, - dan .",
            ));
        }
        if !(2..=120).contains(&picture.seconds) {
            wrong.note(bad(
                &format!("{path}/seconds"),
                "每张图片显示 2 到 120 秒",
                "A picture is shown for 2 to 120 seconds",
                "Setiap gambar dipaparkan 2 hingga 120 saat",
            ));
        }
        wrong.extend(picture.times.hours(&path).err());
    }
}

/// Why a kiosk takes no orders at this moment of the shop's clock; none while it does.
pub(super) fn closed(settings: &KioskSettings, now: LocalTime) -> Option<Name> {
    if settings.open.is_empty() || settings.open.iter().any(|times| times.admits(now)) {
        return None;
    }
    let hours = |language| {
        let all: Vec<String> = settings.open.iter().map(|times| times.words(language)).collect();
        all.join(if language == Language::Zh { "；" } else { "; " })
    };
    Name::each(
        Some(&format!("现在未营业。营业时间：{}", hours(Language::Zh))),
        Some(&format!("We are closed now. Open: {}", hours(Language::En))),
        Some(&format!("Kami tutup sekarang. Dibuka: {}", hours(Language::Ms))),
    )
}

impl Till {
    /// What a kiosk or a customer's display shows at `at` while nobody orders, to who reads `language`.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn idle(&self, language: Language, at: Instant) -> Result<IdleView, Error> {
        let settings = self.kiosk_settings()?;
        let now = self.menu.catalogue().shop().time.local(at);
        let closed = closed(&settings, now);
        let mut pictures = settings.pictures;
        pictures.retain(|p| p.language.is_none_or(|of| of == language) && p.times.admits(now));
        Ok(IdleView { closed, pictures })
    }
}
