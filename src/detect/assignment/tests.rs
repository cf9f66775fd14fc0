//! Assignments as a whole: what is read, and what it costs.

mod any_text;

use std::ops::Range;

use super::Form::{self, Array, Chosen, Inner, Joined, Letters, Plain, Quoted};
use super::Operator::{self, Assign, Beside, Call, Colon, Compare, Element, Fallback, Pair};
use super::{Assignment, File, Stem, at, judge};
use crate::detect::work;
use crate::language::Language::{self, self as L};
use crate::rule::TellingNames;

const STEMS: [&[u8]; 6] = [b"key", b"token", b"secret", b"pass", b"bearer", b"auth"];

/// Where stems stand in `text`.
fn hits(text: &[u8]) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let mut hits: Vec<Range<usize>> = STEMS
        .iter()
        .flat_map(|stem| {
            memchr::memmem::find_iter(&lower, stem)
                .map(|at| at..at + stem.len())
                .collect::<Vec<_>>()
        })
        .collect();
    hits.sort_by_key(|hit| hit.start);
    hits
}

fn names() -> TellingNames {
    TellingNames::new(&[
        "api_key", "key", "token", "secret", "password", "pass", "auth",
    ])
}

/// Every assignment in `text`, read and judged.
fn all(text: &[u8], language: Language) -> Vec<(Assignment, bool)> {
    let file = File {
        language,
        ..File::default()
    };
    hits(text)
        .iter()
        .filter_map(|hit| at(text, &Stem::new(text, hit.clone()), language).ok())
        .map(|found| {
            let judged = judge(text, &found, &names(), file, false).is_ok();
            (found, judged)
        })
        .collect()
}

/// Text, and the name, value, operator and form that are read from it.
type Reading = (
    Language,
    &'static str,
    &'static str,
    &'static str,
    Operator,
    Form,
);

#[rustfmt::skip]
const READINGS: &[Reading] = &[
    (L::Python, "self.api_key = 'v1'", "self.api_key", "v1", Assign, Quoted),
    (L::Python, "x = {'api_key': b\"v1\"}", "api_key", "v1", Colon, Quoted),
    (L::Python, "f(api_key=str('v1'))", "api_key", "v1", Assign, Quoted),
    (L::Python, "if password == 'v1':", "password", "v1", Compare, Quoted),
    (L::Python, "os.getenv('API_KEY', 'v1')", "API_KEY", "v1", Pair, Quoted),
    (L::JavaScript, "process.env.TOKEN || `v1`", "process.env.TOKEN", "v1", Fallback, Quoted),
    (L::Json, r#"{"Secret Key": "v1"}"#, "Secret Key", "v1", Colon, Quoted),
    (L::Json, r#""{\"token\":\"v1\"}""#, "token", "v1", Colon, Quoted),
    (L::Go, "token := []byte(\"v1\")", "token", "v1", Assign, Quoted),
    (L::Rust, "let key: &'static str = r#\"v1\"#;", "key", "v1", Assign, Quoted),
    (L::Java, "c.setPassword(\"v1\");", "c.setPassword", "v1", Call, Quoted),
    (L::CSharp, "\"Server=x;Password=v12345;\"", "Password", "v12345", Assign, Inner),
    (L::Yaml, "a: {token: v1, b: c}", "token", "v1", Colon, Plain),
    (L::Yaml, "- { line: 'TOKEN=v1' }", "TOKEN", "v1", Assign, Plain),
    (L::Yaml, "token: >-\n  v1\n", "token", "v1", Colon, Plain),
    (L::Ini, "token = v1 v2 ; note", "token", "v1 v2", Assign, Plain),
    (L::Shell, "curl --token v1 x", "token", "v1", Beside, Plain),
    (L::Shell, "X=${TOKEN:-v1}", "TOKEN", "v1", Fallback, Plain),
    (L::Xml, "<token> v1 </token>", "token", "v1", Element, Plain),
    (L::Xml, "<x><![CDATA[]]><token><![CDATA[v1]]></token>", "token", "v1", Element, Plain),
    (L::Xml, "<add key=\"Token\" value='v1'/>", "Token", "v1", Assign, Quoted),
    (L::Xml, "<property value=\"v1\" name=\"token\"/>", "token", "v1", Assign, Quoted),
    (L::Xml, "<property id='a' value='v1' key='token' />", "token", "v1", Assign, Quoted),
    (L::Xml, "<param value=\"x\" name=\"token\" value=\"v1\"/>", "token", "v1", Assign, Quoted),
    (L::Go, "token := []byte{1, 2, 3}", "token", "1, 2, 3", Assign, Array),
    (L::Java, "byte[] token = new byte[] {\n  (byte) 0x1f,\n 2,\n};", "token", "(byte) 0x1f,\n 2", Assign, Array),
    (L::Rust, "const TOKEN: [u8; 3] = [1, 2, 3];", "TOKEN", "1, 2, 3", Assign, Array),
    (L::Java, "char[] token = {'a', 'b', 'c', 'd'};", "token", "'a', 'b', 'c', 'd'", Assign, Letters),
    (L::Elixir, "-define(TOKEN, \"v1\").", "TOKEN", "v1", Pair, Quoted),
    (L::Elixir, "{token, \"v1\"}.", "token", "v1", Pair, Quoted),
    (L::Ruby, ":token => 'v1'", "token", "v1", Assign, Quoted),
    (L::Python, "token = \"\"\"v1\"\"\"", "token", "v1", Assign, Quoted),
    (L::Rust, "concat_token = concat!(\"v\", \"1\");", "concat_token", "v\", \"1", Assign, Joined),
    (L::C, "char *token = \"v\" \"1\";", "token", "v\" \"1", Assign, Joined),
    (L::Python, "token = x if x else 'v1'", "token", "v1", Assign, Chosen),
    (L::Terraform, "token = coalesce(var.x, \"v1\")", "token", "v1", Assign, Chosen),
    (L::Python, "if \"v1\" == token:", "token", "v1", Compare, Quoted),
    (L::Java, "if (\"v1\".equals(token)) {", "token", "v1", Compare, Quoted),
    (L::C, "if (strcmp(token, \"v1\") == 0)", "token", "v1", Compare, Quoted),
    (L::C, "if (!strcmp(\"v1\", token))", "token", "v1", Compare, Quoted),
    (L::C, "strcpy(cfg->token, \"v1\");", "token", "v1", Assign, Quoted),
    (L::C, "curl_easy_setopt(c, CURLOPT_PASSWORD, \"v1\");", "CURLOPT_PASSWORD", "v1", Pair, Quoted),
    (L::C, "#define TOKEN (\"v1\")", "TOKEN", "v1", Beside, Quoted),
    (L::C, "#define TOKEN _T(\"v1\")", "TOKEN", "v1", Beside, Quoted),
    (L::C, "token = (char*)\"v1\";", "token", "v1", Assign, Quoted),
    (L::C, "token = R\"(v1)\";", "token", "v1", Assign, Quoted),
    (L::C, "[d setObject:@\"v1\" forKey:@\"token\"];", "token", "v1", Assign, Quoted),
    (L::JavaScript, "get token() { return \"v1\"; }", "token", "v1", Call, Chosen),
    (L::Kotlin, "mapOf(\"token\" to \"v1\")", "token", "v1", Assign, Quoted),
    (L::Kotlin, "Map(\"token\" -> \"v1\")", "token", "v1", Assign, Quoted),
    (L::Lisp, "{\"token\" \"v1\"}", "token", "v1", Pair, Quoted),
    (L::Lisp, "(defvar *token* \"v1\")", "token", "v1", Beside, Quoted),
    (L::Elixir, "@token \"v1\"", "token", "v1", Assign, Quoted),
    (L::Elixir, "{token, <<\"v1\">>}", "token", "v1", Pair, Quoted),
    (L::Elixir, "<<\"token\">> => <<\"v1\">>", "token", "v1", Assign, Quoted),
    (L::Perl, "$ENV{TOKEN} = 'v1';", "TOKEN", "v1", Assign, Quoted),
    (L::Perl, "$self->{token} = 'v1';", "token", "v1", Assign, Quoted),
    (L::Perl, "$token //= 'v1';", "token", "v1", Fallback, Quoted),
    (L::Code, "set(TOKEN \"v1\")", "TOKEN", "v1", Beside, Quoted),
    (L::Code, "set(ENV{TOKEN} \"v1\")", "TOKEN", "v1", Beside, Quoted),
    (L::Code, "set token v1", "token", "v1", Beside, Plain),
    (L::Shell, "setenv TOKEN v1", "TOKEN", "v1", Beside, Plain),
    (L::Shell, "set -gx TOKEN v1", "TOKEN", "v1", Beside, Plain),
    (L::PowerShell, "Connect -User sa -Token v1", "Token", "v1", Beside, Plain),
    (L::Go, "Token string `json:\"t\" default:\"v1\"`", "Token", "v1", Fallback, Quoted),
    (L::Rust, "#[arg(default_value = \"v1\")] token: String,", "token", "v1", Fallback, Quoted),
    (L::Java, "Optional.ofNullable(token).orElse(\"v1\")", "token", "v1", Fallback, Quoted),
    (L::R, "\"v1\" -> token\n", "token", "v1", Assign, Quoted),
    (L::JavaScript, "token += \"v1\"", "token", "v1", Compare, Quoted),
];

#[test]
fn reads_name_value_and_how_they_belong_together() {
    for (language, text, name, value, operator, form) in READINGS {
        let found = all(text.as_bytes(), *language);
        let seen: Vec<_> = found
            .iter()
            .map(|(a, _)| {
                (
                    &text[a.name.clone()],
                    &text[a.value.clone()],
                    a.operator,
                    a.form,
                )
            })
            .collect();
        let wanted = (*name, *value, *operator, *form);
        assert!(seen.contains(&wanted), "{text}: {seen:?}");
    }
}

#[test]
fn what_is_no_literal_is_no_assignment() {
    for (language, text) in [
        (Language::Python, "token = get_token('x')"),
        (Language::Yaml, "value: = v1 name: token = "),
        (Language::Python, "token = os.environ['TOKEN']"),
        (Language::Python, "token: str"),
        (Language::Python, "token = ''"),
        (Language::JavaScript, "token = tokens[0]"),
        (Language::JavaScript, "show ? 'password' : 'text'"),
        (Language::Go, "token, err := f()"),
        (Language::Rust, "token::parse(\"x\")"),
        (Language::Shell, "token = v1"),
        (Language::Shell, "token=`pwgen -1s 32`"),
        (Language::Make, "printf \"TOKEN=`pwgen -1s 32`\\n\" >> .env"),
        (Language::Php, "'passwords' => [ 'users' => [] ]"),
        (Language::Xml, "<token></token>"),
        (
            Language::Rust,
            "(\".pgpass\", \"db.corp.net:5432:app:me:x9Kq7L\")",
        ),
        (Language::Yaml, "token:\n"),
        (Language::Shell, "${TOKEN:?unset}"),
        (
            Language::Dotenv,
            "X=arn:aws:secretsmanager:us-east-1:1:secret:prod/db-x9Kq7L",
        ),
    ] {
        assert_eq!(all(text.as_bytes(), language), [], "{text}");
    }
}

#[test]
fn checksums_of_what_a_chart_deploys_are_no_secrets() {
    let digest = "3f786850e387550fdab836ed7e6dc881de23001b9d4f2b6e0c8a7d5e4f3c2b1a";
    let is_secret = |name: &str| all(format!("{name}: {digest}").as_bytes(), Language::Yaml)[0].1;
    assert!(is_secret("acme/secret"));
    assert!(!is_secret("checksum/secret") && !is_secret("\"checksum/secret\""));
}

#[test]
fn every_stem_of_a_name_gives_the_same_assignment() {
    let text = b"secret_api_key_token = 'v1'";
    let found = all(text, Language::Python);
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|other| other == &found[0]));
}

#[test]
fn hostile_lines_cost_a_constant_a_byte() {
    /// Several times as many bytes as are looked at round one name.
    const MANY: usize = 16 << 10;
    for piece in [
        "key=",
        "key='",
        "key=\"key\":",
        "key: b ",
        "password: x, ",
        "\\\"key\\\":",
        "${key:-",
        "token=token(",
        "a.token||",
        "key = a ",
        "<token>",
        "x,key=x,key",
        "key:=",
        "key=$(",
        "\"a\" == key ",
        "key() = \"",
        "keys=[\"a\",",
        "key+=\"a\"+",
        "key=a ? \"b\" : ",
        "key=concat(\"a\",",
        "key=[\"a\",\"",
        "f(key, \"",
        "key={\\u00f1key",
    ] {
        let work = |length: usize, is_broken: bool, language: Language| {
            let line = piece.repeat(240);
            let text = if is_broken {
                let line = line.replacen(' ', "\n", 1);
                line.repeat(length / line.len() + 1)
            } else {
                piece.repeat(length / piece.len())
            };
            work::of(|| drop(all(&text.as_bytes()[..length.min(text.len())], language)))
        };
        for language in [
            Language::JavaScript,
            Language::Yaml,
            Language::Shell,
            Language::Dotenv,
            Language::Unknown,
        ] {
            for is_broken in [false, true] {
                let once = work(MANY, is_broken, language);
                let twice = work(2 * MANY, is_broken, language);
                assert!(
                    twice * 100 <= once * 230,
                    "{piece:?} in {language:?}: {once}, then {twice}"
                );
            }
        }
    }
}
