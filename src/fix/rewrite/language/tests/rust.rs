use super::{all_become, all_stay, moves};

#[test]
fn a_literal_becomes_a_lookup() {
    all_become(
        "src/a.rs",
        &[
            (
                "fn f() { let k = \"«{alnum:32}»\"; }",
                "fn f() { let k = &std::env::var(\"APP_KEY\").expect(\"APP_KEY is set\"); }",
            ),
            (
                "fn f() { let k = \"«{alnum:32}»\".to_owned(); }",
                "fn f() { let k = std::env::var(\"APP_KEY\").expect(\"APP_KEY is set\"); }",
            ),
            (
                "fn f() { g(r#\"«{alnum:32}»\"#); }",
                "fn f() { g(&std::env::var(\"APP_KEY\").expect(\"APP_KEY is set\")); }",
            ),
            (
                "fn f() { g(\"{Bearer} «{alnum:32}»\"); }",
                "fn f() { g(&format!(\"{{Bearer}} {}\", std::env::var(\"APP_KEY\").expect(\"APP_KEY is set\"))); }",
            ),
            (
                "fn f() { g(json!({\"k\": \"«{alnum:32}»\"})); }",
                "fn f() { g(json!({\"k\": std::env::var(\"APP_KEY\").expect(\"APP_KEY is set\")})); }",
            ),
        ],
    );
}

#[test]
fn the_value_is_what_the_program_sees() {
    moves("a.rs", r#"fn f() { g("«a\x41\u{e9}\n»"); }"#, "aAé\n");
}

#[test]
fn a_constant_is_read_when_it_is_first_used() {
    all_become(
        "src/main.rs",
        &[
            (
                "const K: &str = \"«{alnum:32}»\";\nfn f() { g(K); }",
                "static K: LAZY<String> = LAZY::new(|| LOOKUP);\nfn f() { g(K.as_str()); }",
            ),
            (
                "#[allow(dead_code)]\nstatic K: &'static str = r\"k={«{alnum:32}»}\";",
                "#[allow(dead_code)]\nstatic K: LAZY<String> = LAZY::new(|| format!(r\"k={{{}}}\", LOOKUP));",
            ),
            (
                "mod m {\n    const K: &str = \"«{alnum:32}»\";\n    fn f() -> usize { println!(\"{}\", K); self::K.len() }\n}",
                "mod m {\n    static K: LAZY<String> = LAZY::new(|| LOOKUP);\n    fn f() -> usize { println!(\"{}\", K.as_str()); self::K.as_str().len() }\n}",
            ),
            (
                "mod m {\n    pub const K: &str = \"«{alnum:32}»\";\n}\nuse m::K;\nfn main() { g(m::K, crate::m::K, K); }",
                "mod m {\n    pub static K: LAZY<String> = LAZY::new(|| LOOKUP);\n}\nuse m::K;\nfn main() { g(m::K.as_str(), crate::m::K.as_str(), K.as_str()); }",
            ),
            (
                "fn f() { const K: &str = \"«{alnum:32}»\"; g(&[K, \"a\"], C { k: K }); }",
                "fn f() { static K: LAZY<String> = LAZY::new(|| LOOKUP); g(&[K.as_str(), \"a\"], C { k: K.as_str() }); }",
            ),
        ]
        .map(written)
        .each_ref()
        .map(|(before, after)| (*before, after.as_str())),
    );
}

#[test]
fn who_may_keep_a_literal_gets_one_that_stays() {
    all_become(
        "a.rs",
        &[
            (
                "fn f() -> &'static str { \"«{alnum:32}»\" }",
                "fn f() -> &'static str { KEPT }",
            ),
            (
                "fn f() { let c = C { k: \"«{alnum:32}»\" }; }",
                "fn f() { let c = C { k: KEPT }; }",
            ),
            (
                "fn f() { g(Some(\"«{alnum:32}»\")); }",
                "fn f() { g(Some(KEPT)); }",
            ),
            (
                "fn f() { m.insert(\"k\", \"«{alnum:32}»\"); }",
                "fn f() { m.insert(\"k\", KEPT); }",
            ),
            (
                "fn f() { let k: &'static str = \"«{alnum:32}»\"; }",
                "fn f() { let k: &'static str = KEPT; }",
            ),
            (
                "fn f() { vec![\"a\", \"«{alnum:32}»\"]; }",
                "fn f() { vec![\"a\", KEPT]; }",
            ),
            (
                "fn f() { if k == \"«{alnum:32}»\" {} }",
                "fn f() { if k == KEPT {} }",
            ),
            (
                "fn f() { println!(\"{}\", \"«{alnum:32}»\"); }",
                "fn f() { println!(\"{}\", LOOKUP); }",
            ),
            (
                "fn f() { println!(\"{}\", a::g(1, h(\"«{alnum:32}»\")).len()); }",
                "fn f() { println!(\"{}\", a::g(1, h(KEPT)).len()); }",
            ),
        ]
        .map(written)
        .each_ref()
        .map(|(before, after)| (*before, after.as_str())),
    );
}

#[test]
fn the_text_of_a_macro_names_the_lookup() {
    all_become(
        "a.rs",
        &[
            (
                "fn f() { let u = format!(\"redis://u:«{alnum:32}»@{}/0\", host); }",
                "fn f() { let u = format!(\"redis://u:{app_key}@{}/0\", host, app_key = LOOKUP); }",
            ),
            (
                "fn f() { println!(\"Bearer «{alnum:32}» {name}\",); }",
                "fn f() { println!(\"Bearer {app_key} {name}\", app_key = LOOKUP); }",
            ),
            (
                "fn f() { writeln!(w, \"«{alnum:32}»\").unwrap(); }",
                "fn f() { writeln!(w, \"{app_key}\", app_key = LOOKUP).unwrap(); }",
            ),
        ]
        .map(written)
        .each_ref()
        .map(|(before, after)| (*before, after.as_str())),
    );
}

/// `LAZY`, `LOOKUP` and `KEPT` are short for what is long.
fn written((before, after): (&'static str, &str)) -> (&'static str, String) {
    const LOOKUP: &str = "std::env::var(\"APP_KEY\").expect(\"APP_KEY is set\")";
    let after = after
        .replace(
            "KEPT",
            "{ static APP_KEY: LAZY<String> = LAZY::new(|| LOOKUP); APP_KEY.as_str() }",
        )
        .replace("LOOKUP", LOOKUP)
        .replace("LAZY", "std::sync::LazyLock");
    (before, after)
}

#[test]
fn what_no_code_can_replace_stays() {
    all_stay(
        "a.rs",
        &[
            ("impl A { const K: &str = \"«{alnum:32}»\"; }", "of a type"),
            (
                "const K: &str = \"«{alnum:32}»\";\nconst L: &str = K;",
                "others are made of",
            ),
            (
                "const K: &str = \"«{alnum:32}»\";\nconst fn f() -> &'static str { K }",
                "const fn",
            ),
            (
                "const K: &str = \"«{alnum:32}»\";\nfn f(k: &str) { match k { K => {} _ => {} } }",
                "pattern",
            ),
            (
                "const K: &str = \"«{alnum:32}»\";\nfn f() { println!(\"{K}\"); }",
                "macro names",
            ),
            (
                "const K: &str = \"«{alnum:32}»\";\nfn f() { own!(K); }",
                "takes apart",
            ),
            (
                "const K: &str = \"«{alnum:32}»\";\nmod m { use super::{K, L}; }",
                "more than its value",
            ),
            ("const K: [&str; 1] = [\"«{alnum:32}»\"];", "`const`"),
            ("#[doc = \"«{alnum:32}»\"]\nfn f() {}", "attribute"),
            ("fn f() { own!(\"«{alnum:32}»\"); }", "macro"),
            ("fn f() { println!(\"«a{{b»\"); }", "decoded"),
            (
                "fn f() { println!(\"{}\", concat!(\"«{alnum:32}»\")); }",
                "macro",
            ),
            (
                "fn f() { let k = concat!(\"«{alnum:32}»\", \"b\"); }",
                "macro",
            ),
            ("fn f() { let k = b\"«{alnum:32}»\"; }", "literal"),
        ],
    );
}

#[test]
fn a_public_constant_is_told_to_whoever_knows_the_other_files() {
    let constant = "pub const K: &str = \"«{alnum:32}»\";\nfn main() { g(K); }";
    for path in [
        "src/main.rs",
        "src/bin/tool.rs",
        "examples/a.rs",
        "build.rs",
    ] {
        let rewrite = super::Marked::new(constant).rewrite(path).unwrap();
        assert_eq!(rewrite.shared, [], "{path}");
    }
    for path in ["src/lib.rs", "src/config.rs"] {
        let rewrite = super::Marked::new(constant).rewrite(path).unwrap();
        let shared = rewrite.shared.first().unwrap();
        assert_eq!((shared.name.as_str(), shared.is_of_folder), ("K", false));
        assert!(shared.advice.contains("K.as_str()"), "{}", shared.advice);
    }
}
