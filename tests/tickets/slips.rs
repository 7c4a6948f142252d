//! Golden slips.

use escpos_driver::Document;
use serde_json::json;
use till_core::id::{RefundId, Seeded, SkuId, StationId};
use till_core::order::kitchen::{self, ToSend};
use till_core::order::refund::RefundLine;
use till_core::order::{FrozenOrder, Goods, Order, Refunding};
use till_core::ticket::{self, Copy, Face, Languages, Table, TicketPer, receipt};
use till_core::{Language, Name};

use super::orders::*;
use super::{PAPERS, agrees, languages, text};

#[test]
fn a_varied_order_on_every_paper_in_every_language() {
    let menu = burgers_in_singapore();
    let paid = varied_paid(&menu);
    for (columns, profile) in PAPERS {
        for (tag, languages) in languages() {
            let slip = receipt(&paid, &face(&menu), languages, Copy::Reprint(1));
            agrees(&format!("varied-{columns}-{tag}"), &slip, profile);
        }
    }
}

#[test]
fn the_example_of_set_meals_comes_out_line_for_line() {
    let menu = menu(BURGERS);
    let paid = paid(&menu, &happy_single(), &About::default(), &[("cash", None, Some(5_000), None)]);
    let slip = receipt(&paid, &face(&menu), Languages::one(Language::Zh), Copy::First);
    agrees("happy-single-42-zh", &slip, "epson-80-42");
    let said = text(&slip, "epson-80-42");
    let from = said.find("1. ").unwrap();
    let lines: Vec<&str> = said[from..].lines().take(5).collect();
    assert_eq!(
        lines[..4],
        ["1. 欢乐单人餐", " - 麦辣鸡腿堡 x1", " - 辣到昏厥的麦辣鸡翅 x1", " - 酸酸甜甜酸梅汁 x1 大杯"]
    );
    // The printer's yen sign is as wide as a hanzi.
    let amounts: Vec<String> = lines[4].split_whitespace().map(|a| a.replace('￥', "¥")).collect();
    assert_eq!(amounts, ["¥34.00", "x1", "¥34.00"]);
}

#[test]
fn a_small_order_has_a_small_receipt() {
    let menu = menu(TEA);
    let cart = json!({"order_type": "takeaway", "at": "2026-11-21T12:00:00+08:00",
        "lines": [{"sku": "kopi", "qty": "1"}]});
    let paid = paid(&menu, &cart, &About::default(), &[("wallet", None, None, None)]);
    let slip = receipt(&paid, &Face::of(menu.shop()), Language::En, Copy::First);
    agrees("coffee-32-en", &slip, "generic-58");
}

/// The varied order's kitchen slips, one after another, as they leave the printers.
fn kitchen_of(frozen: &FrozenOrder, order: &Order, per: TicketPer, languages: Languages) -> Document {
    let menu = burgers_in_singapore();
    let told = kitchen::to_send(kitchen::wanted(frozen), &order.sent);
    joined(ticket::kitchen(order, &told, order.created, per, &face(&menu), languages, Copy::First))
}

fn joined(tickets: Vec<(StationId, Document)>) -> Document {
    tickets.iter().flat_map(|(_, ticket)| ticket.items().to_vec()).collect()
}

#[test]
fn the_kitchen_reads_what_is_to_be_made_at_each_station() {
    let (order, frozen) = frozen(&burgers_in_singapore(), &varied(), &about_varied());
    for (columns, profile) in PAPERS {
        for (tag, languages) in languages() {
            let slips = kitchen_of(&frozen, &order, TicketPer::Order, languages);
            agrees(&format!("kitchen-{columns}-{tag}"), &slips, profile);
        }
    }
}

#[test]
fn no_price_is_read_in_the_kitchen() {
    let (order, frozen) = frozen(&burgers_in_singapore(), &varied(), &about_varied());
    for per in [TicketPer::Order, TicketPer::Line, TicketPer::Unit] {
        let said = text(&kitchen_of(&frozen, &order, per, Languages::one(Language::En)), "generic-80");
        assert!(!said.contains('$') && !said.contains(".00"), "{said}");
    }
}

#[test]
fn a_changed_line_is_cancelled_and_told_anew_and_a_void_takes_all_back() {
    let menu = burgers_in_singapore();
    let (mut order, before) = frozen(&menu, &varied(), &about_varied());
    order.sent = kitchen::wanted(&before);
    let mut cart = varied();
    cart["lines"][2]["qty"] = json!("1");
    cart["lines"][3]["qty"] = json!("3");
    let (_, after) = frozen(&menu, &cart, &about_varied());
    let both = Languages::two(Language::Zh, Language::En);
    agrees("kitchen-changed-42-both", &kitchen_of(&after, &order, TicketPer::Order, both), "epson-80-42");
    let void = ticket::void(&order, &order.sent, order.created, &face(&menu), both, Copy::First);
    agrees("kitchen-void-42-both", &joined(void), "epson-80-42");
    let again = kitchen::copies(&order.sent[..1]);
    let copy = ticket::kitchen(
        &order,
        &again,
        order.created,
        TicketPer::Order,
        &face(&menu),
        both,
        Copy::Reprint(2),
    );
    agrees("kitchen-copy-42-both", &joined(copy), "epson-80-42");
}

#[test]
fn each_cup_has_its_label() {
    let (order, frozen) = frozen(&burgers_in_singapore(), &varied(), &about_varied());
    let told = kitchen::to_send(kitchen::wanted(&frozen), &[]);
    let teas: Vec<ToSend> = told.into_iter().filter(|t| t.item.line == 3).collect();
    let menu = burgers_in_singapore();
    let labels =
        |per| ticket::kitchen(&order, &teas, order.created, per, &face(&menu), Language::Zh, Copy::First);
    assert_eq!((labels(TicketPer::Order).len(), labels(TicketPer::Unit).len()), (1, 2));
    agrees("labels-32-zh", &joined(labels(TicketPer::Unit)), "generic-58");
}

#[test]
fn a_refund_slip_says_what_came_back_and_how() {
    let menu = burgers_in_singapore();
    let mut paid = varied_paid(&menu);
    let back = |line, qty: Option<i64>, component: Option<&str>| RefundLine {
        line,
        qty: qty.and_then(till_core::Quantity::from_whole),
        component: component.and_then(SkuId::parse),
    };
    let asked = Refunding {
        id: RefundId::new(paid.paid_at, &mut Seeded::new(9)),
        at: paid.paid_at.plus_ms(1_800_000),
        terminal: "A".into(),
        staff: "小美".into(),
        lines: vec![back(0, Some(1), None), back(2, Some(1), None), back(4, Some(1), Some("wings"))],
        reason: "上错菜 wrong dish".into(),
        goods: Goods::Loss,
        to: None,
    };
    let refund = paid.refund(&asked, &[]).unwrap();
    for (columns, profile) in PAPERS {
        for (tag, languages) in languages() {
            let slip = ticket::refund_slip(&paid, &refund, &face(&menu), languages, Copy::First);
            agrees(&format!("refund-{columns}-{tag}"), &slip, profile);
        }
    }
}

#[test]
fn the_days_figures_fit_every_paper() {
    let menu = burgers_in_singapore();
    let name = Name::both;
    let about = [
        (name("营业日", "Business day"), "2026-11-21".to_owned()),
        (name("终端", "Terminal"), "A".to_owned()),
        (name("打印", "Printed"), "2026-11-21 22:05".to_owned()),
    ];
    let sales = Table::figures(
        name("销售", "Sales"),
        [
            (name("订单数", "Orders"), "128"),
            (name("小计", "Gross sales"), "4820.50"),
            (name("折扣", "Discounts"), "-312.40"),
            (name("服务费", "Service charge"), "201.15"),
            (name("消费税 9%", "GST 9%"), "423.83"),
            (name("退款", "Refunds"), "-56.00"),
        ],
    )
    .total(name("净收", "Net taken"), ["5077.08"]);
    let products = Table {
        title: name("商品", "Products"),
        columns: vec![name("名称", "Name"), name("数量", "Qty"), name("金额", "Amount")],
        rows: vec![
            (name("欢乐单人餐", "Happy single"), vec!["36".into(), "1224.00".into()]),
            (name("芝士泡菜牛肉堡", "Cheese kimchi beef burger"), vec!["21".into(), "462.00".into()]),
            (name("称重鸡翅 公斤", "Wings by weight kg"), vec!["8.735".into(), "593.98".into()]),
        ],
        under: Default::default(),
        total: Some((name("合计", "Total"), vec![String::new(), "2279.98".into()])),
    };
    for (columns, profile) in PAPERS {
        for (tag, languages) in languages() {
            let title = name("日报", "DAY REPORT");
            let tables = [sales.clone(), products.clone()];
            let slip = ticket::report(&title, &about, &tables, &face(&menu), languages, Copy::First);
            agrees(&format!("day-{columns}-{tag}"), &slip, profile);
        }
    }
}
