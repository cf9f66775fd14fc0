//! Go: what a literal is put into says whether a look-up can take its place.

use super::{fix, text};
use crate::support::{Repo, token};

/// The package's other files.
const TYPES: &str = "package main

import \"example.org/m/other\"

type K string
type Same = string
type Any interface{}
type S struct { A K; B string; O other.Kind }

func kind(k K) {}
func plain(s string, rest ...string) {}
func same(s Same, a Any) {}
func generic[T ~string](t T) T { return t }
func (s S) Set(name string, value K) {}
func (s S) Plain(value string) {}

var kinds map[K]string
var last K
";
const OTHER: &str = "package other

type Kind string

func Take(k Kind) {}
func Plain(s string) {}

var Key string
";

fn project(body: &str) -> Repo {
    let repo = Repo::new();
    let body = body.replace('@', &format!("\"{}\"", token(1)));
    let imports = "import \"example.org/m/other\"\n\nvar _ = other.Key\n";
    repo.write("go.mod", "module example.org/m\n\ngo 1.21\n");
    repo.write("types.go", TYPES);
    repo.write("other/other.go", OTHER);
    repo.write("a.go", format!("package main\n\n{imports}\n{body}\n"));
    repo
}

#[test]
fn a_look_up_goes_where_a_text_is_wanted() {
    for body in [
        "var k = @",
        "func f() string { return @ }",
        "func f() { plain(@); plain(\"a\", @) }",
        "func f() { same(@, @) }",
        "func f() { generic(@) }",
        "func f() { other.Plain(@); other.Key = @ }",
        "func f() { s := S{B: @}; s.Plain(@) }",
        "func f() { m := map[string]string{\"a\": @}; l := []string{@}; _, _ = m, l }",
        "func f(s string) bool { return s == @ }",
        "func f() { c := make(chan string); c <- @ }",
        "func f() { _ = K(@) }",
        "func f() { println(\"Bearer \" + @) }",
        "const k = @\n\nfunc f() { plain(\"Bearer \" + k) }",
        "var k K = @",
    ] {
        let repo = project(body);
        let ran = fix(&repo, &["--yes", "--no-history"]);
        assert_eq!(ran.code, 0, "{body}: {}{}", ran.stdout, ran.stderr);
        assert!(!text(&repo, "a.go").contains(&token(1)), "{body}");
        assert!(!ran.stdout.contains("still compiles"), "{}", ran.stdout);
    }
}

#[test]
fn a_literal_that_a_call_cannot_replace_stays() {
    for (body, word) in [
        ("func f() K { return @ }", "K (types.go:5)"),
        ("func f() { kind(@) }", "K (types.go:10)"),
        ("func f() { other.Take(@) }", "Kind (other/other.go:5)"),
        ("func f() { _ = S{A: @} }", "K (types.go:8)"),
        ("func f() { _ = S{O: @} }", "other.Kind (types.go:8)"),
        ("func f() { _ = map[K]int{@: 1} }", "K (types.go:5)"),
        ("func f() { _ = []K{@} }", "K (types.go:5)"),
        ("func f() { S{}.Set(\"a\", @) }", "K (types.go:14)"),
        ("func f(k K) bool { return k == @ }", "K (types.go:5)"),
        ("func f() { last = @ }", "K (types.go:18)"),
        ("func f(k K) { switch k { case @: } }", "K (types.go:5)"),
        ("func f() { c := make(chan K); c <- @ }", "K (types.go:5)"),
        (
            "func f() { c := make(chan K); _ = <-c == @ }",
            "K (types.go:5)",
        ),
        ("func f() { _ = kinds[@] }", "may be a value of type K"),
        ("const k = @\n\nfunc f() { kind(k) }", "K (types.go:10)"),
        ("func f() { kind(\"a\" + @) }", "K (types.go:10)"),
    ] {
        let repo = project(body);
        let ran = fix(&repo, &["--yes", "--no-history"]);
        assert_eq!(ran.code, 1, "{body}: {}{}", ran.stdout, ran.stderr);
        assert!(text(&repo, "a.go").contains(&token(1)), "{body}");
        assert!(ran.stdout.contains(word), "{body}: {}", ran.stdout);
    }
}

#[test]
fn a_constant_that_another_file_puts_where_no_call_fits_stays() {
    let repo = project("const Key = @");
    repo.write("b.go", "package main\n\nfunc g() { kind(Key) }\n");
    let ran = fix(&repo, &["--yes", "--no-history"]);
    assert!(ran.stdout.contains("K (types.go:10)"), "{}", ran.stdout);
    repo.write("b.go", "package main\n\nfunc g() { plain(Key) }\n");
    let ran = fix(&repo, &["--yes", "--no-history"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

#[test]
fn what_nobody_can_know_is_said() {
    let repo = project("func f() { ext.Take(@) }");
    let import = "import \"example.com/ext\"\nimport \"example.org/m/other\"";
    let before = text(&repo, "a.go");
    repo.write(
        "a.go",
        before.replace("import \"example.org/m/other\"", import),
    );
    let ran = fix(&repo, &["--yes", "--no-history"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.contains("still compiles"), "{}", ran.stdout);
}
