//! Solana's key pairs as arrays of 64 numbers: a seed, then the public key that it gives.

use std::ops::Range;

use super::Examined;
use crate::checksum::{self, Verdict};
use crate::rule::Checksum;

/// A file that is nothing but such an array is never longer, in bytes.
const LONGEST_FILE: usize = 2048;

/// `found` ends with the array.
pub(super) fn examine(text: &[u8], found: &Range<usize>) -> Examined {
    let open = memchr::memrchr(b'[', &text[found.clone()]);
    let array = found.start + open.unwrap_or(found.len())..found.end;
    if checksum::verify(Checksum::Solana, &text[array.clone()]) == Verdict::Holds {
        Examined::genuine(array).proven()
    } else {
        Examined::not_a_secret(array, "checksum-fails")
    }
}

/// Where the array stands in a file that holds nothing else, as `solana-keygen` writes it.
pub(in crate::detect) fn alone(text: &[u8]) -> Option<Range<usize>> {
    if text.len() > LONGEST_FILE {
        return None;
    }
    let start = text.len() - text.trim_ascii_start().len();
    let end = text.trim_ascii_end().len();
    let is_array = text.get(start) == Some(&b'[') && text[end - 1] == b']';
    is_array.then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::super::Verdict as Found;
    use super::*;
    use crate::detect::anchored::tests::found;
    use crate::rule::template::Dice;

    /// A key pair.
    fn pair(seed: u64) -> String {
        let array = checksum::complete(Checksum::Solana, b"[]".to_vec(), &mut Dice::new(seed));
        String::from_utf8(array).unwrap()
    }

    /// As many numbers that are none.
    fn numbers(seed: u64) -> String {
        let mut dice = Dice::new(seed);
        let numbers: Vec<String> = (0..64).map(|_| dice.below(256).to_string()).collect();
        format!("[{}]", numbers.join(", "))
    }

    #[test]
    fn numbers_are_a_key_pair_when_the_last_half_is_the_public_key_of_the_first() {
        for seed in 1..8 {
            let spaced = pair(seed).replace(',', &format!(",\n{:16}", ""));
            for array in [pair(seed), spaced, pair(seed).replace(']', ",\n]")] {
                let text = format!("const keypair = {array};");
                let examined = examine(text.as_bytes(), &(6..text.len() - 1));
                assert_eq!(examined.verdict, Found::Genuine, "{text}");
                assert_eq!(text[examined.secret], array);
            }
            let changed = pair(seed).replacen('[', "[1,", 1);
            for array in [numbers(seed), changed, "[]".to_owned(), "]".to_owned()] {
                let examined = examine(array.as_bytes(), &(0..array.len()));
                assert_eq!(examined.verdict, Found::NotASecret, "{array}");
            }
        }
    }

    #[test]
    fn a_file_that_is_a_key_pair_is_found_whatever_it_is_called() {
        let rule = "solana-keypair-bytes".to_owned();
        for path in ["id.json", "keys/payer-keypair.json", "wallets/alice.json"] {
            assert_eq!(found(path, &pair(3)), [(rule.clone(), 0)]);
            let deep = format!(",\n{:16}", "");
            let lines = format!("\n{}\n", pair(4).replace(',', &deep));
            assert_eq!(found(path, &lines), [(rule.clone(), 1)]);
            for text in [numbers(5), "[]".to_owned(), "[".to_owned(), "\n".to_owned()] {
                assert_eq!(found(path, &text), []);
            }
        }
    }

    #[test]
    fn one_in_code_is_found_behind_what_names_it() {
        for (text, count) in [
            (
                "const keypair = ~;\nconst secretKey = Uint8Array.from(~);",
                2,
            ),
            ("Keypair.fromSecretKey(new Uint8Array(~))", 1),
            ("let payer = Keypair::from_bytes(&~).unwrap();", 1),
            ("const PAYER: [u8; 64] = ~;", 1),
            ("Keypair.from_bytes(bytes(~))\nsecret_key = bytes(~)", 2),
            ("SOLANA_PRIVATE_KEY=~\n", 1),
            ("ANCHOR_WALLET='~'\n", 1),
            ("{\"wallet\": {\"privateKey\": ~}, \"payer\": ~}", 2),
            ("{\"wallets\": [~, ~]}", 1),
            ("{\"accounts\":[~]}", 1),
            ("const PAIR: [u8;64] = ~;", 1),
            ("const table = ~;", 0),
        ] {
            let deep = pair(7).replace(',', &format!(",\n{:16}", ""));
            for (path, array) in [
                ("a.ts", pair(7)),
                ("a.rs", pair(7)),
                ("a.py", deep.clone()),
                ("a.json", deep),
            ] {
                let found = found(path, &text.replace('~', &array));
                assert_eq!(found.len(), count, "{path}: {text}");
                assert!(found.iter().all(|(rule, _)| rule == "solana-keypair-bytes"));
            }
        }
        let random = "const keypair = ~; Keypair::from_bytes(&~)".replace('~', &numbers(9));
        assert_eq!(found("a.ts", &random), []);
    }
}
