-- Schema 1. One file is one shop. STRICT everywhere; names end in their unit: _minor is minor units
-- of the shop's currency, _milli thousandths of a stock unit, _ms milliseconds since 1970 in UTC,
-- _day days since 1970 of the business day.
--
-- What is kept for ever is only inserted: commands, movements, entries. What is a cache of it
-- (stock.level_milli) is written in the same transaction and proved by `till check`, as is every
-- other row: by the facts in the audit, or by its table's seal.
-- Where a sale writes, a column's words are compared with `=` one by one: of an IN with more than two
-- words SQLite makes a table for each row that it checks.
-- No index with a random key is written by a sale, so a sale costs the same after a million others:
-- ids are UUIDv7 and fall at the end of theirs.

-- Every act, in order: the audit trail, the answers to repeated commands, and the facts that travel
-- to other terminals (the outbox: rows with a fact, beyond the receiver's cursor).
CREATE TABLE commands (
  n           INTEGER PRIMARY KEY,
  id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  at_ms       INTEGER NOT NULL,
  terminal    TEXT NOT NULL,
  staff       TEXT NOT NULL,
  approved_by TEXT,
  kind        TEXT NOT NULL,
  asked       INTEGER NOT NULL,            -- a hash of what was asked: the same id must ask the same
  what        TEXT NOT NULL,               -- JSON: what it was about, before and after
  fact        BLOB,                        -- protobuf, sync/fact.proto
  answer      TEXT NOT NULL,               -- JSON: the answer, or how it is made again
  answered    BLOB CHECK (length(answered) = 16),       -- a digest of the answer, where it is made again
  hash        BLOB NOT NULL CHECK (length(hash) = 32)   -- SHA-256 over the row before's hash and this row
) STRICT;

-- The end of the audit, written with every act: so a chain that was cut off at its end is seen, and
-- rows of tables that no fact tells of (storage/seal.rs).
CREATE TABLE tip (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  n     INTEGER NOT NULL,
  hash  BLOB NOT NULL CHECK (length(hash) = 32),
  facts TEXT NOT NULL,                     -- JSON: each terminal's last act with a fact
  sums  BLOB NOT NULL                      -- 16 bytes a sealed table
) STRICT;
INSERT INTO tip VALUES (1, 0, zeroblob(32), '{}', zeroblob(0));

-- The menu, an entry a row: each json is an entry of till-catalog/1.
CREATE TABLE menu (
  kind     TEXT NOT NULL,
  id       TEXT NOT NULL,
  position INTEGER NOT NULL,
  json     TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- What the shop decided about a product or SKU today.
CREATE TABLE menu_states (
  id             TEXT PRIMARY KEY,         -- 'product:ID' or 'sku:ID'
  off_sale       INTEGER NOT NULL DEFAULT 0 CHECK (off_sale IN (0, 1)),
  sold_out_until INTEGER                   -- a business day, or the largest number for "until changed"
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL                      -- JSON
) STRICT, WITHOUT ROWID;

-- Carts and held orders: what can still be thrown away. A voided one is gone; the audit has it.
CREATE TABLE carts (
  id         BLOB PRIMARY KEY CHECK (length(id) = 16),
  state      TEXT NOT NULL CHECK (state IN ('open', 'held')),
  terminal   TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  body       TEXT NOT NULL                 -- JSON, order::Order
) STRICT;

-- Orders with a number. Until it is paid an order's body is in `live`; then it is the fact of the
-- command that paid it.
CREATE TABLE orders (
  n              INTEGER PRIMARY KEY,      -- the shop's counter: the last six digits of the number
  id             BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  number         TEXT NOT NULL,
  serial         TEXT NOT NULL,
  terminal       TEXT NOT NULL,
  day            INTEGER NOT NULL,
  state          TEXT NOT NULL CHECK (state = 'placed' OR state = 'paid' OR state = 'closed' OR state = 'voided'),
  total_minor    INTEGER NOT NULL,
  paid_command   INTEGER REFERENCES commands (n),
  live           TEXT,                     -- JSON, order::Order, while placed
  refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
  after          TEXT,                     -- JSON: what was refunded so far
  CHECK ((state IN ('paid', 'closed')) = (paid_command IS NOT NULL))
) STRICT;

-- What is still open is found without reading what is done; a sale that is paid at once is not in it.
CREATE INDEX orders_placed ON orders (n) WHERE state = 'placed';

-- Among which orders a business day's are. The newest day has no last one yet, so a sale writes here
-- only when it is the first of its day, or its clock is behind.
CREATE TABLE days (
  day     INTEGER PRIMARY KEY,
  first_n INTEGER NOT NULL,
  last_n  INTEGER
) STRICT;

CREATE TABLE refunds (
  n            INTEGER PRIMARY KEY,
  id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  order_n      INTEGER NOT NULL REFERENCES orders (n),
  command      INTEGER NOT NULL REFERENCES commands (n),
  amount_minor INTEGER NOT NULL,
  body         TEXT NOT NULL               -- JSON, order::Refund
) STRICT;
CREATE INDEX refunds_by_order ON refunds (order_n);

-- What is counted, and how much of it there is: Σ movements, and what placed orders reserve.
CREATE TABLE stock (
  n              INTEGER PRIMARY KEY,
  sku            TEXT NOT NULL UNIQUE,
  counted        INTEGER NOT NULL CHECK (counted IN (0, 1)),
  below_zero     INTEGER NOT NULL DEFAULT 0 CHECK (below_zero IN (0, 1)),
  level_milli    INTEGER NOT NULL DEFAULT 0,
  reserved_milli INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE movements (
  n           INTEGER PRIMARY KEY,
  command     INTEGER NOT NULL REFERENCES commands (n),
  stock       INTEGER NOT NULL REFERENCES stock (n),
  delta_milli INTEGER NOT NULL CHECK (delta_milli <> 0),
  cause       TEXT NOT NULL
) STRICT;

-- Stock documents: received, written off, counted. Posted ones are reversed, never edited.
CREATE TABLE documents (
  id      BLOB PRIMARY KEY CHECK (length(id) = 16),
  command INTEGER NOT NULL REFERENCES commands (n),  -- the act that posted or reversed it
  body    TEXT NOT NULL                              -- JSON, inventory::StockDocument
) STRICT;

CREATE TABLE accounts (
  n    INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- One command's entries sum to zero.
CREATE TABLE entries (
  n            INTEGER PRIMARY KEY,
  command      INTEGER NOT NULL REFERENCES commands (n),
  account      INTEGER NOT NULL REFERENCES accounts (n),
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0)
) STRICT;

-- Printers. One that was taken away keeps its row, as its jobs name it.
CREATE TABLE printers (
  n    INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,                      -- JSON, spool::printer::Printer
  gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
  logo TEXT                                -- the version of the shop's logo it keeps, as the spooler noted it
) STRICT;

-- Members. What is private of one is sealed (member/private.rs); a phone is looked up by keyed
-- hashes. points, debt and growth are caches of the member's entries, proved by `till check`.
CREATE TABLE members (
  n           INTEGER PRIMARY KEY,
  id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  number      TEXT NOT NULL UNIQUE,
  state       TEXT NOT NULL CHECK (state IN ('active', 'frozen', 'closed')),
  level       TEXT,                        -- none until one is reached or given
  growth      INTEGER NOT NULL DEFAULT 0 CHECK (growth >= 0),
  points      INTEGER NOT NULL DEFAULT 0 CHECK (points >= 0),
  debt        INTEGER NOT NULL DEFAULT 0 CHECK (debt >= 0),
  enrolled_ms INTEGER NOT NULL,
  seen_ms     INTEGER NOT NULL,
  shop        TEXT,                        -- that enrolled them; none: this one
  staff       TEXT,                        -- who enrolled them
  tags        TEXT,                        -- JSON, a list
  sealed      BLOB NOT NULL,               -- name, phone, birthday, remark
  phone       BLOB UNIQUE,                 -- keyed hash of the whole
  suffix      BLOB,                        -- keyed hash of the last four digits
  changed     INTEGER NOT NULL,            -- the act that last changed what is searched
  last_entry  INTEGER,                     -- the newest of the member's entries
  -- The period that a level is kept for: its end, and the growth at its beginning.
  level_until_day INTEGER,
  level_growth    INTEGER NOT NULL DEFAULT 0,
  -- The PIN, stretched; wrong tries in a row, and until when it is locked.
  pin         TEXT,
  pin_wrong   INTEGER NOT NULL DEFAULT 0,
  pin_until_ms INTEGER NOT NULL DEFAULT 0,
  merged_into INTEGER REFERENCES members (n)
) STRICT;
CREATE INDEX members_by_suffix ON members (suffix);
CREATE INDEX members_by_change ON members (changed);
CREATE INDEX members_by_merge ON members (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX members_by_period ON members (level_until_day) WHERE level_until_day IS NOT NULL;

-- Points by lot, what is left of each. Clustered by member, so a sale touches one page of it.
CREATE TABLE lots (
  member      INTEGER NOT NULL REFERENCES members (n),
  expires_day INTEGER NOT NULL,            -- the last day; the largest number for ever
  lot         INTEGER NOT NULL,            -- ledger::LotId
  left_points INTEGER NOT NULL CHECK (left_points > 0),
  PRIMARY KEY (member, expires_day, lot)
) STRICT, WITHOUT ROWID;
CREATE INDEX lots_by_expiry ON lots (expires_day) WHERE expires_day < 9223372036854775807;

-- Everything that happened to a member. Each row names the member's row before, so a history is
-- walked from its newest row back, and a sale writes no index for it.
CREATE TABLE member_entries (
  n       INTEGER PRIMARY KEY,
  command INTEGER NOT NULL REFERENCES commands (n),
  member  INTEGER NOT NULL REFERENCES members (n),
  before  INTEGER,
  kind    TEXT NOT NULL,
  points  INTEGER NOT NULL DEFAULT 0,      -- what the lots gained
  debt    INTEGER NOT NULL DEFAULT 0,      -- what the debt grew by
  growth  INTEGER NOT NULL DEFAULT 0,
  balance INTEGER NOT NULL,                -- Σ lots after it
  lots    TEXT,                            -- JSON, ledger::LotMove: which lots, and how much of each
  order_n INTEGER,                         -- the order it belongs to
  note    TEXT                             -- JSON: what else there is to know
) STRICT;

-- Vouchers that members have, by type; a cache of their entries, proved by `till check`.
CREATE TABLE member_vouchers (
  member  INTEGER NOT NULL REFERENCES members (n),
  voucher TEXT NOT NULL,                   -- the voucher type's id
  units   INTEGER NOT NULL CHECK (units > 0),
  PRIMARY KEY (member, voucher)
) STRICT, WITHOUT ROWID;

-- Phones that show payment codes, by the handle that a code unmasks to. No key lies here.
CREATE TABLE phones (
  handle          INTEGER PRIMARY KEY CHECK (handle BETWEEN 0 AND 99999999),
  member          INTEGER NOT NULL REFERENCES members (n),
  nth             INTEGER NOT NULL CHECK (nth > 0),          -- which of the member's
  generation      INTEGER NOT NULL CHECK (generation BETWEEN 0 AND 255),
  state           TEXT NOT NULL CHECK (state IN ('pending', 'active', 'revoked', 'blocked')),
  leased_to_day   INTEGER NOT NULL,        -- days since 1970 in UTC, the last it has an alias for
  last_step       INTEGER NOT NULL,        -- of thirty seconds since 1970: nothing up to it pays again
  locked_until_ms INTEGER,
  wrong_day       INTEGER NOT NULL,
  wrong_today     INTEGER NOT NULL,
  spent_day       INTEGER NOT NULL,
  spent_minor     INTEGER NOT NULL CHECK (spent_minor >= 0)  -- without a PIN, on that business day
) STRICT;
-- Merged members bring their phones, so two of one member can have one number.
CREATE INDEX phones_by_member ON phones (member, nth);

-- What a right code opened: one order on one terminal, for a while.
CREATE TABLE authorisations (
  n                 INTEGER PRIMARY KEY,
  command           INTEGER NOT NULL REFERENCES commands (n),
  id                BLOB NOT NULL CHECK (length(id) = 16),   -- the command's
  order_id          BLOB NOT NULL CHECK (length(order_id) = 16),
  terminal          TEXT NOT NULL,
  handle            INTEGER NOT NULL REFERENCES phones (handle),
  member            INTEGER NOT NULL REFERENCES members (n),
  until_ms          INTEGER NOT NULL,
  without_pin_minor INTEGER,
  spent_minor       INTEGER NOT NULL CHECK (spent_minor >= 0)
) STRICT;
CREATE INDEX authorisations_by_order ON authorisations (order_id, n);

-- Bad codes at a terminal, and what they led to: code::attempts::TerminalAttempts.
CREATE TABLE attempts (
  terminal TEXT PRIMARY KEY,
  body     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Time as a terminal last knew it to be good: code::clock::TrustedClock.
CREATE TABLE clocks (
  terminal TEXT PRIMARY KEY,
  body     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Slips to be printed, made in the transaction of what they print (`command` is the act), and what
-- became of them. A row without a mark (copy 0) is handed over to a printer at most once.
CREATE TABLE print_jobs (
  n          INTEGER PRIMARY KEY,
  command    INTEGER NOT NULL REFERENCES commands (n),
  order_n    INTEGER,                      -- none for the drawer and a test page
  kind       TEXT NOT NULL,                -- receipt, refund, kitchen:STATION, order:EVENT, stored_value, day, drawer, test
  copy       INTEGER NOT NULL DEFAULT 0 CHECK (copy >= 0),  -- 0 the original, else "reprint n"
  original   INTEGER REFERENCES print_jobs (n),             -- the first of its slip, where this is another
  marked     INTEGER NOT NULL DEFAULT 0,   -- the same for an original that is sent again after a proof
  printer    INTEGER REFERENCES printers (n),
  moved_from INTEGER REFERENCES printers (n),               -- who should have printed it
  state      TEXT NOT NULL CHECK (state = 'queued' OR state = 'sending' OR state = 'sent' OR state = 'confirmed'
                                  OR state = 'not_printed' OR state = 'unknown'),
  why        TEXT,                         -- spool::Why: how that is known, or what is in the way
  tries      INTEGER NOT NULL DEFAULT 0,   -- how often its first byte was about to leave
  changed_ms INTEGER,
  expires_ms INTEGER,                      -- a drawer's kick is of use for seconds
  body       TEXT                          -- JSON of what is to be printed, where the order does not say it
) STRICT;
CREATE INDEX print_jobs_by_order ON print_jobs (order_n);
CREATE INDEX print_jobs_copies ON print_jobs (original) WHERE original IS NOT NULL;
CREATE INDEX print_jobs_unfinished ON print_jobs (printer, state, why) WHERE printer IS NOT NULL AND state <> 'confirmed';

-- Work over many members that is done in pieces: after a crash it goes on behind the last piece.
CREATE TABLE jobs (
  n       INTEGER PRIMARY KEY,
  command INTEGER NOT NULL REFERENCES commands (n),    -- that started it; what came after it stays
  kind    TEXT NOT NULL,
  body    TEXT NOT NULL,                   -- JSON: filter, reason, remark
  state   TEXT NOT NULL CHECK (state IN ('waiting', 'processing', 'completed')),
  upto    INTEGER NOT NULL DEFAULT 0,      -- the last member that was looked at
  done    INTEGER NOT NULL DEFAULT 0,      -- members that were touched
  total   INTEGER NOT NULL,                -- members that there were to touch when it started
  points  INTEGER NOT NULL DEFAULT 0       -- what was taken, in sum
) STRICT;

-- Stored value: an account a member, and one a card that nobody has bound. A balance is the sum of
-- the account's entries, and never below 0, whoever draws on it at once.
CREATE TABLE stored_accounts (
  n               INTEGER PRIMARY KEY,
  member          INTEGER UNIQUE REFERENCES members (n),
  card            INTEGER UNIQUE,
  principal_minor INTEGER NOT NULL DEFAULT 0 CHECK (principal_minor >= 0),
  bonus_minor     INTEGER NOT NULL DEFAULT 0 CHECK (bonus_minor >= 0),
  last_entry      INTEGER,                 -- the newest of its entries
  CHECK ((member IS NULL) <> (card IS NULL))
) STRICT;

-- What moved on them. Each row names the account's row before, as members' entries do.
CREATE TABLE stored_entries (
  n                     INTEGER PRIMARY KEY,
  command               INTEGER NOT NULL REFERENCES commands (n),
  account               INTEGER NOT NULL REFERENCES stored_accounts (n),
  before                INTEGER,
  kind                  TEXT NOT NULL,
  principal_minor       INTEGER NOT NULL,
  bonus_minor           INTEGER NOT NULL,
  principal_after_minor INTEGER NOT NULL CHECK (principal_after_minor >= 0),
  bonus_after_minor     INTEGER NOT NULL CHECK (bonus_after_minor >= 0),
  order_n               INTEGER,           -- the order it belongs to
  card                  INTEGER,           -- the card that was shown
  package               TEXT,              -- that was bought
  note                  TEXT               -- JSON: what else there is to know
) STRICT;
CREATE INDEX stored_entries_by_package ON stored_entries (account, package) WHERE package IS NOT NULL;

-- Batches of cards, made by a job in pieces. What they cost and hold is frozen in the body.
CREATE TABLE card_batches (
  n        INTEGER PRIMARY KEY,
  command  INTEGER NOT NULL REFERENCES commands (n),
  job      INTEGER NOT NULL REFERENCES jobs (n),
  name     TEXT NOT NULL UNIQUE,
  blocked  INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
  exported INTEGER NOT NULL DEFAULT 0 CHECK (exported >= 0),  -- how often its codes were written out
  body     TEXT NOT NULL                   -- JSON, member::card::Batch
) STRICT;

-- Cards. No code lies here: with the vault, number and issue give them. What a card that is nobody's
-- holds is in stored_accounts.
CREATE TABLE cards (
  n               INTEGER PRIMARY KEY CHECK (n BETWEEN 0 AND 99999999),
  number          TEXT NOT NULL UNIQUE,    -- as it is printed
  batch           INTEGER NOT NULL REFERENCES card_batches (n),
  state           TEXT NOT NULL CHECK (state IN ('new', 'open', 'bound', 'released')),
  blocked         INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
  issue           INTEGER NOT NULL CHECK (issue BETWEEN 1 AND 255),
  generation      INTEGER NOT NULL CHECK (generation BETWEEN 0 AND 255),
  member          INTEGER REFERENCES members (n),
  heir            INTEGER REFERENCES members (n),  -- to whom its balance went when it was first bound
  last_day        INTEGER,
  bound_ms        INTEGER,
  used_ms         INTEGER,                 -- when its code last paid
  spent_day       INTEGER NOT NULL DEFAULT 0,
  spent_minor     INTEGER NOT NULL DEFAULT 0 CHECK (spent_minor >= 0),  -- by its code, on that business day
  wrong_day       INTEGER NOT NULL DEFAULT 0,
  wrong_today     INTEGER NOT NULL DEFAULT 0,      -- wrong tags under its number
  locked_until_ms INTEGER,
  pin             TEXT,                    -- stretched; of a card that is nobody's
  pin_wrong       INTEGER NOT NULL DEFAULT 0,
  pin_until_ms    INTEGER NOT NULL DEFAULT 0,
  CHECK ((state = 'bound') = (member IS NOT NULL))
) STRICT;
CREATE INDEX cards_by_member ON cards (member) WHERE member IS NOT NULL;

-- Every scan of a card's code for an order: what it opened on one terminal for a while, or why it
-- opened nothing. So a copy that is shown somewhere else is seen.
CREATE TABLE card_scans (
  n           INTEGER PRIMARY KEY,
  command     INTEGER NOT NULL REFERENCES commands (n),
  card        INTEGER NOT NULL REFERENCES cards (n),
  order_id    BLOB NOT NULL CHECK (length(order_id) = 16),
  terminal    TEXT NOT NULL,
  reason      TEXT,                        -- why it opened nothing: code::Reason
  until_ms    INTEGER NOT NULL,
  issue       INTEGER NOT NULL,            -- the print that was valid then
  pin         INTEGER NOT NULL CHECK (pin IN (0, 1)),  -- the PIN was given with it
  spent_minor INTEGER NOT NULL DEFAULT 0 CHECK (spent_minor >= 0)
) STRICT;
CREATE INDEX card_scans_by_order ON card_scans (order_id, n);
CREATE INDEX card_scans_by_card ON card_scans (card, n);
