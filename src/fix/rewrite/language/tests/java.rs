use super::{all_become, all_stay, moves};

#[test]
fn a_literal_becomes_a_lookup() {
    all_become(
        "A.java",
        &[
            (
                "class A { static final String K = \"«{alnum:32}»\"; }",
                "class A { static final String K = System.getenv(\"APP_KEY\"); }",
            ),
            (
                "class A { String u = \"jdbc:x?password=«{alnum:32}»&a=b\"; }",
                "class A { String u = \"jdbc:x?password=\" + System.getenv(\"APP_KEY\") + \"&a=b\"; }",
            ),
            (
                "class A { byte[] u = \"Bearer «{alnum:32}»\".getBytes(); }",
                "class A { byte[] u = (\"Bearer \" + System.getenv(\"APP_KEY\")).getBytes(); }",
            ),
        ],
    );
}

#[test]
fn the_value_is_what_the_program_sees() {
    moves(
        "A.java",
        r#"class A { String k = "«a\101\u00e9\477\s»"; }"#,
        "aAé'7 ",
    );
    moves(
        "A.java",
        "class A { String k = \"\"\"\n    «one\n      two»\n    \"\"\"; }",
        "one\n  two\n",
    );
    moves(
        "A.java",
        "class A { String k = \"«one\" + \"two»\"; }",
        "onetwo",
    );
}

#[test]
fn what_no_code_can_replace_stays() {
    all_stay(
        "A.java",
        &[
            (
                "class A { @Value(\"«{alnum:32}»\") String k; }",
                "annotation",
            ),
            (
                "class A { void f(String s) { switch (s) { case \"«{alnum:32}»\": } } }",
                "a case",
            ),
            (
                "class A { static final String K = \"«{alnum:32}»\"; @Named(K) String k; }",
                "annotation",
            ),
            (
                "import android.os.Bundle;\nclass A { String k = \"«{alnum:32}»\"; }",
                "app",
            ),
            (
                "class A { String k = \"\"\"\n a «{alnum:32}»\"\"\"; }",
                "text block",
            ),
        ],
    );
}
