//! The sample receipt: everything a receipt can hold, in two languages.

#![allow(dead_code, reason = "each test uses what it needs")]

use escpos_driver::{Barcode, Column, Document, Qr, Row, RuleLine, Text};

#[cfg(test)]
pub(crate) mod random;

/// A line of the bill: name, quantity, price, amount.
fn line(name: &str, second: &str, quantity: &str, price: &str, amount: &str) -> Row {
    Row::from([
        Column::share(name).second(second).at_least(14),
        Column::columns(4, quantity).right(),
        Column::columns(9, price).right(),
        Column::columns(10, amount).right(),
    ])
}

/// A name and an amount at the right.
fn sum(name: &str, amount: &str) -> Row {
    Row::from([Column::share(name), Column::fit(amount).right()])
}

fn pair(left: &str, right: &str) -> Row {
    Row::from([Column::share(left), Column::share(right).right()])
}

/// The receipt of a tea house, in two languages.
pub(crate) fn receipt() -> Document {
    let mut slip = Document::new()
        .text(Text::new("老城茶餐厅").centre().bold().size(2, 2))
        .text(Text::new("Old Town Cafe").centre())
        .text(Text::new("上海市徐汇区漕溪北路88号 1F-06").centre())
        .text(Text::new("电话 Tel: 021-5555 0188").centre())
        .rule()
        .text(Text::new("结账单").second("RECEIPT").centre().bold().size(1, 2))
        .row(pair("桌号 Table: A12", "人数 Guests: 4"))
        .row(pair("单号 No: 20261121-0042", "班次 Shift: B"))
        .row(pair("开台 Open: 18:05", "结账 Close: 19:42"))
        .rule()
        .row(line("品名", "Item", "数量", "单价", "金额"))
        .rule();
    for (name, second, quantity, price, amount) in [
        ("招牌烧鹅饭", "Roast Goose Rice", "2", "58.00", "116.00"),
        ("  加饭", "extra rice", "2", "3.00", "6.00"),
        ("干炒牛河", "Beef Hor Fun", "1", "46.00", "46.00"),
        ("  少油", "less oil", "", "", ""),
        ("冻柠茶", "Iced Lemon Tea", "3", "18.00", "54.00"),
        ("虾饺皇", "Har Gow (4)", "2", "32.00", "64.00"),
        ("杨枝甘露特大杯家庭分享装", "Mango Pomelo Sago, sharing size", "4", "25.00", "100.00"),
        ("Coca-Cola 330ml", "", "1", "8.00", "8.00"),
    ] {
        slip.push(line(name, second, quantity, price, amount));
    }
    slip.rule()
        .text("1. 欢乐单人餐")
        .text(" - 麦辣鸡腿堡 x1")
        .text(" - 酸酸甜甜酸梅汁 x1 大杯")
        .row([
            Column::share(""),
            Column::columns(10, "¥34.00").right(),
            Column::columns(5, "x1").right(),
            Column::columns(10, "¥34.00").right(),
        ])
        .rule()
        .row(sum("小计 Subtotal", "¥428.00"))
        .row(sum("服务费 Service 10%", "¥42.80"))
        .row(sum("会员折扣 Member -12%", "-¥51.36"))
        .rule_of(RuleLine::Double)
        .row([
            Column::share("合计 TOTAL").bold().size(1, 2),
            Column::fit("¥419.44").bold().size(2, 2).right(),
        ])
        .rule_of(RuleLine::Double)
        .row(sum("微信支付 WeChat Pay", "¥419.44"))
        .row([Column::share("交易号 Txn"), Column::fit("4200002611202611211942031187").right()])
        .row(pair("会员 138****2046", "积分 +419"))
        .text("外卖备注 🍜 不要葱，少盐，½ 份 café")
        .rule()
        .text(Text::new("扫码开具电子发票").second("Scan for e-invoice").centre())
        .qr(Qr::new("https://example.com/i?s=0042&d=20261121&a=48200&k=9f31c07b5e2a"))
        .barcode(Barcode::code128("20261121-0042"))
        .text(Text::new("谢谢惠顾 欢迎再次光临").centre().bold())
        .text(Text::new("Thank you, see you again!").centre())
        .drawer()
        .cut()
}
