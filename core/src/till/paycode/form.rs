//! Payment codes on one terminal as a page of its settings: whether it takes any, why not, and what the shop decides.
//!
//! A cashier whose scan is refused hears three answers and no reason (payment-codes.md). This page is where a
//! manager learns it: too many wrong codes were scanned here, or the device's clock cannot be believed.

use super::super::Till;
use super::super::form::Reading;
use super::{PaycodeCommand, PaycodeSettings, Reading as Clocks};
use crate::code::Reason;
use crate::code::clock::Stopped;
use crate::error::Error;
use crate::language::Name;
use crate::money::Money;
use crate::time::Instant;

/// Payment codes as a page of the settings shows them. What is left blank is not limited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaycodeForm {
    /// Why this terminal takes no payment codes now; none while it does. Not read back.
    pub stopped: Option<PaycodeStop>,
    /// How many days a phone shows codes without having been online.
    pub lease_days: String,
    /// The most that one payment takes without the member's PIN.
    pub cap_payment: String,
    /// The most that a member's payments of a business day take without it.
    pub cap_day: String,
    /// The step before or after is accepted only in the ten seconds next to it.
    pub strict: bool,
    /// Where the member's page is served.
    pub page: String,
}

/// Why a terminal takes no payment codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaycodeStop {
    /// What happened, and what to do.
    pub words: Name,
    /// What a manager can do about it here; none: nothing.
    pub ends: Option<PaycodeEnd>,
}

/// What lets a terminal take payment codes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaycodeEnd {
    /// Somebody looked who was guessing: [`PaycodeCommand::Lift`].
    Lift,
    /// Somebody looked at another clock: [`PaycodeCommand::ConfirmTime`].
    Time,
}

impl PaycodeEnd {
    /// The command, at a moment by the device's clock; `reason` is why, or how the time is known.
    #[must_use]
    pub fn command(self, at: Instant, reason: String) -> PaycodeCommand {
        match self {
            Self::Lift => PaycodeCommand::Lift { reason },
            Self::Time => PaycodeCommand::ConfirmTime { now: at, source: reason },
        }
    }
}

impl Till {
    /// Payment codes on a terminal at a moment by its own clock, as a form.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn paycode_form(&self, terminal: &str, now: Instant) -> Result<PaycodeForm, Error> {
        let currency = self.menu.catalogue().shop().currency;
        let shown = |amount: Option<Money>| amount.map(|m| m.show(currency).to_string()).unwrap_or_default();
        let kept = self.paycode_settings()?;
        Ok(PaycodeForm {
            stopped: self.paycode_stop(terminal, now)?,
            lease_days: kept.lease_days.to_string(),
            cap_payment: shown(kept.cap_payment),
            cap_day: shown(kept.cap_day),
            strict: kept.strict,
            page: kept.page.unwrap_or_default(),
        })
    }

    /// The command that keeps a form's settings.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn paycode_command(&self, form: &PaycodeForm) -> Result<PaycodeCommand, Error> {
        let mut read = Reading::of(self);
        let settings = PaycodeSettings {
            strict: form.strict,
            lease_days: read.number(&form.lease_days, "/lease_days").unwrap_or_default(),
            cap_payment: read.amount(&form.cap_payment, "/cap_payment"),
            cap_day: read.amount(&form.cap_day, "/cap_day"),
            page: Some(form.page.trim().to_owned()).filter(|page| !page.is_empty()),
        };
        read.also(settings.wrong());
        Ok(PaycodeCommand::Settings(read.gives(settings)?))
    }

    /// As a scan is admitted, looked at without a scan.
    fn paycode_stop(&self, terminal: &str, now: Instant) -> Result<Option<PaycodeStop>, Error> {
        if self.vault.is_none() {
            return Ok(Some(PaycodeStop { words: super::no_vault().words(), ends: None }));
        }
        let shop = &self.menu.catalogue().shop().time;
        let tx = self.storage.read()?;
        let clocks = Clocks { wall: now, boot: self.boot.read() };
        let clock = tx.trusted_clock(terminal)?;
        let believed = match clock.now(&clocks) {
            Ok(now) => now,
            Err(stopped) => {
                let (told, (zh, en, ms)) = (shop.local(now).to_minute(), gap(stopped));
                return Ok(Some(PaycodeStop {
                    words: each(
                        format!(
                            "本机时钟与记录相差（{zh}），付款码已停用。本机显示 {told}：若不对，请先在系统设置里校准，再确认"
                        ),
                        format!(
                            "This device's clock {en}, so payment codes stopped. It says {told}: if that is wrong, set it right in the system's settings, then confirm it"
                        ),
                        format!(
                            "Jam peranti ini {ms}, jadi kod bayaran dihentikan. Ia menunjukkan {told}: jika salah, betulkan dalam tetapan sistem, kemudian sahkan"
                        ),
                    ),
                    ends: Some(PaycodeEnd::Time),
                }));
            }
        };
        let attempts = tx.attempts(terminal)?;
        let words = match attempts.admit(believed, shop.business_day(believed)) {
            Ok(()) => return Ok(None),
            Err(Reason::TerminalLocked) => {
                let until = attempts.locked_until().map(|at| shop.local(at).to_minute()).unwrap_or_default();
                each(
                    format!("本机扫到太多错误的付款码，暂停到 {until}：请看看是谁在试，再放行"),
                    format!("Too many wrong payment codes were scanned here; it stops until {until}. See who is trying, then let it go on"),
                    format!("Terlalu banyak kod bayaran salah diimbas di sini; dihentikan hingga {until}. Lihat siapa yang mencuba, kemudian benarkan"),
                )
            }
            Err(_) => each(
                "今天本机扫到太多错误的付款码，付款码已停用：请看看是谁在试，再放行".into(),
                "Too many wrong payment codes were scanned here today, so they stopped. See who is trying, then let it go on".into(),
                "Terlalu banyak kod bayaran salah diimbas di sini hari ini, jadi dihentikan. Lihat siapa yang mencuba, kemudian benarkan".into(),
            ),
        };
        Ok(Some(PaycodeStop { words, ends: Some(PaycodeEnd::Lift) }))
    }
}

/// By how much a clock is off, in the largest unit that it is at least one of.
fn gap(stopped: Stopped) -> (String, String, String) {
    let (behind, ms) = match stopped {
        Stopped::Behind(ms) => (true, ms),
        Stopped::Ahead(ms) => (false, ms),
    };
    let minutes = ms / 60_000;
    let (n, zh, en, my) = match minutes {
        2_880.. => (minutes / 1_440, "天", "days", "hari"),
        120.. => (minutes / 60, "小时", "hours", "jam"),
        2.. => (minutes, "分钟", "minutes", "minit"),
        _ => (ms / 1_000, "秒", "seconds", "saat"),
    };
    let (zh_way, en_way, my_way) = if behind {
        ("慢", "went back by", "terkebelakang")
    } else {
        ("快", "jumped ahead by", "terkehadapan")
    };
    (format!("{zh_way} {n} {zh}"), format!("{en_way} {n} {en}"), format!("{my_way} {n} {my}"))
}

fn each(zh: String, en: String, ms: String) -> Name {
    Name::each(Some(&zh), Some(&en), Some(&ms)).unwrap_or_else(|| Name::plain(&en))
}
