//! `till completions`: what a shell needs to complete our words.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::answer::{Done, Wrong, broken};

/// Write completions for a shell
#[derive(Args)]
#[command(after_help = "Examples:
  till completions bash > ~/.local/share/bash-completion/completions/till
  till completions zsh > ~/.zfunc/_till
  till completions fish > ~/.config/fish/completions/till.fish")]
pub(crate) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> Result<Done, Wrong> {
        // Into memory first: the generator panics on a closed pipe.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::Args::command(), "till", &mut script);
        std::io::Write::write_all(&mut std::io::stdout(), &script).map_err(broken)?;
        Ok(Done::Well)
    }
}
