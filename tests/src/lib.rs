//! Nothing but a place for the tests and benches beside it, each of which is a target of its own.
