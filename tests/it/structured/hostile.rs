//! Files in which work would pile up, and credentials that are cut off.

use std::time::Instant;

use super::*;

/// What a hostile file repeats so that work would pile up.
fn hostile() -> Vec<String> {
    let aws = sample("AKIA{A-Z:1}{base32:15} ", 1);
    [
        aws.as_str(),
        "aws_secret_access_key=",
        "password=x;",
        "Server=a;",
        "jdbc:x://h?a=b&",
        "host=a user=b ",
        "seed abandon ",
        "mnemonic\n",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
        "{\"kty\":",
        "machine a.b login c ",
        ":5432:a:b:c",
        "Authorization: Basic ",
        "curl -u ",
        "mysql -p",
        "\"type\": \"random_password\"",
        "://a:b@",
        "PuTTY-User-Key-File-3: x\n",
        "Cookie: session=",
        "client_id=1 client_secret=\"",
        "$2y$10$",
        "eyJhbGciOi.",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect()
}

#[test]
fn no_repeated_text_takes_more_than_linear_time() {
    let scanner = scanner();
    let time = |text: &str| {
        let start = Instant::now();
        scan_with(&scanner, "a.txt", text);
        start.elapsed().as_secs_f64()
    };
    for piece in hostile() {
        let text = |bytes: usize| piece.repeat(bytes / piece.len());
        // The first scan compiles.
        time(&text(1 << 10));
        // What is looked at behind a mark is bounded: both are longer than that. Four times as
        // much takes four times as long, the square of it 16. A busy machine disturbs some tries.
        let is_linear = |_| {
            let (short, long) = (time(&text(16 << 10)), time(&text(64 << 10)));
            long < 0.05 || long < 10.0 * short
        };
        assert!((0..6).any(is_linear), "{piece:?}");
    }
}

#[test]
fn cut_anywhere_nothing_breaks() {
    let scanner = scanner();
    let mut text = String::new();
    for (_, template, _) in PARTS {
        write!(text, "{}", sample(template, 9)).unwrap();
    }
    for end in (0..text.len()).step_by(7) {
        for finding in scan_with(&scanner, "a.txt", &text[..end]) {
            assert!(finding.byte_end <= end as u64);
            for part in &finding.parts {
                assert!(part.byte_start <= part.byte_end && part.byte_end <= end as u64);
            }
        }
    }
}
