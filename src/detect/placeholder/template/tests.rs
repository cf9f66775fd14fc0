use super::*;

proptest::proptest! {
    #[test]
    fn what_has_no_sign_is_no_template(value in "[A-Za-z0-9+/=.,;!?*^~|\"' -][A-Za-z0-9_+/=.,;!?*^~|\"' -]{0,60}") {
        proptest::prop_assert!(!is_of_some_tool(value.as_bytes()));
    }
}

#[test]
fn knows_the_templates_of_many_tools() {
    for value in [
        "${X}",
        "${X:-d}",
        "${{ secrets.X }}",
        "$X",
        "$env:TOKEN_V2",
        "$this->token",
        "$(X)",
        "%X_2%",
        "@NEXUS_PASSWORD@",
        "@@TOKEN@@",
        "__TOKEN__",
        "#{X}",
        "{{ x }}",
        "{% if x %}",
        "<%= ENV['X'] %>",
        "<< parameters.x >>",
        "{token}",
        "$ENV{ACME_KEY7}",
        "$[DB_PW2]",
        "{}",
        "{0}",
        "%s",
        "Bearer %s",
        "%s%n",
        "%rP%yY%mM%dDT%hH%iM",
        "\\$DB_PW",
        "$$MYSQL_ROOT_PASSWORD",
        "$$API_KEY$$",
        "Bearer {token}",
        ":password",
        "<YOUR_KEY>",
        "sk-<key>",
        "%(password)s",
        "\\(token)",
        "{hex:32}",
        "6L{A-Za-z0-9_-:38}-x9",
        "sk-[a-zA-Z0-9]{48}",
        "^x[0-9a-f]+$",
        "(?P<secret>x)",
        "${DB_PASSWORD",
        "{{",
        "jo:<%= x",
        "${PASSWORD:-{{ pw ",
    ] {
        assert!(is_template(value.as_bytes()), "{value}");
    }
}

#[test]
fn signs_alone_are_no_template() {
    for value in [
        "a$b",
        "p@ss",
        "50%off!",
        "100%sure1",
        "x{y",
        "a<b",
        "pa:ss",
        "$3cret!",
        "$$3cret",
        "\\$3cret",
        "{a",
        "}{",
        "%",
        "$",
        "a[1]b",
        "q%d8",
        "p{x:y}q1",
        "p{12}q:1",
        "a(?c)12",
        "k${9!x",
        "HTh3XC''${TfOK4A",
        "a{{b#c",
        "Xk[9-a]{2",
        "]]]{[a-z",
    ] {
        assert!(!is_template(value.as_bytes()), "{value}");
    }
}
