//! Whether a file is a dump of a database, or a database, with somebody's data in it.

use std::io::Read;

use flate2::read::GzDecoder;
use memchr::memmem;

use super::content::READ;

/// What columns are called that nobody else should read.
const COLUMNS: [&str; 5] = ["password", "passwd", "email", "token", "secret"];

/// Whether a file of this path and this beginning holds data. What only makes tables is a schema.
pub(super) fn is_dump(path: &str, bytes: &[u8]) -> bool {
    let lower = path.to_ascii_lowercase();
    if bytes.starts_with(&[0x1F, 0x8B]) {
        return is_plain(&inflated(bytes));
    }
    let is_packed = [".zip", ".bz2", ".xz", ".zst"];
    is_packed.iter().any(|end| lower.ends_with(end)) || is_plain(bytes)
}

fn is_plain(bytes: &[u8]) -> bool {
    // PostgreSQL's own form, and the tape format of SQL Server's backups.
    bytes.starts_with(b"PGDMP")
        || bytes.starts_with(b"TAPE\0\0")
        || is_redis(bytes)
        || is_sqlite(bytes)
        || is_sql(bytes)
}

/// The beginning of what was compressed; what is damaged ends where the damage begins.
fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let _ = GzDecoder::new(bytes).take(READ).read_to_end(&mut plain);
    plain
}

/// A snapshot of Redis in which a database is selected, which one without keys lacks.
fn is_redis(bytes: &[u8]) -> bool {
    const SELECTS: u8 = 0xFE;
    const CHECKSUM: usize = 9;
    let is_numbered = bytes
        .get(5..9)
        .is_some_and(|number| number.iter().all(u8::is_ascii_digit));
    bytes.starts_with(b"REDIS")
        && is_numbered
        && bytes[9..bytes.len().saturating_sub(CHECKSUM).max(9)].contains(&SELECTS)
}

/// A database of `SQLite` with a telling column, and a row in any table.
fn is_sqlite(bytes: &[u8]) -> bool {
    const LEAF: u8 = 0x0D;
    if !bytes.starts_with(b"SQLite format 3\0") || bytes.len() < 512 {
        return false;
    }
    let size = match u16::from_be_bytes([bytes[16], bytes[17]]) {
        1 => 65_536,
        size => usize::from(size).max(512),
    };
    let has_rows = |page: &[u8]| page[0] == LEAF && page.get(3..5).is_some_and(|n| n != [0, 0]);
    // The first page says what tables there are.
    has_column(&bytes[..size.min(bytes.len())]) && bytes.chunks(size).skip(1).any(has_rows)
}

/// A script that a tool made of a database, its rows included.
fn is_sql(bytes: &[u8]) -> bool {
    const TOOLS: [&str; 4] = [
        "PostgreSQL database dump",
        "MySQL dump",
        "MariaDB dump",
        "phpMyAdmin SQL Dump",
    ];
    let head = &bytes[..bytes.len().min(4096)];
    let has = |needle: &str| memmem::find(bytes, needle.as_bytes()).is_some();
    let made_by_a_tool = TOOLS
        .iter()
        .any(|tool| memmem::find(head, tool.as_bytes()).is_some());
    made_by_a_tool && (has("INSERT INTO") || has(" FROM stdin;")) && has_column(bytes)
}

fn has_column(bytes: &[u8]) -> bool {
    let lower = bytes.to_ascii_lowercase();
    COLUMNS
        .iter()
        .any(|column| memmem::find(&lower, column.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const SCHEMA: &str =
        "-- PostgreSQL database dump\nCREATE TABLE users (email text, password text);\n";

    #[test]
    fn a_dump_has_data_in_it() {
        assert!(!is_dump("db/structure.sql", SCHEMA.as_bytes()));
        let full = format!("{SCHEMA}COPY users (email, password) FROM stdin;\na\tb\n");
        for path in ["a.sql", "a.sql.bak", "a.mysql"] {
            assert!(is_dump(path, full.as_bytes()), "{path}");
        }
        let seed = b"INSERT INTO users (email) VALUES ('a');";
        assert!(!is_dump("seed.sql", seed));
    }

    #[test]
    fn what_is_compressed_is_looked_into() {
        let packed = |text: &str| {
            let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(text.as_bytes()).unwrap();
            packer.finish().unwrap()
        };
        assert!(!is_dump("a.sql.gz", &packed(SCHEMA)));
        let full = format!("{SCHEMA}INSERT INTO users VALUES ('a', 'b');");
        assert!(is_dump("a.sql.gz", &packed(&full)));
        assert!(!is_dump("a.sql.gz", &packed(&full)[..12]));
    }

    #[test]
    fn databases_without_rows_hold_nothing() {
        let page = |kind: u8, cells: u8, text: &str| {
            let mut page = vec![0; 512];
            page[..5].copy_from_slice(&[kind, 0, 0, 0, cells]);
            page[100..100 + text.len()].copy_from_slice(text.as_bytes());
            page
        };
        let file = |cells, columns: &str| {
            let mut first = page(0, 0, &format!("CREATE TABLE users ({columns})"));
            first[..18].copy_from_slice(b"SQLite format 3\0\x02\0");
            [first, page(0x0D, cells, "")].concat()
        };
        assert!(is_dump("app.db", &file(1, "id, Password TEXT")));
        assert!(!is_dump("app.db", &file(0, "id, password TEXT")));
        assert!(!is_dump("tiles.db", &file(1, "id, tile BLOB")));
        assert!(!is_dump("Thumbs.db", b"\xD0\xCF\x11\xE0"));
    }

    #[test]
    fn a_snapshot_without_keys_holds_nothing() {
        let head = b"REDIS0011\xfa\x09redis-ver\x057.2.4";
        let end = b"\xff\xfe\x02\x03\x04\x05\x06\x07\x08";
        assert!(!is_dump("dump.rdb", &[&head[..], end].concat()));
        let keys = b"\xfe\x00\xfb\x01\x00\x00\x01a\x01b";
        assert!(is_dump("dump.rdb", &[&head[..], keys, end].concat()));
        assert!(!is_dump("dump.rdb", b"REDIS0011"));
    }
}
