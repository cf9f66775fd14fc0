//! What the names in a path say besides: that others wrote what stands there, or that it is made
//! up.

/// Why what is found there alarms less, in whatever part of a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Doubt {
    /// Nothing says so.
    #[default]
    None,
    /// It stands in `vendor`: what is in a folder there that is called like a host, others wrote.
    Vendor,
    /// Others wrote and published it.
    Foreign,
    /// A name says that it is made up.
    Fake,
}

impl Doubt {
    pub(super) const ALL: [Self; 4] = [Self::None, Self::Vendor, Self::Foreign, Self::Fake];

    /// The word that reports use.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::None | Self::Vendor => None,
            Self::Foreign => Some("in-vendored-code"),
            Self::Fake => Some("called-fake"),
        }
    }

    /// Of a folder of this name, in lower case, in one of these; `is_top`: at a project's top, so
    /// that what stands right in it counts, too.
    pub(super) fn inside(self, folder: &str, is_top: bool) -> Self {
        match (self, folder) {
            // Caches that builds write hold what the project itself says; `.pnpm` holds packages.
            (Self::Foreign, _) if folder.starts_with('.') && folder != ".pnpm" => Self::None,
            (Self::Foreign | Self::Fake, _) => self,
            (Self::Vendor, "bundle" | "composer" | "gems" | "ruby") => Self::Foreign,
            (Self::Vendor, _) if is_host(folder) => Self::Foreign,
            (_, "vendor") => Self::Vendor,
            (_, "fake" | "fakes" | "dummy") => Self::Fake,
            (_, THIRD_PARTY) if is_top => Self::Foreign,
            _ if PACKAGES.contains(&folder) => Self::Foreign,
            _ => Self::None,
        }
    }

    /// Of a file of this name, in lower case, in a folder of this.
    pub(super) fn file(self, name: &str) -> Self {
        match self {
            Self::None | Self::Vendor if is_fake(name) => Self::Fake,
            Self::Vendor => Self::None,
            // What is set there was set by who runs it.
            Self::Foreign if name.starts_with(".env") || name == ".npmrc" => Self::None,
            _ => self,
        }
    }
}

/// Folders that package managers fill, and those that copies of others' code are kept in.
#[rustfmt::skip]
const PACKAGES: &[&str] = &[
    "node_modules", "bower_components", "jspm_packages", "site-packages", "dist-packages",
    "3rdparty", "_vendor",
];

/// Copies of others' code. Below a project's top, files right in it may be what the project has for
/// others' services.
pub(super) const THIRD_PARTY: &str = "third_party";

/// `github.com`, `k8s.io`: Go keeps modules under the host that they come from.
fn is_host(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(head, tail)| {
        !head.is_empty() && tail.len() > 1 && tail.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

/// `fake_rsa`, `dummy-keystore.yml`, `server.key.insecure`: what is called insecure may be a
/// server without encryption, if it is no key.
fn is_fake(name: &str) -> bool {
    let has = |wanted: &[&str]| {
        let mut words = name.split(['.', '_', '-', ' ']);
        words.any(|word| wanted.contains(&word))
    };
    has(&["fake", "fakes", "dummy", "bogus"])
        || has(&["insecure"]) && has(&["key", "pem", "private", "rsa"])
}

#[cfg(test)]
mod tests {
    use super::Doubt;

    fn of(path: &str) -> Doubt {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folders = folders.split('/').enumerate();
        let inside = |doubt: Doubt, (depth, folder)| doubt.inside(folder, depth == 0);
        folders.fold(Doubt::None, inside).file(name)
    }

    #[test]
    fn what_package_managers_fetched_others_wrote() {
        for path in [
            "vendor/github.com/acme/log/a.go",
            "tools/vendor/golang.org/x/crypto/a_test.go",
            "vendor/bundle/ruby/3.3.0/gems/a/b.rb",
            "web/node_modules/a/index.js",
            "node_modules/.pnpm/a/index.js",
            "lib/python3.12/site-packages/a/b.py",
            "third_party/zlib/a.c",
            "third_party/a.c",
            "a/b/vendor/github.com/acme/log/a.go",
            "a/b/node_modules/a/index.js",
            "node_modules/fake/a.js",
        ] {
            assert_eq!(of(path), Doubt::Foreign, "{path}");
        }
        for path in [
            "src/github.com/acme/a.go",
            "app/vendor/stripe.py",
            "app/vendor/models/stripe.py",
            "vendor/v1.2/a.js",
            "vendor.go",
            "src/third_party/client.go",
            "thirdparty/client.go",
            "src/third-party/client.go",
            "web/node_modules/.env",
            "web/node_modules/a/.npmrc",
            "vendor/github.com/acme/log/.env.production",
            "web/node_modules/.cache/a.json",
            "",
        ] {
            assert_eq!(of(path), Doubt::None, "{path}");
        }
    }

    #[test]
    fn names_say_what_is_made_up() {
        for path in [
            "ssh/fake_rsa",
            "dummy-secrets.yml",
            "test/dummy/config/secrets.yml",
            "server.key.insecure",
            "keys/insecure_private_key",
        ] {
            assert_eq!(of(path), Doubt::Fake, "{path}");
        }
        for path in [
            "compose.insecure.yml",
            "settings_insecure.py",
            "faker.py",
            "src/dummyhead.rs",
            "server.key",
        ] {
            assert_eq!(of(path), Doubt::None, "{path}");
        }
    }
}
