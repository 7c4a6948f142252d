//! A stub until the rules land (helper 4 replaces this file).
#![allow(missing_docs)]
use super::*; use crate::exact::Quantity;
pub fn by_amounts(_: Money, _: &[Money]) -> Result<Vec<Money>, Refusal> { Ok(vec![]) }
pub fn evenly(_: Money, _: u32) -> Result<Vec<Money>, Refusal> { Ok(vec![]) }
pub fn carve(f: &FrozenOrder, _: &[(usize, Quantity)]) -> Result<(FrozenOrder, FrozenOrder), Refusal> { Ok((f.clone(), f.clone())) }
pub fn merge(_: &mut Order, _: Order) -> Result<(), Refusal> { Ok(()) }
