# Shorthands for people who have `just`. The README's two commands need nothing but cargo and bash.

# What CI runs.
check:
    ./check

# A shop, a lunch service, receipts, the day's figures.
demo:
    cargo run --release -- demo

# Carts a second, and what a sale costs beside its own rows. Figures and method: tests/benches/README.md.
bench:
    cargo bench -p till-tests

# A thousand kills of a selling process.
crash kills="1000":
    TILL_CRASH_KILLS={{kills}} cargo test --release -p till-tests --test crash

# Random carts through an independent implementation of the pricing page (needs python3).
oracle rounds="200" seed="1":
    cargo build --release
    python3 tests/oracle/compare.py --till target/release/till --seed {{seed}} --rounds {{rounds}}

# Random payment codes through an independent implementation of their page (needs python3).
paycodes rounds="2000" seed="1":
    cargo build --release
    python3 tests/oracle/payment_codes.py --till target/release/till --seed {{seed}} --rounds {{rounds}}

# Golden slips made anew after an intended change; look at them before you commit.
bless:
    TILL_BLESS=1 cargo test -p till-tests --test tickets

# Ten thousand rounds of printers that fail, and three hundred processes killed while they print.
spool rounds="10000" kills="300":
    TILL_SPOOL_ROUNDS={{rounds}} TILL_SPOOL_KILLS={{kills}} cargo test --release -p till-tests --test spool -- --nocapture
