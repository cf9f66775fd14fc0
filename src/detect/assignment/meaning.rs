//! What a name means where it stands: beside other words, in a file of one kind or another.

use super::drawn;
use super::name::{self, Kind, Said, Weight};
use crate::detect::ledger::Why;
use crate::detect::{line, word};
use crate::finding::Signal;
use crate::language::Language;
use crate::rule::TellingNames;

/// What keys are called beside that are made to be public.
const PUBLIC: &[u8] = b"public";
const VERIFIES: &[u8] = b"verify_keys";

/// Words beside which `pass` is a password.
pub(super) const ACCOUNTS: &[&str] = &[
    "user", "username", "login", "email", "account", "uid", "usr",
];

/// Why a name says no secret, and by which word if it said one.
pub(super) fn otherwise(names: &TellingNames, name: &[u8], asks: bool) -> Why {
    if !asks {
        return Why::from("name-says-otherwise");
    }
    match name::taken_back_by(names, name) {
        Some(word) => Why {
            signals: vec![Signal(format!("takes-back:{word}").into())],
            ..Why::from("name-says-otherwise")
        },
        None => Why::from("name-says-nothing"),
    }
}

/// Whether a name that speaks of something else in most programs means a secret in a file of this
/// language, where other things are seldom random.
pub(super) fn is_settled(said: Said, language: Language) -> bool {
    let is_list = matches!(language, Language::Json | Language::Xml);
    language == Language::Dotenv
        || said.weight == Weight::Plain && language.is_configuration() && !is_list
}

/// Whether it is a setting of Django for a login at another's: the `KEY` of such is an id, and the
/// `SECRET` its secret.
fn is_social_id(name: &[u8]) -> bool {
    name.starts_with(b"SOCIAL_AUTH_") && name.ends_with(b"_KEY")
}

/// What a name says once it is known what stands before it.
pub(super) fn beside(mut said: Said, name: &[u8], before: &[u8]) -> Result<Said, Why> {
    if is_social_id(name) {
        return Err("public-value".into());
    }
    // `X-Acme-Key`, but not `X-Key` nor `X-Sort-Key-V2`
    if said.weight == Weight::Vague && !said.doubtful && drawn::names_header(name) {
        said.weight = Weight::Plain;
    }
    if said.alone && said.weight == Weight::Vague {
        match said.kind {
            // `pass` beside a user's name is a password, alone it may be anything.
            Kind::Password if word::split(before).any(|word| word::is_any(word, ACCOUNTS)) => {
                said.weight = Weight::Plain;
            }
            // `PublicKey{Key: …}`
            Kind::Key if word::speaks(line::last(before), &[PUBLIC]) => {
                return Err(Why {
                    signals: vec![Signal::fixed("takes-back:public")],
                    ..Why::from("name-says-otherwise")
                });
            }
            // `"verify_keys": {"ed25519:a": {"key": …`
            Kind::Key if memchr::memmem::find(before, VERIFIES).is_some() => {
                return Err("public-value".into());
            }
            _ => {}
        }
    }
    Ok(said)
}

/// Whether a `jwt` is a JSON web token, of which its own rule says more, and not what signs some.
pub(super) fn is_web_token(name: &[u8], value: &[u8]) -> bool {
    let last = word::split(name).last();
    value.starts_with(b"eyJ") && last.is_some_and(|last| word::is_any(last, &["jwt"]))
}
