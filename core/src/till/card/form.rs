//! Card types and batches, as forms.

use super::super::Till;
use super::super::form::{Reading, new_id, texts};
use super::{CardCommand, NewBatch};
use crate::error::Error;
use crate::member::card::{Batch, CardType, Limits, PrintedAs, opening_of};
use crate::money::Money;

/// A card type as a form shows it. What is left blank is not limited, or is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardTypeForm {
    /// Which; blank for a new one.
    pub id: String,
    /// What it is called in Chinese …
    pub zh: String,
    /// … in English …
    pub en: String,
    /// … and in Malay: one of them at least.
    pub ms: String,
    /// What is printed on it.
    pub face: String,
    /// What is paid for one; blank where its cards are given away with what is on them.
    pub price: String,
    /// Of what is on one, what was given; the rest was paid.
    pub bonus: String,
    /// So many months from its sale it can be used.
    pub months: String,
    /// And not beyond this day: `2026-12-31`.
    pub until: String,
    /// Whether one that was taken from its member may be bound again.
    pub rebinding: bool,
    /// None is made or sold any more.
    pub off: bool,
}

/// Cards that are to be made together, as a form shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchForm {
    /// What staff call it.
    pub name: String,
    /// The type's id.
    pub card_type: String,
    /// What each number begins with.
    pub prefix: String,
    /// How many characters a number has.
    pub length: String,
    /// How many cards.
    pub count: String,
    /// How the transaction code is printed.
    pub code: PrintedAs,
    /// What such a code may pay.
    pub limits: LimitsForm,
}

/// What static codes may pay, as a form shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitsForm {
    /// The most of one payment.
    pub per_payment: String,
    /// The most of a day.
    pub per_day: String,
    /// A payment of more needs the PIN; blank: each does.
    pub pin_above: String,
    /// The code says whose card it is, and pays nothing.
    pub identify_only: bool,
}

impl LimitsForm {
    fn read(&self, read: &mut Reading<'_>) -> Limits {
        Limits {
            per_payment: read.needed(&self.per_payment, "/per_payment"),
            per_day: read.needed(&self.per_day, "/per_day"),
            pin_above: read.amount(&self.pin_above, "/pin_above").unwrap_or_default(),
            identify_only: self.identify_only,
        }
    }
}

impl Till {
    /// Each card type as a form, in the order of the screen; after them an empty one for another.
    ///
    /// # Errors
    /// A [`crate::Fault`].
    pub fn card_type_forms(&self) -> Result<Vec<CardTypeForm>, Error> {
        let currency = self.menu.catalogue().shop().currency;
        let show = |amount: Money| amount.show(currency).to_string();
        let form = |t: &CardType| {
            let [zh, en, ms] = texts(&t.name);
            CardTypeForm {
                id: t.id.clone(),
                zh,
                en,
                ms,
                face: show(t.face),
                price: t.price.map(show).unwrap_or_default(),
                bonus: if t.opening.bonus.is_zero() { String::new() } else { show(t.opening.bonus) },
                months: t.months.map(|n| n.to_string()).unwrap_or_default(),
                until: t.until.map(|day| day.to_string()).unwrap_or_default(),
                rebinding: t.rebinding,
                off: t.off,
            }
        };
        let types = self.card_types()?.types;
        Ok(types.iter().map(form).chain([CardTypeForm::default()]).collect())
    }

    /// The command that keeps a form's card type; what the form does not show of it stays.
    ///
    /// # Errors
    /// All that is wrong with it, or a [`crate::Fault`].
    pub fn card_type_command(&self, form: &CardTypeForm) -> Result<CardCommand, Error> {
        let known = self.card_types()?.types;
        let before = known.iter().find(|t| t.id == form.id);
        let mut read = Reading::of(self);
        let name = read.name([&form.zh, &form.en, &form.ms]);
        let id = match form.id.is_empty() {
            true => new_id(&name, "card", |id| known.iter().any(|t| t.id == id)),
            false => form.id.clone(),
        };
        let face = read.needed(&form.face, "/face");
        let bonus = read.amount(&form.bonus, "/bonus").unwrap_or_default();
        // A type that promises another balance than its face keeps it, as long as neither was changed.
        let same = before.filter(|t| t.face == face && t.opening.bonus == bonus);
        let opening = same.map_or_else(|| opening_of(face, bonus), |t| t.opening);
        let card_type = CardType {
            id,
            name,
            face,
            price: read.amount(&form.price, "/price"),
            opening,
            months: read.number(&form.months, "/months"),
            until: read.day(&form.until, "/until"),
            shops: before.map(|t| t.shops.clone()).unwrap_or_default(),
            rebinding: form.rebinding,
            off: form.off,
        };
        read.also(card_type.wrong());
        Ok(CardCommand::Type { card_type: Box::new(read.gives(card_type)?) })
    }

    /// The command that starts making a form's batch. Who asks for static codes confirms that they know what those are.
    ///
    /// # Errors
    /// All that is wrong with it, [`crate::Code::UnknownCard`] for its type, or a [`crate::Fault`].
    pub fn batch_command(&self, form: BatchForm, confirmed: bool) -> Result<CardCommand, Error> {
        let card_type = self.card_types()?.of(&form.card_type)?.clone();
        let mut read = Reading::of(self);
        read.also(crate::order::check_text(form.name.trim(), 60, "/name").err());
        let asked = (form.code != PrintedAs::None).then(|| form.limits.read(&mut read));
        let batch = NewBatch {
            name: form.name.trim().to_owned(),
            card_type: form.card_type,
            prefix: form.prefix.trim().to_uppercase(),
            length: read.number(&form.length, "/length").unwrap_or(12),
            count: read.number(&form.count, "/count").unwrap_or_default(),
            code: form.code,
            limits: asked,
            ..NewBatch::default()
        };
        // As it would be if it were the shop's first: whose numbers are taken is asked when it is made.
        let first = Batch {
            name: batch.name.clone(),
            card_type: batch.card_type.clone(),
            prefix: batch.prefix.clone(),
            length: batch.length,
            count: batch.count,
            face: card_type.face,
            price: card_type.price,
            opening: card_type.opening,
            code: batch.code,
            limits: batch.limits,
            first: 1,
            serial: 1,
            generation: 0,
        };
        read.also(first.wrong());
        Ok(CardCommand::Batch { batch: Box::new(read.gives(batch)?), confirmed })
    }

    /// The command that gives a batch's codes other limits.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn limits_command(
        &self,
        batch: String,
        form: &LimitsForm,
        reason: String,
    ) -> Result<CardCommand, Error> {
        let mut read = Reading::of(self);
        let limits = form.read(&mut read);
        read.also(limits.check().err());
        Ok(CardCommand::Limits { batch, limits: read.gives(limits)?, reason })
    }
}
