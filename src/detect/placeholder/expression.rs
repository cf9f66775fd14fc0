//! Expressions that make up a whole value and that a tool works out when it reads the file.

/// How they begin and end, in the order of Azure's and Symfony's, GitLab's, Thymeleaf's,
/// Concourse's, Mule's, Data Factory's, Razor's, Hiera's and Grafana's, and tags that are escaped
/// in XML.
const PAIRS: [(&[u8], &[u8]); 10] = [
    (b"%env(", b")%"),
    (b"$[[", b"]]"),
    (b"[[", b"]]"),
    (b"((", b"))"),
    (b"#[", b"]"),
    (b"@{", b"}"),
    (b"@(", b")"),
    (b"%{", b"}"),
    (b"$__", b"}"),
    (b"&lt;", b"&gt;"),
];

/// What Razor's views are given.
#[rustfmt::skip]
const MODELS: &[&[u8]] = &[b"@Model.", b"@ViewBag.", b"@ViewData.", b"@Html.", b"@Configuration.", b"@item."];

/// Whether the whole value is an expression: `[parameters('x')]`, `@variables('x')`,
/// `%env(X)%`, `$[[ inputs.x ]]`, `"$value[0]:$value[1]"`.
pub(super) fn is_whole(value: &[u8]) -> bool {
    let is_between = |(open, close): &(&[u8], &[u8])| {
        value.len() > open.len() + close.len() && value.starts_with(open) && value.ends_with(close)
    };
    PAIRS.iter().any(is_between)
        || MODELS.iter().any(|model| value.starts_with(model))
        || match value {
            [b'[', call @ .., b']'] | [b'@', call @ ..] => is_call(call),
            [b'$', ..] => is_interpolated(value),
            _ => false,
        }
}

/// `name(…)`, and what is asked of its result.
fn is_call(text: &[u8]) -> bool {
    let name = text.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let (name, arguments) = text.split_at(name.count());
    name.len() > 1 && arguments.starts_with(b"(") && arguments.contains(&b')')
}

/// Two variables and more, with their indexes, and nothing else but what parts them.
fn is_interpolated(value: &[u8]) -> bool {
    let mut variables = value[1..].split(|byte| *byte == b'$');
    let is_variable = |text: &[u8]| {
        let name = text
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'_');
        let (name, rest) = text.split_at(name.count());
        let index = |byte: &u8| byte.is_ascii_digit() || b"[]'->:/@.,".contains(byte);
        !name.is_empty() && rest.iter().all(index)
    };
    value[1..].contains(&b'$') && variables.all(is_variable)
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn tools_work_out_what_stands_in_their_marks() {
        for value in [
            "[parameters('adminPassword')]",
            "[variables('pw')]",
            "[concat(parameters('a'), '-x')]",
            "@parameters('db_password')",
            "@{activity('GetSecret').output.value}",
            "%env(resolve:DATABASE_PASSWORD)%",
            "%{hiera('mysql_pw')}",
            "$__env{GF_PASSWORD}",
            "$[[ inputs.password ]]",
            "((acme-password7))",
            "[[x7]]",
            "#[p('x')]",
            "@Model.Password",
            "@(Model.Password)",
            "&lt;%= pw %&gt;",
            "$value[0]:$value[1]",
        ] {
            assert!(is_whole(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn marks_in_a_password_make_no_expression() {
        for value in [
            "", "$", "[]", "(())", "[Tr7(x", "@home(1", "@4(x)", "$ecret$1", "$a", "((x)", "%{x",
            "P@(x)", "[a7(b)]",
        ] {
            assert!(!is_whole(value.as_bytes()), "{value}");
        }
    }
}
