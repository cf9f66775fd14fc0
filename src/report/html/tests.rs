use std::sync::Arc;

use insta::assert_snapshot;

use super::super::{Format, Options, sample};
use super::*;
use crate::blob::Origin;
use crate::coverage::Summary;
use crate::finding::Finding;

fn report(findings: &[Finding]) -> String {
    sample::report_on(
        Format::Html,
        Options::default(),
        findings,
        &sample::summary(),
    )
}

/// The body, which changes more often than style and script.
fn body(report: &str) -> &str {
    let start = report.find("<body>").unwrap();
    &report[start..report.find("<script>").unwrap()]
}

#[test]
fn a_page_of_secrets() {
    assert_snapshot!(body(&report(&sample::findings())));
}

#[test]
fn every_slot_is_filled() {
    for report in [report(&sample::findings()), report(&[])] {
        assert!(!report.contains("{{"));
        assert!(report.ends_with("</html>\n"));
    }
}

#[test]
fn the_policy_lets_only_its_own_style_and_script_run() {
    let policy = policy();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(!policy.contains("unsafe") && !policy.contains("http"));
    assert_eq!(
        source(""),
        "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    );
    let report = report(&sample::findings());
    assert!(
        !report.contains(" style=\""),
        "a style that the policy forbids"
    );
    let scripts = report.matches("<script").count();
    assert_eq!((scripts, report.matches("<style").count()), (1, 1));
    for forbidden in ["src=", "url(", "@import", "javascript:", " onclick"] {
        assert!(!report.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{style}}";
    let mut findings = sample::findings();
    findings[0].origin = Origin::File {
        path: hostile.to_owned(),
    };
    findings[0].help = Some(hostile.to_owned());
    let plain = report(&sample::findings());
    let report = report(&findings);
    for tag in ["<script", "<img", "<style"] {
        assert_eq!(
            report.matches(tag).count(),
            plain.matches(tag).count(),
            "{tag}"
        );
    }
    assert!(report.contains("&#60;img src=x onerror=alert(1)&#62;"));
}

#[test]
fn a_clean_run_says_so() {
    let report = sample::report_on(Format::Html, Options::default(), &[], &Summary::default());
    assert!(report.contains("<title>No secrets found</title>"));
    assert!(report.contains("nothing was found"));
}

#[test]
fn nothing_is_said_of_head_where_nobody_looked() {
    let mut findings = sample::findings();
    for finding in &mut findings {
        if let Origin::Commit { commit, .. } = &mut finding.origin {
            Arc::make_mut(commit).in_head = None;
        }
    }
    let report = report(&findings);
    let body = body(&report);
    assert!(body.contains("<span class=\"badge unknown\">in a commit</span>"));
    assert!(body.contains("<td class=\"unknown\">not known</td>"));
    assert!(body.contains("not known whether in HEAD: 1"));
    for said in [
        "still in HEAD",
        "gone from HEAD",
        "<span>only in the past</span>",
    ] {
        assert!(!body.contains(said), "{said}");
    }
}
