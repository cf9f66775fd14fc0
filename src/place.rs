//! What part of a project a path stands in: its own code, its tests, its examples, its
//! documentation, its translations, or a list of checksums.

use std::borrow::Cow;

/// A part of a project. Everything but [`Place::Product`] makes a found value less alarming.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Place {
    /// What is built, run or deployed.
    #[default]
    Product,
    /// Tests, their fixtures and mocks.
    Test,
    /// Examples, samples, templates and demonstrations.
    Example,
    /// Documentation.
    Document,
    /// Texts for people, in their languages.
    Translation,
    /// A lock file: names and checksums of dependencies.
    Lock,
    /// Texts for people and settings together, in the language of the project: the default
    /// resources of an Android app.
    Text,
}

impl Place {
    /// Tells by the path; the separator is `/`.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        folders
            .split('/')
            .fold(Folder::default(), Folder::inside)
            .file(name)
    }

    /// All places.
    pub const ALL: [Self; 7] = [
        Self::Product,
        Self::Test,
        Self::Example,
        Self::Document,
        Self::Translation,
        Self::Lock,
        Self::Text,
    ];

    /// The word that reports use, for the places that say something.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Product | Self::Text => None,
            Self::Test => Some("in-tests"),
            Self::Example => Some("in-example"),
            Self::Document => Some("in-documentation"),
            Self::Translation => Some("in-translations"),
            Self::Lock => Some("in-lock-file"),
        }
    }
}

/// What the folders of a path say of the files in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Folder {
    place: Place,
    /// Whether no name of a file says otherwise: a source set of tests.
    is_fixed: bool,
}

impl Folder {
    /// How many kinds of folders there are.
    pub const KINDS: usize = Place::ALL.len() + 1;

    /// A folder of this name in this one.
    #[must_use]
    pub fn inside(self, name: &str) -> Self {
        // Gradle's source sets: `src/dockerTest/`, `src/integrationTest/`.
        let is_source_set = name.ends_with("Test") || name.ends_with("Tests");
        if self.is_fixed || is_source_set || is_camel(name) {
            return Self {
                place: Place::Test,
                is_fixed: true,
            };
        }
        let place = match by_folder(&lower(name)) {
            Some(Place::Text) if self.place != Place::Product => self.place,
            place => place.unwrap_or(self.place),
        };
        Self { place, ..self }
    }

    /// The place of a file of this name in this folder.
    #[must_use]
    pub fn file(self, name: &str) -> Place {
        let lower = lower(name);
        if is_lock(&lower) {
            return Place::Lock;
        }
        if self.is_fixed || is_camel(name) {
            return Place::Test;
        }
        match self.place {
            // `values/strings.xml`, but `values-de/strings.xml`
            Place::Product | Place::Text if lower == RESOURCES => Place::Text,
            place if lower == RESOURCES => place,
            // `intl/date.ts` is code, `intl/app.json` is not.
            Place::Text if is_data(&lower) => by_name(&lower).unwrap_or(Place::Translation),
            Place::Text => by_name(&lower).unwrap_or_default(),
            place => by_name(&lower).unwrap_or(place),
        }
    }

    /// Its kind as a number below [`Folder::KINDS`].
    #[must_use]
    pub fn number(self) -> u8 {
        if self.is_fixed {
            Place::ALL.len() as u8
        } else {
            self.place as u8
        }
    }

    /// The folder of this number.
    #[must_use]
    pub fn numbered(number: u8) -> Self {
        let place = Place::ALL.get(usize::from(number)).copied();
        Self {
            place: place.unwrap_or(Place::Test),
            is_fixed: place.is_none(),
        }
    }
}

fn is_camel(name: &str) -> bool {
    let mut dots = name.match_indices('.');
    dots.any(|(dot, _)| {
        let endings = ["Test", "Tests", "TestCase", "Spec", "Mock", "Mocks"];
        endings.iter().any(|ending| name[..dot].ends_with(ending))
    })
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Whether a file of this name lists dependencies and their checksums.
fn is_lock(name: &str) -> bool {
    #[rustfmt::skip]
    const LOCKS: &[&str] = &[
        "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "go.sum", "go.work.sum",
        "packages.lock.json", "verification-metadata.xml", ".terraform.lock.hcl", "deno.lock",
        "bun.lock", "package.resolved", "cartfile.resolved",
    ];
    name.rsplit_once('.').is_some_and(|(_, end)| end == "lock") || LOCKS.contains(&name)
}

/// An Android app's texts, and keys of services.
const RESOURCES: &str = "strings.xml";

/// Whether a file of this name holds no program.
fn is_data(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(
        extension,
        "ini" | "json" | "json5" | "properties" | "toml" | "xml" | "yaml" | "yml"
    )
}

fn by_name(name: &str) -> Option<Place> {
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
    }) || extension == "test"
    {
        Some(Place::Test)
    } else if matches!(
        extension,
        "example" | "sample" | "template" | "tmpl" | "dist"
    ) || words()
        .any(|word| matches!(word, "example" | "examples" | "sample" | "samples" | "demo"))
    {
        Some(Place::Example)
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

fn by_folder(folder: &str) -> Option<Place> {
    match folder {
        "test" | "tests" | "testing" | "testdata" | "test-data" | "test_data" | "__tests__"
        | "__mocks__" | "spec" | "specs" | "fixtures" | "fixture" | "mocks" | "mock" | "e2e"
        | "integration-tests" | "androidtest" | "unittest" | "unittests" | "testutil"
        | "testutils" | "cassettes" | "__snapshots__" | "cypress" | "stub" | "stubs" | ".snapshots" | "storybook" | ".storybook"
        | "benches" | "benchmark" | "benchmarks"
        // Source sets of Kotlin's build.
        | "jvmtest" | "commontest" | "nativetest" | "jstest" | "iostest" => Some(Place::Test),
        "example" | "examples" | "sample" | "samples" | "demo" | "demos" | "tutorial"
        | "tutorials" | "quickstart" | "cookbook" | "cookbooks" | "playground" | "sandbox" => Some(Place::Example),
        "doc" | "docs" | "documentation" | "website" | "docs_src" | "api-docs" | "apidocs"
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

#[cfg(test)]
mod tests {
    use super::{Folder, Place};

    #[test]
    fn folders_have_numbers() {
        for number in 0..Folder::KINDS as u8 {
            assert_eq!(Folder::numbered(number).number(), number);
        }
        let folder = Folder::default().inside("src").inside("Tests");
        assert_eq!(folder.file("README.md"), Place::Test);
        assert_eq!(Folder::numbered(folder.number()), folder);
        assert_eq!(
            Folder::default().inside("tests").file("README.md"),
            Place::Document
        );
    }

    #[test]
    fn tells_by_the_name_then_by_the_nearest_folder() {
        for (path, place) in [
            ("src/app.py", Place::Product),
            ("tests/app.py", Place::Test),
            ("src/app_test.go", Place::Test),
            ("src/contest.py", Place::Product),
            ("src/test/resources/x.yml", Place::Test),
            ("web/AppTest.java", Place::Test),
            ("web/latest.java", Place::Product),
            ("app/src/dockerTest/resources/server.key", Place::Test),
            ("latest/app.py", Place::Product),
            ("cypress/e2e/login.ts", Place::Test),
            ("src/button.stories.tsx", Place::Test),
            ("spec/factories.rb", Place::Test),
            ("playground/a.ts", Place::Example),
            (".env.test", Place::Test),
            ("docs/a/b.py", Place::Document),
            ("docs_src/security/b.py", Place::Document),
            ("okhttp/src/jvmTest/kotlin/A.kt", Place::Test),
            ("docs/examples/b.py", Place::Example),
            ("README.md", Place::Document),
            ("man/acme-config.5", Place::Document),
            ("debian/acme.1.html", Place::Document),
            ("debian/acme.1.ronn", Place::Document),
            ("web/v1.2.html", Place::Product),
            ("app/TemplateMock.php", Place::Test),
            ("app/Hammock.php", Place::Product),
            (".env.example", Place::Example),
            ("Cargo.lock", Place::Lock),
            ("yarn.lock", Place::Lock),
            ("web/package-lock.json", Place::Lock),
            ("test/Api.Test/packages.lock.json", Place::Lock),
            ("public/intl/ga-ES.json", Place::Translation),
            ("conf/locale_ja-JP.ini", Place::Translation),
            ("locales/de.json", Place::Translation),
            ("de.json", Place::Product),
            ("config/id.yaml", Place::Product),
            ("no.yml", Place::Product),
            ("no-auth.json", Place::Product),
            ("messages.json", Place::Product),
            ("pt_BR.json", Place::Translation),
            ("zh-Hans.json", Place::Translation),
            ("_locales/de/messages.json", Place::Translation),
            ("messages_fr.properties", Place::Translation),
            ("src/i18n/x.ts", Place::Translation),
            ("src/intl/x.ts", Place::Product),
            ("src/intl/x.test.ts", Place::Test),
            ("tests/intl/x.ts", Place::Test),
            ("src/intl/app.json", Place::Translation),
            ("app/src/main/res/values/strings.xml", Place::Text),
            ("app/src/main/res/values-de/strings.xml", Place::Translation),
            ("res/values-pt-rBR/strings.xml", Place::Translation),
            ("deploy/values-prod/app.yaml", Place::Product),
            ("tests/res/values/strings.xml", Place::Test),
            ("id_rsa.json", Place::Product),
            ("en.ts", Place::Product),
            ("", Place::Product),
        ] {
            assert_eq!(Place::of(path), place, "{path}");
        }
    }
}
