//! What is counted: levels, reservations, movements.
//!
//! A level is the sum of its movements; it is moved in the statement beside the one that inserts
//! the movement, and `till check` sums them again.
//!
//! A sale asks for the stock of each of its SKUs and moves it, eight times and more: so a stock is read
//! once and then known (`known.rs`), and [`Tx::stock_writer`] has its statements in hand.

use rusqlite::{CachedStatement, OptionalExtension, params};

use super::Tx;
use super::command::Recorded;
use super::seal::Sealed;
use crate::error::Fault;
use crate::exact::Quantity;
use crate::id::DocumentId;
use crate::inventory::Cause;

/// What is known of a SKU's stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockRow {
    /// Its place in the file.
    pub n: i64,
    /// Whether it is counted at all.
    pub counted: bool,
    /// Whether it may be sold below zero.
    pub below_zero: bool,
    /// Σ movements, in thousandths.
    pub level_milli: i64,
    /// Reserved by placed orders, in thousandths.
    pub reserved_milli: i64,
}

impl StockRow {
    /// What is there; within the range of a quantity, which no act leaves.
    ///
    /// # Errors
    /// [`Fault::Damaged`] for what stands beyond it.
    pub fn level(&self) -> Result<Quantity, Fault> {
        let beyond = || Fault::Damaged { what: "a stock beyond what can be counted".into(), kept_as: None };
        Quantity::from_milli(self.level_milli).ok_or_else(beyond)
    }

    /// What placed orders hold.
    ///
    /// # Errors
    /// As [`Self::level`].
    pub fn reserved(&self) -> Result<Quantity, Fault> {
        Self { level_milli: self.reserved_milli, ..*self }.level()
    }

    /// What would be there after a movement; `None` beyond what can be counted.
    #[must_use]
    pub fn after(&self, delta_milli: i64) -> Option<Quantity> {
        Quantity::from_milli(self.level_milli.checked_add(delta_milli)?)
    }

    /// What can still be promised.
    #[must_use]
    pub fn available(&self) -> Quantity {
        let limit = Quantity::LIMIT_MILLI;
        Quantity::from_milli((self.level_milli - self.reserved_milli).clamp(-limit, limit))
            .unwrap_or_default()
    }
}

fn stock_row(r: &rusqlite::Row<'_>) -> rusqlite::Result<StockRow> {
    Ok(StockRow {
        n: r.get(0)?,
        counted: r.get(1)?,
        below_zero: r.get(2)?,
        level_milli: r.get(3)?,
        reserved_milli: r.get(4)?,
    })
}

/// Moves stocks for one act, one after the other.
#[allow(missing_debug_implementations, reason = "a statement shows nothing")]
pub struct StockWriter<'t> {
    tx: &'t Tx<'t>,
    recorded: Recorded,
    movement: CachedStatement<'t>,
    level: CachedStatement<'t>,
}

impl StockWriter<'_> {
    /// Moves a stock, and gives back what was reserved of it; in thousandths.
    ///
    /// # Errors
    /// A [`Fault`] of the file.
    pub fn shift(
        &mut self,
        stock: i64,
        delta_milli: i64,
        unreserve_milli: i64,
        cause: Cause,
    ) -> Result<(), Fault> {
        if delta_milli != 0 {
            self.movement.execute(params![self.recorded.n(), stock, delta_milli, cause.as_str()])?;
        }
        self.level.execute([stock, delta_milli, unreserve_milli])?;
        if let Some(mut known) = self.tx.known() {
            known.move_stock(stock, delta_milli, unreserve_milli);
        }
        Ok(())
    }
}

/// One movement, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementRow {
    /// Its number.
    pub n: i64,
    /// The command that made it.
    pub command: i64,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// By whom.
    pub staff: String,
    /// Of what.
    pub sku: String,
    /// How much, in thousandths.
    pub delta_milli: i64,
    /// Why.
    pub cause: String,
}

impl Tx<'_> {
    /// What is known of a SKU's stock; `None` if it was never counted.
    pub fn stock(&self, sku: &str) -> Result<Option<StockRow>, Fault> {
        if let Some(row) = self.known().and_then(|known| known.stock(sku)) {
            return Ok(Some(row));
        }
        let found = self.stock_by_sku(sku)?;
        if let (Some(mut known), Some(row)) = (self.known(), found) {
            known.keep_stock(sku, row);
        }
        Ok(found)
    }

    pub(super) fn stock_by_sku(&self, sku: &str) -> Result<Option<StockRow>, Fault> {
        let mut by_sku = self.tx.prepare_cached(
            "SELECT n, counted, below_zero, level_milli, reserved_milli FROM stock WHERE sku = ?1",
        )?;
        Ok(by_sku.query_row([sku], stock_row).optional()?)
    }

    /// Moves many stocks for one act.
    pub fn stock_writer<'t>(&'t self, recorded: Recorded) -> Result<StockWriter<'t>, Fault> {
        Ok(StockWriter {
            tx: self,
            recorded,
            movement: self.tx.prepare_cached(
                "INSERT INTO movements (command, stock, delta_milli, cause) VALUES (?1, ?2, ?3, ?4)",
            )?,
            level: self.tx.prepare_cached(
                "UPDATE stock SET level_milli = level_milli + ?2, reserved_milli = reserved_milli - ?3 WHERE n = ?1",
            )?,
        })
    }

    /// Every SKU that was ever counted, by id.
    pub fn stocks(&self) -> Result<Vec<(String, StockRow)>, Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT n, counted, below_zero, level_milli, reserved_milli, sku FROM stock ORDER BY sku",
        )?;
        let rows = statement.query_map([], |r| Ok((r.get(5)?, stock_row(r)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Says whether a SKU is counted and may go below zero; makes its row if it has none.
    pub fn stock_policy(&self, sku: &str, counted: bool, below_zero: bool) -> Result<StockRow, Fault> {
        self.sealed(Sealed::Stock, &[&sku], || {
            self.tx
                .prepare_cached(
                    "INSERT INTO stock (sku, counted, below_zero) VALUES (?1, ?2, ?3)
                     ON CONFLICT (sku) DO UPDATE SET counted = ?2, below_zero = ?3",
                )?
                .execute(params![sku, counted, below_zero])?;
            Ok(())
        })?;
        let row = self.stock_by_sku(sku)?;
        let row = row.ok_or_else(|| Fault::Bug(format!("the stock of {sku} is not there")))?;
        if let Some(mut known) = self.known() {
            known.keep_stock(sku, row);
        }
        Ok(row)
    }

    /// Keeps a document as it is now.
    pub fn keep_document(&self, id: DocumentId, recorded: Recorded, body: &str) -> Result<(), Fault> {
        self.sealed(Sealed::Documents, &[id.as_bytes()], || {
            self.tx
                .prepare_cached(
                    "INSERT INTO documents (id, command, body) VALUES (?1, ?2, ?3)
                     ON CONFLICT (id) DO UPDATE SET command = ?2, body = ?3",
                )?
                .execute(params![id.as_bytes(), recorded.n(), body])?;
            Ok(())
        })
    }

    /// A document as JSON, and the act that last changed it.
    pub fn document(&self, id: DocumentId) -> Result<Option<(String, i64)>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT body, command FROM documents WHERE id = ?1")?;
        Ok(statement.query_row([id.as_bytes()], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
    }

    /// Documents as JSON, newest first, at most so many.
    pub fn documents(&self, most: usize) -> Result<Vec<String>, Fault> {
        // Their ids begin with the moment they were made.
        let mut statement = self.tx.prepare_cached("SELECT body FROM documents ORDER BY id DESC LIMIT ?1")?;
        let rows = statement.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The movements of one SKU, or of all, oldest first.
    pub fn movements(
        &self,
        sku: Option<&str>,
        mut each: impl FnMut(MovementRow) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT m.n, m.command, c.at_ms, c.staff, s.sku, m.delta_milli, m.cause
             FROM movements m JOIN stock s ON s.n = m.stock JOIN commands c ON c.n = m.command
             WHERE ?1 IS NULL OR s.sku = ?1 ORDER BY m.n",
        )?;
        let mut rows = statement.query([sku])?;
        while let Some(r) = rows.next()? {
            each(MovementRow {
                n: r.get(0)?,
                command: r.get(1)?,
                at_ms: r.get(2)?,
                staff: r.get(3)?,
                sku: r.get(4)?,
                delta_milli: r.get(5)?,
                cause: r.get(6)?,
            })?;
        }
        Ok(())
    }
}
