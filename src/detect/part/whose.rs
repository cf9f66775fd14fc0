//! Whose a value is that has a name of its own, beside what one provider's rule found.

use crate::detect::{line, named};
use crate::rule::{Companion, Rule};

/// Bytes before a value in which its name stands.
pub(super) const NAME: usize = 96;

/// Words of names that any provider's credentials have.
const COMMON: &str = "access account admin api app application auth bearer client config consumer \
     credential credentials default dev id key live my oauth pass passphrase passwd password \
     private prod production public secret staging test token user value";

fn common<'w>() -> impl Iterator<Item = &'w str> {
    COMMON.split_ascii_whitespace()
}

/// The name that a value at `start` is assigned to, if one stands right before it.
pub(super) fn name_before(text: &[u8], start: usize) -> &[u8] {
    let before = &text[start.saturating_sub(NAME)..start];
    let joint = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'\n';
    let end = before.len() - line::tail(before, joint).len();
    let is_assigned = before[end..].iter().any(|byte| b":=".contains(byte));
    if !is_assigned || before[end..].contains(&b'(') {
        return b"";
    }
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    line::tail(&before[..end], in_name)
}

/// Whether the name of a value says that it is another's: it says secret where the part is
/// public, or has a word that is none of the provider's.
pub(super) fn is_others(name: &[u8], owner: &Rule, companion: &Companion) -> bool {
    if companion.public && named::says_private(name) {
        return true;
    }
    let name = String::from_utf8_lossy(name).to_lowercase();
    let own = [&owner.provider, &owner.id, &companion.name].map(String::clone);
    let own = own.iter().chain(&owner.context).chain(&owner.env);
    let own: Vec<String> = own.map(|words| words.to_lowercase()).collect();
    let is_known = |word: &str| {
        common().any(|common| common == word)
            || word.len() < 2
            || own.iter().any(|own| own.contains(word))
    };
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    let known = || {
        own.iter()
            .flat_map(|words| words.split(|letter: char| !letter.is_alphanumeric()))
            .chain(common())
    };
    !words.all(|word| is_known(word) || made_of(word, known()))
}

/// Whether a word is some of those that are known, written together: `binanceapikey`.
pub(super) fn made_of<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> bool {
    let mut known: Vec<&str> = known.filter(|known| known.len() > 1).collect();
    known.sort_unstable_by_key(|known| std::cmp::Reverse(known.len()));
    let mut rest = word;
    while let Some(tail) = known.iter().find_map(|known| rest.strip_prefix(known)) {
        rest = tail;
    }
    rest.is_empty()
}
