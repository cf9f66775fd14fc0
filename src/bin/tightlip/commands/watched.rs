//! What a scan of folders sees goes to the run, and its name to the check of `.env` and its kin.

use tightlip::blob::{Blob, Origin, Sink, Skipped};
use tightlip::hygiene::Names;
use tightlip::run::Run;

/// Passes everything on to the run, and the names of files to the hygiene check.
pub(super) struct Watched<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) names: &'a [(String, Names)],
}

impl Watched<'_> {
    pub(super) fn see(&self, path: &str) {
        for (_, names) in self.names {
            names.see(path);
        }
    }
}

impl Sink for Watched<'_> {
    fn blob(&self, blob: &Blob<'_>) {
        self.see(blob.origin.path());
        self.run.blob(blob);
    }

    fn scanned(&self, bytes: u64) {
        self.run.scanned(bytes);
    }

    fn skipped(&self, skipped: Skipped) {
        self.see(&skipped.path);
        self.run.skipped(skipped);
    }

    fn is_wanted(&self) -> bool {
        self.run.is_wanted()
    }

    fn binary(&self, origin: &Origin, head: &[u8]) {
        self.see(origin.path());
        self.run.binary(origin, head);
    }

    fn is_over(&self) -> bool {
        self.run.is_over()
    }
}
