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
                "fn f() { let k = std::env::var(\"APP_KEY\").expect(\"APP_KEY is set\").to_owned(); }",
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
fn what_no_code_can_replace_stays() {
    all_stay(
        "a.rs",
        &[
            ("// «{alnum:32}»\n", "comment"),
            ("const K: &str = \"«{alnum:32}»\";", "const"),
            ("#[doc = \"«{alnum:32}»\"]\nfn f() {}", "attribute"),
            ("fn f() -> &'static str { \"«{alnum:32}»\" }", "live long"),
            ("fn f() { println!(\"«{alnum:32}»\"); }", "live long"),
            ("fn f() { let k = b\"«{alnum:32}»\"; }", "literal"),
        ],
    );
}
