//! Comments in forty kinds of file, and the places where none may stand.

use super::*;

/// Where a secret stands in which file, and what the mark says.
#[derive(Clone, Copy)]
struct Request<'a> {
    path: &'a str,
    rule: &'a str,
    reason: Option<&'a str>,
}

fn marked(
    text: &[u8],
    secret: &Range<usize>,
    request: Request<'_>,
) -> Result<Vec<Vec<u8>>, Refusal> {
    let writer = Writer::new(request.path, text, request.reason)?;
    let ways = writer.ways(secret, request.rule)?;
    Ok(ways.into_iter().map(|way| with(text, &[way])).collect())
}

const REASON: Option<&str> = Some("made up");

fn ways(path: &str, text: &str) -> Result<Vec<String>, Refusal> {
    let start = text.find("SECRET").unwrap();
    let end = text.rfind("SECRET").unwrap() + 6;
    let request = Request {
        path,
        rule: "acme-key",
        reason: REASON,
    };
    let ways = marked(text.as_bytes(), &(start..end), request)?;
    let ways = ways.into_iter().map(|way| String::from_utf8(way).unwrap());
    Ok(ways.collect())
}

fn first(path: &str, text: &str) -> String {
    ways(path, text).unwrap_or_else(|why| panic!("{path}: {why}"))[0].clone()
}

#[test]
fn each_language_gets_its_own_comment() {
    let line = "k = 'SECRET'\n";
    let files = [
        "a.py",
        "a.rb",
        "a.go",
        "a.rs",
        "a.c",
        "a.cs",
        "a.java",
        "a.kt",
        "a.js",
        "a.ts",
        "a.swift",
        "a.groovy",
        "a.sh",
        "a.pl",
        "a.R",
        "a.ex",
        "a.erl",
        "a.ps1",
        "a.toml",
        "a.yml",
        "a.tf",
        "a.nix",
        "a.sql",
        "a.lua",
        "a.clj",
        "a.css",
        "a.json5",
        "a.coffee",
        ".env",
        "a.ini",
        "a.reg",
        "a.properties",
        "Makefile",
        "Dockerfile",
        "a.bat",
        "a.po",
        "a.md",
        "a.html",
        "a.xml",
    ];
    let all: Vec<String> = files
        .iter()
        .map(|file| format!("== {file}\n{}", first(file, line)))
        .collect();
    insta::assert_snapshot!(all.concat());
}

#[test]
fn what_has_no_comments_is_refused() {
    for file in ["a.json", "a.ipynb", "b.tfstate", "composer.lock"] {
        assert_eq!(ways(file, "'SECRET'"), Err(Refusal::NoComments), "{file}");
    }
    for file in ["a.txt", "a", "a.vue", "a.rst", "a.mdx", "a.vb"] {
        assert_eq!(ways(file, "'SECRET'"), Err(Refusal::Unknown), "{file}");
    }
}

#[test]
fn a_line_that_goes_on_gets_its_comment_above() {
    for (path, text) in [
        ("a.py", "k = 'SECRET' + \\\n  'x'\n"),
        ("a.sh", "curl -H 'SECRET' \\\n  x\n"),
        ("a.js", "k = `SECRET\nmore`\n"),
        ("a.py", "k = \"\"\"SECRET\nmore\"\"\" + f(\"\"\"\n\"\"\")\n"),
        ("a.go", "k := `SECRET\n`\n"),
    ] {
        let marked = first(path, text);
        assert!(marked.ends_with(text), "{path}: {marked}");
    }
}

#[test]
fn what_stands_in_a_text_of_several_lines_is_refused() {
    for (path, text) in [
        ("a.py", "k = \"\"\"\nSECRET\n\"\"\"\n"),
        ("a.js", "k = `\n SECRET\n`\n"),
        ("a.sh", "cat <<EOF\nSECRET\nEOF\n"),
        ("a.sh", "cat <<-'END' > x\n\tSECRET\n\tEND\n"),
        ("a.rb", "x = <<~TEXT\n  SECRET\nTEXT\n"),
        ("a.tf", "x = <<EOT\nSECRET\nEOT\n"),
        ("a.yml", "run: |\n  k=SECRET\n"),
        ("a.yml", "a:\n  - run: >-\n      deeper\n        k=SECRET\n"),
        ("a.c", "/*\n SECRET\n*/\n"),
        ("a.md", "```\nSECRET\n```\n"),
        ("a.xml", "<a\n  k='SECRET'\n/>\n"),
        ("a.xml", "<a><![CDATA[\nSECRET\n]]></a>\n"),
        ("a.xml", "<?xml version='SECRET'?>\n"),
        ("a.html", "<script>\nk = 'SECRET'\n</script>\n"),
        ("a.php", "<p>\nSECRET</p>\n"),
        ("a.tsx", "<p>SECRET</p>\n"),
        (".env", "A='\nSECRET\n'\n"),
        ("a.yml", "key: \"abc\n  SECRET\n  def\"\n"),
        ("a.yml", "key: abc\n  SECRET\n  def\n"),
        ("a.cpp", "auto s = R\"(\nSECRET\n)\";\n"),
        ("a.cs", "var s = @\"a \"\"\nSECRET\n\";\n"),
        ("a.rb", "s = %q(\nSECRET\n)\n"),
        ("a.rb", "x = 1\n__END__\nSECRET\n"),
        ("a.pl", "1;\n__END__\nSECRET\n"),
        ("a.ex", "s = ~s(\nSECRET\n)\n"),
        ("a.R", "s <- r\"(\nSECRET\n)\"\n"),
        ("a.R", "s <- \"\nSECRET\n\"\n"),
        ("a.js", "const r = /\"/g; const s = `${\"`\"}\nSECRET\n`;\n"),
        ("a.php", "<?php $t = 'SECRET'; ?>\n"),
        ("a.md", "| a | b |\n|---|---|\n| c | SECRET |\n"),
        ("a.md", "code:\n\n    SECRET\n"),
        ("a.md", "---\nkey: SECRET\n---\n"),
        ("a.md", "> SECRET\n"),
    ] {
        assert_eq!(ways(path, text), Err(Refusal::Inside), "{path}: {text}");
    }
}

#[test]
fn what_only_looks_like_such_a_text_is_none() {
    for (path, text) in [
        ("a.py", "# it's\nk = 'SECRET'\n"),
        ("a.py", "x = 'a' # \"\"\"\nk = 'SECRET'\n"),
        ("a.sh", "x=$((1 << 2))\ncat <<< word\nk='SECRET'\n"),
        ("a.sh", "cat <<EOF\nit's\nEOF\nk='SECRET'\n"),
        ("a.sh", "n=${#a}\nk='SECRET'\n"),
        ("a.js", "x = /['\"]/\nk = 'SECRET'\n"),
        ("a.rs", "fn f<'a>(x: &'a str) {}\nk = \"SECRET\"\n"),
        ("a.rs", "x = r#\"a\"b\"#;\nk = \"SECRET\"\n"),
        ("a.yml", "a: |\n  text\nk: SECRET\n"),
        ("a.yml", "a: it's\nk: SECRET\n"),
        ("a.md", "```\nx\n```\nSECRET\n"),
        ("a.php", "<?php\n$k = 'SECRET';\n"),
        ("a.tsx", "const k = 'SECRET'\n"),
        ("a.c", "/* x */ k = \"SECRET\";\n"),
    ] {
        assert!(first(path, text).contains("tightlip:allow"), "{path}");
    }
}

#[test]
fn lines_end_and_begin_as_those_beside_them() {
    let marked = first(".env", "A=1\r\n  K=SECRET\r\n");
    let line = "  # tightlip:allow acme-key -- made up\r\n";
    assert_eq!(marked, format!("A=1\r\n{line}  K=SECRET\r\n"));
    let marked = first("a.py", "k = 'SECRET'\r\n");
    assert!(marked.ends_with("made up\r\n"), "{marked:?}");
    assert!(marked.starts_with("k = 'SECRET'  # "), "{marked:?}");
}

#[test]
fn a_reason_does_not_end_its_comment() {
    let request = |path, reason| Request {
        path,
        rule: "Odd_Rule",
        reason: Some(reason),
    };
    let of = |path, reason| {
        let ways = marked(b"x SECRET\n", &(2..8), request(path, reason)).unwrap();
        String::from_utf8(ways[0].clone()).unwrap()
    };
    let css = of("a.css", "a */ b\nc");
    assert_eq!(
        css,
        "x SECRET  /* tightlip:allow Odd_Rule -- a * / b c */\n"
    );
    let html = of("a.html", "a --> b");
    assert_eq!(
        html,
        "<!-- tightlip:allow Odd_Rule -- a -> b -->\nx SECRET\n"
    );
    assert_eq!(of("a.py", " \n"), "x SECRET  # tightlip:allow Odd_Rule\n");
    let long = of("a.py", &"é".repeat(500));
    assert!(long.len() < 230, "{}", long.len());
}

#[test]
fn a_rule_that_a_mark_cannot_name_gets_none() {
    for rule in ["two words", "schlüssel", "a,b", ""] {
        let request = Request {
            path: "a.py",
            rule,
            reason: REASON,
        };
        let ways = marked(b"x SECRET\n", &(2..8), request);
        assert_eq!(ways, Err(Refusal::Unheeded), "{rule}");
    }
}

#[test]
fn every_refusal_has_a_word_and_a_sentence_of_its_own() {
    let words = Refusal::ALL.map(|one| one.word().to_owned());
    let sentences = Refusal::ALL.map(|one| one.to_string());
    for list in [words, sentences] {
        let unique: std::collections::BTreeSet<&String> = list.iter().collect();
        assert_eq!(unique.len(), Refusal::ALL.len());
    }
}

#[test]
fn each_refusal_has_a_word_for_programs_and_a_sentence_for_people() {
    let all = Refusal::ALL.map(|refusal| format!("{}: {refusal}", refusal.word()));
    insta::assert_snapshot!(all.join("\n"));
}
