//! Names of files that may be private keys: their content says whether they are.

use super::{CODE, extension};

const KEYS: [&str; 10] = [
    "asc", "jks", "kdbx", "key", "keystore", "p12", "p8", "pem", "pfx", "ppk",
];

/// Whether a file of this name, in lower case, may be a private key.
pub(super) fn is_one(lower: &str) -> bool {
    // Trusted certificates are public.
    if lower.contains("truststore") || lower.contains("cacerts") {
        return false;
    }
    has_key_extension(lower) || is_of_ssh(lower)
}

/// Whether the name ends as those of keys do.
pub(in crate::hygiene) fn has_key_extension(lower: &str) -> bool {
    KEYS.contains(&extension(lower))
}

/// `id_rsa`, and whatever else people call the keys that they log in with.
fn is_of_ssh(lower: &str) -> bool {
    const ENDS: [&str; 7] = [
        "_dsa",
        "_ecdsa",
        "_ecdsa_sk",
        "_ed25519",
        "_ed25519_sk",
        "_rsa",
        "deploy_key",
    ];
    let extension = extension(lower);
    let is_other = extension == "pub" || extension == "md" || CODE.contains(&extension);
    let is_named = lower.starts_with("id_") || ENDS.iter().any(|end| lower.ends_with(end));
    is_named && !is_other
}

#[cfg(test)]
mod tests {
    use super::super::Name;

    fn all(names: &[&str]) -> Vec<Option<Name>> {
        names.iter().map(|name| Name::of(name)).collect()
    }

    #[test]
    fn keys_by_name() {
        for name in [
            "server.pem",
            "a/tls.key",
            "id_rsa",
            ".ssh/id_ed25519",
            "id_ecdsa_sk",
            "id_rsa_work",
            "id_ed25519.bak",
            "id_deploy",
            "github_rsa",
            "deploy_key",
            "x.P12",
        ] {
            assert_eq!(Name::of(name), Some(Name::Key), "{name}");
        }
        let others = all(&[
            "id_rsa.pub",
            "keyboard",
            "pem",
            "a/b/id_card.py",
            "server.crt",
        ]);
        assert!(others.iter().all(Option::is_none), "{others:?}");
    }
}
