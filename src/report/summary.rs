//! The last words of a run, for people: what was found, in how much, and what was not seen.

use std::io::{self, Write};
use std::time::Duration;

use super::{Paint, Style, escape};
use crate::blob::{SkipReason, Skipped};
use crate::coverage::{Coverage, Summary};
use crate::left_out::LeftOut;
use crate::level::Severity;

/// Failures named one by one; the rest are counted.
const NAMED: usize = 10;

/// Writes one line, and below it what could not be read.
///
/// # Errors
/// Those of the writer.
pub fn write_summary(out: &mut dyn Write, summary: &Summary, paint: Paint) -> io::Result<()> {
    let total = summary.reported.total();
    let (style, head) = if total > 0 {
        (Style::BAD, count(total, "finding"))
    } else if summary.coverage.is_incomplete() {
        (Style::STRONG, "no secrets found".to_owned())
    } else {
        (Style::GOOD, "no secrets found".to_owned())
    };
    let by_severity = match severities(summary) {
        list if list.is_empty() => list,
        list => format!(" ({list})"),
    };
    let unseen = match unseen(summary) {
        list if list.is_empty() => list,
        list => format!("; {list}"),
    };
    let head = paint.paint(style, head);
    let scope = scope(summary).map_or_else(String::new, |scope| format!(" in {scope}"));
    writeln!(out, "{head}{by_severity}{scope}{unseen}")?;
    write_failures(out, &summary.coverage, paint)
}

/// Writes every path that was asked for and not scanned, and every one that the rules of the scan
/// leave out, with the reason, a line each.
///
/// # Errors
/// Those of the writer.
pub fn write_skipped(out: &mut dyn Write, coverage: &Coverage, paint: Paint) -> io::Result<()> {
    let skipped = coverage.skipped.iter();
    let skipped = skipped.map(|Skipped { path, reason, .. }| (path, reason.to_string()));
    write_paths(out, "skipped", skipped, paint)?;
    let left_out = coverage.left_out.iter();
    let left_out = left_out.map(|LeftOut { path, why }| (path, why.to_string()));
    write_paths(out, "left out", left_out, paint)
}

fn write_paths<'p>(
    out: &mut dyn Write,
    head: &'static str,
    paths: impl ExactSizeIterator<Item = (&'p String, String)>,
    paint: Paint,
) -> io::Result<()> {
    if paths.len() == 0 {
        return Ok(());
    }
    let number = count(paths.len(), "path");
    writeln!(out, "{}: {number}", paint.paint(Style::STRONG, head))?;
    for (path, why) in paths {
        writeln!(out, "  {}: {}", escape::name(path), escape::name(&why))?;
    }
    Ok(())
}

fn write_failures(out: &mut dyn Write, coverage: &Coverage, paint: Paint) -> io::Result<()> {
    let failures = || {
        let skipped = coverage.skipped.iter();
        skipped.filter_map(|skipped| match &skipped.reason {
            SkipReason::Failed(why) => Some((&skipped.path, why)),
            SkipReason::Binary | SkipReason::TooLarge => None,
        })
    };
    let total = failures().count();
    if total == 0 {
        return Ok(());
    }
    let head = paint.paint(Style::WARNING, "incomplete");
    let paths = count(total, "path");
    writeln!(out, "{head}: {paths} could not be read")?;
    for (path, why) in failures().take(NAMED) {
        writeln!(out, "  {}: {}", escape::name(path), escape::name(why))?;
    }
    if total > NAMED {
        writeln!(out, "  … and {} more", thousands((total - NAMED) as u64))?;
    }
    Ok(())
}

/// `1 critical, 2 low`.
pub(super) fn severities(summary: &Summary) -> String {
    let all = [
        Severity::Critical,
        Severity::High,
        Severity::Medium,
        Severity::Low,
    ];
    let counts = all.into_iter().filter_map(|severity| {
        let number = summary.reported.of(severity) as u64;
        (number > 0).then(|| format!("{} {}", thousands(number), severity.as_str()))
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// `2 below the gate, 1 allowed inline, 3 allowed by the configuration`.
pub(super) fn unseen(summary: &Summary) -> String {
    let counts = [
        (summary.below_gate, "below the gate"),
        (summary.allowed.inline, "allowed inline"),
        (summary.allowed.config, "allowed by the configuration"),
        (summary.allowed.baseline, "in the baseline"),
    ];
    let counts = counts.into_iter().filter(|(number, _)| *number > 0);
    let counts = counts.map(|(number, what)| format!("{} {what}", thousands(number as u64)));
    counts.collect::<Vec<_>>().join(", ")
}

/// `1,234 files (5.6 MB, 12 binary skipped, 120 ms)`. `None` where something was found and nothing
/// counted: by other scanners, which do not tell, or in the names of files.
pub(super) fn scope(summary: &Summary) -> Option<String> {
    let coverage = &summary.coverage;
    let counted = [coverage.files, coverage.commits, coverage.blobs];
    if summary.reported.total() > 0 && counted == [0; 3] {
        return None;
    }
    let mut seen = Vec::new();
    if coverage.commits > 0 {
        seen.push(count(coverage.commits, "commit"));
    }
    if coverage.blobs > 0 {
        seen.push(count(coverage.blobs, "blob"));
    }
    if coverage.files > 0 || seen.is_empty() {
        seen.push(count(coverage.files, "file"));
    }
    let skipped = |reason: SkipReason| {
        let skipped = coverage.skipped.iter();
        skipped.filter(|skipped| skipped.reason == reason).count() as u64
    };
    let mut details = vec![size(coverage.bytes)];
    match skipped(SkipReason::Binary) {
        0 => {}
        number => details.push(format!("{} binary skipped", thousands(number))),
    }
    match skipped(SkipReason::TooLarge) {
        0 => {}
        number => details.push(format!("{} over the size cap", thousands(number))),
    }
    details.push(duration(coverage.elapsed));
    Some(format!("{} ({})", seen.join(", "), details.join(", ")))
}

/// `1 file`, `1,234 files`.
#[must_use]
pub fn count(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// Digits in groups of three.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Bytes in decimal units, as disks and downloads count.
fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut size = bytes as f64 / 1000.0;
    let mut unit = 0;
    while size >= 999.95 && unit + 1 < units.len() {
        size /= 1000.0;
        unit += 1;
    }
    format!("{size:.1} {}", units[unit])
}

fn duration(elapsed: Duration) -> String {
    let millis = elapsed.as_millis();
    if millis < 1000 {
        format!("{millis} ms")
    } else {
        format!("{:.2} s", elapsed.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn said(summary: &Summary) -> String {
        let mut out = Vec::new();
        write_summary(&mut out, summary, Paint::new(false)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn where_nothing_was_counted_nothing_is_said_of_it() {
        let mut summary = Summary::default();
        assert_eq!(said(&summary), "no secrets found in 0 files (0 B, 0 ms)\n");
        summary.reported.add(Severity::High);
        assert_eq!(said(&summary), "1 finding (1 high)\n");
    }

    fn clean() -> Summary {
        Summary {
            coverage: Coverage {
                files: 1234,
                bytes: 5_600_000,
                elapsed: Duration::from_millis(120),
                ..Coverage::default()
            },
            ..Summary::default()
        }
    }

    fn skipped(path: &str, reason: SkipReason) -> Skipped {
        Skipped::named(path.to_owned(), reason)
    }

    #[test]
    fn a_run_is_one_line() {
        assert_snapshot!(said(&clean()), @"no secrets found in 1,234 files (5.6 MB, 120 ms)");
        assert_snapshot!(said(&Summary::default()), @"no secrets found in 0 files (0 B, 0 ms)");
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let mut summary = clean();
        summary.reported.add(Severity::Low);
        summary.reported.add(Severity::Critical);
        summary.reported.add(Severity::Low);
        summary.below_gate = 1000;
        summary.allowed.inline = 1;
        summary.allowed.config = 3;
        summary.allowed.baseline = 200;
        summary.coverage.skipped = vec![
            skipped("a.png", SkipReason::Binary),
            skipped("b.sql", SkipReason::TooLarge),
        ];
        assert_snapshot!(said(&summary), @"3 findings (1 critical, 2 low) in 1,234 files (5.6 MB, 1 binary skipped, 1 over the size cap, 120 ms); 1,000 below the gate, 1 allowed inline, 3 allowed by the configuration, 200 in the baseline");
    }

    #[test]
    fn what_could_not_be_read_is_named_and_escaped() {
        let mut summary = clean();
        let failed = || SkipReason::Failed("permission denied".to_owned());
        summary.coverage.skipped = vec![skipped("a\x1b[2J\nb", failed())];
        assert_snapshot!(said(&summary), @r"
        no secrets found in 1,234 files (5.6 MB, 120 ms)
        incomplete: 1 path could not be read
          a\u{1b}[2J\nb: permission denied
        ");
        summary.coverage.skipped = (0..1012).map(|_| skipped("x", failed())).collect();
        let said = said(&summary);
        assert_eq!(said.lines().count(), 2 + NAMED + 1);
        assert!(said.ends_with("  … and 1,002 more\n"), "{said}");
    }

    #[test]
    fn whatever_was_skipped_can_be_listed() {
        let listed = |coverage: &Coverage| {
            let mut out = Vec::new();
            write_skipped(&mut out, coverage, Paint::new(false)).unwrap();
            String::from_utf8(out).unwrap()
        };
        let mut coverage = clean().coverage;
        assert_eq!(listed(&coverage), "");
        coverage.skipped = vec![
            skipped("a\r.png", SkipReason::Binary),
            skipped("b.sql", SkipReason::TooLarge),
            skipped("c", SkipReason::Failed("permission denied".to_owned())),
        ];
        assert_snapshot!(listed(&coverage), @r"
        skipped: 3 paths
          a\r.png: binary
          b.sql: over the size cap
          c: unreadable: permission denied
        ");
    }

    #[test]
    fn sizes_and_times_have_fitting_units() {
        let sizes = [0, 999, 1000, 999_949, 999_950, 5_778_000_000].map(size);
        assert_eq!(
            sizes,
            ["0 B", "999 B", "1.0 kB", "999.9 kB", "1.0 MB", "5.8 GB"]
        );
        let times = [0, 999, 1000, 61_500].map(|millis| duration(Duration::from_millis(millis)));
        assert_eq!(times, ["0 ms", "999 ms", "1.00 s", "61.50 s"]);
    }
}
