//! The `till` command: the core with a command line in place of a screen.
//!
//! Same core, same rules, same errors. Answers are for people by default; with `--json` standard
//! output is one JSON value, or one a line where it streams. Exit codes: 0 done, 1 failed, 2
//! refused (cli.md).

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

mod answer;
mod price;

/// Till: a point-of-sale core.
#[derive(Parser)]
#[command(name = "till", version, about, max_term_width = 100)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Answer with JSON on standard output.
    #[arg(long, global = true)]
    json: bool,
    /// The language of answers: zh or en.
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    Price(price::Price),
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(e) => return answer::usage(&e),
    };
    let out = answer::Out::new(args.json, args.lang.as_deref());
    let Some(command) = args.command else {
        return match Args::command().print_long_help() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    };
    let done = match command {
        Command::Price(price) => price.run(&out),
    };
    out.exit(done)
}
