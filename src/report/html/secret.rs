//! One secret on the page: what it is, where it stands, what to do.

use std::fmt::{Result, Write as _};

use super::super::group::Group;
use super::super::summary::count;
use super::super::{Options, advice, words, xml};
use super::rank;
use crate::blob::Origin;
use crate::commit::Commit;
use crate::excerpt::Piece;
use crate::finding::Finding;

/// Places that are shown at once; the rest can be unfolded.
const SHOWN: usize = 8;

/// Whether it is still in the files, the index or HEAD; `None`: that is not known.
pub(super) fn is_present(group: &Group<'_>) -> Option<bool> {
    let findings = group.findings.iter();
    let mut present = Some(false);
    for finding in findings {
        match finding.origin.commit().map(|commit| commit.in_head) {
            None | Some(Some(true)) => return Some(true),
            Some(None) => present = None,
            Some(Some(false)) => {}
        }
    }
    present
}

/// The day on which it first came, as far as that is known.
pub(super) fn first_day<'f>(group: &Group<'f>) -> Option<&'f str> {
    let findings = group.findings.iter();
    let days = findings.filter_map(|finding| finding.origin.commit().map(Commit::day));
    days.filter(|day| is_day(day)).min()
}

/// `2026-01-02`.
fn is_day(day: &str) -> bool {
    day.len() == 10
        && day.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

pub(super) fn write(
    group: &Group<'_>,
    number: usize,
    options: &Options,
    out: &mut String,
) -> Result {
    let lead = group.lead();
    let path = options.root.path(&lead.origin);
    let present = is_present(group);
    writeln!(
        out,
        "<article class=\"secret s{level}\" aria-labelledby=\"secret-{number}\" \
         data-severity=\"{level}\" data-rule=\"{}\" data-path=\"{}\" data-date=\"{}\" \
         data-where=\"{}\">",
        xml::text(&lead.rule.id),
        xml::text(&path),
        first_day(group).unwrap_or_default(),
        match present {
            Some(true) => "now",
            Some(false) => "past",
            None => "",
        },
        level = rank(lead.severity),
    )?;
    head(group, number, present, out)?;
    if let Some(line) = source(lead) {
        writeln!(out, "<pre><code>{line}</code></pre>")?;
    }
    places(group, options, out)?;
    steps(lead, out)?;
    writeln!(out, "</article>")
}

fn head(group: &Group<'_>, number: usize, present: Option<bool>, out: &mut String) -> Result {
    let lead = group.lead();
    let (severity, name) = (lead.severity.as_str(), xml::text(&lead.rule.name));
    writeln!(
        out,
        "<div class=\"head\"><span class=\"badge sev\">{severity}</span>\
         <h3 id=\"secret-{number}\">{name}</h3>"
    )?;
    let (class, place) = match (&lead.origin, present) {
        (_, Some(false)) => ("past", "only in the past"),
        (_, None) => ("unknown", "in a commit"),
        (Origin::Commit { .. }, Some(true)) => ("now", "still in HEAD"),
        (Origin::Staged { .. }, Some(true)) => ("now", "staged"),
        (Origin::Stdin { .. }, Some(true)) => ("now", "standard input"),
        (Origin::File { .. }, Some(true)) => ("now", "in a file"),
    };
    writeln!(out, "<span class=\"badge {class}\">{place}</span></div>")?;
    let secret = lead.secret.redacted();
    out.push_str("<p class=\"facts\">");
    if !secret.is_empty() {
        write!(out, "<code>{}</code> · ", xml::text(&secret))?;
    }
    for part in words::parts(lead) {
        write!(out, "with {} · ", xml::text(&part))?;
    }
    let provider = xml::text(&lead.rule.provider);
    write!(out, "rule <code>{}</code>", xml::text(&lead.rule.id))?;
    if !provider.is_empty() {
        write!(out, " · {provider}")?;
    }
    write!(out, " · {} confidence", lead.confidence.as_str())?;
    if !lead.decoded.is_empty() {
        let layers = lead.decoded.join(", then ");
        write!(out, " · decoded from {}", xml::text(&layers))?;
    }
    writeln!(
        out,
        " · fingerprint <code>{}</code></p>",
        xml::text(&lead.fingerprint)
    )
}

/// The line with its secrets marked.
fn source(finding: &Finding) -> Option<String> {
    let excerpt = &finding.excerpt;
    if excerpt.pieces.is_empty() {
        return None;
    }
    let mut line = String::from(if excerpt.cut_before { "…" } else { "" });
    for piece in &excerpt.pieces {
        match piece {
            Piece::Text(text) => line.push_str(&xml::text(&text.replace('\t', "    "))),
            Piece::Secret { secret, .. } => {
                line.push_str("<mark>");
                line.push_str(&xml::text(&secret.redacted()));
                line.push_str("</mark>");
            }
        }
    }
    line.push_str(if excerpt.cut_after { "…" } else { "" });
    Some(line)
}

fn places(group: &Group<'_>, options: &Options, out: &mut String) -> Result {
    let number = group.findings.len();
    writeln!(out, "<h4>{}</h4>", count(number, "place"))?;
    let shown = number.min(SHOWN);
    table(&group.findings[..shown], options, out)?;
    if number > shown {
        let more = count(number - shown, "more place");
        writeln!(out, "<details><summary>{more}</summary>")?;
        table(&group.findings[shown..], options, out)?;
        writeln!(out, "</details>")?;
    }
    Ok(())
}

fn table(findings: &[&Finding], options: &Options, out: &mut String) -> Result {
    let mut all = findings.iter();
    if all.all(|finding| finding.origin.commit().is_none()) {
        return list(findings, options, out);
    }
    out.push_str(
        "<table class=\"places\"><thead><tr><th scope=\"col\">Path</th>\
         <th scope=\"col\">Commit</th><th scope=\"col\">Author</th>\
         <th scope=\"col\">Date</th><th scope=\"col\">HEAD</th></tr></thead><tbody>\n",
    );
    for finding in findings {
        let place = place(finding, options);
        write!(out, "<tr><td class=\"path\">{place}</td>")?;
        match finding.origin.commit() {
            None => {
                out.push_str("<td class=\"gone\" colspan=\"4\">in a file, not in a commit</td>");
            }
            Some(commit) => {
                let author = xml::text(&commit.author);
                let (class, mut head) = match commit.in_head {
                    Some(true) => ("now", "still there".to_owned()),
                    Some(false) => ("gone", "gone".to_owned()),
                    None => ("unknown", "not known".to_owned()),
                };
                if let Some(path) = &commit.head_path {
                    head = format!("{head}, as {}", xml::text(path));
                }
                let id = match commit.short_id() {
                    "" => "none".to_owned(),
                    id => format!("<code>{}</code>", xml::text(id)),
                };
                write!(
                    out,
                    "<td class=\"commit\">{id} {}</td><td data-author=\"{author}\">{author}</td>\
                     <td class=\"date\">{}</td><td class=\"{class}\">{head}</td>",
                    xml::text(&commit.summary),
                    xml::text(commit.day()),
                )?;
            }
        }
        out.push_str("</tr>\n");
    }
    writeln!(out, "</tbody></table>")
}

/// Places of which no more is known than the path.
fn list(findings: &[&Finding], options: &Options, out: &mut String) -> Result {
    out.push_str("<ul class=\"places\">\n");
    for finding in findings {
        writeln!(out, "<li class=\"path\">{}</li>", place(finding, options))?;
    }
    writeln!(out, "</ul>")
}

/// The path, with line and column where there are any.
fn place(finding: &Finding, options: &Options) -> String {
    let path = options.root.path(&finding.origin);
    // A long path breaks where its folders do.
    let mut place = xml::text(&path).replace('/', "/<wbr>");
    if !finding.secret.reveal().is_empty() {
        let _ = write!(place, ":{}:{}", finding.start.line, finding.start.column);
    }
    place
}

fn steps(finding: &Finding, out: &mut String) -> Result {
    writeln!(out, "<h4>What to do</h4>\n<ol>")?;
    if let Some(help) = &finding.help {
        writeln!(out, "<li>{}</li>", sentence(help))?;
        if let Some(why) = advice::why(finding) {
            writeln!(out, "<li>Why: {}.</li>", sentence(&why))?;
        }
    }
    for step in words::steps(&finding.rule, finding.variable().as_deref()) {
        writeln!(out, "<li>{}</li>", sentence(&step))?;
    }
    let rule = &finding.rule;
    if let Some(address) = words::address(rule).filter(|address| **address == *rule.docs) {
        let address = xml::text(address);
        writeln!(out, "<li>Read more at {}</li>", link(&address))?;
    }
    writeln!(out, "</ol>")
}

/// A sentence of ours: what stands in backticks is code, an address is a link.
fn sentence(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 32);
    for (index, part) in text.split('`').enumerate() {
        if index % 2 == 1 {
            html.push_str("<code>");
            html.push_str(&xml::text(part));
            html.push_str("</code>");
            continue;
        }
        for (index, word) in part.split(' ').enumerate() {
            html.push_str(if index == 0 { "" } else { " " });
            let word = xml::text(word);
            if word.starts_with("https://") {
                html.push_str(&link(&word));
            } else {
                html.push_str(&word);
            }
        }
    }
    html
}

/// `address` is escaped already.
fn link(address: &str) -> String {
    let address = address.trim_end_matches(['.', ',']);
    format!("<a href=\"{address}\" rel=\"noopener noreferrer\">{address}</a>")
}
