//! A price list as a form: what it is called and when it is open. What things cost while it is open is said on their own pages
//! ([`price_in_list`](super::price_in_list)), and stays as it is.

use super::draft::{NameForm, asked, placed_at};
use super::single::{entry, free};
use super::{Edit, apply};
use crate::catalogue::file::{Kind, PriceListForm};
use crate::catalogue::{Catalogue, OrderType};
use crate::error::Refusal;

/// A price list as its page shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListDraft {
    /// Which is changed; a new one where there is none.
    pub id: Option<String>,
    /// What it is called.
    pub name: NameForm,
    /// For which orders; for all where none is named.
    pub order_types: Vec<OrderType>,
    /// On which days, 1 = Monday; every day where none is named.
    pub weekdays: Vec<u32>,
    /// From when: `17:00`; all day where nothing is typed.
    pub from: String,
    /// Until when.
    pub to: String,
    /// How many things have a price in it.
    pub prices: u32,
}

impl ListDraft {
    fn of(form: &PriceListForm) -> Self {
        let mut hours = form.hours.iter().flatten().cloned();
        Self {
            id: Some(form.id.clone()),
            name: NameForm::of(&form.name),
            order_types: form
                .order_types
                .iter()
                .flatten()
                .filter_map(|word| OrderType::parse(word))
                .collect(),
            weekdays: form.weekdays.clone().unwrap_or_default(),
            from: hours.next().unwrap_or_default(),
            to: hours.next().unwrap_or_default(),
            prices: u32::try_from(form.prices.0.len()).unwrap_or(u32::MAX),
        }
    }

    /// What saves it.
    #[must_use]
    pub fn edit(&self, catalogue: &Catalogue) -> Edit {
        let lists = &catalogue.file().price_lists;
        let was = lists.iter().find(|list| Some(&list.id) == self.id.as_ref());
        let name = self.name.name(was.map(|was| &was.name));
        let words = || self.order_types.iter().map(|kind| kind.as_str().to_owned()).collect();
        let hours = [&self.from, &self.to].map(|text| text.trim().to_owned());
        let id = self
            .id
            .clone()
            .unwrap_or_else(|| free(&name, "list", |id| lists.iter().any(|list| list.id == id)));
        let entry = entry(&PriceListForm {
            id: id.clone(),
            name,
            order_types: (!self.order_types.is_empty()).then(words),
            weekdays: Some(self.weekdays.clone()).filter(|days| !days.is_empty()),
            hours: hours.iter().any(|text| !text.is_empty()).then(|| hours.to_vec()),
            prices: was.map(|was| was.prices.clone()).unwrap_or_default(),
        });
        match self.id {
            Some(_) => Edit::Change { kind: Kind::PriceLists, id, entry },
            None => Edit::Add { kind: Kind::PriceLists, entry },
        }
    }

    /// Everything that is wrong with it, each at its field.
    #[must_use]
    pub fn wrong(&self, catalogue: &Catalogue) -> Vec<Refusal> {
        let field = |path: &str| match path.strip_prefix("/entry").unwrap_or(path) {
            "/hours" | "/hours/0" => "/from".to_owned(),
            "/hours/1" => "/to".to_owned(),
            path => path.to_owned(),
        };
        let blank = |path: &str| {
            let time = ("时间写成 17:00", "A time is written 17:00", "Masa ditulis 17:00");
            match path {
                "/name" if self.name.is_blank() => {
                    asked(path, "请填写名称", "Give it a name", "Berikan nama")
                }
                "/from" if self.from != self.to => asked(path, time.0, time.1, time.2),
                "/to" => asked(path, time.0, time.1, time.2),
                _ => None,
            }
        };
        let refused = apply(catalogue, &self.edit(catalogue)).err().unwrap_or_default();
        placed_at(refused, field, blank)
    }
}

/// Every price list of the shop, as its page would show it.
#[must_use]
pub fn list_drafts(catalogue: &Catalogue) -> Vec<ListDraft> {
    catalogue.file().price_lists.iter().map(ListDraft::of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::file;

    #[test]
    fn a_price_list_is_made_and_changed_and_keeps_its_prices() {
        let menu = file::read(include_str!("../../../../tests/fixtures/burger-shop.catalog.json")).unwrap();
        for draft in list_drafts(&menu) {
            assert_eq!(draft.wrong(&menu), []);
            assert_eq!(apply(&menu, &draft.edit(&menu)).unwrap().changes, []);
            let later = ListDraft { from: "09:00".into(), to: "11:00".into(), ..draft };
            let changed = apply(&menu, &later.edit(&menu)).unwrap();
            assert_eq!(list_drafts(&changed.catalogue)[0], later);
        }
        let mut draft = ListDraft { from: "9".into(), ..ListDraft::default() };
        let paths = |draft: &ListDraft| draft.wrong(&menu).into_iter().map(|no| no.path).collect::<Vec<_>>();
        assert_eq!(paths(&draft), ["/name", "/from", "/to"]);
        draft.name.en = "Night".into();
        (draft.from, draft.to) = ("22:00".into(), "22:00".into());
        assert_eq!(paths(&draft), ["/from"]);
        draft.to = "02:00".into();
        draft.order_types = vec![OrderType::Takeaway];
        let made = apply(&menu, &draft.edit(&menu)).unwrap().catalogue;
        assert_eq!(list_drafts(&made).last().unwrap().id.as_deref(), Some("night"));
    }
}
