//! When secrets came, and whether HEAD still has them: columns by month, quarter or year, drawn
//! without a script, and the same as a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::AddAssign;

use super::super::group::Group;
use super::super::summary::{count, thousands};
use super::secret::{first_day, is_present};

/// More columns than this are too thin to see.
const COLUMNS: usize = 36;
const WIDTH: usize = 960;
/// A few columns need no more than this of the width each, and all of them as much as a
/// telephone has.
const COLUMN: usize = 64;
const NARROW: usize = 280;
const HEIGHT: usize = 170;
/// Below the columns, for their names.
const FOOT: usize = 26;
/// Above the columns, for their numbers.
const TOP: usize = 18;

/// Secrets that came in a span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Column {
    present: usize,
    gone: usize,
    /// Whether HEAD has them is not known.
    unknown: usize,
}

impl Column {
    fn total(self) -> usize {
        self.present + self.gone + self.unknown
    }
}

/// Takes in what came in another span.
impl AddAssign for Column {
    fn add_assign(&mut self, other: Self) {
        self.present += other.present;
        self.gone += other.gone;
        self.unknown += other.unknown;
    }
}

/// Spans of time by their number since the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// In months.
    fn months(self) -> usize {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    fn name(self, span: usize) -> String {
        let month = span * self.months();
        let (year, month) = (month / 12, month % 12);
        match self {
            Self::Month => format!("{year:04}-{:02}", month + 1),
            Self::Quarter => format!("{year:04} Q{}", month / 3 + 1),
            Self::Year => format!("{year:04}"),
        }
    }
}

/// Nothing, if no secret has a date.
pub(super) fn write(groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    let Some((unit, first, columns)) = columns(groups) else {
        return Ok(());
    };
    let mut total = Column::default();
    for column in &columns {
        total += *column;
    }
    writeln!(
        out,
        "<section aria-labelledby=\"timeline-title\"><h2 id=\"timeline-title\">When they came</h2>\
         <figure class=\"card\">"
    )?;
    let came = count(total.total(), "secret");
    let mut label = format!("{came} by the date of the first commit that has it");
    let mut keys = String::new();
    for (class, words, number) in [
        ("now", "still in HEAD", total.present),
        ("gone", "gone from HEAD", total.gone),
        ("unknown", "not known whether in HEAD", total.unknown),
    ] {
        if number > 0 || class != "unknown" && total.unknown < total.total() {
            let number = thousands(number as u64);
            let _ = write!(label, ", {number} {words}");
            let key = format!("<span><i class=\"{class}\"></i>{words}: {number}</span>");
            keys.push_str(&key);
        }
    }
    draw(unit, first, &columns, &label, out)?;
    write!(out, "<figcaption class=\"key\">{keys}")?;
    let undated = groups.len() - total.total();
    if undated > 0 {
        write!(
            out,
            "<span>not committed, so without a date: {}</span>",
            thousands(undated as u64)
        )?;
    }
    writeln!(out, "</figcaption>")?;
    writeln!(
        out,
        "<details><summary>As a table</summary><table><thead><tr><th scope=\"col\">Came</th>\
         <th scope=\"col\">Still in HEAD</th><th scope=\"col\">Gone</th>{}</tr></thead><tbody>",
        if total.unknown > 0 {
            "<th scope=\"col\">Not known</th>"
        } else {
            ""
        }
    )?;
    for (index, column) in columns.iter().enumerate() {
        if column.total() > 0 {
            let name = unit.name(first + index);
            let Column {
                present,
                gone,
                unknown,
            } = column;
            write!(out, "<tr><td>{name}</td><td>{present}</td><td>{gone}</td>")?;
            if total.unknown > 0 {
                write!(out, "<td>{unknown}</td>")?;
            }
            writeln!(out, "</tr>")?;
        }
    }
    writeln!(out, "</tbody></table></details></figure></section>")
}

/// The unit, the number of the first span, and a column for each span from there on.
fn columns(groups: &[Group<'_>]) -> Option<(Unit, usize, Vec<Column>)> {
    let mut months: BTreeMap<usize, Column> = BTreeMap::new();
    for group in groups {
        let Some(month) = first_day(group).and_then(month) else {
            continue;
        };
        let column = months.entry(month).or_default();
        match is_present(group) {
            Some(true) => column.present += 1,
            Some(false) => column.gone += 1,
            None => column.unknown += 1,
        }
    }
    let (first, last) = (*months.first_key_value()?.0, *months.last_key_value()?.0);
    let spans = |unit: Unit| last / unit.months() - first / unit.months() + 1;
    let units = [Unit::Month, Unit::Quarter];
    let unit = units.into_iter().find(|unit| spans(*unit) <= COLUMNS);
    let unit = unit.unwrap_or(Unit::Year);
    let start = (first / unit.months()).max((last / unit.months() + 1).saturating_sub(COLUMNS));
    let mut columns = vec![Column::default(); last / unit.months() - start + 1];
    for (month, came) in months {
        // Dates from before the chart are those of clocks that were wrong.
        columns[(month / unit.months()).saturating_sub(start)] += came;
    }
    Some((unit, start, columns))
}

/// Months since the year 0.
fn month(day: &str) -> Option<usize> {
    let year: usize = day.get(..4)?.parse().ok()?;
    let month: usize = day.get(5..7)?.parse().ok()?;
    (1..=12).contains(&month).then(|| 12 * year + month - 1)
}

fn draw(
    unit: Unit,
    first: usize,
    columns: &[Column],
    label: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let most = columns.iter().map(|column| column.total());
    let most = most.max().unwrap_or(0).max(1);
    let room = HEIGHT - FOOT - TOP;
    let wide = (COLUMN * columns.len()).clamp(NARROW, WIDTH);
    let class = if wide == WIDTH { "full" } else { "few" };
    let step = wide / columns.len().max(1);
    let width = (step * 7 / 10).clamp(4, 56);
    let ground = HEIGHT - FOOT;
    writeln!(
        out,
        "<div class=\"scroll\" role=\"group\" aria-label=\"Timeline\" tabindex=\"0\"><svg class=\"{class}\" width=\"{wide}\" viewBox=\"0 0 {wide} {HEIGHT}\" role=\"img\" aria-label=\"{label}\">\
         <line class=\"axis\" x1=\"0\" y1=\"{ground}\" x2=\"{wide}\" y2=\"{ground}\"/>"
    )?;
    // A name takes some 70 units.
    let every = 70usize.div_ceil(step.max(1));
    for (index, column) in columns.iter().enumerate() {
        let x = index * step + (step - width) / 2;
        let tall = |number: usize| (number * room).div_ceil(most);
        let mut top = ground;
        for (class, number) in [
            ("now", column.present),
            ("gone", column.gone),
            ("unknown", column.unknown),
        ] {
            if number > 0 {
                let height = tall(number);
                top = top.saturating_sub(height);
                writeln!(
                    out,
                    "<rect class=\"{class}\" x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>"
                )?;
            }
        }
        let middle = index * step + step / 2;
        let number = column.total();
        if number > 0 {
            let y = top.saturating_sub(5).max(11);
            writeln!(
                out,
                "<text x=\"{middle}\" y=\"{y}\" text-anchor=\"middle\">{number}</text>"
            )?;
        }
        if index % every == 0 {
            let (name, y) = (unit.name(first + index), HEIGHT - 7);
            let middle = middle.clamp(26, wide - 26);
            writeln!(
                out,
                "<text x=\"{middle}\" y=\"{y}\" text-anchor=\"middle\">{name}</text>"
            )?;
        }
    }
    writeln!(out, "</svg></div>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_named() {
        let month = month("2026-11-21").unwrap();
        assert_eq!(Unit::Month.name(month), "2026-11");
        assert_eq!(Unit::Quarter.name(month / 3), "2026 Q4");
        assert_eq!(Unit::Year.name(month / 12), "2026");
        assert_eq!(super::month("2026-13-01"), None);
    }
}
