//! Tests over every kind: recorded tokens, and random ones that are completed.

use data_encoding::HEXLOWER;
use proptest::prelude::*;

use super::*;
use crate::rule::template::expand;

/// What a rule's example looks like for each kind, and what a change to one character must give.
const SHAPES: &[(Checksum, &str, Verdict)] = &[
    (Checksum::Github, "ghp_{alnum:36}", Verdict::Fails),
    (Checksum::Github, "ghr_{alnum:76}", Verdict::Fails),
    (Checksum::Npm, "npm_{alnum:36}", Verdict::Fails),
    (Checksum::Vercel, "vck_{alnum:56}", Verdict::Fails),
    (
        Checksum::Gitlab,
        "glpat-{base64url:27-60}.01.{0-9a-z:9}",
        Verdict::Fails,
    ),
    (
        Checksum::Gitlab,
        "glrt-t3_{base64url:27-60}.{0-9a-z:9}",
        Verdict::Fails,
    ),
    (
        Checksum::Atlassian,
        "ATATT3xFfGF0{base64url:171}={HEX:8}",
        Verdict::Fails,
    ),
    (Checksum::Atlassian, "ATBB{alnum:24}{HEX:8}", Verdict::Fails),
    (Checksum::Grafana, "glsa_{alnum:32}_{hex:8}", Verdict::Fails),
    (Checksum::Confluent, "cflt{base64:60}", Verdict::Fails),
    (Checksum::Zuplo, "zpka_{0-9a-z:32}_{hex:8}", Verdict::Fails),
    (
        Checksum::Azure,
        "{base64:76}+ASt{base64:5}A==",
        Verdict::Fails,
    ),
    (
        Checksum::Azure,
        "{base64:76}ACDb{base64:5}Q==",
        Verdict::Fails,
    ),
    (
        Checksum::Azure,
        "{base64:33}AzCa{A-P:1}{base64:5}=",
        Verdict::Fails,
    ),
    (
        Checksum::Azure,
        "{alnum:42}AzSe{A-D:1}{alnum:5}",
        Verdict::Fails,
    ),
    (
        Checksum::Azure,
        "{base64:42}+ACR{A-D:1}{base64:5}",
        Verdict::Doubtful,
    ),
    (
        Checksum::Azure,
        "{base64url:44}AzFu{base64url:5}w==",
        Verdict::Fails,
    ),
    (
        Checksum::Azure,
        "{base64:33}+AEh{A-P:1}{base64:5}=",
        Verdict::Fails,
    ),
    (
        Checksum::Azure,
        "{base64:76}APIM{base64:5}g==",
        Verdict::Doubtful,
    ),
    (
        Checksum::Azure,
        "{alnum:52}JQQJ99BCAC{alnum:14}AZDO{alnum:4}",
        Verdict::Fails,
    ),
    (
        Checksum::Azure,
        "{alnum:52}JQQJ99CKAA{alnum:14}ACOG{alnum:6}==",
        Verdict::Fails,
    ),
    (Checksum::AzureDevops, "{a-z2-7:51}q", Verdict::Fails),
    (Checksum::Nats, "SU{base32:56}", Verdict::Fails),
    (Checksum::Nats, "SX{base32:56}", Verdict::Fails),
    (Checksum::Stellar, "S{base32:55}", Verdict::Fails),
    (Checksum::Base58check, "5{1-9A-H:50}", Verdict::Fails),
    (Checksum::Base58check, "L{1-9A-H:51}", Verdict::Fails),
    (Checksum::Base58check, "xprv{1-9A-H:107}", Verdict::Fails),
    (Checksum::Base58check, "edsk{1-9A-H:50}", Verdict::Fails),
    (Checksum::Base58check, "s{1-9A-H:28}", Verdict::Fails),
    (Checksum::Base58check, "sEd{1-9A-H:28}", Verdict::Fails),
    (
        Checksum::Bech32,
        "AGE-SECRET-KEY-1{AC-HJ-NP-Z02-9:58}",
        Verdict::Fails,
    ),
    (Checksum::Bech32, "nsec1{ac-hj-np-z02-9:58}", Verdict::Fails),
    (
        Checksum::Bech32,
        "suiprivkey1{ac-hj-np-z02-9:59}",
        Verdict::Fails,
    ),
    (Checksum::Solana, "{1-9A-H:88}", Verdict::Fails),
];

/// Forms that must decode: completing them works, but not every changed character is noticed.
const FORMS: &[(Checksum, &str)] = &[
    (Checksum::Nuget, "oy2{a-z2-7:43}"),
    (Checksum::Macaroon, "pypi-AgEIcHlwaS5vcmc{base64url:120}"),
    (
        Checksum::Macaroon,
        "pypi-AgENdGVzdC5weXBpLm9yZ{base64url:120}",
    ),
    (Checksum::Macaroon, "0201036c6e64{hex:200}"),
    (Checksum::Bip39, "a a a a a a a a a a a a"),
    (
        Checksum::Bip39,
        "a a a a a a a a a a a a a a a a a a a a a a a a",
    ),
    (Checksum::Solana, "[1,2,3]"),
    (Checksum::Wireguard, "{base64:43}="),
    (Checksum::Secp256k1, "0x{hex:64}"),
    (Checksum::Secp256k1, "{f:64}"),
    (Checksum::AwsKeyId, "AKIA{base32:16}"),
    (Checksum::Vault, "hvs.CAESI{base64url:90}"),
    (Checksum::Vault, "hvb.AAAAAQ{base64url:140}"),
    (Checksum::Discord, "M{alnum:23}.{alnum:6}.{alnum:27}"),
    (Checksum::Discord, "M{alnum:25}.{alnum:6}.{alnum:38}"),
    (Checksum::Envelope, "glc_eyJ{alnum:90}"),
    (Checksum::Envelope, "eyJrIjoi{alnum:90}"),
    (Checksum::Envelope, "ops_eyJ{alnum:300}"),
    (Checksum::Envelope, "eyJhIjoi{alnum:180}"),
    (
        Checksum::Envelope,
        "prod:nice-name-123|eyJ2MiI6I{alnum:60}=",
    ),
    (Checksum::Envelope, "sntrys_eyJ{alnum:120}_{base64:43}"),
    (Checksum::Envelope, "cmVmdGtuO{alnum:55}"),
    (Checksum::Envelope, "AKCp{alnum:69}"),
    (Checksum::Envelope, "ABSKQmVkcm9ja0FQSUtleS{alnum:100}"),
    (
        Checksum::Envelope,
        "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{alnum:200}",
    ),
    (Checksum::Envelope, "BBDC-M{alnum:43}"),
    (Checksum::Envelope, "sk_live_a2V5Xz{alnum:69}"),
];

fn completed(kind: Checksum, shape: &str, seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let token = expand(shape, &mut dice).unwrap();
    complete(kind, token.into_bytes(), &mut dice)
}

#[test]
fn recorded_tokens_get_the_recorded_verdict() {
    let vectors = include_str!("../../fixtures/checksum-vectors.txt");
    let mut seen = 0;
    for line in vectors.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let kind: Checksum = serde_json::from_str(&format!("{:?}", fields[0])).unwrap();
        let mut token = HEXLOWER.decode(fields[2].as_bytes()).unwrap();
        token.reverse();
        let verdict = format!("{:?}", verify(kind, &token)).to_lowercase();
        assert_eq!(verdict, fields[1], "{line}");
        seen += 1;
    }
    assert!(seen >= 100, "{seen}");
}

#[test]
fn completed_tokens_keep_their_prefix_and_length() {
    for (kind, shape, _) in SHAPES {
        let before = expand(shape, &mut Dice::new(5)).unwrap();
        let after = completed(*kind, shape, 5);
        assert_eq!(after.len(), before.len(), "{shape}");
        let literal = shape.find('{').unwrap();
        // WIF's second letter decides between `K` and `L`.
        if literal > 1 {
            assert!(after.starts_with(&before.as_bytes()[..literal]), "{shape}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn a_completed_token_holds(seed: u64) {
        for (kind, shape) in SHAPES.iter().map(|(kind, shape, _)| (kind, shape)).chain(FORMS.iter().map(|(kind, shape)| (kind, shape))) {
            let token = completed(*kind, shape, seed);
            prop_assert_eq!(verify(*kind, &token), Verdict::Holds, "{}", shape);
        }
    }

    #[test]
    fn one_changed_character_breaks_the_check(seed: u64, place: prop::sample::Index) {
        for (kind, shape, verdict) in SHAPES {
            let mut token = completed(*kind, shape, seed);
            // Behind the prefix, and before anything that tells one format from another.
            let (least, most) = (token.len() / 4, token.len() / 2);
            let at = least + place.index(most - least);
            token[at] = match token[at] {
                b'2' => b'3',
                b'0'..=b'9' => b'2',
                b'd' => b'e',
                b'a'..=b'z' => b'd',
                b'D' => b'E',
                _ => b'D',
            };
            let changed = verify(*kind, &token);
            prop_assert!(changed == *verdict, "{shape}: {changed:?} at {at}");
        }
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>, seed: u64) {
        for (kind, shape) in FORMS {
            let mut token = completed(*kind, shape, seed);
            let _ = verify(*kind, &bytes);
            let _ = complete(*kind, bytes.clone(), &mut Dice::new(seed));
            token.extend(&bytes);
            let _ = verify(*kind, &token);
            let _ = complete(*kind, token, &mut Dice::new(seed));
        }
        for (kind, shape, _) in SHAPES {
            let mut token = completed(*kind, shape, seed);
            token.truncate(bytes.len());
            let _ = verify(*kind, &token);
            let _ = complete(*kind, token, &mut Dice::new(seed));
        }
    }
}
