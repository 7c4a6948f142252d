//! Carts, orders, refunds.

use rusqlite::types::Null;
use rusqlite::{OptionalExtension, Row, params};

use super::Tx;
use super::command::Recorded;
use super::seal::Sealed;
use crate::error::{Error, Fault};
use crate::id::{OrderId, RefundId};
use crate::order::{Order, State};

/// An order with a number, as its row has it.
#[derive(Debug, Clone)]
pub struct OrderRow {
    /// The shop's counter.
    pub n: i64,
    /// Its id.
    pub id: OrderId,
    /// Its number.
    pub number: String,
    /// Its daily serial.
    pub serial: String,
    /// The terminal it was placed on.
    pub terminal: String,
    /// The business day, as days since 1970.
    pub day: i64,
    /// Where it is in its life.
    pub state: State,
    /// What was to be paid, in minor units.
    pub total_minor: i64,
    /// The command that paid it.
    pub paid_command: Option<i64>,
    /// The order itself while it is placed, as JSON.
    pub live: Option<String>,
    /// Refunded so far, in minor units.
    pub refunded_minor: i64,
    /// What was refunded so far, as JSON.
    pub after: Option<String>,
}

const COLUMNS: &str =
    "n, id, number, serial, terminal, day, state, total_minor, paid_command, live, refunded_minor, after";

fn state_of(text: &str) -> State {
    match text {
        "held" => State::Held,
        "placed" => State::Placed,
        "paid" => State::Paid,
        "closed" => State::Closed,
        "voided" => State::Voided,
        _ => State::Open,
    }
}

fn order_row(r: &Row<'_>) -> rusqlite::Result<OrderRow> {
    Ok(OrderRow {
        n: r.get(0)?,
        id: OrderId::from_bytes(r.get(1)?),
        number: r.get(2)?,
        serial: r.get(3)?,
        terminal: r.get(4)?,
        day: r.get(5)?,
        state: state_of(&r.get::<_, String>(6)?),
        total_minor: r.get(7)?,
        paid_command: r.get(8)?,
        live: r.get(9)?,
        refunded_minor: r.get(10)?,
        after: r.get(11)?,
    })
}

fn json_fault(what: &str, e: &serde_json::Error) -> Fault {
    Fault::Damaged { what: format!("{what}: {e}"), kept_as: None }
}

/// Reads an order kept as JSON.
pub fn read_order(json: &str) -> Result<Order, Fault> {
    serde_json::from_str(json).map_err(|e| json_fault("an order's row", &e))
}

fn write_order(order: &Order) -> Result<String, Fault> {
    serde_json::to_string(order).map_err(|e| Fault::Bug(e.to_string()))
}

/// Which of its terminal's this serial is: `A12` is the twelfth.
fn serial_of(serial: &str) -> i64 {
    serial.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0)
}

impl Tx<'_> {
    /// A cart or held order.
    pub fn cart(&self, id: OrderId) -> Result<Option<Order>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT body FROM carts WHERE id = ?1")?;
        let body: Option<String> = statement.query_row([id.as_bytes()], |r| r.get(0)).optional()?;
        body.map(|b| read_order(&b)).transpose()
    }

    /// Every cart and held order, oldest first.
    pub fn carts(&self) -> Result<Vec<Order>, Fault> {
        let mut statement = self.tx.prepare_cached("SELECT body FROM carts ORDER BY rowid")?;
        let bodies = statement.query_map([], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        bodies.iter().map(|b| read_order(b)).collect()
    }

    /// Keeps a cart as it is now.
    pub fn keep_cart(&self, order: &Order, now_ms: i64) -> Result<(), Fault> {
        self.sealed(Sealed::Carts, &[order.id.as_bytes()], || {
            self.tx
                .prepare_cached(
                    "INSERT INTO carts (id, state, terminal, changed_ms, body) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (id) DO UPDATE SET state = ?2, terminal = ?3, changed_ms = ?4, body = ?5",
                )?
                .execute(params![
                    order.id.as_bytes(),
                    order.state.as_str(),
                    order.terminal,
                    now_ms,
                    write_order(order)?
                ])?;
            Ok(())
        })
    }

    /// A cart that became an order, was merged away or voided.
    pub fn drop_cart(&self, id: OrderId) -> Result<(), Fault> {
        self.sealed(Sealed::Carts, &[id.as_bytes()], || {
            self.tx.prepare_cached("DELETE FROM carts WHERE id = ?1")?.execute([id.as_bytes()])?;
            Ok(())
        })
    }

    /// The counter of the next order, and with it how many serials a terminal has given on a business day.
    pub fn next_order(&self, terminal: &str, day: i64) -> Result<(i64, i64), Fault> {
        if let Some(known) = self.known()
            && let (Some(newest), Some(given)) = (known.newest_order, known.serials(terminal, day))
        {
            return Ok((newest + 1, given));
        }
        let (newest, given) = self.serials_given(terminal, day)?;
        if let Some(mut known) = self.known() {
            known.newest_order = Some(newest);
            known.keep_serials(terminal, day, given);
        }
        Ok((newest + 1, given))
    }

    /// The counter of the newest order, and how many serials a terminal has given on a business day. Looks
    /// back from that order, and no further than that day's first.
    pub(super) fn serials_given(&self, terminal: &str, day: i64) -> Result<(i64, i64), Fault> {
        let mut statement =
            self.tx.prepare_cached("SELECT n, terminal, day, serial FROM orders ORDER BY n DESC")?;
        let (mut rows, mut newest) = (statement.query([])?, 0);
        while let Some(r) = rows.next()? {
            newest = newest.max(r.get(0)?);
            let of: i64 = r.get(2)?;
            // A clock that is a little behind, or was put back, leaves the day before among these.
            if of < day - 1 {
                break;
            }
            if of == day && r.get_ref(1)?.as_str().unwrap_or_default() == terminal {
                return Ok((newest, serial_of(r.get_ref(3)?.as_str().unwrap_or_default())));
            }
        }
        Ok((newest, 0))
    }

    /// Inserts an order that got its number.
    pub fn insert_order(&self, row: &OrderRow) -> Result<(), Fault> {
        self.tx
            .prepare_cached(
                "INSERT INTO orders (n, id, number, serial, terminal, day, state, total_minor, paid_command, live)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                row.n,
                row.id.as_bytes(),
                row.number,
                row.serial,
                row.terminal,
                row.day,
                row.state.as_str(),
                row.total_minor,
                row.paid_command,
                row.live,
            ])?;
        if let Some(mut known) = self.known() {
            known.newest_order = known.newest_order.map(|newest| newest.max(row.n));
            known.keep_serials(&row.terminal, row.day, serial_of(&row.serial));
        }
        self.note_day(row.n, row.day)?;
        let (state, refunded, after) = (row.state.as_str(), 0, Null);
        self.seal_new(
            Sealed::Orders,
            &[
                &row.n,
                row.id.as_bytes(),
                &row.number,
                &row.serial,
                &row.terminal,
                &row.day,
                &state,
                &row.total_minor,
                &row.paid_command,
                &row.live,
                &refunded,
                &after,
            ],
        )
    }

    /// Keeps in mind among which orders a day's are.
    fn note_day(&self, n: i64, day: i64) -> Result<(), Fault> {
        let known = self.known().and_then(|known| known.newest_day);
        let newest = match known {
            None => {
                let mut newest = self.tx.prepare_cached("SELECT max(day) FROM days")?;
                newest.query_row([], |r| r.get::<_, Option<i64>>(0))?
            }
            known => known,
        };
        if let Some(mut known) = self.known() {
            known.newest_day = newest.max(Some(day));
        }
        if newest == Some(day) {
            return Ok(());
        }
        let last = match newest {
            Some(newest) if newest > day => Some(n),
            Some(newest) => {
                self.tx
                    .prepare_cached("UPDATE days SET last_n = ?2 WHERE day = ?1")?
                    .execute([newest, n - 1])?;
                None
            }
            None => None,
        };
        self.tx
            .prepare_cached(
                "INSERT INTO days (day, first_n, last_n) VALUES (?1, ?2, ?3)
                 ON CONFLICT (day) DO UPDATE SET last_n = ?3",
            )?
            .execute(params![day, n, last])?;
        Ok(())
    }

    /// Keeps a placed order as it is now.
    pub fn keep_placed(&self, n: i64, order: &Order, total_minor: i64) -> Result<(), Fault> {
        self.sealed(Sealed::Orders, &[&n], || {
            self.tx
                .prepare_cached("UPDATE orders SET live = ?2, total_minor = ?3, state = ?4 WHERE n = ?1")?
                .execute(params![n, write_order(order)?, total_minor, order.state.as_str()])?;
            Ok(())
        })
    }

    /// A placed order was paid by an act.
    pub fn order_paid(&self, n: i64, recorded: Recorded, total_minor: i64) -> Result<(), Fault> {
        self.sealed(Sealed::Orders, &[&n], || {
            self.tx
                .prepare_cached(
                    "UPDATE orders SET live = NULL, state = 'paid', paid_command = ?2, total_minor = ?3 WHERE n = ?1",
                )?
                .execute(params![n, recorded.n(), total_minor])?;
            Ok(())
        })
    }

    /// A paid order was handed over.
    pub fn order_closed(&self, n: i64) -> Result<(), Fault> {
        self.sealed(Sealed::Orders, &[&n], || {
            self.tx
                .prepare_cached("UPDATE orders SET state = 'closed' WHERE n = ?1 AND state = 'paid'")?
                .execute([n])?;
            Ok(())
        })
    }

    /// Finds an order by its id.
    pub fn order_by_id(&self, id: OrderId) -> Result<Option<OrderRow>, Fault> {
        let mut statement = self.tx.prepare_cached(&format!("SELECT {COLUMNS} FROM orders WHERE id = ?1"))?;
        Ok(statement.query_row([id.as_bytes()], order_row).optional()?)
    }

    /// The order of a counter.
    pub fn order_by_n(&self, n: i64) -> Result<Option<OrderRow>, Fault> {
        let mut statement = self.tx.prepare_cached(&format!("SELECT {COLUMNS} FROM orders WHERE n = ?1"))?;
        Ok(statement.query_row([n], order_row).optional()?)
    }

    /// Finds orders by the counter that their number ends in.
    pub fn order_by_counter(&self, counter: i64, number: &str) -> Result<Option<OrderRow>, Fault> {
        let mut statement = self.tx.prepare_cached(&format!("SELECT {COLUMNS} FROM orders WHERE n = ?1"))?;
        let mut n = counter;
        let mut newest = self.tx.prepare_cached("SELECT coalesce(max(n), 0) + 1 FROM orders")?;
        let last: i64 = newest.query_row([], |r| r.get(0))?;
        while n < last {
            if let Some(row) = statement.query_row([n], order_row).optional()?.filter(|r| r.number == number)
            {
                return Ok(Some(row));
            }
            n += 1_000_000;
        }
        Ok(None)
    }

    /// Finds the newest order with a serial, among those since a business day; without one, of the
    /// newest order's and the one before.
    pub fn order_by_serial(&self, serial: &str, since: Option<i64>) -> Result<Option<OrderRow>, Fault> {
        let mut statement =
            self.tx.prepare_cached(&format!("SELECT {COLUMNS} FROM orders ORDER BY n DESC"))?;
        let mut rows = statement.query([])?;
        let mut newest = None;
        while let Some(r) = rows.next()? {
            let row = order_row(r)?;
            let newest = *newest.get_or_insert(row.day);
            if row.day < since.unwrap_or(newest - 1) {
                break;
            }
            if row.serial == serial {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// Calls `each` with every order, oldest first, one at a time.
    pub fn orders(&self, mut each: impl FnMut(OrderRow) -> Result<(), Error>) -> Result<(), Error> {
        let mut statement =
            self.tx.prepare(&format!("SELECT {COLUMNS} FROM orders ORDER BY n")).map_err(Fault::from)?;
        let mut rows = statement.query([]).map_err(Fault::from)?;
        while let Some(r) = rows.next().map_err(Fault::from)? {
            each(order_row(r).map_err(Fault::from)?)?;
        }
        Ok(())
    }

    /// The same of one business day, which it reads alone.
    pub fn orders_of_day(
        &self,
        day: i64,
        mut each: impl FnMut(OrderRow) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM orders WHERE n >= (SELECT first_n FROM days WHERE day = ?1)
             AND n <= (SELECT coalesce(last_n, (SELECT max(n) FROM orders)) FROM days WHERE day = ?1)
             AND day = ?1 ORDER BY n"
        );
        let mut statement = self.tx.prepare_cached(&sql).map_err(Fault::from)?;
        let mut rows = statement.query([day]).map_err(Fault::from)?;
        while let Some(r) = rows.next().map_err(Fault::from)? {
            each(order_row(r).map_err(Fault::from)?)?;
        }
        Ok(())
    }

    /// Placed orders, oldest first.
    pub fn placed(&self) -> Result<Vec<OrderRow>, Fault> {
        let mut statement = self
            .tx
            .prepare_cached(&format!("SELECT {COLUMNS} FROM orders WHERE state = 'placed' ORDER BY n"))?;
        Ok(statement.query_map([], order_row)?.collect::<Result<_, _>>()?)
    }

    /// Writes a refund, and what the order's refunds come to with it.
    pub fn refund(
        &self,
        order: i64,
        id: RefundId,
        recorded: Recorded,
        amount_minor: i64,
        body: &str,
        after: &str,
    ) -> Result<(), Fault> {
        self.tx
            .prepare_cached(
                "INSERT INTO refunds (id, order_n, command, amount_minor, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![id.as_bytes(), order, recorded.n(), amount_minor, body])?;
        self.sealed(Sealed::Orders, &[&order], || {
            self.tx
                .prepare_cached(
                    "UPDATE orders SET refunded_minor = refunded_minor + ?2, after = ?3 WHERE n = ?1",
                )?
                .execute(params![order, amount_minor, after])?;
            Ok(())
        })
    }

    /// The refunds of an order, oldest first, as JSON.
    pub fn refunds_of(&self, order: i64) -> Result<Vec<String>, Fault> {
        let mut statement =
            self.tx.prepare_cached("SELECT body FROM refunds WHERE order_n = ?1 ORDER BY n")?;
        Ok(statement.query_map([order], |r| r.get(0))?.collect::<Result<_, _>>()?)
    }

    /// What an act gave back of an order, in minor units; none if it is no refund.
    pub fn refunded_by(&self, order: i64, command: i64) -> Result<Option<i64>, Fault> {
        let mut statement =
            self.tx.prepare_cached("SELECT amount_minor FROM refunds WHERE order_n = ?1 AND command = ?2")?;
        Ok(statement.query_row([order, command], |r| r.get(0)).optional()?)
    }

    /// Whether there is anything whose amounts are in the shop's currency: carts, orders, entries.
    pub fn has_amounts(&self) -> Result<bool, Fault> {
        let mut statement = self.tx.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM carts) OR EXISTS (SELECT 1 FROM orders) OR EXISTS (SELECT 1 FROM entries)",
        )?;
        Ok(statement.query_row([], |r| r.get(0))?)
    }

    /// How many orders there are, and how many of them are paid.
    pub fn count_orders(&self) -> Result<(i64, i64), Fault> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT count(*), coalesce(sum(state IN ('paid', 'closed')), 0) FROM orders")?;
        Ok(statement.query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?)
    }
}
