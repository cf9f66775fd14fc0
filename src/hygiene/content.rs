//! What a file's first bytes say: a private key, a line that tells of dotenv.

use memchr::memmem;

use super::name::Name;
use super::packages;

/// So much of a file is read, in bytes: more than any key, manifest or dotenv file has.
pub(super) const READ: u64 = 256 << 10;

/// Whether this is a private key, or a key store that holds one, in any form.
pub(super) fn is_key(bytes: &[u8]) -> bool {
    is_private_key(bytes) || is_store(bytes) || is_bare_key(bytes)
}

/// A key store of Java's whose first entry is a key, or one of `KeePass`. Stores of trusted
/// certificates are public.
fn is_store(bytes: &[u8]) -> bool {
    let java = bytes.starts_with(&[0xFE, 0xED, 0xFE, 0xED]) || bytes.starts_with(&[0xCE; 4]);
    let first_is_key = bytes.get(12..16) == Some(&[0, 0, 0, 1]);
    (java && first_is_key) || bytes.starts_with(&[0x03, 0xD9, 0xA2, 0x9A])
}

/// Hex digits alone: Rails' `master.key`, and what `openssl rand -hex` makes.
fn is_bare_key(bytes: &[u8]) -> bool {
    let bare = bytes.trim_ascii();
    (32..=128).contains(&bare.len()) && bare.iter().all(u8::is_ascii_hexdigit)
}

/// A private key in PEM, DER or PuTTY's form.
pub(super) fn is_private_key(bytes: &[u8]) -> bool {
    let pem = memmem::find_iter(bytes, "-----BEGIN ").any(|at| {
        let label = &bytes[at..bytes.len().min(at + 80)];
        memmem::find(label, b"PRIVATE KEY").is_some()
    });
    pem || bytes.starts_with(b"PuTTY-User-Key-File") || is_der_key(bytes)
}

/// A DER sequence of some size that begins with the version of a private key (0 or 1) or of a
/// PKCS #12 store (3). A certificate's begins with a sequence.
fn is_der_key(bytes: &[u8]) -> bool {
    let body = match bytes {
        [0x30, 0x82, _, _, body @ ..] | [0x30, 0x81, _, body @ ..] => body,
        [0x30, size, body @ ..] if *size < 0x80 => body,
        _ => return false,
    };
    matches!(body, [0x02, 0x01, 0 | 1 | 3, ..])
}

/// The 1-based line on which a manifest or some code tells that it uses dotenv.
pub(super) fn dotenv_line(path: &str, bytes: &[u8]) -> Option<u64> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if matches!(name, "composer.json" | "package.json") {
        return packages::dotenv_line(bytes);
    }
    let needles: &[&[u8]] = match Name::of(path) {
        Some(Name::Manifest) => &[b"dotenv", b"--env-file", b"env_file"],
        Some(Name::Code) => &[
            b"load_dotenv",
            b"dotenv_values",
            b"dotenv import",
            b"require('dotenv",
            b"require(\"dotenv",
            b"from 'dotenv",
            b"from \"dotenv",
            b"import 'dotenv",
            b"import \"dotenv",
            b"godotenv.",
            b"dotenvy::",
            b"dotenv::",
            b"Dotenv.",
            b"Dotenv\\Dotenv",
        ],
        _ => return None,
    };
    let at = needles
        .iter()
        .flat_map(|needle| memmem::find_iter(bytes, needle))
        .filter(|at| !in_comment(bytes, *at) && !is_anothers(bytes, *at))
        .min()?;
    Some(1 + memchr::memchr_iter(b'\n', &bytes[..at]).count() as u64)
}

/// Whether the line of this place names what others need.
fn is_anothers(bytes: &[u8], at: usize) -> bool {
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
    let rest = &bytes[at..end];
    memmem::find(rest, b"// indirect").is_some()
}

/// Whether the line of this place begins as a comment.
fn in_comment(bytes: &[u8], at: usize) -> bool {
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
    let line = bytes[start..at].trim_ascii_start();
    line.starts_with(b"#") || line.starts_with(b"//")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem(label: &str) -> Vec<u8> {
        format!("comment\n-----BEGIN {label}-----\nMIIB\n-----END {label}-----\n").into_bytes()
    }

    #[test]
    fn private_keys_are_told_from_public_ones() {
        for label in [
            "PRIVATE KEY",
            "RSA PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
        ] {
            assert!(is_private_key(&pem(label)), "{label}");
        }
        for label in [
            "PUBLIC KEY",
            "CERTIFICATE",
            "DH PARAMETERS",
            "CERTIFICATE REQUEST",
        ] {
            assert!(!is_private_key(&pem(label)), "{label}");
        }
        assert!(is_private_key(
            &[pem("CERTIFICATE"), pem("PRIVATE KEY")].concat()
        ));
        assert!(is_private_key(b"PuTTY-User-Key-File-3: ssh-ed25519"));
        assert!(!is_private_key(b""));
    }

    #[test]
    fn der_keys_are_told_from_certificates() {
        assert!(is_private_key(&[0x30, 0x82, 4, 0xA4, 2, 1, 0, 2]));
        assert!(is_private_key(&[0x30, 0x77, 2, 1, 1, 4]));
        assert!(!is_private_key(&[0x30, 0x82, 3, 0x1C, 0x30, 0x82, 2, 4]));
        assert!(!is_private_key(b"PK\x03\x04 a keynote"));
    }

    #[test]
    fn stores_of_keys_are_told_from_those_of_certificates() {
        let store = |kind: u8| {
            [
                &[0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0],
                &[kind][..],
            ]
            .concat()
        };
        assert!(is_key(&store(1)));
        assert!(!is_key(&store(2)));
        assert!(is_key("5f".repeat(16).as_bytes()));
        assert!(!is_key(b"5f5f"));
    }

    #[test]
    fn the_line_that_tells_of_dotenv() {
        let line = |path: &str, text: &str| dotenv_line(path, text.as_bytes());
        assert_eq!(
            line("requirements.txt", "flask\npython-dotenv==1\n"),
            Some(2)
        );
        assert_eq!(
            line("compose.yaml", "services:\n  a:\n    env_file: .env\n"),
            Some(3)
        );
        assert_eq!(line("main.py", "import os\nload_dotenv()\n"), Some(2));
        assert_eq!(line("main.py", "# load_dotenv()\nx = 'dotenv'\n"), None);
        assert_eq!(line("Gemfile", "#gem 'dotenv'\n"), None);
        assert_eq!(line("notes.txt", "load_dotenv"), None);
        let go = "require github.com/joho/godotenv v1.5.1";
        assert_eq!(line("go.mod", go), Some(1));
        assert_eq!(line("go.mod", &format!("{go} // indirect\n")), None);
        let node = "{\"dependencies\": {\n\"dotenv\": \"^16\"\n}}";
        assert_eq!(line("web/package.json", node), Some(2));
        let php = "{\"replace\": {\n\"symfony/dotenv\": \"self.version\"\n}}";
        assert_eq!(line("composer.json", php), None);
    }
}
