//! Values that say where something is: addresses, paths, names of files.

use super::{READS, begins_with};
use crate::detect::word;

/// A URL or URN without a password, a mail address, a data URI.
pub(super) fn is_address(value: &[u8]) -> bool {
    #[rustfmt::skip]
    const SCHEMES: &[&[u8]] = &[
        b"//", b"www.", b"mailto:", b"urn:", b"data:", b"tel:", b"javascript:", b"about:", b"jdbc:",
    ];
    if begins_with(value, SCHEMES) || word::is_any(value, CHARSETS) {
        return true;
    }
    if let Some(at) = memchr::memmem::find(value, b"://") {
        return at < 24
            && value[..at]
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    }
    // name@host.tld
    memchr::memchr(b'@', value).is_some_and(|at| {
        let (local, host) = (&value[..at], &value[at + 1..]);
        let name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._+-".contains(byte);
        let top = host.rsplit(|byte| *byte == b'.').next().unwrap_or(host);
        local.len() > 1
            && local.iter().all(name)
            && host.len() > top.len() + 1
            && host.iter().all(name)
            && (2..=6).contains(&top.len())
            && top.iter().all(u8::is_ascii_lowercase)
    })
}

#[rustfmt::skip]
const CHARSETS: &[&str] = &[
    "utf-8", "utf8", "utf-16", "utf16", "latin1", "latin-1", "ascii", "us-ascii", "iso-8859-1", "utf-16le", "utf8mb4",
];

/// A path, or a file's name.
pub(super) fn is_path(value: &[u8], surprise: f64) -> bool {
    #[rustfmt::skip]
    const ENDINGS: &[&[u8]] = &[
        b".key", b".pem", b".crt", b".cer", b".json", b".txt", b".yml", b".yaml", b".js", b".ts",
        b".py", b".html", b".php", b".jks", b".p12", b".pfx", b".xml", b".conf", b".env", b".com",
        b".org", b".net", b".io", b".md", b".svg", b".png",
    ];
    // `/js/auth.js?id=1f0a`
    let query = memchr::memchr(b'?', value).map_or(value, |at| &value[..at]);
    if query.len() < value.len() && query.starts_with(b"/") && ends_in(query, ENDINGS) {
        return true;
    }
    let starts = begins_with_any(value, &[b"/", b"./", b"../", b"~/", b"\\\\", b"$HOME"])
        || matches!(value, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let slashes = value
        .iter()
        .filter(|byte| matches!(byte, b'/' | b'\\'))
        .count();
    let ends = ends_in(value, ENDINGS);
    if starts && ends || is_rooted(value) {
        return true;
    }
    let reads = surprise < READS + value.len() as f64 / 6.0;
    (starts || slashes > 0 || ends) && reads
        || starts && slashes > 2 && word::split(value).any(|part| part.len() > 5)
}

/// Whether it is a path from the root of a file system, by the first folder: `/usr/sbin/pwd_mkdb`.
fn is_rooted(value: &[u8]) -> bool {
    #[rustfmt::skip]
    const ROOTS: &[&[u8]] = &[
        b"/bin/", b"/dev/", b"/etc/", b"/home/", b"/lib/", b"/mnt/", b"/opt/", b"/proc/", b"/root/", b"/run/",
        b"/sbin/", b"/srv/", b"/sys/", b"/tmp/", b"/usr/", b"/var/", b"/Library/", b"/Users/",
    ];
    let in_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-@%".contains(byte);
    begins_with_any(value, ROOTS) && value.iter().all(in_path)
}

fn begins_with_any(value: &[u8], heads: &[&[u8]]) -> bool {
    heads.iter().any(|head| value.starts_with(head))
}

fn ends_in(value: &[u8], endings: &[&[u8]]) -> bool {
    endings.iter().any(|ending| value.ends_with(ending))
}
