//! The armour that PEM, OpenPGP and ssh.com's SSH share: a `BEGIN` line, perhaps headers, base64, an
//! `END` line; and all that people put round each of those lines when they paste it somewhere.

use std::ops::Range;

use memchr::memmem;

use crate::blob::REACH_AHEAD;
use crate::checksum::radix;

/// How an armour's first and last line are written.
struct Style {
    begin: &'static [u8],
    end: &'static [u8],
    /// What ends both lines, and stands nowhere inside.
    dashes: &'static [u8],
}

const STYLES: [Style; 2] = [
    Style {
        begin: b"-----BEGIN ",
        end: b"-----END ",
        dashes: b"-----",
    },
    // RFC 4716.
    Style {
        begin: b"---- BEGIN ",
        end: b"---- END ",
        dashes: b"----",
    },
];
/// No label is longer than this.
const LONGEST_LABEL: usize = 64;
/// What stands before `BEGIN` on its line is looked at this far.
const LONGEST_LEAD: usize = 64;

/// An armoured text.
pub(super) struct Armor<'t> {
    /// What stands between `BEGIN` and the dashes: `RSA PRIVATE KEY`.
    pub(super) label: &'t [u8],
    /// From `BEGIN`'s first dash to the last of `END`, or as far as it may reach.
    pub(super) whole: Range<usize>,
    /// Whether there is an `END` line.
    pub(super) ended: bool,
    text: &'t [u8],
    inside: Range<usize>,
    /// What stands before `BEGIN` on its line, without space round it.
    lead: &'t [u8],
}

/// What stands inside.
#[derive(Default)]
pub(super) struct Body {
    /// `Name: value` lines.
    pub(super) headers: Vec<Vec<u8>>,
    /// All the base64 there is, without what stood round it.
    pub(super) base64: Vec<u8>,
    /// OpenPGP's `=` and four characters behind the base64.
    pub(super) check: Option<Vec<u8>>,
    /// Whether something stands in for the rest: dots, a placeholder, nothing at all.
    pub(super) elided: bool,
    /// The text's offset behind the last character of base64.
    pub(super) end: usize,
}

impl<'t> Armor<'t> {
    /// The armour that begins in `found`. The body holds no such dashes, so however many `BEGIN`
    /// lines a text has, none is looked through twice.
    pub(super) fn open(text: &'t [u8], found: &Range<usize>) -> Option<Self> {
        let within = text.get(found.clone())?;
        let (start, style) = STYLES
            .iter()
            .find_map(|style| Some((found.start + memmem::find(within, style.begin)?, style)))?;
        let &Style { begin, end, dashes } = style;
        let limit = text.len().min(start + REACH_AHEAD);
        let label_start = start + begin.len();
        let label_limit = limit.min(label_start + LONGEST_LABEL + dashes.len());
        let label_end = label_start + memmem::find(&text[label_start..label_limit], dashes)?;
        let inside = label_end + dashes.len();
        let stop = memmem::find(&text[inside..limit], dashes).map_or(limit, |at| inside + at);
        let ended = text[stop..limit].starts_with(end);
        let end = if ended {
            let label = stop + end.len();
            let label_limit = limit.min(label + LONGEST_LABEL + dashes.len());
            memmem::find(&text[label..label_limit], dashes)
                .map_or(stop, |at| label + at + dashes.len())
        } else {
            stop
        };
        let near = &text[start.saturating_sub(LONGEST_LEAD)..start];
        let line = near
            .iter()
            .rposition(|c| *c == b'\n')
            .map_or(near, |at| &near[at + 1..]);
        Some(Self {
            label: text[label_start..label_end].trim_ascii_end(),
            whole: start..end,
            ended,
            text,
            inside: inside..stop,
            lead: line.trim_ascii(),
        })
    }

    /// Reads what stands inside. Without an `END` line, up to the first line that is neither
    /// header nor base64.
    pub(super) fn body(&self) -> Body {
        let mut body = Body {
            end: self.inside.start,
            ..Body::default()
        };
        let is_ssh2 = self.label.starts_with(b"SSH2 ");
        let mut goes_on = false;
        for range in lines(self.text, self.inside.clone()) {
            let written = &self.text[range.clone()];
            let line = self.strip(written);
            if line.is_empty() {
                continue;
            }
            if body.base64.is_empty() && (goes_on || is_header(line)) {
                // There a header's line may end in a backslash and go on in the next.
                goes_on = is_ssh2 && written.trim_ascii_end().ends_with(b"\\");
                body.headers.push(line.to_vec());
                continue;
            }
            if let [b'=', check @ ..] = line
                && check.len() == 4
                && !body.base64.is_empty()
            {
                body.check = Some(check.to_vec());
                continue;
            }
            let before = body.base64.len();
            if !push_base64(&mut body.base64, line) {
                body.base64.truncate(before);
                body.elided = self.ended || is_elision(line);
                break;
            }
            body.end = range.end;
        }
        body.elided |= body.base64.is_empty();
        body
    }

    /// A line without what stands round it: indentation, comment signs, a diff's `+`, quotes, and
    /// what joins one literal to the next.
    fn strip<'l>(&self, line: &'l [u8]) -> &'l [u8] {
        let mut line = line.trim_ascii();
        if !self.lead.is_empty()
            && let Some(rest) = line.strip_prefix(self.lead)
        {
            line = rest;
        } else if self.lead.starts_with(b"+")
            && let Some(rest) = line.strip_prefix(b"+")
        {
            line = rest;
        }
        while let Some(quote) = line.iter().rposition(|c| is_quote(*c))
            && line[quote + 1..].iter().all(|c| is_joint(*c))
        {
            line = &line[..quote];
        }
        while let Some(quote) = line.iter().position(|c| is_quote(*c))
            && line[..quote].iter().all(|c| is_joint(*c))
        {
            line = &line[quote + 1..];
        }
        if line.iter().all(|c| is_joint(*c)) && !is_elision(line) {
            return &[];
        }
        bare(line)
    }
}

impl Body {
    /// Whether a header says that the bytes are encrypted (RFC 1421: `Proc-Type: 4,ENCRYPTED`).
    pub(super) fn says_encrypted(&self) -> bool {
        self.headers
            .iter()
            .any(|header| memmem::find(header, b"ENCRYPTED").is_some())
    }
}

/// The bytes of a body; padding as base64 wants it.
pub(super) fn decode(base64: &[u8]) -> Option<Vec<u8>> {
    base64
        .len()
        .is_multiple_of(4)
        .then(|| radix::base64(base64))?
}

/// A line without space, comment signs, backslashes and commas round it.
pub(super) fn bare(line: &[u8]) -> &[u8] {
    let is_edge = |c: &u8| {
        c.is_ascii_whitespace() || matches!(c, b'#' | b'*' | b'>' | b'|' | b'\\' | b',' | b';')
    };
    let start = line.iter().position(|c| !is_edge(c)).unwrap_or(line.len());
    let end = line
        .iter()
        .rposition(|c| !is_edge(c))
        .map_or(start, |at| at + 1);
    &line[start..end]
}

/// Lines as the armour means them: parted by line ends, real or written as escapes.
pub(super) fn lines(text: &[u8], range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = Some(range.start);
    std::iter::from_fn(move || {
        let from = start?;
        let inside = &text[..range.end];
        let mut at = from;
        while let Some(stop) = memchr::memchr3(b'\n', b'\r', b'\\', &inside[at..]) {
            at += stop;
            let end = at;
            at += inside[at..].iter().take_while(|c| **c == b'\\').count();
            let escapes = at > end;
            if !escapes || matches!(inside.get(at), Some(b'n' | b'r' | b't')) {
                start = Some(at + 1);
                return Some(from..end);
            }
        }
        start = None;
        Some(from..range.end)
    })
}

fn is_header(line: &[u8]) -> bool {
    let name = line.iter().position(|c| *c == b':').unwrap_or(0);
    name > 0
        && line[..name]
            .iter()
            .all(|c| c.is_ascii_alphanumeric() || *c == b'-')
}

/// Adds a line's base64; `false` when something else is in it. Space in it counts for nothing, and
/// some writers of JSON put a backslash before each `/`.
fn push_base64(base64: &mut Vec<u8>, line: &[u8]) -> bool {
    for (at, c) in line.iter().enumerate() {
        match c {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => base64.push(*c),
            b' ' | b'\t' => {}
            b'\\'
                if line[at + 1..]
                    .trim_ascii_start()
                    .first()
                    .is_some_and(|next| matches!(next, b'/' | b'\\')) => {}
            _ => return false,
        }
    }
    true
}

fn is_elision(line: &[u8]) -> bool {
    memmem::find(line, b"..").is_some() || memmem::find(line, "…".as_bytes()).is_some()
}

fn is_quote(c: u8) -> bool {
    matches!(c, b'"' | b'\'' | b'`')
}

/// What may stand between one literal's end and the next one's start, or its end.
fn is_joint(c: u8) -> bool {
    c.is_ascii_whitespace()
        || matches!(
            c,
            b'+' | b'.' | b',' | b';' | b'&' | b'\\' | b'(' | b')' | b'[' | b']' | b'}'
        )
}
