//! Whose a host is: a password for nobody's host is worth little.

use super::Examined;
use crate::level::{Confidence, Severity};

/// No host name is longer.
const LONGEST_HOST: usize = 255;
/// Names of this machine, as programs and containers know it.
const LOCAL: [&str; 5] = [
    "localhost",
    "0.0.0.0",
    "[::1]",
    "host.docker.internal",
    "localhost.localdomain",
];
/// Domains that belong to nobody (RFC 2606, RFC 6761).
const NOBODYS: [&str; 7] = [
    "example.com",
    "example.org",
    "example.net",
    "example.edu",
    "example",
    "invalid",
    "test",
];
/// Words that stand for a host.
const STAND_INS: [&str; 6] = [
    "host",
    "hostname",
    "server",
    "domain",
    "your-host",
    "my-host",
];

/// Lowers what was found when the host that `rest` begins with is nobody's.
pub(super) fn weigh(examined: Examined, rest: &[u8]) -> Examined {
    match owner(&name(rest)) {
        None => examined,
        Some(word) => examined
            .because(word)
            .severity(Severity::Low)
            .confidence(Confidence::Low),
    }
}

/// The host at the start of `rest`, in lower case.
fn name(rest: &[u8]) -> String {
    String::from_utf8_lossy(&rest[..length(rest)]).to_ascii_lowercase()
}

/// How many bytes the host at the start of `rest` has.
pub(super) fn length(rest: &[u8]) -> usize {
    let rest = &rest[..rest.len().min(LONGEST_HOST)];
    let end = if rest.starts_with(b"[") {
        memchr::memchr(b']', rest).map(|at| at + 1)
    } else {
        rest.iter()
            .position(|c| !(c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b'_')))
    };
    end.unwrap_or(rest.len())
}

/// Why a host is nobody's; `None` for one that may be real.
fn owner(host: &str) -> Option<&'static str> {
    let below = |domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if LOCAL.contains(&host) || host.starts_with("127.") || below("localhost") {
        Some("local-host")
    } else if NOBODYS.iter().any(|domain| below(domain)) || STAND_INS.contains(&host) {
        Some("example-host")
    } else {
        None
    }
}
