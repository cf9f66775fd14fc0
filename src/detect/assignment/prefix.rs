//! How the keys of many providers begin.

use crate::detect::placeholder;

/// Whether the value begins like the keys of many providers: `sk-`, `pk_`, `key-`.
pub(super) fn stands_before(value: &[u8]) -> bool {
    #[rustfmt::skip]
    const PREFIXES: &[&[u8]] = &[
        b"sk-", b"sk_", b"rk_", b"rk-", b"key-", b"key_", b"tok_", b"tok-", b"api-", b"pat-",
    ];
    PREFIXES
        .iter()
        .any(|prefix| value.starts_with(prefix) && value.len() >= prefix.len() + 8)
}

/// `sk_test_1234567890`
pub(super) fn counts_behind(value: &[u8]) -> bool {
    let rest = [
        b"sk_test_".as_slice(),
        b"sk_live_",
        b"pk_test_",
        b"rk_test_",
    ]
    .iter()
    .find_map(|prefix| value.strip_prefix(*prefix));
    rest.is_some_and(|rest| placeholder::of(rest).is_some())
}
