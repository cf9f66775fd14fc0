//! Standard input as a source.

use std::io::Read;

use crate::blob::{Origin, Sink};
use crate::source::window::Windows;

/// Standard input, read once, in bounded memory.
#[derive(Clone, Debug)]
pub struct Stdin {
    origin: Origin,
}

impl Stdin {
    /// Standard input that reports call `path`.
    #[must_use]
    pub fn new(path: String) -> Self {
        Self {
            origin: Origin::Stdin { path },
        }
    }

    /// Reads standard input to its end.
    pub fn push(&self, sink: &dyn Sink) {
        self.push_from(&mut std::io::stdin().lock(), sink);
    }

    fn push_from(&self, input: &mut dyn Read, sink: &dyn Sink) {
        Windows::new(Windows::CORE).push(input, &self.origin, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::collected::Collected;

    #[test]
    fn it_is_read_under_the_name_it_was_given() {
        let sink = Collected::default();
        Stdin::new("config/app.env".into()).push_from(&mut &b"a = 1\n"[..], &sink);
        assert_eq!(sink.paths(), ["config/app.env"]);
        assert_eq!(sink.pieces()[0].core(), b"a = 1\n");
        assert_eq!(sink.scanned(), [6]);
    }

    #[test]
    fn nothing_in_it_is_no_failure() {
        let sink = Collected::default();
        Stdin::new("<stdin>".into()).push_from(&mut std::io::empty(), &sink);
        assert_eq!((sink.scanned(), sink.skipped()), (vec![0], vec![]));
    }

    #[test]
    fn a_long_stream_is_never_in_memory_whole() {
        struct Largest(std::sync::Mutex<(usize, usize)>);
        impl Sink for Largest {
            fn blob(&self, blob: &crate::blob::Blob<'_>) {
                let mut seen = self.0.lock().unwrap();
                *seen = (seen.0.max(blob.text.len()), seen.1 + blob.core.len());
            }
            fn scanned(&self, _: u64) {}
            fn skipped(&self, skipped: crate::blob::Skipped) {
                panic!("{skipped:?}");
            }
        }
        let long = 40 << 20;
        let sink = Largest(std::sync::Mutex::default());
        Stdin::new("<stdin>".into()).push_from(&mut std::io::repeat(b'x').take(long), &sink);
        let (largest, total) = sink.0.into_inner().unwrap();
        assert_eq!(total, long as usize);
        assert!(largest < 5 << 20, "{largest}");
    }
}
