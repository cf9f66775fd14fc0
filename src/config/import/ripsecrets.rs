//! `.secretsignore`: paths, then secrets under `[secrets]`.

use super::Imported;
use super::accepted::{Accepted, Known};
use super::secretlint::globs;
use crate::secret::Secret;

/// Takes in a list; `file` is what reasons call it.
pub(super) fn ripsecrets(file: &str, text: &str) -> Imported {
    let mut import = Imported::default();
    let mut lines = text.lines();
    let paths: Vec<&str> = lines
        .by_ref()
        .take_while(|line| line.trim() != "[secrets]")
        .collect();
    import.exclude(file, globs(&paths.join("\n")));
    for line in lines.filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let secret = Secret::new(line.trim_end().as_bytes(), 0);
        let reason = format!("listed in {file}");
        import
            .accepted
            .push(Accepted::new(&reason, Known::Secret(secret)));
    }
    import
}
