//! The engine: a text in, findings out. No input or output happens here.
//!
//! One pass finds every anchor of every rule ([`AnchorIndex`](crate::rule::AnchorIndex)); round
//! each, and only there, the rule's own matcher runs; what it sees is judged by its own bytes and
//! by what stands near; of what overlaps, the most specific stays. Nothing looks further than
//! [`REACH_BACK`](crate::blob::REACH_BACK) and [`REACH_AHEAD`](crate::blob::REACH_AHEAD) from a
//! secret, so the work is linear and a window of a huge file gives what the whole would give.

mod allow;
mod anchored;
mod assignment;
mod beside;
mod binary;
mod boundary;
mod built_in;
mod candidate;
mod considered;
mod context;
mod dial_in;
mod encoded;
mod entropy;
mod excuse;
mod explain;
mod hash_list;
mod judge;
mod layer;
mod ledger;
mod line;
mod locate;
mod look;
mod named;
mod overlap;
mod page;
mod part;
mod password;
mod placeholder;
mod published;
mod readable;
mod scanner;
mod sentence;
mod service;
mod shown;
pub mod structure;
mod suspect;
mod token;
mod trail;
mod tries;
mod word;
mod work;

pub(crate) use allow::can_name;
pub use scanner::{Counts, Examined, Options, Ruling, Scanner};
pub use suspect::in_line as suspect;
pub use trail::{Earlier, Trail};
