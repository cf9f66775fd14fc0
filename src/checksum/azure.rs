//! Microsoft's keys that say what they are: identifiable keys, which carry a service's signature
//! near their end (`+ASt`, `AzCa`, …), and common annotated keys, which carry `JQQJ9`.

use data_encoding::{BASE64, BASE64URL};

use super::Verdict;
use super::marvin::marvin32;
use super::radix::{self, BASE62};
use crate::rule::template::Dice;

/// An identifiable key: base64 of `bytes` bytes; the signature stands before the last six
/// characters, and the last four bytes are the Marvin32 of all others.
struct Service {
    signature: &'static str,
    bytes: usize,
    /// Eight characters each, read as a big-endian number; the key's purpose picks one.
    seeds: &'static [&'static [u8; 8]],
    /// Whether a mismatch says something: real keys were seen to pass, or Microsoft's own code asks
    /// for it and no real key is known that fails.
    telling: bool,
    /// What a key's text is made of.
    text: Text,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Base64,
    Base64Url,
    /// Base64 that happens to hold letters and digits alone: the issuer draws until it does.
    Alphanumeric,
}

const fn service(
    signature: &'static str,
    bytes: usize,
    seeds: &'static [&'static [u8; 8]],
) -> Service {
    Service {
        signature,
        bytes,
        seeds,
        telling: false,
        text: Text::Base64,
    }
}

const fn messaging(signature: &'static str) -> Service {
    Service {
        telling: true,
        ..service(signature, 32, MESSAGING)
    }
}

const MESSAGING: &[&[u8; 8]] = &[
    b"Send0000",
    b"Listen00",
    b"Manage00",
    b"System00",
    b"Unknown0",
];

const SERVICES: [Service; 14] = [
    // Storage.
    Service {
        telling: true,
        ..service("+ASt", 64, &[b"Default0"])
    },
    // Cosmos DB.
    Service {
        telling: true,
        ..service(
            "ACDb",
            64,
            &[
                b"MastRW00",
                b"MastRO00",
                b"SysAll00",
                b"Resour00",
                b"SystRO00",
                b"SystRW00",
                b"Encryp00",
            ],
        )
    },
    // Cache for Redis.
    Service {
        telling: true,
        ..service("AzCa", 32, &[b"Access00"])
    },
    // Batch.
    Service {
        telling: true,
        ..service("+ABa", 64, &[b"AbAcct00"])
    },
    // AI Search.
    Service {
        telling: true,
        text: Text::Alphanumeric,
        ..service("AzSe", 39, &[b"PAdmin00", b"Query000"])
    },
    // Container Registry. Of five values said to be real, none passes.
    service("+ACR", 39, &[b"ACRDflt0"]),
    // Functions.
    Service {
        telling: true,
        text: Text::Base64Url,
        ..service("AzFu", 40, &[b"Functi00", b"Master00", b"System00"])
    },
    // Service Bus, Event Hubs, Relay.
    messaging("+ASb"),
    messaging("+AEh"),
    messaging("+ARm"),
    // IoT Hub, device provisioning, devices.
    Service {
        telling: true,
        ..service("AIoT", 32, &[b"IoTHub00", b"DpsKey00", b"Device00"])
    },
    // Machine Learning, classic.
    Service {
        telling: true,
        ..service("+AMC", 64, &[b"Classic0"])
    },
    // API Management. `IoTHub00` is no slip of ours.
    service(
        "APIM",
        64,
        &[b"Tenant00", b"IoTHub00", b"Gatewy00", b"GitKey00"],
    ),
    // Event Grid.
    service("AZEG", 32, &[b"SendRecv"]),
];

/// How far before the end of an identifiable key, padding aside, its signature begins.
const SIGNATURE_FROM_END: usize = 10;
/// An annotated key: its mark, where it stands, what its checksum covers, and its two lengths.
const MARK: &[u8] = b"JQQJ9";
const MARK_AT: usize = 52;
const ANNOTATED_COVERED: usize = 80;
const ANNOTATED_LENGTHS: [usize; 2] = [84, 88];
const ANNOTATED_SEED: &[u8; 8] = b"Default0";

pub(super) fn verify(token: &[u8]) -> Verdict {
    if is_annotated(token) {
        let Some(bytes) = radix::base64(&token[..ANNOTATED_COVERED]) else {
            return Verdict::Fails;
        };
        let hash = marvin32(&bytes, u64::from_be_bytes(*ANNOTATED_SEED));
        let check = &token[ANNOTATED_COVERED..];
        return [
            annotated_check(hash),
            older_annotated_check(hash, check.len()),
        ]
        .iter()
        .any(|text| text.starts_with(check))
        .into();
    }
    let Some((service, bytes)) = identify(token) else {
        return Verdict::Unknown;
    };
    let (covered, check) = bytes.split_at(bytes.len() - 4);
    let holds = service
        .seeds
        .iter()
        .any(|seed| marvin32(covered, u64::from_be_bytes(**seed)).to_le_bytes() == check);
    match (holds, service.telling) {
        (true, _) => Verdict::Holds,
        (false, true) => Verdict::Fails,
        (false, false) => Verdict::Doubtful,
    }
}

pub(super) fn complete(mut token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    if is_annotated(&token) {
        if let Some(bytes) = radix::base64(&token[..ANNOTATED_COVERED]) {
            let hash = marvin32(&bytes, u64::from_be_bytes(*ANNOTATED_SEED));
            let length = token.len() - ANNOTATED_COVERED;
            token[ANNOTATED_COVERED..].copy_from_slice(&annotated_check(hash)[..length]);
        }
        return token;
    }
    let Some(service) = signed(&token) else {
        return token;
    };
    // Five draws in six are alphanumeric, for the service that wants it.
    for _ in 0..100 {
        let text = issue(service, dice);
        if service.text != Text::Alphanumeric || text.iter().all(u8::is_ascii_alphanumeric) {
            return text;
        }
    }
    token
}

/// A random key of this service.
fn issue(service: &Service, dice: &mut Dice) -> Vec<u8> {
    let padded = service.bytes.div_ceil(3) * 4;
    let body = (service.bytes * 4).div_ceil(3);
    let mut text: Vec<u8> = (0..body).map(|_| BASE62[dice.below(62)]).collect();
    let signature = body - SIGNATURE_FROM_END;
    text[signature..signature + 4].copy_from_slice(service.signature.as_bytes());
    // The spare bits behind the signature are zero.
    text[signature + 4..].fill(b'A');
    text.resize(padded, b'=');
    let mut bytes = radix::base64(&text).unwrap_or_default();
    let seed = service.seeds[dice.below(service.seeds.len())];
    let covered = bytes.len() - 4;
    let hash = marvin32(&bytes[..covered], u64::from_be_bytes(*seed));
    bytes[covered..].copy_from_slice(&hash.to_le_bytes());
    match service.text {
        Text::Base64Url => BASE64URL.encode(&bytes),
        Text::Base64 | Text::Alphanumeric => BASE64.encode(&bytes),
    }
    .into_bytes()
}

/// The service whose signature and length a token has.
fn signed(token: &[u8]) -> Option<&'static Service> {
    let padding = token.iter().rev().take_while(|c| **c == b'=').count();
    let body = token.len() - padding;
    let signature = token[..body].get(body.checked_sub(SIGNATURE_FROM_END)?..)?;
    SERVICES.iter().find(|service| {
        signature.starts_with(service.signature.as_bytes())
            && token.len() == service.bytes.div_ceil(3) * 4
    })
}

fn identify(token: &[u8]) -> Option<(&'static Service, Vec<u8>)> {
    let service = signed(token)?;
    let bytes = radix::base64(token).filter(|bytes| bytes.len() == service.bytes)?;
    Some((service, bytes))
}

fn is_annotated(token: &[u8]) -> bool {
    ANNOTATED_LENGTHS.contains(&token.len()) && token[MARK_AT..].starts_with(MARK)
}

/// The hash's bytes, the lowest first, as one number in base62, filled up on the right, then made
/// canonical base64: eight characters, of which the standard form shows four.
fn annotated_check(hash: u32) -> Vec<u8> {
    let number = hash.swap_bytes();
    let zero_bytes = number.leading_zeros() as usize / 8;
    let digits = radix::fixed(number.into(), BASE62, 6);
    let significant = digits.iter().position(|d| *d != b'0').unwrap_or(6);
    let mut text = vec![b'0'; zero_bytes];
    text.extend(&digits[significant..]);
    text.resize(6, b'0');
    // Six characters are four bytes and four spare bits; clear those.
    text[5] = match text[5] {
        b'A'..=b'P' => b'A',
        b'Q'..=b'Z' | b'a'..=b'f' => b'Q',
        b'g'..=b'v' => b'g',
        _ => b'w',
    };
    text.extend(b"==");
    text
}

/// What keys had at first: the hash's first bytes, the lowest first, in base64.
fn older_annotated_check(hash: u32, length: usize) -> Vec<u8> {
    let bytes = hash.to_le_bytes();
    BASE64
        .encode(if length == 4 { &bytes[..3] } else { &bytes })
        .into_bytes()
}
