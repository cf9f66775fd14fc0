use super::*;
use serde_json::json;

fn written(template: &str) -> Result<String, String> {
    let dot = json!([
        {"RuleID": "a", "StartLine": 1, "Entropy": 3.5, "Tags": ["x", "y"], "Message": "say \"hi\"\n"},
        {"RuleID": "b", "StartLine": 22, "Entropy": 4.0, "Tags": [], "Message": ""},
    ]);
    let mut out = Vec::new();
    match write(template, dot, &mut out) {
        Ok(()) => Ok(String::from_utf8(out).unwrap()),
        Err(Failure::Fault(Fault { line, why })) => Err(format!("{line}: {why}")),
        Err(Failure::Output(error)) => Err(error.to_string()),
    }
}

#[track_caller]
fn gives(template: &str, text: &str) {
    assert_eq!(written(template).as_deref(), Ok(text), "{template}");
}

#[test]
fn lists_are_walked_with_and_without_their_numbers() {
    gives("{{range .}}{{.RuleID}} {{end}}", "a b ");
    gives("{{range $f := .}}{{$f.RuleID}}{{end}}", "ab");
    gives(
        "{{range $i, $f := .}}{{$i}}={{.RuleID}};{{end}}",
        "0=a;1=b;",
    );
    gives(
        "{{range .}}{{range .Tags}}{{.}}{{else}}none{{end}},{{end}}",
        "xy,none,",
    );
    gives(
        "{{range .}}{{if eq .RuleID \"b\"}}{{break}}{{end}}{{.RuleID}}{{end}}",
        "a",
    );
    gives(
        "{{range .}}{{if eq .RuleID \"a\"}}{{continue}}{{end}}{{.RuleID}}{{end}}",
        "b",
    );
    gives(
        "{{range $k, $v := index . 1}}{{$k}} {{end}}",
        "Entropy Message RuleID StartLine Tags ",
    );
}

#[test]
fn variables_live_as_long_as_their_block() {
    gives(
        "{{$n := 0}}{{range .}}{{$n = add $n .StartLine}}{{end}}{{$n}}",
        "23",
    );
    gives("{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "21");
    gives(
        "{{with index . 0}}{{.RuleID}}{{end}}{{with nil}}x{{else}}y{{end}}",
        "ay",
    );
    gives("{{range .}}{{len $}}{{end}}", "22");
    assert_eq!(
        written("{{$x}}"),
        Err("1: there is no variable `$x`".to_owned())
    );
}

#[test]
fn conditions_go_by_gos_idea_of_truth() {
    let of = |test: &str| written(&format!("{{{{if {test}}}}}yes{{{{else}}}}no{{{{end}}}}"));
    for yes in [
        "1",
        "\"x\"",
        ".",
        "not \"\"",
        "and 1 2",
        "or 0 3",
        "gt 2 1",
        "eq 1 2 1",
        "le 1.5 2",
        "hasPrefix \"a\" \"ab\"",
    ] {
        assert_eq!(of(yes).as_deref(), Ok("yes"), "{yes}");
    }
    for no in [
        "0",
        "\"\"",
        "nil",
        "false",
        "and 1 0",
        "ne 1 1",
        "empty .",
        "lt \"b\" \"a\"",
        "contains \"x\" \"ab\"",
    ] {
        assert_eq!(of(no).as_deref(), Ok("no"), "{no}");
    }
    gives("{{if false}}a{{else if true}}b{{else}}c{{end}}", "b");
}

#[test]
fn spaces_are_eaten_where_a_dash_says_so() {
    gives("a \n {{- 1 -}} \n b {{ 2 }} c", "a1b 2 c");
    gives("{{/* nothing }} */}}x{{- /* nor here */ -}} y", "xy");
    gives("{{\"}}\"}}{{`{{`}}", "}}{{");
    gives("{{-3}}", "-3");
}

#[test]
fn functions_take_what_is_piped_into_them_last() {
    gives(
        "{{ (index . 0).Message | trim | quote }}",
        r#""say \"hi\"""#,
    );
    gives(
        "{{ printf \"%-3s|%03d|%.1f|%q|%v|%d%%\" \"a\" 7 2.55 \"b\" true 5 }}",
        "a  |007|2.5|\"b\"|true|5%",
    );
    gives(
        "{{ sub (len .) 1 }} {{ mul 2 3 4 }} {{ div 7 2 }} {{ mod 7 2 }} {{ max 1 9 3 }}",
        "1 24 3 1 9",
    );
    gives(
        "{{ upper \"a\" }}{{ replace \"a\" \"b\" \"aa\" }}{{ trunc 2 \"abc\" }}{{ join \", \" (index . 0).Tags }}",
        "Abbabx, y",
    );
    gives(
        "{{ default \"d\" \"\" }}{{ ternary 1 2 false }}{{ toJson (index . 0).Tags }}",
        "d2[\"x\",\"y\"]",
    );
    gives(
        "{{ (index . 0).Tags }} {{ html \"<a>\" }} {{ (index . 0).Entropy }}",
        "[x y] &#60;a&#62; 3.5",
    );
    gives("{{ quote \"a\\tb\" }}", "\"a\\tb\"");
}

#[test]
fn mistakes_name_their_line() {
    let mistakes = [
        "a\n{{ range . }}",
        "\n\n{{ end }}",
        "{{ quot 1 }}",
        "{{ nothing }}",
        "{{ (1 }}",
        "{{",
        "{{ }}",
        "{{ \"a }}",
        "{{ 1 2 }}",
        "{{ .RuleID }}",
        "\n{{ range . }}\n{{ .RuleId }}{{ end }}",
        "{{ div 1 0 }}",
        "{{ index . 9 }}",
        "{{ len 1 }}",
        "{{ template \"x\" }}",
        "{{ repeat 99999999 \"long\" }}",
        "{{ eq 1 \"a\" }}",
        "{{ 1 ) }}",
        "{{ 1 | }}",
        "{{ 1-2 }}",
        "{{ . % 2 }}",
        "{{ 1, 2 }}",
        "{{ \"\\d\" }}",
        "{{ (len .) (\"a\" }}",
        "{{ $x }}",
        "{{ range \"text\" }}{{ end }}",
        "{{ \"a\\",
        "{{ \"a",
        "{{ `a",
        "{{ @ }}",
        "{{ block \"x\" . }}",
    ];
    let said = mistakes.map(|template| written(template).unwrap_err());
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn blocks_and_brackets_go_only_so_deep() {
    let blocks = "{{if 1}}".repeat(100_000);
    assert!(written(&blocks).unwrap_err().contains("too many blocks"));
    let brackets = format!("{{{{ {}1 }}}}", "(".repeat(100_000));
    assert!(
        written(&brackets)
            .unwrap_err()
            .contains("too many brackets")
    );
}

#[test]
fn go_is_told_from_jinja() {
    for go in [
        "[{{ range $i, $f := . }}x{{ end }}]",
        "{{- range . -}}",
        "{{.RuleID}}",
        "{{ $x }}",
        "{{ len . }}",
        "{{/* nothing */}}",
    ] {
        assert!(is_go(go), "{go}");
    }
    for jinja in [
        "{% for f in findings %}{{ f.rule }}{% endfor %}",
        "",
        "{{ a }}",
        "{{ findings|length }}",
    ] {
        assert!(!is_go(jinja), "{jinja}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    /// Whatever a template holds, it is written or refused.
    #[test]
    fn no_template_is_a_panic(
        parts in proptest::collection::vec(
            proptest::sample::select(&[
                "{{", "}}", "-", " ", "range", "if", "end", "else", ".", "$x", ":=", "=", "(", ")",
                "|", "quote", "index", "printf", "\"%s%05d\"", "1", "é", "\n", ",", ".A", "trunc", "`",
            ][..]),
            0..24,
        )
    ) {
        let _ = written(&parts.concat());
    }
}
