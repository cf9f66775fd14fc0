//! Which part of a project the name of a file or a folder speaks of.

use super::{Place, note};

/// Whether a file of this name lists dependencies and their checksums.
pub(super) fn is_lock(name: &str) -> bool {
    #[rustfmt::skip]
    const LOCKS: &[&str] = &[
        "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "go.sum", "go.work.sum",
        "packages.lock.json", "verification-metadata.xml", ".terraform.lock.hcl", "deno.lock",
        "bun.lock", "package.resolved", "cartfile.resolved",
    ];
    name.rsplit_once('.').is_some_and(|(_, end)| end == "lock") || LOCKS.contains(&name)
}

/// An Android app's texts, and keys of services.
pub(super) const RESOURCES: &str = "strings.xml";

/// Whether a file of this name holds no program.
pub(super) fn is_data(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(
        extension,
        "ini" | "json" | "json5" | "properties" | "toml" | "xml" | "yaml" | "yml"
    )
}

/// Whether a file of this name is written in Perl.
pub(super) fn is_perl(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    matches!(extension, Some("pl" | "pm"))
}

/// The place of a file of this name, in lower case, if that says one.
pub(super) fn by_name(name: &str) -> Option<Place> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let words = || stem.split(['.', '_', '-']);
    if matches!(
        extension,
        "po" | "pot" | "resx" | "arb" | "xlf" | "xliff" | "strings"
    ) || (matches!(extension, "ini" | "json" | "yml" | "yaml" | "properties") && is_locale(stem))
    {
        Some(Place::Translation)
    } else if words().any(|word| {
        matches!(
            word,
            "test"
                | "tests"
                | "spec"
                | "mock"
                | "mocks"
                | "fixture"
                | "fixtures"
                | "testdata"
                | "conftest"
                | "stories"
                | "factories"
        )
    }) || matches!(extension, "test" | "t")
    {
        Some(Place::Test)
    } else if matches!(
        extension,
        "example" | "sample" | "template" | "tmpl" | "dist"
    ) || words()
        .any(|word| matches!(word, "example" | "examples" | "sample" | "samples" | "demo"))
    {
        Some(Place::Example)
    } else if note::is_one(stem) {
        None
    } else if matches!(
        extension,
        "md" | "markdown" | "mdx" | "rst" | "adoc" | "asciidoc" | "ronn" | "pod" | "rdoc"
    ) || stem.starts_with("readme")
        || stem.starts_with("changelog")
        || words().any(|word| word == "howto")
        || extension == "html" && is_manual(stem)
    {
        Some(Place::Document)
    } else {
        None
    }
}

/// Whether this is the name of a page of a manual, by its section: `passwd.5`.
fn is_manual(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(title, section)| {
        let in_title = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-');
        matches!(section.as_bytes(), [b'1'..=b'8']) && title.bytes().all(in_title)
    })
}

/// The place of what is in a folder of this name, in lower case, if that says one; `is_top`: at a
/// project's top.
pub(super) fn by_folder(folder: &str, is_top: bool) -> Option<Place> {
    match folder {
        // What Perl's distributions call them, and others after those.
        "t" if is_top => Some(Place::Test),
        "test" | "tests" | "testing" | "testdata" | "test-data" | "test_data" | "__tests__"
        | "__mocks__" | "spec" | "specs" | "fixtures" | "fixture" | "mocks" | "mock" | "e2e"
        | "integration-tests" | "androidtest" | "unittest" | "unittests" | "testutil"
        | "testutils" | "test-fixtures" | "test_fixtures" | "testfixtures" | "test-resources" | "test_resources"
        | "cassettes" | "__snapshots__" | "cypress" | "stub" | "stubs" | ".snapshots" | "storybook" | ".storybook"
        | "benches" | "benchmark" | "benchmarks"
        // Source sets of Kotlin's build.
        | "jvmtest" | "commontest" | "nativetest" | "jstest" | "iostest" => Some(Place::Test),
        "example" | "examples" | "sample" | "samples" | "demo" | "demos" | "tutorial"
        | "tutorials" | "quickstart" | "cookbook" | "cookbooks" | "playground" | "sandbox" => Some(Place::Example),
        "doc" | "docs" | "documentation" | "website" | "docs_src" | "api-docs" | "apidocs" | "issue_template"
        | "help" | "howto" | "how-to" | "man" | "man1" | "man5" | "man7" | "man8" | "manpages" => Some(Place::Document),
        "locale" | "locales" | "_locales" | "i18n" | "l10n" | "lang" | "langs" | "translations"
        | "translation" => Some(Place::Translation),
        "intl" => Some(Place::Text),
        _ if folder.strip_prefix("values-").is_some_and(begins_with_language) => {
            Some(Place::Translation)
        }
        _ if ["test", "tests"].iter().any(|word| {
            let head = folder.strip_suffix(word);
            head.is_some_and(|head| head.ends_with(['-', '_', '.']))
        }) =>
        {
            Some(Place::Test)
        }
        _ if folder.ends_with("-docs") || folder.ends_with("_docs") => Some(Place::Document),
        _ => None,
    }
}

/// Codes of languages.
#[rustfmt::skip]
const LANGUAGES: &[&str] = &[
    "ar", "az", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo", "es", "et", "fa",
    "fi", "fil", "fr", "ga", "gl", "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "ka", "kk", "km",
    "kn", "ko", "ky", "lt", "lv", "mk", "mn", "ms", "nb", "ne", "nl", "nn", "no", "pl", "pt", "ro",
    "ru", "sk", "sl", "sq", "sr", "sv", "ta", "th", "tr", "uk", "ur", "uz", "vi", "zh", "zu",
];

/// `de`, `pt-rbr`
fn begins_with_language(name: &str) -> bool {
    let language = name.split('-').next();
    language.is_some_and(|language| LANGUAGES.contains(&language))
}

/// `pt-br`, `zh-hans`, `messages_fr`: a file named for a language. Two letters alone may be
/// anything: `id.json`, `no.yml`.
fn is_locale(stem: &str) -> bool {
    let mut parts = stem.split(['.', '_', '-']);
    let (Some(first), Some(second)) = (parts.next(), parts.next()) else {
        return false;
    };
    let is_region = || {
        second.len() == 2 && !matches!(second, "db" | "ci" | "qa" | "v1" | "v2")
            || matches!(second, "hans" | "hant" | "latn" | "cyrl" | "arab")
    };
    let is_title = || {
        matches!(
            first,
            "messages" | "strings" | "translation" | "translations" | "locale"
        )
    };
    LANGUAGES.contains(&first) && is_region() || is_title() && LANGUAGES.contains(&second)
}
