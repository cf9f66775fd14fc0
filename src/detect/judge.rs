//! Whether what a pattern matched is a secret, and how sure that is.

use std::ops::Range;

use super::assignment::{self, Assignment, Judged, Kind, Operator, is_uuid};
use super::beside::Nearness;
use super::candidate::{Candidate, Specificity};
use super::excuse::{self, may_be_chosen};
use super::ledger::Why;
use super::part::Part;
use super::password::is_weak;
use super::{
    built_in, encoded, entropy, line, named, placeholder, published, readable, shown, structure,
    word,
};
use crate::checksum::{self, Verdict};
use crate::finding::Signal;
use crate::language::Language;
use crate::level::Confidence;
use crate::path::without_percent;
use crate::place::Place;
use crate::rule::{Checksum, CompiledRule, Matcher, Rule, RuleId, Structure};
use crate::secret::Secret;

/// Bits of [surprise](readable::surprise) of which among the identifiers of a program hardly one
/// has as many.
const VERY_RANDOM: f64 = 14.0;
/// Digits of a name, at most: `injectNpm2FaToken`.
const MOST_DIGITS: usize = 2;
/// A check of fewer bits proves nothing when it holds.
const PROOF: u32 = 16;

/// Bytes before a secret in which its name and what is said of it stand.
const NEAR: usize = 96;

/// What follows `public` in declarations, where no `$` does.
const DECLARED: [&[u8]; 12] = [
    b"String",
    b"abstract",
    b"const",
    b"final",
    b"let",
    b"override",
    b"readonly",
    b"static",
    b"string",
    b"val",
    b"var",
    b"virtual",
];

/// What a matcher saw: the rule, the whole match and the secret in it.
pub(super) struct Seen<'r> {
    pub(super) id: RuleId,
    pub(super) compiled: &'r CompiledRule,
    pub(super) whole: Range<usize>,
    pub(super) secret: Range<usize>,
    /// Where the provider's name stands, if that is all that tells what it is.
    pub(super) nearness: Nearness,
}

/// What decoders say of it: of some of what is seen more than one thing.
pub(super) fn opened(
    text: &[u8],
    seen: &Seen<'_>,
    language: Language,
) -> Vec<Option<structure::Examined>> {
    let whole = seen.whole.clone();
    match seen.compiled.rule.structure {
        None | Some(Structure::Password) => vec![None],
        Some(Structure::Call) => vec![Some(
            assignment::argument(text, &whole, language).map_or_else(
                || structure::Examined::not_a_secret(whole, "no-literal"),
                structure::Examined::genuine,
            ),
        )],
        Some(kind) => {
            let examined = structure::examine_all(kind, text, whole);
            examined.into_iter().map(Some).collect()
        }
    }
}

/// The candidate it makes, `examined` if its rule asks for that, or why its own bytes say that it
/// is no secret.
pub(super) fn pattern(
    text: &[u8],
    seen: &Seen<'_>,
    examined: Option<structure::Examined>,
    file: assignment::File,
) -> Result<Candidate, Why> {
    let place = file.site.place;
    let rule = &seen.compiled.rule;
    if let Some(examined) = &examined
        && examined.verdict == structure::Verdict::NotASecret
    {
        return Err(Why {
            signals: examined.signals.clone(),
            ..Why::from("opened-and-harmless")
        });
    }
    let span = examined
        .as_ref()
        .map_or_else(|| seen.secret.clone(), |examined| examined.secret.clone());
    let secret = &text[span.clone()];
    let public_prefix = public_prefix(seen.compiled, secret);
    let check = check(rule, secret);
    let proven = check == Some(Verdict::Holds) || examined.as_ref().is_some_and(|e| e.proven);
    let is_words = rule.checksum == Some(Checksum::Bip39);
    if published::by(secret).is_some() || is_words && structure::mnemonic::is_known(secret) {
        return Err("published-example".into());
    }
    if entropy::shannon(secret) < rule.entropy {
        return Err("low-entropy".into());
    }
    let is_shown = place == Place::Document && may_be_chosen(rule);
    if is_shown && is_weak(secret) {
        return Err("shown".into());
    }
    if matches!(rule.matcher, Matcher::Beside { .. })
        && !rule.context.iter().any(|word| word.contains("public"))
        && is_called_public(text, span.start)
    {
        return Err("public-value".into());
    }
    if matches!(rule.matcher, Matcher::Beside { .. })
        && named::is_no_secret(text, &span, &rule.context, &rule.env)
        || may_be_chosen(rule) && is_second_id(text, seen, &span)
    {
        return Err("id-or-digest".into());
    }
    if !proven {
        if may_be_chosen(rule) && placeholder::is_cut_off(text, &span) {
            return Err("elided".into());
        }
        if is_host(text, &span) {
            return Err("address".into());
        }
        let harmless = place != Place::Product || is_at_nobodys_host(examined.as_ref());
        if let Some(why) = excuse::of(rule, secret, public_prefix, harmless) {
            return Err(why.into());
        }
        if may_be_chosen(rule) {
            assignment::is_hard(secret, Kind::Password, file.language)?;
        }
    }
    let mut candidate = Candidate {
        rule: seen.id,
        specificity: Specificity::of(rule).named(seen.nearness),
        public_prefix,
        assigned_to: None,
        severity: rule.severity,
        confidence: rule.confidence,
        signals: vec![Signal::fixed(match rule.matcher {
            Matcher::Beside { .. } => "provider-nearby",
            _ => "format",
        })],
        secret: span,
        joined: None,
        parts: Vec::new(),
        decoded: Vec::new(),
    };
    if let Some(examined) = examined {
        candidate.severity = examined.severity.unwrap_or(candidate.severity);
        candidate.confidence = examined.confidence.unwrap_or(candidate.confidence);
        candidate.signals.extend(examined.signals);
        candidate.parts = examined.parts.into_iter().map(Part::from).collect();
    }
    tell(&mut candidate, rule, text);
    if is_weak_password(rule, secret) {
        candidate.confidence = Confidence::Low;
        candidate.signals.push(Signal::fixed("weak-password"));
    }
    if let Some(why) = doubt(rule, text, &candidate.secret) {
        candidate.confidence = Confidence::Low;
        candidate.signals.push(Signal::fixed(why));
    }
    let start = candidate.secret.start;
    let by_path = file
        .site
        .words()
        .filter(|_| place != Place::Translation || may_be_text(rule));
    for why in by_path.chain(shown::signal(text, start, file.language)) {
        candidate.confidence = candidate.confidence.lowered();
        candidate.signals.push(Signal::fixed(why));
    }
    if let Some(verdict) = check {
        weigh(&mut candidate, verdict);
    }
    candidate.confidence = candidate.confidence.min(rule.ceiling);
    Ok(candidate)
}

/// Whether it is a UUID behind another, in what one match holds: a tenant's id and a client's.
fn is_second_id(text: &[u8], seen: &Seen<'_>, secret: &Range<usize>) -> bool {
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
    let before = &text[seen.whole.start.min(secret.start)..secret.start];
    is_uuid(&text[secret.clone()]) && before.split(is_quote).any(is_uuid)
}

/// What the rule's check says of the secret.
fn check(rule: &Rule, secret: &[u8]) -> Option<Verdict> {
    let kind = rule.checksum?;
    Some(match checksum::verify(kind, secret) {
        // A weak check, or a form that decodes, says little more than the pattern did.
        Verdict::Holds if checksum::strength(kind) < PROOF => Verdict::Unknown,
        verdict => verdict,
    })
}

/// Says what makes it no more and no less sure: that the checksum of a seed phrase holds, weak as
/// it is, and that pages hold what has a format, too.
fn tell(candidate: &mut Candidate, rule: &Rule, text: &[u8]) {
    let secret = &text[candidate.secret.clone()];
    let holds = Signal::fixed("words-checksum-holds");
    if rule.checksum == Some(Checksum::Bip39)
        && checksum::verify(Checksum::Bip39, secret) == Verdict::Holds
        && !candidate.signals.contains(&holds)
    {
        candidate.signals.push(holds);
    }
    let is_token = matches!(rule.matcher, Matcher::Token { .. });
    if is_token && built_in::is_variable(text, candidate.secret.start) {
        candidate.signals.push(Signal::fixed("built-into-pages"));
    }
}

/// Whether a text for people may look like what the rule finds: a format does not.
fn may_be_text(rule: &Rule) -> bool {
    matches!(
        rule.structure,
        Some(Structure::Password | Structure::SeedPhrase)
    )
}

/// Bytes before a hash in which a comment says that it stands in for another.
const SAID: usize = 320;

/// Why what was found may be no secret after all. A format that is there at its full length was
/// not cut off, whatever stands behind.
fn doubt(rule: &Rule, text: &[u8], secret: &Range<usize>) -> Option<&'static str> {
    let is_bare = matches!(rule.matcher, Matcher::Beside { .. });
    if is_bare && built_in::is_public(text, secret.start) {
        Some("built-into-pages")
    } else if (is_bare || rule.category == "generic") && placeholder::is_cut_off(text, secret) {
        Some("elided")
    } else {
        hash_of_nothing(rule, text, secret.start)
    }
}

/// Why a hash guards nothing: one in a comment shows what hashes look like, and a dummy is there so
/// that a login takes as long without a user.
fn hash_of_nothing(rule: &Rule, text: &[u8], start: usize) -> Option<&'static str> {
    let before = &text[start.saturating_sub(SAID)..start];
    if rule.structure != Some(Structure::PasswordHash) {
        None
    } else if assignment::is_comment(text, start) {
        Some("in-comment")
    } else if word::split(before).any(|word| word::is_any(word, &["dummy", "fake", "timing"])) {
        Some("stand-in")
    } else {
        None
    }
}

/// Whether the line says `public` shortly before: `publicResourceKey: …`. A variable whose name
/// begins as those that a page is built with is no more public than others.
fn is_called_public(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(NEAR / 2)..start];
    let line = built_in::rest(text, start).unwrap_or_else(|| undeclared(line::last(before)));
    word::speaks(line, &[b"public"])
}

/// What follows the word by which a declaration says who may see what it names.
fn undeclared(line: &[u8]) -> &[u8] {
    let rest = line.trim_ascii_start().strip_prefix(b"public ");
    let declares = |rest: &&[u8]| {
        let word = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
        word.starts_with(b"$") || DECLARED.contains(&word)
    };
    rest.filter(declares).unwrap_or(line)
}

/// Whether it is the first label of an address's host: `https://VALUE.acme.net/`.
fn is_host(text: &[u8], span: &Range<usize>) -> bool {
    let is_label = matches!(text[span.end..], [b'.', next, ..] if next.is_ascii_alphabetic());
    is_label && text[..span.start].ends_with(b"//")
}

/// Whether it is a password that people choose, as it stands or in an encoding.
fn is_weak_password(rule: &Rule, secret: &[u8]) -> bool {
    match rule.structure {
        Some(Structure::Url) => is_weak(&without_percent(secret)),
        // `S0meVeryHardPassword`
        Some(Structure::Password | Structure::Call) => {
            is_weak(secret) || secret.to_ascii_lowercase().ends_with(b"password")
        }
        Some(Structure::Netrc | Structure::Pgpass | Structure::Connection) => is_weak(secret),
        None if rule.category == "generic" => {
            encoded::text(secret).is_some_and(|text| encoded::is_weak(&text))
        }
        _ => false,
    }
}

/// Whether a login is for a host of examples, or for this machine.
fn is_at_nobodys_host(examined: Option<&structure::Examined>) -> bool {
    let hosts = [Signal::fixed("example-host"), Signal::fixed("local-host")];
    examined.is_some_and(|examined| examined.signals.iter().any(|seen| hosts.contains(seen)))
}

/// A check that holds makes sure; one that must hold and does not means a made-up token.
fn weigh(candidate: &mut Candidate, verdict: Verdict) {
    let (confidence, word) = match verdict {
        Verdict::Holds => (Confidence::High, "checksum-holds"),
        Verdict::Fails => (Confidence::Low, "checksum-fails"),
        Verdict::Doubtful => (candidate.confidence.lowered(), "checksum-doubtful"),
        Verdict::Unknown => return,
    };
    if verdict == Verdict::Holds {
        candidate.specificity = candidate.specificity.proven();
    }
    candidate.confidence = confidence;
    candidate.signals.push(Signal::fixed(word));
}

/// Whether a string that follows a name in a list is one more name: `"api_key", "access_token"`.
pub(super) fn is_listed_name(text: &[u8], found: &Assignment) -> bool {
    let value = &text[found.value.clone()];
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_few = digits <= MOST_DIGITS;
    found.operator == Operator::Pair
        // `"mot_de_passe", "mật_khẩu"`
        && value.iter().all(|byte| in_name(byte) || !byte.is_ascii())
        && (is_few && (!value.is_ascii() || word::speaks(value, &LISTED))
            || (is_few || readable::surprise(value) < VERY_RANDOM)
                && assignment::is_in_names(text, found.value.start))
}

/// What the names of secrets hold.
const LISTED: [&[u8]; 7] = [
    b"key", b"token", b"secret", b"passw", b"auth", b"cred", b"api",
];

/// The candidate that an assigned literal makes, which was judged already; `joined` is what its
/// pieces say.
pub(super) fn assigned(
    id: RuleId,
    compiled: &CompiledRule,
    found: Assignment,
    joined: Option<Secret>,
    judged: Judged,
) -> Candidate {
    let rule = &compiled.rule;
    Candidate {
        rule: id,
        specificity: Specificity::of(rule),
        secret: found.value,
        joined,
        public_prefix: 0,
        assigned_to: Some(found.name),
        severity: rule.severity,
        confidence: judged.confidence.min(rule.confidence),
        signals: judged.signals,
        parts: Vec::new(),
        decoded: Vec::new(),
    }
}

/// How many of the secret's first bytes every secret of its kind has.
fn public_prefix(compiled: &CompiledRule, secret: &[u8]) -> usize {
    let begins = |anchor: &&String| secret.starts_with(anchor.as_bytes());
    compiled
        .rule
        .anchors
        .iter()
        .filter(begins)
        .map(String::len)
        .max()
        .unwrap_or(0)
}
