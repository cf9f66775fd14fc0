//! A rule as the rest of the program knows it, after its TOML was checked.

use serde::{Deserialize, Serialize};

use super::alphabet::Alphabet;
use super::gate::Gate;
use crate::level::{Confidence, Severity};

/// One kind of secret and how to see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Stable, kebab-case, unique: `openai-project-key`.
    pub id: String,
    /// What people call it: `OpenAI project key`.
    pub name: String,
    /// Who issues it.
    pub provider: String,
    /// Which part of the field it belongs to: `ai`, `cloud`, `vcs`, …
    pub category: String,
    /// What it opens, in a sentence; may be empty.
    pub description: String,
    /// Harm, before signals.
    pub severity: Severity,
    /// Certainty, before signals.
    pub confidence: Confidence,
    /// Certainty at most, whatever the signals say.
    pub ceiling: Confidence,
    /// How to see it.
    pub matcher: Matcher,
    /// Literals, one of which stands in every match (or, for [`Matcher::Beside`], near it).
    pub anchors: Vec<String>,
    /// Whether anchors are compared without regard to ASCII case.
    pub fold_case: bool,
    /// At least one of these must stand within [`Rule::within`] bytes of the match; lower case,
    /// compared without regard to case. Empty: no such need.
    pub context: Vec<String>,
    /// How far from the match, in bytes, its context may stand.
    pub within: usize,
    /// Least Shannon entropy of the secret, in bits a byte; 0 for none.
    pub entropy: f64,
    /// What must stand on either side of the match.
    pub boundary: Boundary,
    /// Offline check over the secret's own bytes.
    pub checksum: Option<Checksum>,
    /// Decoder that confirms and explains the secret's inside.
    pub structure: Option<Structure>,
    /// What belongs to the secret and stands near it.
    pub parts: Vec<Companion>,
    /// Environment variables it conventionally lives in, best first.
    pub env: Vec<String>,
    /// Where, or how, to revoke it.
    pub revoke: String,
    /// The provider's page about it; may be empty.
    pub docs: String,
    /// Templates that expand to secrets this rule must find.
    pub examples: Vec<String>,
    /// Templates that expand to text in which this rule must find nothing.
    pub counter_examples: Vec<String>,
}

impl Rule {
    /// A rule that looks for nothing in a text: for what is found in another way, or elsewhere.
    #[must_use]
    pub fn without_pattern(id: &str, name: &str, matcher: Matcher) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            provider: String::new(),
            category: String::new(),
            description: String::new(),
            severity: Severity::High,
            confidence: Confidence::Medium,
            ceiling: Confidence::High,
            matcher,
            anchors: Vec::new(),
            fold_case: false,
            context: Vec::new(),
            within: 0,
            entropy: 0.0,
            boundary: Boundary::Word,
            checksum: None,
            structure: None,
            parts: Vec::new(),
            env: Vec::new(),
            revoke: String::new(),
            docs: String::new(),
            examples: Vec::new(),
            counter_examples: Vec::new(),
        }
    }
}

/// Another part of a credential of several: the id of a key, the account that a password opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Companion {
    /// What it is: `access key id`.
    pub name: String,
    /// How to see it.
    pub sought: Sought,
    /// How far from the secret it may stand, in bytes.
    pub within: usize,
    /// Whether reports may show it whole.
    pub public: bool,
    /// Templates that expand to texts with such a part.
    pub examples: Vec<String>,
}

/// How a [`Companion`] is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sought {
    /// It is what one of these rules finds, which then is no finding of its own.
    Found {
        /// Their ids.
        rules: Vec<String>,
    },
    /// It matches.
    Matched {
        /// Regular expression; group `value`, else the whole match, is the part.
        pattern: String,
    },
}

/// How a rule sees its secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Matcher {
    /// A distinctive format: the match contains one of the anchors.
    Token {
        /// Regular expression; group `secret`, else the whole match, is the secret.
        pattern: String,
        /// How many bytes before the anchor a match may begin; 0: every match begins with it.
        before: usize,
        /// No match is longer than this, in bytes.
        longest: usize,
        /// What is known of its bytes beforehand; lets everything in where `before` is not 0.
        gate: Gate,
    },
    /// A bare format (32 hex digits…) that means something only in an assignment, header or URL
    /// beside its provider's name: the anchors are those names, the pattern is the value's.
    Beside {
        /// Regular expression that the whole value must match.
        pattern: String,
        /// The value's least length in bytes.
        shortest: usize,
        /// The value's greatest length in bytes.
        longest: usize,
        /// Which bytes it is made of.
        alphabet: Alphabet,
    },
    /// Any literal that looks like a secret, assigned to a name that says so; the anchors are
    /// the stems by which such a name is noticed.
    Assigned {
        /// Names as lower-case words joined by `_` (`api_key`); a name says secret when its
        /// words end in, or hold, these words in a row.
        names: Vec<String>,
    },
    /// A file's name, and whether git would take the file; never its text, so no anchors.
    File,
    /// A binary file, known by how it begins; it has no text, so no anchors.
    Binary {
        /// The formats that the rule is for.
        formats: Vec<BinaryFormat>,
    },
}

/// Binary formats that hold keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BinaryFormat {
    /// Java's key store.
    Jks,
    /// Java's key store with stronger encryption.
    Jceks,
    /// Bouncy Castle's key store.
    Bks,
    /// PKCS#12: `.p12`, `.pfx`.
    Pkcs12,
    /// A private key in DER: PKCS#8, PKCS#1, SEC1, or DSA's.
    Der,
    /// An encrypted private key in DER.
    EncryptedDer,
    /// A `KeePass` database.
    Keepass,
    /// A Kerberos keytab.
    Keytab,
    /// OpenPGP's secret key, without armour.
    Openpgp,
    /// The key of a Tor onion service.
    Onion,
    /// A private key of SSH version 1.
    Ssh1,
}

impl Rule {
    /// Whether it finds exactly what `other` finds, and how.
    #[must_use]
    pub fn sees_as(&self, other: &Self) -> bool {
        let Self {
            matcher,
            anchors,
            fold_case,
            context,
            within,
            boundary,
            checksum,
            structure,
            parts,
            ..
        } = self;
        *matcher == other.matcher
            && *anchors == other.anchors
            && *fold_case == other.fold_case
            && *context == other.context
            && *within == other.within
            && *boundary == other.boundary
            && *checksum == other.checksum
            && *structure == other.structure
            && *parts == other.parts
    }

    /// The anchors as they are looked for: short ones with what stands behind them.
    #[must_use]
    pub fn sought(&self) -> Vec<Vec<u8>> {
        let anchors = self.anchors.iter().map(String::as_bytes);
        match &self.matcher {
            Matcher::Token {
                before: 0, gate, ..
            } if !self.fold_case => anchors.flat_map(|anchor| gate.heads(anchor)).collect(),
            _ => anchors.map(<[u8]>::to_vec).collect(),
        }
    }
}

impl Matcher {
    /// Its regular expression, and whether each match begins where it is tried.
    #[must_use]
    pub fn pattern(&self) -> Option<(&str, bool)> {
        match self {
            Self::Token {
                pattern, before, ..
            } => Some((pattern, *before == 0)),
            Self::Beside { pattern, .. } => Some((pattern, false)),
            Self::Assigned { .. } | Self::File | Self::Binary { .. } => None,
        }
    }

    /// Whether a match may begin where `text` does, as far as a look at its first bytes tells.
    #[must_use]
    pub fn may_begin(&self, text: &[u8]) -> bool {
        match self {
            Self::Token { gate, .. } => gate.lets_in(text),
            _ => true,
        }
    }

    /// How many bytes of `text`, where no match begins, were enough to say so.
    #[must_use]
    pub fn looked(&self, text: &[u8]) -> usize {
        match self {
            Self::Token { gate, .. } => gate.looked(text),
            _ => text.len(),
        }
    }

    /// How many of a match's first bytes [`goes_on`](Self::goes_on) does not speak of.
    #[must_use]
    pub fn head(&self) -> usize {
        match self {
            Self::Token { gate, .. } => gate.head(),
            _ => 0,
        }
    }

    /// Whether `byte` may stand in a match, behind its [`head`](Self::head).
    #[must_use]
    pub fn goes_on(&self, byte: u8) -> bool {
        match self {
            Self::Token { gate, .. } => gate.goes_on(byte),
            _ => true,
        }
    }
}

/// What must stand on either side of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Boundary {
    /// No letter, digit or `_` touches a match that begins or ends with one.
    #[default]
    Word,
    /// Anything.
    None,
}

/// Offline checks over a token's own bytes. How strong each is, and what its failure proves:
/// `checksum::verify`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checksum {
    /// `ghp_`, `gho_`, `ghu_`, `ghs_`, `ghr_`: base62 CRC32 of the body.
    /// `github_pat_`: base32 SHA-256 of the first 77 characters.
    Github,
    /// `npm_`: base62 CRC32 of the body.
    Npm,
    /// `vcp_`, `vci_`, `vca_`, `vcr_`, `vck_`: base62 CRC32 of the body.
    Vercel,
    /// GitLab's routable tokens (`glpat-….01.…`): base36 CRC32 of everything before it.
    Gitlab,
    /// `ATATT3…=`, `ATCTT3…=`, `ATBB…`: CRC32 in eight upper-case hex digits at the end.
    Atlassian,
    /// `glsa_`: CRC32 in hex, its bytes in little-endian order.
    Grafana,
    /// `cflt`: the first six base64 characters of the body's CRC32.
    Confluent,
    /// `zpka_`: CRC32 of the body in hex.
    Zuplo,
    /// Microsoft's keys with a signature inside (`+ASt`, `ACDb`, `AzCa`, …, or `JQQJ9`):
    /// Marvin32 with the service's seed.
    Azure,
    /// Azure DevOps tokens of 52 lower-case base32 characters: scattered CRC32.
    AzureDevops,
    /// `oy2…`: base32 of `v4` and random bytes.
    Nuget,
    /// A macaroon: `pypi-` in base64url, or Lightning's in hex.
    Macaroon,
    /// NATS seeds (`SU…`, `SA…`, …): CRC16.
    Nats,
    /// Stellar seeds (`S…`): CRC16.
    Stellar,
    /// Bitcoin WIF, `xprv` and its kin, Tezos `edsk`, XRP seeds: doubled SHA-256.
    Base58check,
    /// `AGE-SECRET-KEY-1`, `nsec1`, `suiprivkey1`: bech32.
    Bech32,
    /// 12 to 24 words of BIP-39's English list: the last one carries a checksum.
    Bip39,
    /// 64 bytes, in base58 or as a JSON array: an Ed25519 seed and its public key.
    Solana,
    /// 32 bytes in base64, clamped as `wg genkey` does.
    Wireguard,
    /// 32 bytes in hex that are a key of secp256k1 (Ethereum, Bitcoin).
    Secp256k1,
    /// `AKIA…`, `ASIA…`: the account number inside has twelve digits.
    AwsKeyId,
    /// `hvs.` and `hvb.`: the form inside of Vault's tokens.
    Vault,
    /// Discord's bot tokens: the first part is a user id.
    Discord,
    /// Base64 of something known by its head: `glc_`, `ops_`, `sntrys_`, `ABSK`, `cmVmdGtuO`, …
    Envelope,
}

/// Decoders that confirm what a secret is made of, and where in the text it stands. What a rule's
/// pattern has to match for each is said here; the decoder reads on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Structure {
    /// `BEGIN … PRIVATE KEY` to its `END`; the pattern matches the `BEGIN` line.
    Pem,
    /// A key file encoded in base64 (PEM, Google's service accounts, kubeconfigs), perhaps in lines;
    /// the pattern matches its first characters.
    Base64File,
    /// `BEGIN PGP PRIVATE KEY BLOCK` to its `END`; the pattern matches the `BEGIN` line.
    Pgp,
    /// Three base64url parts, two of them JSON; the pattern matches the whole.
    Jwt,
    /// `scheme://user:password@host`; the pattern matches from the scheme to the `@` at least.
    Url,
    /// A `.ppk` file; the pattern matches from `PuTTY-User-Key-File-` on.
    Putty,
    /// A key file of Google Cloud; the pattern matches `private_key` and the `BEGIN` line.
    GoogleServiceAccount,
    /// A JSON web key with its private part; the pattern matches its `"kty"`.
    Jwk,
    /// `.netrc`; the pattern matches from `machine` or `default` on.
    Netrc,
    /// `.pgpass`; the pattern matches anything in the line.
    Pgpass,
    /// `user:password` in base64 (`Basic …`, Docker's `auth`, npm's `_auth`); the pattern ends with it.
    Login,
    /// Hashes of `htpasswd`, `shadow` and databases; the pattern matches the hash's beginning.
    PasswordHash,
    /// A database's address as `key=value` pairs (ADO, ODBC, JDBC, libpq, Redis); the pattern
    /// matches a part of it that holds the password's name.
    Connection,
    /// A wallet's seed phrase, in a line, a list or a table; the pattern matches a word before it.
    Mnemonic,
    /// A wallet's seed phrase that nothing announces; the pattern matches one of its words.
    SeedPhrase,
    /// A Solana key pair as an array of 64 numbers; the pattern ends with it.
    KeyPair,
    /// A password that people choose; nothing is decoded, but a word, a state, a path or a template
    /// is none, and a weak one is less alarming.
    Password,
    /// A call that takes a secret among its arguments; the pattern matches what stands before them.
    Call,
    /// A Kubernetes `Secret`, in which each value is judged by itself; the pattern matches what says
    /// its kind.
    Manifest,
}
