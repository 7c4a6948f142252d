//! The spec's pages, example by example.

mod priced_carts;
