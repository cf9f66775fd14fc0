//! What the words of a ledger mean, in sentences.

/// What a signal or a reason means; what a signal is about stands behind a colon.
pub(super) fn sentence(word: &str) -> &'static str {
    let kind = word.split_once(':').map_or(word, |(kind, _)| kind);
    find(WORDS, kind).unwrap_or("seen")
}

/// What a feature of the model measures; its own name where that says it.
pub(super) fn feature(name: &'static str) -> &'static str {
    find(FEATURES, name)
        .or_else(|| find(WORDS, name))
        .unwrap_or(name)
}

fn find(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, meaning)| *meaning)
}

#[rustfmt::skip]
const WORDS: &[(&str, &str)] = &[
    // Why something was let be.
    ("address", "an address without a password in it"),
    ("algorithm", "the name of an algorithm"),
    ("code", "code, a selector or a pattern, not a literal"),
    ("constant", "the name of a constant or of a variable"),
    ("digest", "a digest or a password hash"),
    ("elided", "shortened by dots"),
    ("encrypted", "encrypted already"),
    ("flag", "the next option of a command"),
    ("id-or-digest", "called an id, a digest or a version, not a secret"),
    ("in-lock-file", "lock files hold names and checksums"),
    ("literal-elsewhere", "the name says secret, and a literal stands on its line, but not where a value is expected"),
    ("loosely-connected", "too plain a value for so loose a connection to its name"),
    ("low-entropy", "too regular for this format"),
    ("masked", "masked, or one piece over and over"),
    ("name-in-a-list", "one more name in a list of names"),
    ("name-says-nothing", "no whole word of the name says secret"),
    ("name-says-otherwise", "another word of the name takes it back"),
    ("names-what-follows", "the title of the armored text below it"),
    ("no-context", "nothing near says that it belongs to this provider"),
    ("no-literal", "the name says secret, but no literal was recognised beside it"),
    ("number", "a number"),
    ("opened-and-harmless", "decoded, and there is no secret in it"),
    ("other-form", "begins like this format, but what follows has not its form"),
    ("out-of-range", "outside the lines that count"),
    ("path", "a path or a file's name"),
    ("placeholder", "words say that the secret goes here"),
    ("prose", "words of a sentence"),
    ("public-value", "made to be public"),
    ("published-example", "published by its vendor as an example"),
    ("reference", "says where the secret is kept"),
    ("renamed", "a variable that a minifier renamed: two letters of it say nothing"),
    ("sequence", "a sequence anybody types"),
    ("shown", "a password as documentation shows them"),
    ("speaks-of-secrets", "made of the words with which people speak of secrets"),
    ("template", "something is put in its place before use"),
    ("text-in-base64", "plain text in base64"),
    ("too-short", "shorter than such a secret can be"),
    ("type-or-state", "a type or a state"),
    ("unprintable", "holds bytes that no secret holds"),
    ("vague-name", "the name may mean many things, and the value does not say secret by itself"),
    ("words", "reads like words, not like chance"),
    // What was seen.
    ("built-into-pages", "a variable that is built into pages, where everybody may read it"),
    ("called-fake", "its name says that it is made up: one level less sure"),
    ("called-publishable", "the comment above says that everybody may know it"),
    (
        "checksum-doubtful",
        "the format's check fails, as it does in some real ones",
    ),
    ("checksum-fails", "the format's check fails: altered or made up"),
    ("checksum-holds", "the format's check holds"),
    ("cipher-key", "as long as a cipher's key, where a cipher is spoken of"),
    ("configured-password", "a password in a file that configures something"),
    ("debug-key", "the key that Android's tools make for development, with a password that all know"),
    ("drawn-key", "drawn at random, and called a key"),
    ("example-host", "the host is one for examples"),
    ("format", "has the format of this rule"),
    ("hand-made-value", "may be made up by hand"),
    ("in-comment", "stands in a comment"),
    ("in-doc-comment", "stands in a comment that documents code: one level less sure"),
    ("in-docstring", "stands in a docstring: one level less sure"),
    ("in-documentation", "stands in documentation: one level less sure"),
    ("in-example", "stands in an example: one level less sure"),
    ("in-tests", "stands in tests: one level less sure"),
    ("in-translations", "stands in texts for people: one level less sure"),
    ("in-vendored-code", "others wrote and published it: one level less sure"),
    ("key-prefix", "begins like the keys of many providers"),
    ("length-of-digest", "as long as a digest: perhaps a password's hash"),
    ("local-host", "the host is this machine"),
    ("name-says-more", "another word of the name speaks of something else: only what looks like chance counts"),
    ("provider-nearby", "stands beside its provider's name"),
    ("random-value", "looks like chance, not like words"),
    ("secret-manifest", "stands in the manifest of a Kubernetes Secret"),
    ("secret-name", "the name says secret"),
    ("shown-as-example", "stands in what is called an example: one level less sure"),
    ("stand-in", "words beside it say that it stands in for another"),
    ("strong-password", "a password that looks like chance"),
    ("takes-back", "this word of the name makes it that of something else"),
    ("undecodable", "does not decode: cut off, or altered by hand"),
    ("url-password", "the password of an address"),
    ("uuid-token", "a UUID where this server's tokens are such"),
    ("weak-password", "a weak password"),
    ("weighs-for", "what stands round it speaks for a secret"),
    ("well-known-password", "a password that everybody tries first"),
];

#[rustfmt::skip]
const FEATURES: &[(&str, &str)] = &[
    ("again-nearby", "the same value stands nearby again"),
    ("account-nearby", "an account, a host or a user stands nearby"),
    ("always", "how often such a literal is a secret at all"),
    ("by=assign", "assigned with ="),
    ("by=beside", "name and value stand side by side"),
    ("by=call", "the argument of a call"),
    ("by=colon", "follows a colon"),
    ("by=compare", "compared, not assigned"),
    ("by=element", "the content of an element"),
    ("by=fallback", "used when a look-up finds nothing"),
    ("by=pair", "arguments side by side"),
    ("capitals", "share of capital letters"),
    ("check-on-line", "a check stands on the line"),
    ("digest-nearby", "words of digests or public keys stand nearby"),
    ("digest-on-line", "words of digests or public keys stand on the line"),
    ("digits", "share of digits"),
    ("evenness", "how evenly it uses its characters"),
    ("file=code", "in a programming language"),
    ("file=configuration", "in a file that configures something"),
    ("file=json", "in JSON"),
    ("file=prose", "in a text"),
    ("file=shell", "in a shell script or the like"),
    ("file=yaml", "in YAML"),
    ("form=inner", "inside a longer string"),
    ("form=plain", "without quotes"),
    ("has-space", "holds a space"),
    ("joined", "pieces joined by dashes, dots or underscores"),
    ("kind=key", "the name calls it a key or a secret"),
    ("kind=password", "the name calls it a password"),
    ("kind=token", "the name calls it a token"),
    ("kinds>2", "three kinds of character or more"),
    ("length-12-to-40", "length, from 12 to 40"),
    ("length-over-40", "length over 40"),
    ("length-to-12", "length, up to 12"),
    ("line-length", "length of the line"),
    ("lower-case-only", "lower-case letters only"),
    ("mixed", "letters and digits take turns"),
    ("name-alone", "the name says nothing else"),
    ("name-in-capitals", "the name is in capitals"),
    ("name-qualified", "the name is qualified"),
    ("name-vague", "the name may mean many things"),
    ("name-words", "words of the name"),
    ("round-length", "as long as keys often are"),
    ("shape=hex", "hexadecimal digits"),
    ("shape=number", "a number"),
    ("shape=opaque", "no shape known"),
    ("shape=uuid", "a UUID"),
    ("shape=words", "words"),
    ("signs", "share of signs"),
    ("spoken", "made of the words with which people speak of secrets"),
    ("surprise-8-to-24", "looks like chance"),
    ("surprise-a-byte", "how much each character looks like chance"),
    ("surprise-below-0", "reads like words"),
    ("surprise-over-24", "looks very much like chance"),
    ("surprise-to-8", "reads odd"),
    ("test-word-in-name", "the name speaks of tests or examples"),
    ("test-word-in-value", "the value speaks of tests or examples"),
    ("test-word-nearby", "words of tests or examples stand nearby"),
    ("test-word-on-line", "words of tests or examples stand on the line"),
    ("vector-nearby", "words of test vectors stand nearby"),
    ("word-and-number", "a word and a number"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_explained_once() {
        for table in [WORDS, FEATURES] {
            let mut words: Vec<_> = table.iter().map(|(word, _)| *word).collect();
            words.sort_unstable();
            let all = words.len();
            words.dedup();
            assert_eq!(words.len(), all);
        }
        assert_eq!(sentence("in-tests"), "stands in tests: one level less sure");
        let meaning = "this word of the name makes it that of something else";
        assert_eq!(sentence("takes-back:cache"), meaning);
        assert_eq!(feature("evenness"), "how evenly it uses its characters");
    }
}
