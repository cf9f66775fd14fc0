use super::{all_become, all_stay, moves};

#[test]
fn a_literal_becomes_an_expansion() {
    all_become(
        "a.sh",
        &[
            ("K=\"«{alnum:32}»\"\n", "K=\"${APP_KEY:?}\"\n"),
            (
                "export K='«{alnum:32}»' A=1\n",
                "export K=\"${APP_KEY:?}\" A=1\n",
            ),
            ("K=«{alnum:32}»\n", "K=\"${APP_KEY:?}\"\n"),
            ("K=«{digit:32}»\n", "K=\"${APP_KEY:?}\"\n"),
            ("f --key=«{alnum:32}» -v\n", "f --key=\"${APP_KEY:?}\" -v\n"),
            (
                "curl -u \"$U:«{alnum:32}»\" h\n",
                "curl -u \"$U:${APP_KEY:?}\" h\n",
            ),
            (
                "curl -d '{\"k\": \"«{alnum:32}»\"}' h\n",
                "curl -d '{\"k\": \"'\"${APP_KEY:?}\"'\"}' h\n",
            ),
            ("f $'a\\t«{alnum:32}»'\n", "f $'a\\t'\"${APP_KEY:?}\"\n"),
            (
                "cat <<EOF\nkey: «{alnum:32}»\nEOF\n",
                "cat <<EOF\nkey: ${APP_KEY:?}\nEOF\n",
            ),
            (
                "f \"$(g '«{alnum:32}»')\"\n",
                "f \"$(g \"${APP_KEY:?}\")\"\n",
            ),
        ],
    );
}

#[test]
fn the_value_is_what_the_program_sees() {
    moves("a.sh", r#"K="«a\$b\"c\d»""#, r#"a$b"c\d"#);
    moves("a.sh", r"K='«a\$b»'", r"a\$b");
    moves("a.sh", r"K=«a\$b\ c»", "a$b c");
    moves("a.sh", r"K=$'«a\x41\303\251\n»'", "aAé\n");
}

#[test]
fn what_no_expansion_can_replace_stays() {
    all_stay(
        "a.sh",
        &[
            ("cat <<'EOF'\nkey: «{alnum:32}»\nEOF\n", "as it is"),
            ("K=\"«ab$(x)cd»\"\n", "computed"),
        ],
    );
    all_stay(".zshrc", &[("export K=«{alnum:32}»\n", "start-up")]);
    all_stay(".bash_history", &[("f «{alnum:32}»\n", "history")]);
    all_stay("a.bat", &[("set K=«{alnum:32}»\r\n", "not rewritten")]);
}
