//! `till play`: a counter story, step by step, on a real shop. What a story looks like is said in
//! `scenario.rs`, how it is played in `player.rs`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::answer::{Done, Out, Reply, Wrong, broken, file_fault};
use crate::player::{Player, Told};
use crate::session::{Globals, Session};

/// Play a scenario on a shop
///
/// A table `command | what | expect`, one step a line; it stops at the first that differs. Commands are
/// those of `till order`, and pay, refund, stock, product, print, check, report, import; at, staff,
/// terminal and language say when, who, where and how from there on.
#[derive(Args)]
#[command(after_help = "A scenario:
  at         | 2026-11-21T12:00:00+08:00                    |
  open @five | dine_in --table 5                            | state open
  add        | happy-single chicken-burger wings cola-l x2  | line 68.00
  add        | cola-l x400                                  | refused sold_out
  pay @five  | cash 100.00                                  | change 32.00, state paid

Examples:
  till init --shop shop --catalog menu.json && till play lunch.till --shop shop")]
pub(crate) struct Play {
    /// The scenario
    file: PathBuf,
}

#[derive(Serialize)]
struct Played {
    ok: bool,
    steps: usize,
}

impl Play {
    pub(crate) fn run(&self, who: &Globals, out: &Out) -> Result<Done, Wrong> {
        let text = std::fs::read_to_string(&self.file).map_err(|e| file_fault("reading", &self.file, e))?;
        let folder = self.file.parent().unwrap_or(Path::new("")).to_owned();
        let mut player = Player::new(Session::open(who, out.look)?, folder);
        let mut to = out.stdout();
        let steps = player.play(&text, |step, _| {
            if out.json {
                return Ok(());
            }
            if let Told::Heading(text) = step {
                writeln!(to, "{}", out.look.bold(text)).and_then(|()| to.flush()).map_err(broken)?;
            }
            Ok(())
        })?;
        drop(to);
        let word = out.look.say("步，全部如预期", "steps, all as expected");
        out.reply(&Reply::new(&Played { ok: true, steps }, format!("{steps} {word}"))?)
    }
}
