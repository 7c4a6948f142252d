//! Views as a person reads them: an order like a small receipt, lists in columns.

use till_core::catalogue::{OrderType, Shop};
use till_core::order::kitchen::Change;
use till_core::till::report::OrderSummary;
use till_core::till::view::{Changed, LineView, OptionView, OrderView, RefundView};
use till_core::{Language, Name};

use crate::page::{Look, Page, Side};

/// An order, as it is now.
pub(crate) fn order(view: &OrderView, shop: &Shop, look: Look) -> String {
    let mut page = look.page();
    let language = look.language;
    let serial = view.serial.clone().or_else(|| view.label.clone());
    let head = format!("{}  {}", serial.as_deref().unwrap_or("—"), order_type(view.order_type, look));
    let head = match &view.table {
        Some(table) => format!("{head}  {} {table}", page.say("台", "table")),
        None => head,
    };
    let state = state(&view.state, look);
    page.strong_pair(head.trim(), state);
    let created = shop.time.local(view.created).to_minute();
    page.pair(view.number.as_deref().unwrap_or(&view.order.to_string()), &created);
    page.rule();
    for (i, line) in view.lines.iter().enumerate() {
        draw_line(&mut page, i, line, language);
    }
    if view.lines.is_empty() {
        page.line(look.say("（还没有商品）", "(nothing yet)"));
    }
    page.rule();
    if view.subtotal != view.total {
        page.pair(look.say("小计", "Subtotal"), &view.subtotal);
    }
    for (name, amount) in discounts(view, shop) {
        page.pair(name.text(language), &format!("-{amount}"));
    }
    if !is_zero(&view.service_charge) {
        page.pair(look.say("服务费", "Service charge"), &view.service_charge);
    }
    for tax in view.taxes.iter().filter(|tax| !is_zero(&tax.tax)) {
        let included = if shop.tax.inclusive { look.say("（已含）", " (included)") } else { "" };
        let label = shop.tax.label.text(language);
        page.pair(&format!("{label} {}{included}", percent(&tax.rate.to_string())), &tax.tax);
    }
    page.strong_pair(look.say("合计", "Total"), &format!("{} {}", shop.currency.sign(), view.total));
    paid(&mut page, view, look);
    if view.points.earned != 0 || view.points.redeemed != 0 {
        let (spent, earned) = (view.points.redeemed, view.points.earned);
        let moved = if spent == 0 { format!("+{earned}") } else { format!("-{spent}  +{earned}") };
        page.pair(look.say("积分", "Points"), &moved);
    }
    to_send(&mut page, view, look);
    for other in &view.others {
        page.line(&format!("{} {other}", look.say("相关订单", "Other order")));
    }
    page.done()
}

/// An order in one line: which, what became of it, what it came to and how it was paid.
pub(crate) fn one_line(view: &OrderView, shop: &Shop, look: Look) -> String {
    let who = view.serial.as_deref().or(view.label.as_deref()).unwrap_or("—");
    let table = view.table.as_ref().map(|t| format!(" {} {t}", look.say("台", "table"))).unwrap_or_default();
    let kind = format!("{}{table}", order_type(view.order_type, look));
    let tenders: Vec<String> = view
        .tenders
        .iter()
        .map(|t| format!("{} {}", t.name.text(look.language), t.given.as_ref().unwrap_or(&t.amount)))
        .collect();
    let change =
        view.change.as_ref().map(|c| format!(", {} {c}", look.say("找零", "change"))).unwrap_or_default();
    let state = state(&view.state, look);
    let sign = shop.currency.sign();
    format!("  {who}  {kind}  {state}  {sign} {}  {}{change}\n", view.total, tenders.join(" + "))
        .replace("  \n", "\n")
}

fn draw_line(page: &mut Page, i: usize, line: &LineView, language: Language) {
    let spec = line.spec.as_ref().map(|s| format!(" {}", s.text(language))).unwrap_or_default();
    let qty =
        if line.qty.to_string() == "1" { String::new() } else { format!("  {} x{}", line.unit, line.qty) };
    page.pair(&format!("{i}  {}{spec}{qty}", line.name.text(language)), &line.gross);
    for part in line.components.iter().flatten() {
        let spec = part.spec.as_ref().map(|s| format!(" {}", s.text(language))).unwrap_or_default();
        page.line(&format!("    - {}{spec} x{}", part.name.text(language), part.qty));
        draw_options(page, &part.options, "      ", language);
    }
    draw_options(page, &line.options, "    ", language);
    if let Some(note) = &line.note {
        page.line(&format!("    “{note}”"));
    }
}

fn draw_options(page: &mut Page, options: &[OptionView], indent: &str, language: Language) {
    for option in options {
        let qty = if option.qty > 1 { format!(" x{}", option.qty) } else { String::new() };
        let price = if is_zero(&option.price) { String::new() } else { format!(" {}", option.price) };
        page.line(&format!("{indent}+ {}{qty}{price}", option.name.text(language)));
    }
}

/// Discounts by name, each once, in the order in which they were given.
fn discounts(view: &OrderView, shop: &Shop) -> Vec<(Name, String)> {
    use till_core::Money;
    let mut sums: Vec<(String, Name, i64)> = Vec::new();
    for discount in view.lines.iter().flat_map(|l| &l.discounts) {
        let minor = Money::parse(&discount.amount, shop.currency).unwrap_or_default().minor();
        match sums.iter_mut().find(|(source, ..)| *source == discount.source) {
            Some((.., sum)) => *sum += minor,
            None => sums.push((discount.source.clone(), discount.name.clone(), minor)),
        }
    }
    let shown = |minor| Money::from_minor(minor).unwrap_or_default().show(shop.currency).to_string();
    sums.into_iter().map(|(_, name, minor)| (name, shown(minor))).collect()
}

fn paid(page: &mut Page, view: &OrderView, look: Look) {
    if !view.parts.is_empty() {
        page.pair(look.say("分开付款", "In parts"), &view.parts.join(" + "));
    }
    for (i, tender) in view.tenders.iter().enumerate() {
        let given = tender
            .given
            .as_ref()
            .map(|g| format!("  ({} {g})", look.say("实收", "given")))
            .unwrap_or_default();
        let reference = tender.reference.as_ref().map(|r| format!("  {r}")).unwrap_or_default();
        let name = tender.name.text(look.language);
        let n = if view.tenders.len() > 1 { format!("{i}  ") } else { String::new() };
        page.pair(&format!("{n}{name}{given}{reference}"), &format!("-{}", tender.amount));
    }
    if !is_zero(&view.rounding) {
        page.pair(look.say("现金舍入", "Cash rounding"), &view.rounding);
    }
    if let Some(change) = &view.change {
        page.strong_pair(look.say("找零", "Change"), change);
    }
    if !view.lines.is_empty() && (!view.tenders.is_empty() || view.state == "open" || view.state == "placed")
    {
        page.pair(look.say("待付", "To pay"), &view.to_pay);
    }
    if let Some(refunded) = &view.refunded {
        page.pair(look.say("已退", "Refunded"), &format!("-{refunded}"));
    }
}

fn to_send(page: &mut Page, view: &OrderView, look: Look) {
    if view.to_send.is_empty() || view.state == "paid" || view.state == "closed" {
        return;
    }
    page.rule();
    page.line(look.say("厨房还不知道：", "The kitchen does not know yet:"));
    for item in &view.to_send {
        let sign = if item.change == Change::Cancel { "-" } else { "+" };
        page.line(&format!("  {sign}{} {}  [{}]", item.qty, item.name.text(look.language), item.station));
    }
}

/// Money given back.
pub(crate) fn refund(view: &RefundView, look: Look) -> String {
    let mut page = look.page();
    page.strong_pair(look.say("退款", "Refunded"), &view.amount);
    for tender in &view.tenders {
        page.pair(&format!("  {} {}", look.say("退至", "to"), tender.tender), &tender.amount);
    }
    if view.points.taken_back != 0 || view.points.returned != 0 {
        let moved = format!("-{}  +{}", view.points.taken_back, view.points.returned);
        page.pair(look.say("积分", "Points"), &moved);
    }
    for voucher in &view.vouchers {
        page.pair(look.say("退回优惠券", "Voucher returned"), voucher);
    }
    page.done()
}

/// What a command changed in menu or stock.
pub(crate) fn changed(changed: &Changed, look: Look) -> String {
    let mut page = look.page();
    let count = changed.count;
    if look.language == Language::Zh {
        page.strong(&format!("改动 {count} 项"));
    } else {
        page.strong(&format!("{count} {}", if count == 1 { "change" } else { "changes" }));
    }
    let shown: Vec<Vec<String>> = changed
        .changes
        .iter()
        .take(20)
        .map(|c| {
            vec![
                c.id.clone(),
                c.before.clone().unwrap_or_default(),
                "→".into(),
                c.after.clone().unwrap_or_default(),
            ]
        })
        .collect();
    page.table(&[("", Side::Left), ("", Side::Right), ("", Side::Left), ("", Side::Left)], &shown);
    if changed.count > 20 {
        page.line("…");
    }
    page.done()
}

/// The list of orders.
pub(crate) fn orders(list: &[OrderSummary], shop: &Shop, look: Look) -> String {
    let mut page = look.page();
    let rows: Vec<Vec<String>> = list
        .iter()
        .map(|o| {
            vec![
                o.serial.clone().unwrap_or_else(|| "—".into()),
                state(o.state.as_str(), look).to_owned(),
                o.label.iter().chain(&o.customer).cloned().collect::<Vec<_>>().join(" · "),
                shop.time.local(o.created).to_minute(),
                o.total.clone(),
                o.number.clone().unwrap_or_else(|| o.order.to_string()),
            ]
        })
        .collect();
    let heads = [
        (look.say("流水号", "Serial"), Side::Left),
        (look.say("状态", "State"), Side::Left),
        (look.say("台/名", "Table/name"), Side::Left),
        (look.say("开单", "Opened"), Side::Left),
        (look.say("合计", "Total"), Side::Right),
        (look.say("订单", "Order"), Side::Left),
    ];
    page.table(&heads, &rows);
    if list.is_empty() {
        page.line(look.say("（没有订单）", "(no orders)"));
    }
    page.done()
}

pub(crate) fn order_type(kind: OrderType, look: Look) -> &'static str {
    let zh = look.language == Language::Zh;
    match kind {
        OrderType::DineIn => {
            if zh {
                "堂食"
            } else {
                "dine in"
            }
        }
        OrderType::Takeaway => {
            if zh {
                "外带"
            } else {
                "takeaway"
            }
        }
        OrderType::Delivery => {
            if zh {
                "外送"
            } else {
                "delivery"
            }
        }
        OrderType::Kiosk => {
            if zh {
                "自助"
            } else {
                "kiosk"
            }
        }
    }
}

fn state(word: &str, look: Look) -> &str {
    let zh = match word {
        "open" => "进行中",
        "held" => "已挂单",
        "placed" => "已下单",
        "paid" => "已付款",
        "closed" => "已完成",
        "voided" => "已作废",
        "refunded_in_part" => "部分退款",
        "refunded" => "已退款",
        other => other,
    };
    if look.language == Language::Zh { zh } else { word }
}

/// A rate as a percentage, moved as text: `0.09` is `9%`.
pub(crate) fn percent(rate: &str) -> String {
    let (whole, part) = rate.split_once('.').unwrap_or((rate, ""));
    let padded = format!("{part:0<2}");
    let (hundredths, rest) = padded.split_at(2);
    let digits = format!("{whole}{hundredths}");
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    if rest.is_empty() { format!("{digits}%") } else { format!("{digits}.{rest}%") }
}

fn is_zero(amount: &str) -> bool {
    amount.bytes().all(|b| matches!(b, b'0' | b'.'))
}
