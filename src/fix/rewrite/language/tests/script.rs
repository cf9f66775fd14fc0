use super::{all_become, all_stay, moves};

#[test]
fn a_literal_becomes_a_lookup() {
    all_become(
        "server/a.js",
        &[
            (
                "const k = \"«{alnum:32}»\";\n",
                "const k = process.env.APP_KEY;\n",
            ),
            (
                "f({ key: '«{alnum:32}»' })",
                "f({ key: process.env.APP_KEY })",
            ),
            (
                "const k = `«{alnum:32}»`\r\n",
                "const k = process.env.APP_KEY\r\n",
            ),
            (
                "const k = 'Bearer ' + '«{alnum:32}»'",
                "const k = 'Bearer ' + process.env.APP_KEY",
            ),
            (
                "function f(k = '«{alnum:32}»') {}",
                "function f(k = process.env.APP_KEY) {}",
            ),
            (
                "const k = '«{alnum:32}»'.trim()",
                "const k = process.env.APP_KEY.trim()",
            ),
        ],
    );
    all_become(
        "server/a.ts",
        &[
            (
                "const k: string = '«{alnum:32}»'",
                "const k: string = process.env.APP_KEY!",
            ),
            (
                "@Injectable()\nclass A { private key = '«{alnum:32}»'; }",
                "@Injectable()\nclass A { private key = process.env.APP_KEY!; }",
            ),
            (
                "const f = <T>(x: T) => g(<string>'«{alnum:32}»')",
                "const f = <T>(x: T) => g(<string>process.env.APP_KEY!)",
            ),
        ],
    );
    all_become(
        "supabase/functions/f/index.ts",
        &[(
            "const k = '«{alnum:32}»'",
            "const k = Deno.env.get('APP_KEY')!",
        )],
    );
}

#[test]
fn a_part_of_a_literal_becomes_a_template() {
    all_become(
        "server/a.mjs",
        &[
            ("x = 'a «{alnum:32}» b'", "x = `a ${process.env.APP_KEY} b`"),
            (
                "x = 'a`${b} \\' «{alnum:32}»'",
                "x = `a\\`\\${b} \\' ${process.env.APP_KEY}`",
            ),
            (
                "x = `${u}:«{alnum:32}»@${h}`",
                "x = `${u}:${process.env.APP_KEY}@${h}`",
            ),
            (
                "x = 'a\\101 «{alnum:32}»'",
                "x = ('a\\101 ' + process.env.APP_KEY)",
            ),
        ],
    );
}

#[test]
fn the_value_is_what_the_program_sees() {
    moves(
        "bin/a.js",
        r"k = '«a\x41\u00e9\u{1f511}\q\'\n»'",
        "aAé🔑q'\n",
    );
    moves("bin/a.js", r"k = '«a\\n»'", "a\\n");
    moves("bin/a.js", "k = `«one\r\ntwo»`", "one\ntwo");
    moves("bin/a.js", "k = '«one\\n' +\n  'two»\\n';", "one\ntwo\n");
}

#[test]
fn what_no_code_can_replace_stays() {
    all_stay(
        "server/a.ts",
        &[
            ("const o = { '«{alnum:32}»': 1 }", "a key"),
            ("import x from '«{alnum:32}»'", "module"),
            ("let k: '«{alnum:32}»'", "type"),
            ("const k = '«{alnum:32}»' as const", "as const"),
            ("enum E { A = '«{alnum:32}»' }", "enum"),
            ("const q = gql`a «{alnum:32}»`", "tagged"),
            ("const k = `«ab${x}cd»`", "computed"),
            ("const k = /«{alnum:32}»/", "literal"),
        ],
    );
    all_stay("src/App.vue", &[("const k = '«{alnum:32}»'", "browser")]);
    all_stay("src/App.tsx", &[("const k = '«{alnum:32}»'", "browser")]);
}

#[test]
fn an_attribute_of_jsx_becomes_an_expression() {
    all_become(
        "server/page.tsx",
        &[
            (
                "export const p = () => <C token=\"«{alnum:32}»\" />;\n",
                "export const p = () => <C token={process.env.APP_KEY!} />;\n",
            ),
            (
                "export const p = () => <C token='Bearer «{alnum:32}»' a=\"1\" />;\n",
                "export const p = () => <C token={`Bearer ${process.env.APP_KEY}`} a=\"1\" />;\n",
            ),
        ],
    );
    all_stay(
        "server/page.tsx",
        &[("const p = <C token=\"&amp;«{alnum:32}»\" />;\n", "JSX")],
    );
}
