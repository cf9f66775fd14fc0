//! What part of a project a path stands in: its own code, its tests, its examples, its
//! documentation, its translations, or a list of checksums; and what else the path says.

mod doubt;
mod name;
mod note;

use std::borrow::Cow;

use doubt::{Doubt, THIRD_PARTY};
use name::{RESOURCES, by_folder, by_name, is_data, is_lock, is_perl};

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
        Site::of(path).place
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

/// All that a path says of how alarming it is what stands there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Site {
    /// The part of the project.
    pub place: Place,
    doubt: Doubt,
}

impl Site {
    /// Tells by the path; the separator is `/`.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        folders
            .split('/')
            .fold(Folder::default(), Folder::inside)
            .file(name)
    }

    /// The words that reports use for what is less alarming there, each by one level.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.place.word().into_iter().chain(self.doubt.word())
    }

    /// A number that no other has.
    #[must_use]
    pub fn number(self) -> u8 {
        self.place as u8 + Place::ALL.len() as u8 * self.doubt as u8
    }
}

/// What the folders of a path say of the files in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Folder {
    kind: Kind,
    place: Place,
    doubt: Doubt,
}

/// What is said of a folder beside its place and doubts of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Kind {
    /// It stands in no other.
    #[default]
    Top,
    /// It stands in another.
    Below,
    /// No name of a file says otherwise: a source set of tests.
    Tests,
    /// It is in one called `t` below a project's top, in which only Perl has its tests. Nothing
    /// else is said of it.
    Perl,
    /// Folders in it hold what others wrote. Nothing else is said of it.
    Third,
}

impl Folder {
    /// How many kinds of folders there are.
    pub const KINDS: usize = Self::PLACES * Doubt::ALL.len();
    /// The same, whatever else is said of them.
    const PLACES: usize = Place::ALL.len() + 1;
    /// What no folder is: those of which nothing else is said have its numbers.
    const RARE: Place = Place::Lock;
    /// Their kinds, in the order of their numbers.
    const RARES: [Kind; 3] = [Kind::Top, Kind::Perl, Kind::Third];

    /// A folder of this name in this one.
    #[must_use]
    pub fn inside(self, name: &str) -> Self {
        let lower = lower(name);
        let is_top = self.kind == Kind::Top;
        let doubt = match self.kind {
            Kind::Third => Doubt::Foreign,
            _ => self.doubt.inside(&lower, is_top),
        };
        // Gradle's source sets: `src/dockerTest/`, `src/integrationTest/`.
        let is_source_set = name.ends_with("Test") || name.ends_with("Tests");
        if self.kind == Kind::Tests || is_source_set || is_camel(name) {
            return Self {
                kind: Kind::Tests,
                place: Place::Test,
                doubt,
            };
        }
        let place = match by_folder(&lower, is_top) {
            Some(Place::Text) if self.place != Place::Product => self.place,
            place => place.unwrap_or(self.place),
        };
        let kind = match &*lower {
            _ if place != Place::Product || doubt != Doubt::None => Kind::Below,
            "t" => Kind::Perl,
            THIRD_PARTY => Kind::Third,
            _ if self.kind == Kind::Perl => Kind::Perl,
            _ => Kind::Below,
        };
        Self { kind, place, doubt }
    }

    /// What is said of a file of this name in this folder.
    #[must_use]
    pub fn file(self, name: &str) -> Site {
        let lower = lower(name);
        Site {
            place: self.place(name, &lower),
            doubt: self.doubt.file(&lower),
        }
    }

    /// The place of a file of this name, and of this in lower case.
    fn place(self, name: &str, lower: &str) -> Place {
        if is_lock(lower) {
            return Place::Lock;
        }
        let is_test = match self.kind {
            Kind::Tests => true,
            Kind::Perl => is_perl(lower),
            Kind::Top | Kind::Below | Kind::Third => false,
        };
        if is_test || is_camel(name) {
            return Place::Test;
        }
        match self.place {
            // `values/strings.xml`, but `values-de/strings.xml`
            Place::Product | Place::Text if lower == RESOURCES => Place::Text,
            place if lower == RESOURCES => place,
            // `intl/date.ts` is code, `intl/app.json` is not.
            Place::Text if is_data(lower) => by_name(lower).unwrap_or(Place::Translation),
            Place::Text => by_name(lower).unwrap_or_default(),
            place => by_name(lower).unwrap_or(place),
        }
    }

    /// Its kind as a number below [`Folder::KINDS`].
    #[must_use]
    pub fn number(self) -> u8 {
        let (place, row) = match self.kind {
            Kind::Below => (self.place as usize, self.doubt as usize),
            Kind::Tests => (Place::ALL.len(), self.doubt as usize),
            Kind::Top => (Self::RARE as usize, 0),
            Kind::Perl => (Self::RARE as usize, 1),
            Kind::Third => (Self::RARE as usize, 2),
        };
        (place + Self::PLACES * row) as u8
    }

    /// The folder of this number.
    #[must_use]
    pub fn numbered(number: u8) -> Self {
        let (place, row) = (
            usize::from(number) % Self::PLACES,
            usize::from(number) / Self::PLACES,
        );
        let (kind, place) = match Place::ALL.get(place).copied() {
            Some(Self::RARE) => {
                return Self {
                    kind: Self::RARES.get(row).copied().unwrap_or_default(),
                    ..Self::default()
                };
            }
            Some(place) => (Kind::Below, place),
            None => (Kind::Tests, Place::Test),
        };
        let doubt = Doubt::ALL[row];
        Self { kind, place, doubt }
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

#[cfg(test)]
mod tests {
    use super::{Folder, Place, Site};

    #[test]
    fn folders_have_numbers() {
        let unused = Folder::RARE as usize + Folder::PLACES * Folder::RARES.len();
        for number in (0..Folder::KINDS as u8).filter(|number| usize::from(*number) != unused) {
            assert_eq!(Folder::numbered(number).number(), number);
        }
        assert_eq!(
            Folder::numbered(Folder::default().number()),
            Folder::default()
        );
        for name in ["t", "third_party"] {
            let folder = Folder::default().inside("src").inside(name);
            assert_eq!(Folder::numbered(folder.number()), folder);
        }
        let folder = Folder::default().inside("src").inside("Tests");
        assert_eq!(folder.file("README.md").place, Place::Test);
        assert_eq!(Folder::numbered(folder.number()), folder);
        let folder = Folder::default().inside("node_modules").inside("tests");
        assert_eq!(folder.file("README.md").place, Place::Document);
        assert_eq!(Folder::numbered(folder.number()), folder);
    }

    #[test]
    fn all_that_a_path_says_has_a_word() {
        let words = |path| Site::of(path).words().collect::<Vec<_>>();
        assert_eq!(words("src/a.rs"), [""; 0]);
        assert_eq!(
            words("vendor/acme.io/a_test.go"),
            ["in-tests", "in-vendored-code"]
        );
        for path in [
            "third_party/a.c",
            "third_party/zlib/a.c",
            "src/third_party/zlib/a.c",
        ] {
            assert_eq!(words(path), ["in-vendored-code"], "{path}");
        }
        for path in ["src/third_party/client.go", "src/thirdparty/acme/client.go"] {
            assert_eq!(words(path), [""; 0], "{path}");
        }
        assert_eq!(words("tests/fake_rsa"), ["in-tests", "called-fake"]);
        assert_ne!(Site::of("fake").number(), Site::of("tests/fake").number());
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
            ("command/test-fixtures/a.hcl", Place::Test),
            ("t/unit/a.py", Place::Test),
            ("lib/acme/t/login.t", Place::Test),
            ("src/t/client.go", Place::Product),
            ("lib/acme/t/login.pl", Place::Test),
            ("lib/acme/t/lib/Acme/Login.pm", Place::Test),
            ("lib/acme/t/docs/a.pl", Place::Document),
            ("lib/acme/app.pl", Place::Product),
            ("cmd/acme/testdata/a.yml", Place::Test),
            (".github/ISSUE_TEMPLATE/bug_report.md", Place::Document),
            (".github/ISSUE_TEMPLATE/issue.md", Place::Document),
            ("docs/draft-ietf-oauth.md", Place::Document),
            ("RFC/draft-x.rst", Place::Document),
            ("site/Comment.md", Place::Document),
            ("issue-881.md", Place::Product),
            ("src/t.py", Place::Product),
            ("src/button.stories.tsx", Place::Test),
            ("spec/factories.rb", Place::Test),
            ("playground/a.ts", Place::Example),
            (".env.test", Place::Test),
            ("docs/a/b.py", Place::Document),
            ("docs_src/security/b.py", Place::Document),
            ("okhttp/src/jvmTest/kotlin/A.kt", Place::Test),
            ("docs/examples/b.py", Place::Example),
            ("README.md", Place::Document),
            ("todo.md", Place::Product),
            ("ops/Setup-Notes.md", Place::Product),
            ("docs/notes.md", Place::Document),
            ("test_notes.md", Place::Test),
            ("RELEASE_NOTES.md", Place::Document),
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
