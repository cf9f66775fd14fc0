//! Text that looks random and is no secret: what fills repositories beside people's code. Every
//! kind is generated, a megabyte of it; together they must give nothing high and hardly anything
//! medium. And this repository's own files, which hold templates of a thousand kinds of tokens.

use std::fmt::Write;
use std::process::Command;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use tightlip::blob::{Blob, Origin};
use tightlip::detect::{Options, Scanner};
use tightlip::finding::Finding;
use tightlip::level::Confidence;
use tightlip::rule::RuleSet;
use tightlip::rule::template::{Dice, expand};

/// Bytes of each corpus. `TIGHTLIP_CORPUS_BYTES` asks for more.
const BYTES: usize = 512 << 10;

/// A kind of text: the name of a file that would hold it, and what one entry looks like.
struct Corpus {
    path: &'static str,
    head: &'static str,
    entry: fn(&mut Dice) -> String,
}

const CORPORA: [Corpus; 22] = [
    corpus("images.html", "<body>\n", |dice| {
        let kind = pick(
            dice,
            &[
                "png;base64,iVBORw0KGgoAAAANSUhEUgAA",
                "gif;base64,R0lGODlh",
                "jpeg;base64,/9j/4AAQSkZJRg",
                "svg+xml;base64,PHN2ZyB4bWxucz0i",
            ],
        );
        let bytes = bytes(dice, 3000);
        format!("<img src=\"data:image/{kind}{}\">\n", BASE64.encode(&bytes))
    }),
    corpus("logo.css", "", |dice| {
        let bytes = bytes(dice, 2000);
        format!(
            ".icon-{} {{ background: url(data:application/font-woff;charset=utf-8;base64,{}) }}\n",
            word(dice),
            BASE64.encode(&bytes)
        )
    }),
    corpus(
        "package-lock.json",
        "{\n  \"lockfileVersion\": 3,\n  \"packages\": {\n",
        |dice| {
            let (name, digest) = (package(dice), sri(dice));
            template(
                dice,
                &format!(
                    "    \"node_modules/{name}\": {{{{\n      \"version\": \"{{digit:1}}.{{digit:1-2}}.{{digit:1}}\",\n      \"resolved\": \"https://registry.npmjs.org/{name}/-/{name}-{{digit:1}}.0.0.tgz\",\n      \"integrity\": \"{digest}\",\n      \"license\": \"MIT\"\n    }}}},\n"
                ),
            )
        },
    ),
    corpus("yarn.lock", "# yarn lockfile v1\n\n", |dice| {
        let (name, digest) = (package(dice), sri(dice));
        template(
            dice,
            &format!(
                "{name}@^{{digit:1}}.0.0:\n  version \"{{digit:1}}.0.{{digit:1}}\"\n  resolved \"https://registry.yarnpkg.com/{name}/-/{name}-1.0.0.tgz#{{hex:40}}\"\n  integrity {digest}\n  checksum: 10c0/{{hex:128}}\n\n"
            ),
        )
    }),
    corpus(
        "pnpm-lock.yaml",
        "lockfileVersion: '9.0'\npackages:\n",
        |dice| {
            let (name, digest) = (package(dice), sri(dice));
            template(
                dice,
                &format!(
                    "  /{name}@{{digit:1}}.{{digit:1}}.0:\n    resolution: {{{{integrity: {digest}}}}}\n    engines: {{{{node: '>=18'}}}}\n"
                ),
            )
        },
    ),
    corpus("Cargo.lock", "version = 4\n\n", |dice| {
        let name = package(dice);
        template(
            dice,
            &format!(
                "[[package]]\nname = \"{name}\"\nversion = \"0.{{digit:1}}.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"{{hex:64}}\"\n\n"
            ),
        )
    }),
    corpus("poetry.lock", "", |dice| {
        let name = package(dice);
        template(
            dice,
            &format!(
                "[[package]]\nname = \"{name}\"\nversion = \"{{digit:1}}.0\"\nfiles = [\n    {{{{file = \"{name}-1.0-py3-none-any.whl\", hash = \"sha256:{{hex:64}}\"}}}},\n    {{{{file = \"{name}-1.0.tar.gz\", hash = \"sha256:{{hex:64}}\"}}}},\n]\n"
            ),
        )
    }),
    corpus("go.sum", "", |dice| {
        let (owner, name, digest) = (word(dice), package(dice), BASE64.encode(&bytes(dice, 32)));
        template(
            dice,
            &format!(
                "github.com/{owner}/{name} v0.{{digit:1}}.0 h1:{digest}\ngithub.com/{owner}/{name} v0.0.0-{{digit:14}}-{{hex:12}}/go.mod h1:{digest}\n"
            ),
        )
    }),
    corpus(
        "app.js.map",
        "{\"version\":3,\"sources\":[\"a.ts\"],\"mappings\":\"",
        |dice| {
            template(
                dice,
                "{A-Za-z:4-5},{A-Z:4},{A-Za-z0-9+/:5-7};{A-Z:4},S{A-Z:3},{A-Za-z0-9+/:9},",
            )
        },
    ),
    corpus("vendor.min.js", "!function(){", |dice| {
        let (a, b, c) = (word(dice), word(dice), word(dice));
        template(
            dice,
            &format!(
                "function {{a-zA-Z:1-2}}(e,t){{{{return e.{a}?t[\"{b}\"]:n({{digit:1-6}},\"{c}\")}}}}var {{a-z:1}}=\"{{alnum:8-20}}\",{{a-z:2}}=e=>e.{b}.{c}({{a-z:1}},!0);{{a-zA-Z:2}}.token={{a-z:1}}.key={{a-z:2}};"
            ),
        )
    }),
    corpus("ids.csv", "id,user_id,session,created\n", |dice| {
        template(
            dice,
            "{uuid},{uuid},{uuid},2024-0{1-9:1}-1{digit:1}T00:00:00Z\n",
        )
    }),
    corpus("objects.txt", "", |dice| {
        template(
            dice,
            "{0-7:1}00644 blob {hex:40}\tsrc/{lower:8}.rs\ncommit {hex:40}\ntree {hex:40}\nparent {hex:64}\nindex {hex:7}..{hex:10} 100644\n",
        )
    }),
    corpus("index.html", "", |dice| {
        let digest = sri(dice);
        template(
            dice,
            &format!(
                "<script src=\"/assets/{{lower:6}}-{{hex:20}}.js\" integrity=\"{digest}\" crossorigin=\"anonymous\" nonce=\"{{base64:22}}==\"></script>\n<link rel=\"preload\" href=\"/_next/static/chunks/{{hex:16}}.css?v={{hex:32}}\">\n"
            ),
        )
    }),
    corpus("descriptor.pb.go", "var file_rawDesc = []byte{\n", |dice| {
        let line: Vec<String> = bytes(dice, 13)
            .iter()
            .map(|byte| format!("0x{byte:02x}"))
            .collect();
        format!("\t{},\n", line.join(", "))
    }),
    corpus("dump.hex", "", |dice| {
        let line = bytes(dice, 16);
        let ascii: String = line
            .iter()
            .map(|b| {
                if b.is_ascii_graphic() {
                    char::from(*b)
                } else {
                    '.'
                }
            })
            .collect();
        format!(
            "{:08x}  {}  |{ascii}|\n:10{:04X}00{}\n",
            dice.below(1 << 24),
            HEXLOWER.encode(&line),
            dice.below(1 << 16),
            HEXLOWER.encode(&line).to_uppercase()
        )
    }),
    corpus("module.wasm.js", "const wasm = \"", |dice| {
        let bytes = bytes(dice, 3000);
        format!(
            "AGFzbQEAAAAB{}\";\nconst code = Uint8Array.from(atob(\"{}\"), c => c.charCodeAt(0));\nconst more = \"",
            BASE64.encode(&bytes),
            BASE64.encode(&bytes[..300])
        )
    }),
    corpus("chain.pem", "", |dice| {
        let mut der = vec![
            0x30, 0x82, 0x04, 0x00, 0x30, 0x82, 0x02, 0xe8, 0xa0, 0x03, 0x02, 0x01, 0x02, 0x02,
        ];
        der.extend(bytes(dice, 1014));
        let text = BASE64.encode(&der);
        let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
        for line in text.as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem + "-----END CERTIFICATE-----\n"
    }),
    corpus("locales/de.json", "{\n", |dice| {
        let words: Vec<&str> = (0..12).map(|_| word(dice)).collect();
        let kind = pick(
            dice,
            &["password", "token", "apiKey", "secret", "credentials"],
        );
        format!(
            "  \"{}.{}.{kind}\": \"{} {} für {} — {}\",\n  \"{kind}_{}\": \"Bitte {} {} {} eingeben\",\n",
            words[0],
            words[1],
            words[2],
            words[3],
            words[4],
            words[5],
            words[6],
            words[7],
            words[8],
            words[9]
        )
    }),
    corpus("theme.css", "", |dice| {
        let (a, b) = (word(dice), word(dice));
        template(
            dice,
            &format!(
                ".{a}-{b}__{a}--{{hex:6}}:not(.{b}) > #{a}_{{hex:5}} {{{{ color: #{{hex:6}}; background: url(\"/static/{b}.{{hex:32}}.svg\"); --{a}: {{digit:1}}.{{digit:2}}rem }}}}\n"
            ),
        )
    }),
    corpus("dump.sql", "INSERT INTO sessions VALUES\n", |dice| {
        let (owner, object) = (word(dice), word(dice));
        template(
            dice,
            &format!(
                "({{digit:1-8}}, '{{uuid}}', '{{hex:24}}', '{owner}_{{alnum:22}}', '{object}', 0x{{HEX:32}}, '2023-{{digit:2}}-{{digit:2}} 10:00:00', NULL),\n"
            ),
        )
    }),
    corpus("analysis.ipynb", "{\"cells\": [\n", |dice| {
        let image = BASE64.encode(&bytes(dice, 3000));
        template(
            dice,
            &format!(
                "{{{{\"cell_type\": \"code\", \"id\": \"{{hex:8}}\", \"outputs\": [{{{{\"data\": {{{{\"image/png\": \"iVBORw0KGgo{image}\\n\"}}}}}}}}]}}}},\n"
            ),
        )
    }),
    corpus("embedded.py", "DATA = {\n", |dice| {
        let data = BASE64URL_NOPAD.encode(&bytes(dice, 200));
        let name = word(dice);
        format!(
            "    '{name}-icon.png': (\n        b'{}'\n        b'{}'\n    ),\n",
            &data[..76],
            &data[76..152]
        )
    }),
];

const fn corpus(path: &'static str, head: &'static str, entry: fn(&mut Dice) -> String) -> Corpus {
    Corpus { path, head, entry }
}

/// Words that packages, columns and selectors are named with; providers' names among them.
#[rustfmt::skip]
const WORDS: [&str; 64] = [
    "stripe", "github", "gitlab", "slack", "openai", "twilio", "sendgrid", "datadog", "sentry",
    "auth0", "okta", "firebase", "supabase", "vercel", "netlify", "heroku", "azure", "google",
    "square", "linear", "notion", "segment", "render", "mode", "hex", "clerk", "drift", "front",
    "box", "branch", "mapbox", "algolia", "shopify", "mailgun", "postmark", "asana", "figma",
    "discord", "telegram", "spotify", "token", "secret", "key", "password", "session", "account",
    "access", "client", "user", "order", "item", "button", "header", "list", "index", "core",
    "plugin", "types", "parser", "loader", "buffer", "stream", "color", "queue",
];

fn pick<'t>(dice: &mut Dice, from: &[&'t str]) -> &'t str {
    from[dice.below(from.len())]
}

fn word(dice: &mut Dice) -> &'static str {
    pick(dice, &WORDS)
}

fn package(dice: &mut Dice) -> String {
    format!("{}-{}", word(dice), word(dice))
}

fn bytes(dice: &mut Dice, count: usize) -> Vec<u8> {
    (0..count).map(|_| dice.below(256) as u8).collect()
}

fn sri(dice: &mut Dice) -> String {
    let (name, length) =
        [("sha512", 64), ("sha384", 48), ("sha256", 32), ("sha1", 20)][dice.below(4)];
    format!("{name}-{}", BASE64.encode(&bytes(dice, length)))
}

fn template(dice: &mut Dice, template: &str) -> String {
    expand(template, dice).expect("it is a template")
}

fn scan(path: &str, text: &[u8]) -> Vec<Finding> {
    let options = Options {
        no_inline_allow: true,
        ..Options::default()
    };
    let origin = Origin::Stdin {
        path: path.to_owned(),
    };
    Scanner::new(RuleSet::builtin(), options).scan(&Blob::whole(&origin, text))
}

fn describe(found: &Finding) -> String {
    format!(
        "{} {}:{} {:?}",
        found.rule.id,
        found.origin.path(),
        found.start.line,
        found.confidence
    )
}

#[test]
fn what_fills_repositories_holds_no_secrets() {
    let size = std::env::var("TIGHTLIP_CORPUS_BYTES")
        .map_or(BYTES, |bytes| bytes.parse().expect("a number"));
    let (mut total, mut medium, mut report) = (0, 0, String::new());
    for (seed, corpus) in CORPORA.iter().enumerate() {
        let mut dice = Dice::new(seed as u64);
        let mut text = corpus.head.to_owned();
        while text.len() < size {
            text.push_str(&(corpus.entry)(&mut dice));
        }
        total += text.len();
        for found in scan(corpus.path, text.as_bytes()) {
            let what = describe(&found);
            assert!(found.confidence < Confidence::High, "{what}");
            if found.confidence == Confidence::Medium {
                medium += 1;
                writeln!(report, "{what}").expect("a string takes all");
            }
        }
    }
    assert!(
        medium * (10 << 20) < total.max(10 << 20),
        "{medium} in {total} bytes:\n{report}"
    );
}

#[test]
fn no_file_of_ours_holds_anything_like_a_token() {
    let root = env!("CARGO_MANIFEST_DIR");
    let listed = Command::new("git")
        .args(["-C", root, "ls-files", "-z"])
        .output()
        .expect("git runs");
    let paths = String::from_utf8(listed.stdout).expect("our paths are plain");
    let mut wrong = Vec::new();
    let mut files = 0;
    for path in paths.split_terminator('\0') {
        // A file that is about to be removed is listed still.
        let Ok(text) = std::fs::read(format!("{root}/{path}")) else {
            continue;
        };
        files += 1;
        // Rules are templates and nothing else, so that they must not even resemble one.
        let least = if path.starts_with("rules/") {
            Confidence::Medium
        } else {
            Confidence::High
        };
        wrong.extend(
            scan(path, &text)
                .iter()
                .filter(|found| found.confidence >= least)
                .map(describe),
        );
    }
    assert!(files > 300, "{files} files are ours");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
