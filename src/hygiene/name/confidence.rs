//! How sure it is that a file of a telling name holds real secrets: some are made up, and some
//! hold settings alone.

use super::{Name, split, words};
use crate::level::Confidence;

/// Words in a file's name that say it is not for production.
const FOR_TESTS: [&str; 15] = [
    "bench",
    "benchmark",
    "ci",
    "demo",
    "dummy",
    "e2e",
    "example",
    "fake",
    "fixture",
    "invalid",
    "mock",
    "sample",
    "snakeoil",
    "test",
    "testing",
];
/// Folders whose files are made up.
const MADE_UP: [&str; 16] = [
    "__fixtures__",
    "__tests__",
    "doc",
    "docs",
    "e2e",
    "example",
    "examples",
    "fixture",
    "fixtures",
    "mocks",
    "sample",
    "samples",
    "spec",
    "test",
    "testdata",
    "tests",
];
/// What the values of a file look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::hygiene) enum Value {
    /// One at least like a secret.
    Secret,
    /// Nothing that says so.
    Unknown,
    /// Settings that are never secret, and nothing else.
    Harmless,
}

/// How sure it is that a file of this name and with such values holds real secrets.
pub(in crate::hygiene) fn confidence(name: Name, path: &str, value: Value) -> Confidence {
    let lower = split(path).1.to_ascii_lowercase();
    if is_made_up(path) || words(&lower).any(|word| FOR_TESTS.contains(&word)) {
        return Confidence::Low;
    }
    // Whole machines are set up in `integration`, but for tests.
    let in_integration = split(path).0.split('/').any(|one| one == "integration");
    match name {
        Name::Key if in_integration => Confidence::Low,
        // `prod.env` is often no more than a list of settings, `.env` seldom.
        Name::Dotenv if value == Value::Harmless => Confidence::Low,
        Name::Dotenv if value == Value::Unknown && !is_private(&lower) => Confidence::Low,
        Name::InSecrets | Name::Dump | Name::Transcript => Confidence::Medium,
        _ => Confidence::High,
    }
}

/// Whether a dotenv file of this name is nobody's but the one's who made it. Some projects commit
/// `.env.development`, and such, with settings alone.
fn is_private(lower: &str) -> bool {
    let stage = lower
        .strip_prefix(".env")
        .map(|rest| rest.trim_start_matches(['.', '-', '_']));
    stage.is_some_and(|stage| {
        let open = ["dev", "development", "staging", "base", "common", "shared"];
        !open.contains(&stage)
    })
}

/// Whether a file lies among examples and tests.
pub(in crate::hygiene) fn is_made_up(path: &str) -> bool {
    let mut folders = split(path).0.split('/');
    folders.any(|folder| {
        let lower = folder.to_ascii_lowercase();
        words(&lower).any(|word| MADE_UP.contains(&word))
            // `src/dockerTest`, but not `latest`.
            || folder.ends_with("Test")
            || folder.ends_with("Tests")
            || lower.starts_with("testdata")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_up_is_less_sure() {
        let sure = |path, value| confidence(Name::Dotenv, path, value);
        for path in [".env", "app/.env.production", ".env.local"] {
            assert_eq!(sure(path, Value::Unknown), Confidence::High, "{path}");
            assert_eq!(sure(path, Value::Harmless), Confidence::Low, "{path}");
        }
        for path in ["app.env", ".env.development"] {
            assert_eq!(sure(path, Value::Unknown), Confidence::Low, "{path}");
            assert_eq!(sure(path, Value::Secret), Confidence::High, "{path}");
        }
        for path in [
            "tests/.env",
            "a/Fixtures/b/server.key",
            "src/dockerTest/resources/.env",
            ".env.test",
        ] {
            assert_eq!(sure(path, Value::Secret), Confidence::Low, "{path}");
        }
        assert_eq!(sure("latest/.env", Value::Secret), Confidence::High);
        let key = |path| confidence(Name::Key, path, Value::Unknown);
        assert_eq!(key("integration/tls/local.key"), Confidence::Low);
        assert_eq!(key("deploy/tls/local.key"), Confidence::High);
    }
}
