//! Tenders: how an order is paid.
//!
//! An order is covered when its tenders' [`covers`](Tender::covers) sum to its total. Cash is
//! special twice: it may be handed over in larger notes, and the cash that settles the order (or
//! a part of a split one) is rounded to the shop's smallest coin (pricing.md, step 10).
//!
//! Each part's cash is rounded by itself, until the roundings together would give a whole coin away;
//! then the cash of all parts so far is rounded as one sum. So a meal split into ever smaller parts
//! costs, but for less than one coin, what it costs in one.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Refusal};
use crate::language::{Language, Name};
use crate::ledger::{Holder, StoredValue};
use crate::money::{CashRounding, Currency, Money};

/// What a tender is, as the shop defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenderType {
    /// What `--tender` names: `cash`, `card`, `wallet` …
    pub id: String,
    /// What a receipt calls it.
    pub name: Name,
    /// Goes to the drawer, is rounded, gives change.
    #[serde(default)]
    pub cash: bool,
    /// Change is given in cash for what is handed over beyond the amount.
    #[serde(default)]
    pub gives_change: bool,
    /// The reference of an external terminal must be given.
    #[serde(default)]
    pub needs_reference: bool,
    /// What a member or a card has paid in beforehand (members.md, "Stored value", "Nilai simpanan").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stored_value: bool,
    /// No money comes in with it: a deposit that is held already, a gift voucher, what is on the house. It pays orders,
    /// and pays stored value in only where the shop names it for that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_money: bool,
}

/// What a shop accepts until it says otherwise.
#[must_use]
pub fn default_tenders() -> Vec<TenderType> {
    let of = |id: &str, zh, en, ms| TenderType {
        id: id.into(),
        name: Name::each(Some(zh), Some(en), Some(ms)).unwrap_or_else(|| Name::plain(en)),
        cash: id == "cash",
        gives_change: id == "cash",
        needs_reference: false,
        stored_value: id == "stored_value",
        no_money: matches!(id, "deposit" | "voucher" | "ent"),
    };
    vec![
        of("cash", "现金", "Cash", "Tunai"),
        of("card", "银行卡", "Card", "Kad"),
        of("wallet", "电子钱包", "Wallet", "E-dompet"),
        of("stored_value", "储值", "Stored value", "Nilai simpanan"),
        of("deposit", "押金", "Deposit", "Deposit"),
        of("voucher", "代金券", "Gift voucher", "Baucar hadiah"),
        of("ent", "招待", "On the house", "Percuma"),
    ]
}

/// One payment towards an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// The tender type's id.
    pub tender: String,
    /// What a receipt calls it.
    pub name: Name,
    /// Whether it lies in the drawer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cash: bool,
    /// What was taken: `covers` plus the cash rounding.
    pub amount: Money,
    /// What it pays of the order.
    pub covers: Money,
    /// What was handed over, if more than the amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Money>,
    /// The reference of the external terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Whose stored value it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<StoredTender>,
    /// Of what it covers, refunded so far.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub refunded: Money,
    /// What was paid back so far: `refunded`, rounded for cash.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paid_back: Money,
}

/// A tender of stored value. Whose it is and that it may be spent is settled when it is tendered;
/// what it draws, when the order is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredTender {
    /// Whose account.
    pub holder: Holder,
    /// The member's or card's number, as slips say it.
    pub number: String,
    /// The card that was shown, if one was: its limits count what it paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<u32>,
    /// How the member's consent was shown: `approval`, `card`, `payment_code`, `pin`; or `named`, where
    /// it was enough to have found them.
    pub authorised: String,
    /// What it drew.
    pub drawn: StoredValue,
    /// The balance after it.
    pub after: StoredValue,
}

/// Whose stored value a cashier means, and what shows that it may be spent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredTendering {
    /// A member's number or id, or a card's number; unless stated, whose card was scanned for the order, or
    /// its customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

fn is_zero(money: &Money) -> bool {
    money.is_zero()
}

impl Tender {
    /// What the cash rounding added (or took off, below 0).
    #[must_use]
    pub fn rounding(&self) -> Money {
        Money::known(self.amount.minor() - self.covers.minor())
    }

    /// Whether it was taken for having found the member, who did not consent.
    #[must_use]
    pub fn named(&self) -> bool {
        self.stored.as_ref().is_some_and(|s| s.authorised == "named")
    }

    /// Whether a scanned code of a payment or a card let it draw on an account.
    #[must_use]
    pub fn scanned_of(&self, holder: Holder) -> bool {
        let by_code = |s: &StoredTender| matches!(s.authorised.as_str(), "payment_code" | "card");
        self.stored.as_ref().is_some_and(|s| s.holder == holder && by_code(s))
    }

    /// What goes back to the customer at once.
    #[must_use]
    pub fn change(&self) -> Money {
        self.given.map_or(Money::ZERO, |given| Money::known(given.minor() - self.amount.minor()))
    }
}

/// What a cashier asks to be tendered; amounts in minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tendering {
    /// The tender type's id.
    pub tender: String,
    /// How much; all that is due unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Money>,
    /// The reference of the external terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Of stored value: whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<StoredTendering>,
    /// Why the manager who approves it lets the member's stored value, points or vouchers be spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Tendering {
    /// Makes the tender, for `due` still to be paid of the order or of its current part.
    ///
    /// # Errors
    /// [`Code::UnknownTender`], [`Code::BadTender`] for an amount that is not above 0 or more than
    /// is due, [`Code::TenderTooSmall`] where less was handed over, [`Code::ReferenceMissing`].
    pub fn take(
        &self,
        types: &[TenderType],
        due: Money,
        rounding: CashRounding,
        currency: Currency,
    ) -> Result<Tender, Refusal> {
        self.take_after(&[], types, due, rounding, currency)
    }

    /// The same for an order that has these tenders already.
    ///
    /// # Errors
    /// As [`Tendering::take`].
    pub fn take_after(
        &self,
        before: &[Tender],
        types: &[TenderType],
        due: Money,
        rounding: CashRounding,
        currency: Currency,
    ) -> Result<Tender, Refusal> {
        let Some(kind) = types.iter().find(|t| t.id == self.tender) else {
            let known: Vec<&str> = types.iter().map(|t| t.id.as_str()).collect();
            return Err(Refusal::new(
                Code::UnknownTender,
                "/tender",
                format!("没有这种支付方式：{}（可用：{}）", self.tender, known.join("、")),
                format!("There is no tender {:?} (there are: {})", self.tender, known.join(", ")),
            ));
        };
        if kind.needs_reference && self.reference.as_deref().is_none_or(|r| r.trim().is_empty()) {
            return Err(Refusal::new(
                Code::ReferenceMissing,
                "/reference",
                format!("{}：请输入外部终端的参考号", kind.name.text(Language::Zh)),
                format!("{}: give the reference of the external terminal", kind.name.text(Language::En)),
            ));
        }
        if let Some(reference) = &self.reference {
            super::check_text(reference, 100, "/reference")?;
        }
        let settling = if kind.cash { settling_cash(before, due, rounding) } else { due };
        let asked = self.amount.unwrap_or(settling);
        let show = |m: Money| m.show(currency);
        let (amount, covers) = if asked == due || asked == settling {
            (settling, due)
        } else if asked <= Money::ZERO || asked > due {
            return Err(Refusal::new(
                Code::BadTender,
                "/amount",
                format!("金额须大于 0，最多 {}；找零请填实收", show(settling)),
                format!(
                    "The amount must be above 0 and at most {}; for change, say what was given",
                    show(settling)
                ),
            ));
        } else {
            (asked, asked)
        };
        let given = match self.given {
            None => None,
            Some(given) if given < amount => {
                return Err(Refusal::new(
                    Code::TenderTooSmall,
                    "/given",
                    format!("实收 {} 不够 {}；部分付款请填金额", show(given), show(amount)),
                    format!(
                        "{} does not cover {}; to pay a part, state the amount",
                        show(given),
                        show(amount)
                    ),
                ));
            }
            Some(given) if given > amount && !kind.gives_change => {
                return Err(Refusal::new(
                    Code::BadTender,
                    "/given",
                    format!("{}不能找零", kind.name.text(Language::Zh)),
                    format!("{} gives no change", kind.name.text(Language::En)),
                ));
            }
            Some(given) => Some(given).filter(|g| *g != amount),
        };
        Ok(Tender {
            tender: kind.id.clone(),
            name: kind.name.clone(),
            cash: kind.cash,
            amount,
            covers,
            given,
            reference: self.reference.clone(),
            stored: None,
            refunded: Money::ZERO,
            paid_back: Money::ZERO,
        })
    }
}

/// The cash that settles `due`, after the cash that was taken before.
pub(crate) fn settling_cash(before: &[Tender], due: Money, rounding: CashRounding) -> Money {
    let alone = rounding.round(due);
    let cash = || before.iter().filter(|t| t.cash);
    let given: i64 = cash().map(|t| t.rounding().minor()).sum::<i64>() + alone.minor() - due.minor();
    if before.is_empty() || given > -rounding.step_minor {
        return alone;
    }
    let covered: i64 = cash().map(|t| t.covers.minor()).sum::<i64>() + due.minor();
    let taken: i64 = cash().map(|t| t.amount.minor()).sum();
    Money::known((rounding.round(Money::known(covered)).minor() - taken).max(0))
}

/// What a customer probably hands over for `due`, at most `most` amounts, ascending: `due` itself, then
/// the next whole number of each note and coin of the currency.
///
/// ```
/// # use till_core::{Currency, Money, order::likely_cash};
/// let yuan = Currency::parse("CNY").unwrap();
/// let likely = likely_cash(Money::parse("57.60", yuan).unwrap(), yuan, 5);
/// let likely: Vec<String> = likely.iter().map(|m| m.show(yuan).to_string()).collect();
/// assert_eq!(likely, ["57.60", "58.00", "60.00", "100.00"]);
/// ```
#[must_use]
pub fn likely_cash(due: Money, currency: Currency, most: usize) -> Vec<Money> {
    let notes: &[i64] = match currency.code() {
        "CNY" | "MYR" => &[1, 5, 10, 20, 50, 100],
        "SGD" => &[1, 2, 5, 10, 50, 100],
        "JPY" => &[100, 500, 1_000, 5_000, 10_000],
        _ => &[1, 2, 5, 10, 20, 50, 100],
    };
    let one = 10i64.pow(currency.digits());
    let mut likely = vec![due];
    for note in notes.iter().map(|note| note * one) {
        // Within range: a note is small, and an amount is far from the end of an i64.
        let handed = Money::from_minor((due.minor() + note - 1).div_euclid(note) * note);
        likely.extend(handed.ok().filter(|handed| *handed > Money::ZERO));
    }
    likely.sort_unstable();
    likely.dedup();
    likely.truncate(most);
    likely
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(due: i64, tendering: &Tendering) -> Result<Tender, Code> {
        let rounding = CashRounding { step_minor: 5, floor: false };
        let sgd = Currency::parse("SGD").unwrap();
        tendering.take(&default_tenders(), Money::from_minor(due).unwrap(), rounding, sgd).map_err(|r| r.code)
    }

    fn cash(amount: Option<i64>, given: Option<i64>) -> Tendering {
        let money = |m: i64| Money::from_minor(m).unwrap();
        Tendering {
            tender: "cash".into(),
            amount: amount.map(money),
            given: given.map(money),
            ..Tendering::default()
        }
    }

    #[test]
    fn cash_that_settles_is_rounded_and_the_difference_kept() {
        let up = take(1298, &cash(None, Some(2000))).unwrap();
        assert_eq!((up.amount.minor(), up.rounding().minor(), up.change().minor()), (1300, 2, 700));
        let down = take(1297, &cash(None, None)).unwrap();
        assert_eq!((down.amount.minor(), down.rounding().minor()), (1295, -2));
    }

    #[test]
    fn cash_that_pays_a_part_is_not_rounded() {
        let part = take(1298, &cash(Some(1001), None)).unwrap();
        assert_eq!((part.amount.minor(), part.covers.minor()), (1001, 1001));
    }

    #[test]
    fn the_last_two_cents_are_settled_by_nothing() {
        let rest = take(2, &cash(None, None)).unwrap();
        assert_eq!((rest.amount.minor(), rest.covers.minor(), rest.rounding().minor()), (0, 2, -2));
    }

    /// What each of so many equal parts pays in cash.
    fn parts(n: usize, part: i64, rounding: CashRounding) -> Vec<i64> {
        let sgd = Currency::parse("SGD").unwrap();
        let due = Money::from_minor(part).unwrap();
        let mut taken: Vec<Tender> = Vec::new();
        for _ in 0..n {
            let next = cash(None, None).take_after(&taken, &default_tenders(), due, rounding, sgd);
            taken.push(next.unwrap());
        }
        taken.iter().map(|t| t.amount.minor()).collect()
    }

    #[test]
    fn a_meal_split_into_small_parts_is_not_given_away() {
        let floor = CashRounding { step_minor: 100, floor: true };
        assert_eq!(parts(10, 90, floor), [0, 100, 100, 100, 100, 100, 100, 100, 100, 100]);
        let near = CashRounding { step_minor: 5, floor: false };
        assert_eq!(parts(3, 102, near), [100, 100, 105], "6 cents would be more than a coin");
        for (rounding, part) in [(floor, 99), (floor, 1), (near, 2), (near, 1), (near, 3)] {
            let n = 500;
            let taken: i64 = parts(n, part, rounding).iter().sum();
            let given = part * n as i64 - taken;
            assert!(given < rounding.step_minor, "{given} of {part} times {n}");
        }
    }

    #[test]
    fn what_cannot_be_tendered_is_refused() {
        assert_eq!(take(1000, &cash(Some(0), None)), Err(Code::BadTender));
        assert_eq!(take(1000, &cash(Some(1005), None)), Err(Code::BadTender));
        assert_eq!(take(1000, &cash(None, Some(995))), Err(Code::TenderTooSmall));
        let card =
            Tendering { tender: "card".into(), given: Money::from_minor(2000).ok(), ..Tendering::default() };
        assert_eq!(take(1000, &card), Err(Code::BadTender), "a card gives no change");
        let shells = Tendering { tender: "shells".into(), ..Tendering::default() };
        assert_eq!(take(1000, &shells), Err(Code::UnknownTender));
    }

    #[test]
    fn likely_cash_is_enough_ascends_and_begins_with_what_is_due() {
        for (code, due, expected) in [
            ("CNY", 6080, &[6080, 6100, 6500, 7000, 8000][..]),
            ("CNY", 10000, &[10000]),
            ("JPY", 1234, &[1234, 1300, 1500, 2000, 5000]),
            ("SGD", 1, &[1, 100, 200, 500, 1000]),
        ] {
            let likely = likely_cash(Money::from_minor(due).unwrap(), Currency::parse(code).unwrap(), 5);
            assert_eq!(likely.iter().map(|m| m.minor()).collect::<Vec<_>>(), expected, "{code} {due}");
        }
    }
}
