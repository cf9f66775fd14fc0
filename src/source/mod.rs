//! Where blobs come from. A source reads what it was asked for and hands it to a
//! [`Sink`](crate::blob::Sink) as text, in pieces of bounded size.

#[cfg(test)]
pub(crate) mod collected;
pub mod files;
pub mod git;
pub mod stdin;
pub mod text;
pub mod wide;
pub mod window;
