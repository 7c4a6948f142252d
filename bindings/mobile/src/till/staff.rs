//! Who stands at the till.

use till_core::Instant;
use till_core::till::staff::{KeptPin, StaffCommand, StaffMember, StaffView};
use till_core::till::{Answer, Command};

use super::{Tap, Till};
use crate::TillError;

#[uniffi::export]
impl Till {
    /// Who works here; nobody yet where everybody may do everything.
    pub fn staff(&self) -> Result<Vec<StaffView>, TillError> {
        self.with(|shop| shop.staff())
    }

    /// Whose PIN this is.
    pub fn sign_in(&self, pin: String, at: Instant) -> Result<StaffView, TillError> {
        self.with(|shop| shop.sign_in(&pin, at))
    }

    /// Adds somebody, or changes the one of that id.
    pub fn keep_staff(&self, tap: Tap, staff: StaffView, pin: String) -> Result<(), TillError> {
        let StaffView { id, name, role } = staff;
        let keep = StaffCommand::Keep(StaffMember { id, name, role, pin: KeptPin::of(&pin)? });
        self.staff_command(tap, keep)
    }

    /// Somebody works here no more.
    pub fn remove_staff(&self, tap: Tap, id: String) -> Result<(), TillError> {
        self.staff_command(tap, StaffCommand::Remove { id })
    }
}

impl Till {
    fn staff_command(&self, tap: Tap, command: StaffCommand) -> Result<(), TillError> {
        self.answer(tap, &Command::Staff(command), |answer| match answer {
            Answer::Changed(_) => Some(()),
            _ => None,
        })
    }
}
