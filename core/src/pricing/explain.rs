//! The steps that led to a price, in words a cashier can read out.
//!
//! Rendered only when asked for: the priced order holds everything they are made of.

use super::{Item, PricedLine, PricedOrder, Source};
use crate::language::Language;
use crate::money::Money;

impl PricedOrder<'_> {
    /// Every step, in order: what each line costs, what lowered it and why, what was added.
    #[must_use]
    pub fn explain(&self, language: Language) -> Vec<String> {
        let catalogue = self.catalogue;
        let shop = catalogue.shop();
        let zh = language == Language::Zh;
        let show = |m: Money| m.show(shop.currency);
        let mut steps = Vec::new();
        for line in &self.lines {
            let name = self.line_name(line, language);
            let mut text = format!("{name}: {} × {} = {}", line.qty, show(line.unit()), show(line.gross));
            if !line.extras.is_zero() {
                text += &if zh {
                    format!("（{} 加料加价 {}）", show(line.base), show(line.extras))
                } else {
                    format!(" ({} and extras {})", show(line.base), show(line.extras))
                };
            }
            steps.push(text);
        }
        for source in self.sources() {
            for line in &self.lines {
                for discount in self.lowered(line).filter(|d| d.source == source) {
                    let (name, why) = (self.line_name(line, language), self.why(source, language));
                    steps.push(format!("{name}: {why} −{}", show(discount.amount)));
                }
            }
        }
        let mut total = |zh_text: &str, en_text: &str, amount: Money| {
            steps.push(format!("{}: {}", if zh { zh_text } else { en_text }, show(amount)));
        };
        if !self.service_charge.is_zero() {
            total("服务费", "Service charge", self.service_charge);
        }
        for t in self.taxes.iter().filter(|t| !t.tax.is_zero()) {
            let label = shop.tax.label.text(language);
            let percent = percent_text(t.rate);
            if shop.tax.inclusive {
                total(&format!("含 {label} {percent}"), &format!("{label} {percent} inside"), t.tax);
            } else {
                total(&format!("{label} {percent}"), &format!("{label} {percent}"), t.tax);
            }
        }
        total("合计", "Total", self.total);
        steps
    }

    /// What a line is called: a product with its specification, a set, or what was typed.
    #[must_use]
    pub fn line_name(&self, line: &PricedLine, language: Language) -> String {
        match &line.item {
            Item::Sku(sku) => self.catalogue.sku_name(*sku, language),
            Item::Set(chosen) => {
                let product = self.catalogue.set(chosen.set).product;
                self.catalogue.product(product).name.text(language).to_owned()
            }
            Item::Open(_) | Item::Package(_) => {
                self.open_name(line).map_or("", |name| name.text(language)).to_owned()
            }
        }
    }

    /// Why a discount was given, as a receipt says it.
    #[must_use]
    pub fn why(&self, source: Source, language: Language) -> String {
        let catalogue = self.catalogue;
        let say = |zh: &str, en: &str| if language == Language::Zh { zh.to_owned() } else { en.to_owned() };
        match source {
            Source::MemberPrice => say("会员价", "Member price"),
            Source::Level(l) => {
                let name = catalogue.level(l).name.text(language);
                say(&format!("{name}折扣"), &format!("{name} discount"))
            }
            Source::Line => say("单品折扣", "Line discount"),
            Source::Promotion(p) => catalogue.promotion(p).name.text(language).to_owned(),
            Source::Voucher(v) => catalogue.voucher(v).name.text(language).to_owned(),
            Source::Order => say("整单折扣", "Order discount"),
            Source::Points => say("积分抵扣", "Points"),
        }
    }

    /// What lowered any line, each once, in the order of the steps.
    #[must_use]
    pub fn sources(&self) -> Vec<Source> {
        let step = |source: &Source| match source {
            Source::MemberPrice => (1, 0),
            Source::Level(_) => (2, 0),
            Source::Line => (3, 0),
            Source::Promotion(p) => (4, p.index()),
            Source::Voucher(v) => (5, self.vouchers.iter().position(|u| u == v).unwrap_or(0)),
            Source::Order => (6, 0),
            Source::Points => (7, 0),
        };
        let mut sources: Vec<Source> = Vec::new();
        for discount in self.lines.iter().flat_map(|l| self.lowered(l)) {
            if !sources.contains(&discount.source) {
                sources.push(discount.source);
            }
        }
        sources.sort_by_key(step);
        sources
    }
}

/// A rate as a percentage: 0.09 is `9%`.
fn percent_text(rate: crate::exact::Rate) -> String {
    // A tax rate is far below the largest rate, so a hundred of it fits.
    crate::exact::Rate::from_nanos(rate.nanos().saturating_mul(100)).unwrap_or(rate).to_string() + "%"
}
