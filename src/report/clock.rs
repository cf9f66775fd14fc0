//! Moments as reports write them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 24 * 60 * 60;

/// UTC to the second, without a zone: `2026-01-02T03:04:05`. Nothing before 1970.
pub(super) fn utc(moment: SystemTime) -> String {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let (days, second) = (since.as_secs() / DAY, since.as_secs() % DAY);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// A moment as RFC 3339 has it, in UTC: `2026-01-02T03:04:05Z`. `None`: it is none after 1970.
pub(super) fn in_utc(moment: &str) -> Option<String> {
    let number = |at: std::ops::Range<usize>| moment.get(at)?.parse::<u64>().ok();
    let day = days(number(0..4)?, number(5..7)?, number(8..10)?)?;
    let second = day * DAY + number(11..13)? * 3600 + number(14..16)? * 60 + number(17..19)?;
    let zone = moment.get(19..)?;
    let second = match zone.as_bytes().first()? {
        b'Z' => second,
        sign => {
            let away = number(20..22)? * 3600 + number(23..25)? * 60;
            match sign {
                b'+' => second.checked_sub(away)?,
                b'-' => second + away,
                _ => return None,
            }
        }
    };
    Some(utc(UNIX_EPOCH + Duration::from_secs(second)) + "Z")
}

/// Days from 1970-01-01 to a date.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    if year < 1970 || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let (era, rest) = (year / 400, year % 400);
    let within = 365 * rest + rest / 4 - rest / 100 + (153 * month + 2) / 5 + day - 1;
    (era * 146_097 + within).checked_sub(719_468)
}

/// The date so many days after 1970-01-01. Years are counted from March, so that the odd day
/// of a leap year is the last.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (400 * era + year + next, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_other_zones_are_turned_to_utc() {
        for (moment, expected) in [
            ("2026-01-02T03:04:05Z", Some("2026-01-02T03:04:05Z")),
            ("2000-03-01T00:30:00+02:00", Some("2000-02-29T22:30:00Z")),
            ("2025-12-31T20:00:00-05:30", Some("2026-01-01T01:30:00Z")),
            ("1970-01-01T00:00:00+01:00", None),
            ("2026-13-02T03:04:05Z", None),
            ("soon", None),
        ] {
            assert_eq!(in_utc(moment).as_deref(), expected, "{moment}");
        }
    }

    #[test]
    fn moments_are_written_in_utc() {
        let at = |seconds| utc(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01T00:00:00");
        assert_eq!(at(951_782_399), "2000-02-28T23:59:59");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00");
        assert_eq!(at(1_767_225_599), "2025-12-31T23:59:59");
        assert_eq!(at(4_107_542_400), "2100-03-01T00:00:00");
        assert_eq!(utc(UNIX_EPOCH - Duration::from_secs(5)), at(0));
    }
}
