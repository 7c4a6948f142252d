//! `till paycode`: the rotating code on a member's phone.

use clap::Subcommand;

use crate::answer::{Done, Out, Wrong};

mod vector;

/// The rotating payment code on a member's phone
#[derive(clap::Args)]
pub(crate) struct Paycode {
    #[command(subcommand)]
    command: What,
}

#[derive(Subcommand)]
enum What {
    Vector(vector::Vector),
}

impl Paycode {
    pub(crate) fn run(&self, out: &Out) -> Result<Done, Wrong> {
        match &self.command {
            What::Vector(vector) => out.reply(&vector.run()?),
        }
    }
}
