//! Whether somebody made a file safe to commit: encrypted as a whole or value by value, or naming
//! secrets that are kept elsewhere. One value that is left in the clear breaks the seal.

use memchr::memmem;

use super::literal::holds_secret;

/// What a file begins with that is encrypted as a whole.
const WHOLE: [&[u8]; 5] = [
    b"$ANSIBLE_VAULT;",
    b"-----BEGIN AGE ENCRYPTED FILE-----",
    b"-----BEGIN PGP MESSAGE-----",
    b"\0GITCRYPT\0",
    b"age-encryption.org/",
];
/// What stands in a line whose value is encrypted.
const VALUES: [&str; 3] = ["ENC[AES256_GCM,", "=\"encrypted:", "=encrypted:"];
/// Objects of Kubernetes that are sealed, or name secrets of a manager.
const KINDS: [&str; 4] = [
    "kind: SealedSecret",
    "kind: ExternalSecret",
    "kind: ClusterExternalSecret",
    "kind: SecretProviderClass",
];

/// Whether all secrets in it are sealed.
pub(super) fn is_sealed(bytes: &[u8]) -> bool {
    if WHOLE
        .iter()
        .any(|mark| bytes.trim_ascii_start().starts_with(mark))
    {
        return true;
    }
    let text = String::from_utf8_lossy(bytes);
    let mut has_seal = memmem::find(bytes, b"sops_version=").is_some();
    let mut open = String::new();
    for document in documents(&text) {
        let is_kind = |line: &&str| KINDS.contains(&line.trim_end());
        if document.iter().any(is_kind) {
            has_seal = true;
            continue;
        }
        for line in document {
            if VALUES.iter().any(|mark| line.contains(mark)) {
                has_seal = true;
            } else if !line.trim_start().starts_with("sops_") {
                open.push_str(line);
                open.push('\n');
            }
        }
    }
    let is_secret = open.lines().any(|line| line.trim_end() == "kind: Secret");
    has_seal && !is_secret && !holds_secret(&open)
}

/// The lines of each document of YAML; of anything else, all lines.
fn documents(text: &str) -> Vec<Vec<&str>> {
    let mut documents = vec![Vec::new()];
    for line in text.lines() {
        if line.trim_end() == "---" {
            documents.push(Vec::new());
        } else if let Some(last) = documents.last_mut() {
            last.push(line);
        }
    }
    documents
}

#[cfg(test)]
mod tests {
    use super::is_sealed;

    /// A value that could be real.
    fn value() -> String {
        ["q7Zp2", "Lk9Xw", "4Vb8N", "t3Rj6"].concat()
    }

    #[test]
    fn what_is_encrypted_is_sealed() {
        for text in [
            "\0GITCRYPT\0abc",
            "$ANSIBLE_VAULT;1.1;AES256\n6162\n",
            "db: ENC[AES256_GCM,data:x]",
            "password: ENC[AES256_GCM,data:x]\nsops:\n  mac: ENC[AES256_GCM,data:y]\n",
            "apiVersion: x\nkind: SealedSecret\n",
            "DOTENV_PUBLIC_KEY=\"03\"\nKEY=\"encrypted:BD\"\n",
        ] {
            assert!(is_sealed(text.as_bytes()), "{text}");
        }
        assert!(!is_sealed(b"KEY=value\nkind: Secret\n"));
    }

    #[test]
    fn one_value_in_the_clear_breaks_the_seal() {
        let value = value();
        for text in [
            "A=\"encrypted:BD\"\nDATABASE_PASSWORD=@\n",
            "a: ENC[AES256_GCM,data:x]\npassword: @\n",
            "kind: ExternalSecret\n---\nkind: Secret\nstringData:\n  user: app\n",
            "# age-encryption.org/\nAPI_KEY=@\n",
            "# kind: SealedSecret\nAPI_KEY=@\n",
        ] {
            assert!(!is_sealed(text.replace('@', &value).as_bytes()), "{text}");
        }
    }
}
