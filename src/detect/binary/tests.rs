use proptest::prelude::*;

use super::*;
use crate::blob::Origin;
use crate::detect::{Options, Scanner};
use crate::rule::RuleSet;
use crate::rule::template::Dice;

fn noise(length: usize) -> Vec<u8> {
    let mut dice = Dice::new(length as u64);
    (0..length).map(|_| dice.below(256) as u8).collect()
}

fn tagged(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len();
    let mut bytes = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    bytes.extend(content);
    bytes
}

fn text(text: &str) -> Vec<u8> {
    [&(text.len() as u16).to_be_bytes()[..], text.as_bytes()].concat()
}

/// A Java key store with these kinds of entries.
fn java_store(magic: u8, entries: &[u8]) -> Vec<u8> {
    let mut bytes = match magic {
        0xFE => vec![0xFE, 0xED, 0xFE, 0xED],
        _ => vec![magic; 4],
    };
    bytes.extend([0, 0, 0, 2, 0, 0, 0, entries.len() as u8]);
    for kind in entries {
        bytes.extend([0, 0, 0, *kind]);
        bytes.extend(text("alias"));
        bytes.extend([0; 8]);
        bytes.extend(text("X.509"));
        bytes.extend([0, 0, 2, 0]);
        bytes.extend(noise(512));
    }
    bytes
}

const RSA: &[u8] = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\x00";
const PBES2: &[u8] = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0D\x05\x00";

fn pkcs8() -> Vec<u8> {
    tagged(0x30, &[&[2, 1, 0], RSA, &tagged(4, &[&noise(1190)])])
}

fn pkcs1() -> Vec<u8> {
    let number = |length| tagged(2, &[&noise(length)]);
    let numbers: Vec<u8> = [256, 3, 256, 128, 128]
        .into_iter()
        .flat_map(number)
        .collect();
    tagged(0x30, &[&[2, 1, 0], &numbers])
}

fn pkcs12(bag: u8) -> Vec<u8> {
    let bags = [BAGS, &[bag], &noise(900)].concat();
    let safe = tagged(0x30, &[DATA, &tagged(0xA0, &[&tagged(4, &[&bags])])]);
    tagged(0x30, &[&[2, 1, 3], &safe, &tagged(0x30, &[&noise(60)])])
}

fn found(bytes: &[u8]) -> Option<(BinaryFormat, Confidence)> {
    examine(bytes).map(|known| (known.format, known.confidence))
}

#[test]
fn stores_and_keys_are_known_by_their_beginning() {
    let sec1 = tagged(0x30, &[&[2, 1, 1], &tagged(4, &[&noise(32)]), &[0xA0, 0]]);
    let encrypted = tagged(0x30, &[PBES2, &tagged(4, &[&noise(1200)])]);
    let bouncy = [&[0, 0, 0, 2, 0, 0, 0, 20][..], &noise(20), &[0, 0, 4, 9, 4]].concat();
    let keepass = [KEEPASS, KEEPASS_VERSIONS[2], &noise(90)].concat();
    let mut keytab = vec![5, 2, 0, 0, 0, 0x42, 0, 2];
    keytab.extend(text("ACME.IO"));
    let rsa = [&[0x95, 3, 0xBE, 4, 0x60, 0, 0, 0, 1, 8, 0][..], &noise(950)].concat();
    let curve = [&[0x94, 0x86, 4, 0x60, 0, 0, 0, 22, 9][..], &noise(130)].concat();
    for (bytes, format) in [
        (java_store(0xFE, &[2, 1]), BinaryFormat::Jks),
        (java_store(0xCE, &[3]), BinaryFormat::Jceks),
        (bouncy, BinaryFormat::Bks),
        (pkcs12(2), BinaryFormat::Pkcs12),
        (pkcs8(), BinaryFormat::Der),
        (pkcs1(), BinaryFormat::Der),
        (sec1, BinaryFormat::Der),
        (encrypted, BinaryFormat::EncryptedDer),
        (keepass, BinaryFormat::Keepass),
        (keytab, BinaryFormat::Keytab),
        (rsa, BinaryFormat::Openpgp),
        (curve, BinaryFormat::Openpgp),
        ([ONION, &[0, 0], &noise(64)].concat(), BinaryFormat::Onion),
        ([SSH1, &noise(64)].concat(), BinaryFormat::Ssh1),
    ] {
        assert_eq!(
            found(&bytes),
            Some((format, Confidence::High)),
            "{format:?}"
        );
    }
}

#[test]
fn certificates_alone_are_no_keys() {
    let signed = tagged(0x30, &[&[0xA0, 3, 2, 1, 2], &noise(600)]);
    let certificate = tagged(0x30, &[&signed, &noise(270)]);
    let public = tagged(0x30, &[RSA, &tagged(3, &[&noise(270)])]);
    for bytes in [java_store(0xFE, &[2, 2, 2]), certificate, public] {
        assert_eq!(found(&bytes), None);
    }
    let unseen = Some((BinaryFormat::Pkcs12, Confidence::Medium));
    assert_eq!(found(&pkcs12(3)), unseen);
    let cut = &java_store(0xFE, &[2, 2])[..700];
    assert_eq!(found(cut), Some((BinaryFormat::Jks, Confidence::Medium)));
}

#[test]
fn what_is_cut_off_or_followed_by_more_is_no_key() {
    let key = pkcs8();
    assert_eq!(found(&key[..key.len() - 1]), None);
    assert_eq!(found(&[key, noise(1)].concat()), None);
}

#[test]
fn a_finding_names_the_file_and_shows_nothing_of_it() {
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    let file = |path: &str| Origin::File { path: path.into() };
    let finding = scanner.binary(&file("a/release.jks"), &java_store(0xFE, &[1]));
    let finding = finding.unwrap();
    assert_eq!(finding.rule.id, "keystore-java");
    assert!(finding.secret.reveal().is_empty());
    let other = scanner.binary(&file("a/release.jks"), &java_store(0xFE, &[1, 1]));
    assert_ne!(other.unwrap().fingerprint, finding.fingerprint);
    let in_tests = scanner.binary(&file("tests/a.jks"), &java_store(0xFE, &[1]));
    assert_eq!(in_tests.unwrap().confidence, Confidence::Medium);
    assert!(
        scanner
            .binary(&file("a.png"), b"\x89PNG\r\n\x1a\n\0")
            .is_none()
    );
}

#[test]
fn every_format_has_one_rule() {
    let formats: Vec<BinaryFormat> = RuleSet::builtin()
        .rules()
        .flat_map(|rule| match &rule.matcher {
            crate::rule::Matcher::Binary { formats } => formats.clone(),
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(formats.len(), 11, "{formats:?}");
}

proptest! {
    #[test]
    fn no_bytes_panic_and_chance_makes_no_key(head in 0..9_usize, rest: Vec<u8>) {
        let heads: [&[u8]; 9] = [
            b"", b"\x30\x82", b"\x30\x80\x02\x01\x03", b"\xFE\xED\xFE\xED\0\0\0\x02",
            b"\x95", b"\xC5\xC0", b"\x05\x02", b"\0\0\0\x02\0\0\0\x14", b"\xCE\xCE\xCE\xCE",
        ];
        let _ = examine(&[heads[head], &rest].concat());
        prop_assert_eq!(examine(&[&[0xC0], &rest[..]].concat()), None);
    }
}

#[test]
fn the_key_that_signs_what_is_being_developed_is_everybodys() {
    let store = java_store(0xFE, &[1]);
    let wide: Vec<u8> = DEBUG_KEY.iter().flat_map(|byte| [0, *byte]).collect();
    for alias in [DEBUG_KEY, &wide] {
        let known = examine(&[&store, alias].concat()).unwrap();
        assert_eq!(known.confidence, Confidence::Low);
        assert!(known.signals.contains(&"debug-key"));
    }
}
