//! The shop's printers, and when they print.

use serde_json::json;

use super::super::command::{Act, Answer};
use super::events::{Routes, WHEN};
use super::{HEADING, HEADING_VERSION, Slips};
use crate::error::{Code, Error, Fault, Refusal};
use crate::spool::State;
use crate::spool::printer::{Event, Printer, When, bad_printer};
use crate::storage::print::NewJob;
use crate::ticket::Heading;

pub(super) fn test(act: &Act<'_>, name: &str) -> Result<Answer, Error> {
    let routes = Routes::of(act.tx)?;
    let (n, printer) = routes.printer(name, "/printer")?;
    let answer =
        Answer::Slips(Slips { jobs: vec![act.tx.next_print_job()?], printer: Some(printer.name.clone()) });
    let recorded = act.record(&json!({"printer": printer.name}), None, &answer)?;
    let body = serde_json::to_string(printer).map_err(|e| Fault::Bug(e.to_string()))?;
    let new = NewJob { kind: "test", printer: Some(*n), body: Some(&body), ..NewJob::default() };
    act.tx.queue_print(recorded, &new)?;
    Ok(answer)
}

pub(super) fn keep_printer(act: &Act<'_>, printer: &Printer) -> Result<Answer, Error> {
    printer.check()?;
    let routes = Routes::of(act.tx)?;
    if let Some(backup) = &printer.backup {
        routes.printer(backup, "/backup")?;
    }
    let others = || routes.printers.iter().filter(|(_, other)| other.name != printer.name);
    if let Some((_, other)) = others().find(|(_, other)| other.address == printer.address) {
        return Err(bad_printer(
            "/address",
            format!("这个地址已经是打印机 {}：一台打印机只能有一个主人", other.name),
            format!("{} has this address already: a printer has one owner", other.name),
        )
        .into());
    }
    let before = routes.named(&printer.name).map(|(_, before)| before);
    let answer = Answer::Slips(Slips { jobs: Vec::new(), printer: Some(printer.name.clone()) });
    let recorded = act.record(&json!({"printer": printer, "before": before}), None, &answer)?;
    act.tx.keep_printer(recorded, printer)?;
    Ok(answer)
}

pub(super) fn remove(act: &Act<'_>, name: &str) -> Result<Answer, Error> {
    let routes = Routes::of(act.tx)?;
    let (n, printer) = routes.printer(name, "/printer")?;
    let in_use = |zh: String, en: String| Refusal::new(Code::InUse, "/printer", zh, en);
    for state in [State::Queued, State::Sending] {
        if !act.tx.printer_jobs(*n, state, 1)?.is_empty() {
            return Err(in_use(
                format!("{name} 还有任务：请先打印、移走或取消"),
                format!("{name} has jobs: print, move or cancel them first"),
            )
            .into());
        }
    }
    if let Some((_, other)) = routes.printers.iter().find(|(_, p)| p.backup.as_deref() == Some(name)) {
        let other = &other.name;
        return Err(
            in_use(format!("{name} 是 {other} 的后备"), format!("{name} stands in for {other}")).into()
        );
    }
    let answer = Answer::Slips(Slips { jobs: Vec::new(), printer: Some(name.to_owned()) });
    let recorded = act.record(&json!({"printer": printer}), None, &answer)?;
    act.tx.drop_printer(recorded, name)?;
    Ok(answer)
}

pub(super) fn keep_when(act: &Act<'_>, wanted: &When) -> Result<Answer, Error> {
    let routes = Routes::of(act.tx)?;
    for event in Event::ALL {
        let (rule, word) = (wanted.rule(event), event.as_str());
        let is_drawer = event == Event::Cash;
        if let Some(name) = &rule.printer {
            let path = format!("/{word}/printer");
            let (_, printer) = routes.printer(name, &path)?;
            if is_drawer && !printer.profile()?.has_drawer() {
                let (zh, en) = ("这种打印机不能开钱箱", "A printer of this profile opens no drawer");
                return Err(bad_printer(&path, zh, en).into());
            }
        }
        if is_drawer && rule.copies != 1 {
            let path = format!("/{word}/copies");
            return Err(Refusal::new(Code::BadFormat, path, "钱箱只开一次", "A drawer is opened once").into());
        }
        if !(1..=9).contains(&rule.copies) {
            return Err(Refusal::new(
                Code::BadFormat,
                format!("/{word}/copies"),
                "份数为 1 到 9",
                "1 to 9 copies; `off` prints none",
            )
            .into());
        }
    }
    let answer = Answer::Slips(Slips::default());
    act.record(&json!({"when": wanted, "before": routes.when}), None, &answer)?;
    let json = serde_json::to_string(wanted).map_err(|e| Fault::Bug(e.to_string()))?;
    act.tx.keep_setting(WHEN, &json)?;
    Ok(answer)
}

pub(super) fn keep_heading(act: &Act<'_>, heading: &Heading) -> Result<Answer, Error> {
    heading.check()?;
    let answer = Answer::Slips(Slips::default());
    let recorded = act.record(&json!({"heading": heading}), None, &answer)?;
    let json = serde_json::to_string(heading).map_err(|e| Fault::Bug(e.to_string()))?;
    act.tx.keep_setting(HEADING, &json)?;
    act.tx.keep_setting(HEADING_VERSION, &recorded.n().to_string())?;
    Ok(answer)
}
