//! Bare formats (32 hex digits, a UUID): secrets only beside their provider's name, and only
//! where a value stands: in an assignment, a call, a header or a URL.

use std::cmp::Reverse;
use std::ops::Range;

use regex_automata::Anchored;

use super::service::{self, Spoken};
use super::{boundary, context, line, sentence, token, word, work};
use crate::rule::{Alphabet, Boundary, CompiledRule, Hit};

/// Bytes looked back over for what introduces a value.
const INTRODUCTION: usize = 24;
/// Bytes looked back over for the beginning of a line.
const LINE: usize = 96;
/// How far from its name the default of a variable of Terraform may stand.
pub(super) const DECLARATION: usize = 160;
/// Commands that set a variable: its name and its value follow, with spaces between.
const SETTERS: [&[u8]; 3] = [b"ENV", b"setenv", b"setx"];
/// Words that introduce a value in a header or on a command line.
const INTRODUCERS: [&[u8]; 8] = [
    b"bearer",
    b"basic",
    b"oauth",
    b"token",
    b"key",
    b"apikey",
    b"secret",
    b"password",
];

/// How long the value may be, what it is made of, and how far from its provider's name it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub(super) shortest: usize,
    pub(super) longest: usize,
    pub(super) alphabet: Alphabet,
    pub(super) within: usize,
}

impl Reach {
    /// Where the first row of bytes begins that a value may be.
    fn run(self, text: &[u8]) -> Option<usize> {
        self.alphabet.run(text, self.shortest)
    }
}

/// Where the name stands that tells what a value is; of two names the greater tells more: one on
/// its line, before it, with less between the two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Nearness {
    on_line: bool,
    before: bool,
    gap: Reverse<usize>,
}

impl Nearness {
    /// Of the name that was seen at `hit`, or that this is a piece of.
    pub(super) fn of(text: &[u8], hit: &Hit, value: &Range<usize>) -> Self {
        let is_name = |byte: &&u8| is_name(**byte) || **byte == b'.';
        let before = hit.end <= value.start;
        let (between, rest) = if before {
            let between = &text[hit.end..value.start];
            (between, between.iter().take_while(is_name).count())
        } else {
            let between = &text[value.end.min(hit.start)..hit.start];
            (between, between.iter().rev().take_while(is_name).count())
        };
        Self {
            on_line: !between.contains(&b'\n'),
            before,
            gap: Reverse(between.len() - rest),
        }
    }
}

/// The values beside the provider's name seen at `hit`: behind it, or before it on its line.
/// Where it names a service that is spoken to, those under plain names stand further from it.
pub(super) fn around(
    text: &[u8],
    hit: &Hit,
    reach: Reach,
    compiled: &CompiledRule,
    mut each: impl FnMut(Range<usize>),
) {
    if !context::is_word(text, &(hit.start..hit.end)) {
        return;
    }
    let far = if is_declaration(text, hit.start) {
        reach.within.max(DECLARATION)
    } else {
        reach.within
    };
    let rule = &compiled.rule;
    // Mostly there is nothing, and that is seen sooner than how the provider is named.
    let furthest = |far: usize| hit.start.saturating_sub(far + reach.longest);
    let widest = text
        .len()
        .min(hit.end + far.max(service::FAR) + reach.longest);
    let is_bare = [
        hit.end..widest,
        furthest(reach.within.max(service::FAR))..hit.start,
    ]
    .into_iter()
    .all(|span| reach.run(&text[span]).is_none());
    if is_bare {
        return;
    }
    let spoken = Spoken::of(text, hit);
    let is_spoken_to = service::is_only_spoken_to(text, hit, rule);
    let wide = if spoken.is_some() { service::FAR } else { 0 };
    let ahead = hit.end..text.len().min(hit.end + far.max(wide) + reach.longest);
    let furthest = furthest(reach.within.max(wide));
    let newline = memchr::memrchr(b'\n', &text[furthest..hit.start]);
    let line = newline.map_or(furthest, |newline| furthest + newline + 1);
    let either = spoken.is_some_and(Spoken::is_on_either_side);
    let behind = if either { furthest } else { line }..hit.start;
    let is_near = |start: usize| {
        let is_beside =
            (line..hit.start).contains(&start) || (hit.end..hit.end + far).contains(&start);
        is_beside && !service::is_left(text, hit, start)
    };
    let stands = |value: &Range<usize>| {
        let start = value.start;
        let is_introduced = || !is_spoken_to && is_introduced(text, start);
        let in_words = !is_spoken_to || text[hit.end..].starts_with(b" ");
        is_near(start) && (is_introduced() || in_words && sentence::gives(text, hit, start))
            || spoken.is_some_and(|how| service::goes_with(text, (hit, how), value, rule))
    };
    for span in [ahead, behind] {
        work::read(span.len());
        values(text, span, &stands, (compiled, reach), &mut |found| {
            if !is_listed_before(text, &found, hit) && !is_in_path(text, &found, hit) {
                each(found);
            }
        });
    }
}

/// Every match in `span` that `stands` where a value does.
fn values(
    text: &[u8],
    span: Range<usize>,
    stands: &impl Fn(&Range<usize>) -> bool,
    (compiled, reach): (&CompiledRule, Reach),
    each: &mut impl FnMut(Range<usize>),
) {
    let mut start = span.start;
    // What is no run of its bytes, as most of the text round a name, holds no match.
    while let Some(run) = reach.run(&text[start..span.end])
        && let Some(found) = token::search(text, start + run..span.end, Anchored::No, compiled)
    {
        if boundary::holds(Boundary::Word, text, &found.whole)
            && is_whole(text, &found.whole)
            && stands(&found.whole)
        {
            each(found.secret);
        }
        start = found.whole.end.max(start + 1);
        while start < span.end && !boundary::left(text, start) {
            start += 1;
        }
    }
}

/// Whether the name at `at` is that of a variable of Terraform, whose default follows on a line of
/// its own: `variable "acme_api_key" {`.
fn is_declaration(text: &[u8], at: usize) -> bool {
    let line = line::before(text, at, LINE).trim_ascii_start();
    line.starts_with(b"variable \"")
}

/// Whether value and name are elements of one list, the name behind: `'VALUE', 'acme_token', 7`.
fn is_listed_before(text: &[u8], value: &Range<usize>, hit: &Hit) -> bool {
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
    let (Some(before), Some(behind)) = (text[..hit.start].last(), text.get(value.end)) else {
        return false;
    };
    let rest = &text[hit.end..text.len().min(hit.end + LINE)];
    let part = rest.iter().position(|byte| !is_name(*byte));
    let next = part.map_or(b"".as_slice(), |part| &rest[part..]);
    value.end < hit.start
        && is_quote(before)
        && is_quote(behind)
        && text.get(value.end + 1) == Some(&b',')
        && matches!(next, [b'"' | b'\'', b',', ..])
}

/// Whether the value is a path's element behind one that is called so: `/acme-token/VALUE`.
fn is_in_path(text: &[u8], value: &Range<usize>, hit: &Hit) -> bool {
    let between = text.get(hit.end..value.start).unwrap_or_default();
    between == b"/" && text[..hit.start].ends_with(b"/")
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Whether a command that sets a variable stands before, and its name: `ENV ACME_KEY `.
fn is_set(before: &[u8]) -> bool {
    let before = before.strip_suffix(b"\"").unwrap_or(before);
    let line = line::last(before).trim_ascii_start();
    let mut words = line.split(|byte| *byte == b' ').filter(|w| !w.is_empty());
    let (Some(command), Some(name), None) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    SETTERS.contains(&command) && line.ends_with(b" ") && name.iter().all(|byte| is_name(*byte))
}

/// Whether the value ends where it seems to: a digest in base64 goes on behind a `/` or `+`, a
/// slug behind a `-`, a file name behind a `.`.
fn is_whole(text: &[u8], value: &Range<usize>) -> bool {
    let [joint, next, ..] = text[value.end..] else {
        return true;
    };
    let in_path = joint == b'/' && value.start > 0 && text[value.start - 1] == b'/';
    !(b"-+/.~".contains(&joint) && next.is_ascii_alphanumeric()) || in_path
}

/// Whether the value at `start` is assigned, passed, or sent: what stands before it, quotes and
/// spaces apart, is `=`, `:`, `(`, `,`, `[`, `>` or a word such as `Bearer`. On a line of its own
/// it must be quoted: what follows `KEY=` and a newline is the next variable's name.
fn is_introduced(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(INTRODUCTION)..start];
    let quoted = before.trim_ascii_end();
    let bare = line::unquoted(quoted);
    let Some(last) = bare.last() else {
        return false;
    };
    let open = bare.len() < quoted.len();
    if !open && before[bare.len()..].contains(&b'\n') {
        return false;
    }
    match last {
        b'=' | b':' | b'>' | b'@' => true,
        b'(' | b',' | b'[' | b'{' => open,
        b'/' | b'?' | b'&' => quoted.len() == before.len(),
        _ => {
            let is_last = |introducer: &&[u8]| word::ends(bare, introducer);
            INTRODUCERS.iter().any(is_last) || is_set(&text[start.saturating_sub(LINE)..start])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::anchored::tests::found;
    use crate::rule::template::{Dice, expand};

    fn introduced(text: &str) -> bool {
        is_introduced(text.as_bytes(), text.find("VALUE").unwrap())
    }

    #[test]
    fn of_two_providers_the_one_on_the_values_line_is_meant_and_rather_the_one_before_it() {
        let value = expand("{hex:32}", &mut Dice::new(1)).unwrap();
        for (text, rule) in [
            ("MAILJET_URL=x\nDD_API_KEY=VALUE\n", "datadog-api-key"),
            ("DATADOG_SITE=x\nMAILJET_SECRET=VALUE\n", "mailjet-keys"),
            ("# twilio_auth_token\nCLARIFAI_PAT=VALUE\n", "clarifai-key"),
            (
                "{\"mailjet\":\"x\",\"datadog\":\"VALUE\"}",
                "datadog-api-key",
            ),
            (
                "{\"datadog\":\"VALUE\",\"mailjet\":\"x\"}",
                "datadog-api-key",
            ),
            ("f(\"VALUE\") # datadog, no mailjet", "datadog-api-key"),
        ] {
            let found = found("a.conf", &text.replace("VALUE", &value));
            let rules: Vec<&str> = found.iter().map(|(rule, _)| rule.as_str()).collect();
            assert_eq!(rules, [rule], "{text}");
        }
    }

    #[test]
    fn sections_calls_and_commands_of_a_service_hold_its_key() {
        let mut dice = Dice::new(5);
        let hex = expand("{hex:40}", &mut dice).unwrap();
        let key = expand("{alnum:32}", &mut dice).unwrap();
        let rules = |text: &str| -> Vec<String> {
            let text = text.replace("HEX", &hex).replace("KEY", &key);
            let found = found("a.conf", &text).into_iter();
            found.map(|(rule, _)| rule).collect()
        };
        for (text, rule) in [
            ("tools:\n  serper: { key: 'HEX', gl: us }", "serper-api-key"),
            ("[serper]\ntimeout = 3\nkey = HEX", "serper-api-key"),
            (
                "c = serper.Config{\n  Url: \"https://a.io/v1\",\n  Key: \"HEX\",",
                "serper-api-key",
            ),
            ("the serper key: HEX", "serper-api-key"),
            (
                "Deepgram.configure do |c|\n  c.project_id = 113743\n  c.timeout = 20\n  c.key = 'HEX'",
                "deepgram-api-key",
            ),
            ("shodan init KEY\n", "shodan-api-key"),
        ] {
            assert_eq!(rules(text), [rule], "{text}");
        }
        for text in [
            "[serper]\ntimeout = 3\n[other]\nkey = HEX",
            "serper.search(q)\nf(key = \"HEX\")",
            "serper: { gl: us }\nother: { key: 'HEX' }",
            "# serper\nkey: HEX",
            "Deepgram.configure do |c|\n  c.a = 1\nend\nf(\n  timeout: 3, ttl: 7,\n  key: 'HEX')",
            "shodan search KEY\n",
        ] {
            let found = rules(text);
            let is_own = |rule: &&String| !rule.starts_with("generic");
            assert_eq!(found.iter().find(is_own), None, "{text}");
        }
    }

    #[test]
    fn a_piece_of_a_longer_value_is_none() {
        let whole = |text: &str| {
            let start = text.find("VALUE").unwrap();
            is_whole(text.as_bytes(), &(start..start + 5))
        };
        for text in [
            "VALUE",
            "x: VALUE.\n",
            "/v3/VALUE/eth",
            "=VALUE&b",
            "\"VALUE\"",
            "VALUE==",
        ] {
            assert!(whole(text), "{text}");
        }
        for text in [
            "sha512-VALUE/x",
            "VALUE+x",
            "/VALUE.png",
            "=VALUE-x",
            "=VALUE/x",
        ] {
            assert!(!whole(text), "{text}");
        }
    }

    #[test]
    fn values_are_assigned_passed_or_sent() {
        for text in [
            "X=VALUE",
            "x: VALUE",
            "\"x\": \"VALUE\"",
            "{\\\"x\\\": \\\"VALUE\\\"}",
            "f('VALUE')",
            "f(a, \"VALUE\")",
            "Authorization: Token VALUE",
            "Bearer VALUE",
            "<key>VALUE</key>",
            "https://x.io/VALUE",
            "?k=VALUE",
            "x => 'VALUE'",
            "x:\n  'VALUE'",
            "ENV ACME_TEST_REPORTER_ID VALUE",
            "FROM a\nENV  ACME_KEY \"VALUE\"",
            "setx ACME_KEY VALUE",
        ] {
            assert!(introduced(text), "{text}");
        }
        for text in [
            "VALUE",
            "commit VALUE",
            "a / VALUE",
            "see VALUE",
            "RUN ACME_ID VALUE",
            "ENV ACME_ID a VALUE",
            "f(VALUE)",
            "EMPTY=\nVALUE=",
            "# the key\nVALUE",
        ] {
            assert!(!introduced(text), "{text}");
        }
    }
}
