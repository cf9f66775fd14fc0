//! Why a value is no secret by where it stands, whatever it looks like.

use std::ops::Range;

use super::{Assignment, Form, bound, minified, remark, wording};
use crate::detect::ledger::Why;
use crate::detect::{placeholder, structure};
use crate::language::Language;
use crate::rule::Structure;

/// How armor begins, and the bytes in which it does behind what names it.
const ARMOR: &[u8] = b"-----BEGIN ";
const LONGEST_BREAK: usize = 24;
/// What stands before the name of what a chart's annotation is made from.
const CHECKSUM: &[u8] = b"checksum/";
/// Bytes looked back over for what says that values are encrypted.
const SEALED: usize = 1 << 10;

/// Why a value is no secret, by where it stands: a well-known token, a title, something encrypted.
pub(super) fn excuse(text: &[u8], assignment: &Assignment, language: Language) -> Option<Why> {
    let (name, is_plain) = (&assignment.name, assignment.form == Form::Plain);
    let value = &text[assignment.value.clone()];
    if assignment.form == Form::Inner && wording::is_parameter(value, &text[name.clone()]) {
        return Some("template".into());
    }
    if is_checksum(text, name) {
        return Some("id-or-digest".into());
    }
    let is_code = bound::is_attribute(text, name, language)
        || is_plain && bound::is_in_action(text, name.start, language)
        || wording::is_scoped(value, &text[name.clone()]);
    is_code
        .then(|| "code".into())
        .or_else(|| harmless_token(text, &assignment.value))
        .or_else(|| placeholder::is_cut_off(text, &assignment.value).then(|| "elided".into()))
        .or_else(|| remark::says_public(text, assignment.value.end).then(|| "public-value".into()))
        .or_else(|| minified::is_renamed(text, assignment, language).then(|| "renamed".into()))
        .or_else(|| is_title(text, assignment.value.end).then(|| "names-what-follows".into()))
        .or_else(|| is_sealed(text, assignment.name.start, language).then(|| "encrypted".into()))
}

/// Whether a chart's annotation is named, which changes when what it speaks of does:
/// `checksum/secret`.
fn is_checksum(text: &[u8], name: &Range<usize>) -> bool {
    let whole = &text[name.start.saturating_sub(CHECKSUM.len())..name.end];
    whole.starts_with(CHECKSUM) || text[name.clone()].starts_with(CHECKSUM)
}

/// Why a value is no secret though it is a JSON web token: a well-known one.
fn harmless_token(text: &[u8], value: &Range<usize>) -> Option<Why> {
    let bytes = &text[value.clone()];
    if !bytes.starts_with(b"eyJ") || !bytes.contains(&b'.') {
        return None;
    }
    let token = structure::examine(Structure::Jwt, text, value.clone());
    (token.verdict == structure::Verdict::NotASecret).then(|| Why {
        signals: token.signals,
        ..Why::from("opened-and-harmless")
    })
}

/// Whether armor begins on the line below: the value is what that is called.
fn is_title(text: &[u8], end: usize) -> bool {
    let behind = &text[end..text.len().min(end + LONGEST_BREAK)];
    let below = behind.trim_ascii_start();
    below.starts_with(ARMOR) && behind[..behind.len() - below.len()].contains(&b'\n')
}

/// Whether the name at `at` is in the encrypted part of a Kubernetes `SealedSecret`.
fn is_sealed(text: &[u8], at: usize, language: Language) -> bool {
    let before = &text[at.saturating_sub(SEALED)..at];
    language == Language::Yaml && memchr::memmem::find(before, b"encryptedData:").is_some()
}
