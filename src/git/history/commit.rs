//! What commits and annotated tags say.

use std::ops::Range;
use std::sync::Arc;

use crate::date::Date;
use crate::git::objects::{Kind, ObjectId};

/// A commit, as far as a walk over a history needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parsed {
    /// The tree of its files.
    pub tree: ObjectId,
    /// The commits before it.
    pub parents: Vec<ObjectId>,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
    /// Where its message stands in the object.
    pub message: Range<usize>,
}

/// Who made something, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// The name; bytes that are not UTF-8 are replaced.
    pub name: String,
    /// The address.
    pub email: String,
    /// Seconds since 1970.
    pub time: i64,
    /// The time zone, in minutes east of Greenwich.
    pub zone: i32,
}

/// An annotated tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// What it names.
    pub object: ObjectId,
    /// Its own name.
    pub name: String,
    /// Who made it.
    pub tagger: Signature,
    /// Where its message stands in the object.
    pub message: Range<usize>,
}

/// Reads a commit; `None`: it is damaged.
pub(super) fn parse(object: &[u8]) -> Option<Parsed> {
    let mut tree = None;
    let mut parents = Vec::new();
    let mut time = 0;
    let message = headers(object, |key, value| match key {
        b"tree" if tree.is_none() => tree = ObjectId::from_hex(value),
        b"parent" => parents.extend(ObjectId::from_hex(value)),
        b"committer" => time = seconds(value),
        _ => {}
    });
    Some(Parsed {
        tree: tree?,
        parents,
        time,
        message: message..object.len(),
    })
}

/// The author of a commit.
pub(super) fn author(object: &[u8]) -> Signature {
    let mut author = Signature::default();
    headers(object, |key, value| {
        if key == b"author" {
            author = Signature::parse(value);
        }
    });
    author
}

/// Reads an annotated tag; `None`: it is damaged.
pub(super) fn tag(object: &[u8]) -> Option<Tag> {
    let mut target = None;
    let mut name = String::new();
    let mut tagger = Signature::default();
    let message = headers(object, |key, value| match key {
        b"object" if target.is_none() => target = ObjectId::from_hex(value),
        b"tag" => name = lossy(value),
        b"tagger" => tagger = Signature::parse(value),
        _ => {}
    });
    Some(Tag {
        object: target?,
        name,
        tagger,
        message: message..object.len(),
    })
}

/// Tags of tags are followed so far.
pub(super) const MOST_PEELS: usize = 32;

/// Follows annotated tags to what they name; `met` gets each on the way, and its bytes.
///
/// # Errors
/// Why it cannot be had.
pub(super) fn peeled(
    id: ObjectId,
    mut read: impl FnMut(ObjectId) -> Result<(Kind, Arc<Vec<u8>>), String>,
    mut met: impl FnMut(ObjectId, Tag, &[u8]),
) -> Result<(Kind, ObjectId), String> {
    let mut at = id;
    for _ in 0..MOST_PEELS {
        let (kind, bytes) = read(at)?;
        if kind != Kind::Tag {
            return Ok((kind, at));
        }
        let tag = tag(&bytes).ok_or_else(|| format!("git object {at}: it is damaged"))?;
        let next = tag.object;
        met(at, tag, &bytes);
        at = next;
    }
    Err(format!("git object {id}: it is a tag of a tag, and so on"))
}

/// Calls `each` for every header and returns where the message begins.
fn headers(object: &[u8], mut each: impl FnMut(&[u8], &[u8])) -> usize {
    let mut at = 0;
    while at < object.len() {
        let end = memchr::memchr(b'\n', &object[at..]).map_or(object.len(), |len| at + len);
        let line = &object[at..end];
        at = (end + 1).min(object.len());
        if line.is_empty() {
            break;
        }
        let space = memchr::memchr(b' ', line).unwrap_or(line.len());
        each(&line[..space], line.get(space + 1..).unwrap_or_default());
    }
    at
}

fn seconds(signature: &[u8]) -> i64 {
    Signature::parse(signature).time
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Signature {
    fn parse(text: &[u8]) -> Self {
        let open = memchr::memchr(b'<', text).unwrap_or(text.len());
        let close = memchr::memrchr(b'>', text).unwrap_or(text.len()).max(open);
        let email = text.get(open + 1..close).unwrap_or_default();
        let rest = std::str::from_utf8(text.get(close + 1..).unwrap_or_default()).unwrap_or("");
        let mut words = rest.split_ascii_whitespace();
        let time = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let zone: i32 = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let zone = if zone.abs() > 2400 { 0 } else { zone };
        Self {
            name: lossy(text[..open].trim_ascii()),
            email: lossy(email.trim_ascii()),
            time,
            zone: zone / 100 * 60 + zone % 100,
        }
    }

    /// The time as RFC 3339, in its own time zone.
    #[must_use]
    pub fn date(&self) -> String {
        // No year of more than four digits can be written.
        let local = self.time.saturating_add(i64::from(self.zone) * 60);
        let local = local.clamp(-62_167_219_200, 253_402_300_799);
        let (year, month, day) = civil(local.div_euclid(86_400));
        let second = local.rem_euclid(86_400);
        let sign = if self.zone < 0 { '-' } else { '+' };
        let zone = self.zone.unsigned_abs();
        format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
            second / 3600,
            second / 60 % 60,
            second % 60,
            zone / 60,
            zone % 60
        )
    }
}

/// Year, month and day of a day counted from 1970 in the Gregorian calendar.
fn civil(day: i64) -> (i64, i64, i64) {
    // Years that begin in March have their leap day at the end.
    let shifted = day + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * march + 2) / 5 + 1)
}

/// The first second of a day of the calendar written `YYYY-MM-DD`, in Greenwich.
pub(super) fn day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let date = Date::new(
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
    );
    date.filter(|_| (1970..=9999).contains(&year))?;
    let shifted = if month <= 2 { year - 1 } else { year };
    let march = (month + 9) % 12;
    let of_year = (153 * march + 2) / 5 + day - 1;
    let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + of_year - 719_468;
    Some(days * 86_400)
}

/// Whether it is written as days are, though the calendar may not have it.
pub(super) fn is_like_a_day(text: &str) -> bool {
    let mut parts = text.split('-').map(str::len);
    let digits = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    digits
        && [4, 2, 2]
            .into_iter()
            .all(|length| parts.next() == Some(length))
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "tree 0123456789abcdef0123456789abcdef01234567\n\
        parent 1123456789abcdef0123456789abcdef01234567\n\
        parent 2123456789abcdef0123456789abcdef01234567\n\
        author Ada <b> Lovelace <ada@example.com> 1709247599 +0530\n\
        committer C <c@example.com> 1709247600 -0800\n\
        gpgsig -----BEGIN\n tree 9\n\n\
        subject\n\nbody\n";

    #[test]
    fn a_commit_is_read() {
        let parsed = parse(COMMIT.as_bytes()).unwrap();
        assert_eq!(parsed.parents.len(), 2);
        assert_eq!(parsed.time, 1_709_247_600);
        assert_eq!(&COMMIT[parsed.message], "subject\n\nbody\n");
        let author = author(COMMIT.as_bytes());
        assert_eq!(author.name, "Ada");
        assert_eq!(author.date(), "2024-03-01T04:29:59+05:30");
        assert_eq!(parse(b"tree x\n\n"), None);
        assert_eq!(parse(b""), None);
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        let date = |time, zone| {
            Signature {
                time,
                zone,
                ..Signature::default()
            }
            .date()
        };
        assert_eq!(date(0, 0), "1970-01-01T00:00:00+00:00");
        assert_eq!(date(951_782_399, 0), "2000-02-28T23:59:59+00:00");
        assert_eq!(date(951_782_400, -60), "2000-02-28T23:00:00-01:00");
        assert_eq!(date(i64::MAX, 0), "9999-12-31T23:59:59+00:00");
        assert_eq!(date(-1, 0), "1969-12-31T23:59:59+00:00");
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        for days in 0..30_000 {
            let (year, month, of_month) = civil(days);
            let text = format!("{year:04}-{month:02}-{of_month:02}");
            assert_eq!(day(&text), Some(days * 86_400), "{text}");
        }
        for wrong in [
            "",
            "2024",
            "2024-13-01",
            "2024-02-30",
            "2023-02-29",
            "2024-04-31",
            "2024-1-",
            "main",
            "1-1-1",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(object: Vec<u8>, text in "[a-z <>0-9+-]{0,40}") {
            let _ = (parse(&object), tag(&object));
            let header = format!("author {text}\n\n");
            let _ = author(header.as_bytes()).date();
        }
    }
}
