//! Folders that a web server hands out as they are.

use super::super::Exposed;
use super::super::tree::Remark;
use crate::level::Confidence;
use crate::path::quoted;

const ROOTS: [&str; 10] = [
    "_site",
    "dist",
    "htdocs",
    "public",
    "public_html",
    "static",
    "webroot",
    "www",
    "wwwroot",
    "web",
];

/// What is wrong with a file of secrets that lies in such a folder; it may lie further down.
pub(super) fn remark(path: &str) -> Option<Remark> {
    let (folders, _) = path.rsplit_once('/')?;
    let root = folders.split('/').find(|folder| ROOTS.contains(folder))?;
    if root == "web" && folders.contains('/') {
        // Elsewhere it is a package of code.
        return None;
    }
    Some(Remark {
        exposed: Exposed::WebRoot,
        line: 1,
        confidence: Confidence::Medium,
        help: format!(
            "move {} out of {root}/; revoke what it holds if it was ever served",
            quoted(path)
        ),
        detail: String::new(),
        addition: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_are_served() {
        for path in ["public/.env", "app/static/certs/server.key", "web/.env"] {
            assert!(remark(path).is_some(), "{path}");
        }
        for path in [".env", "public.env", "src/web/.env", "republic/.env"] {
            assert!(remark(path).is_none(), "{path}");
        }
    }
}
