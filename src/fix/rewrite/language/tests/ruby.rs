use super::{all_become, all_stay, becomes, moves};

#[test]
fn a_literal_becomes_a_lookup() {
    all_become(
        "a.rb",
        &[
            (
                "K = '«{alnum:32}»'.freeze\n",
                "K = ENV.fetch('APP_KEY').freeze\n",
            ),
            ("k = \"«{alnum:32}»\"\r\n", "k = ENV.fetch(\"APP_KEY\")\r\n"),
            (
                "f key: '«{alnum:32}»', a: 1\n",
                "f key: ENV.fetch('APP_KEY'), a: 1\n",
            ),
            (
                "u = \"redis://#{u}:«{alnum:32}»@h\"\n",
                "u = \"redis://#{u}:#{ENV.fetch('APP_KEY')}@h\"\n",
            ),
            (
                "u = 'Bearer «{alnum:32}»'\n",
                "u = 'Bearer ' + ENV.fetch('APP_KEY')\n",
            ),
            (
                "u = 'Bearer «{alnum:32}»'.strip\n",
                "u = ('Bearer ' + ENV.fetch('APP_KEY')).strip\n",
            ),
            (
                "u = 'a' '«{alnum:32}»'\n",
                "u = 'a' \"#{ENV.fetch('APP_KEY')}\"\n",
            ),
            (
                "u = f(<<~SQL, 1)\n  key «{alnum:32}» #{x}\nSQL\ny\n",
                "u = f(<<~SQL, 1)\n  key #{ENV.fetch(\"APP_KEY\")} #{x}\nSQL\ny\n",
            ),
        ],
    );
}

#[test]
fn a_heredoc_of_the_value_alone_goes_as_a_whole() {
    let rewrite = becomes(
        "a.rb",
        "f <<~KEY.strip, 1\n  «one\n    two»\nKEY\ng\n",
        "f ENV.fetch(\"APP_KEY\").strip, 1\ng\n",
    );
    assert_eq!(rewrite.value.reveal(), b"one\n  two\n");
    let rewrite = becomes(
        "a.rb",
        "k = <<-'KEY'\n  «one\n  two»\n  KEY\n",
        "k = ENV.fetch(\"APP_KEY\")\n",
    );
    assert_eq!(rewrite.value.reveal(), b"  one\n  two\n");
    all_become(
        "a.rb",
        &[("k = %q(«{alnum:32}»)\n", "k = ENV.fetch('APP_KEY')\n")],
    );
}

#[test]
fn the_value_is_what_the_program_sees() {
    moves("a.rb", r#"k = "«a\x41\u00e9\303\251\q\s»""#, "aAééq ");
    moves("a.rb", r"k = '«a\x41\'\\»'", r"a\x41'\");
}

#[test]
fn what_no_code_can_replace_stays() {
    all_stay(
        "a.rb",
        &[
            ("k = %w[a «{alnum:32}»]\n", "literal"),
            ("k = { '«{alnum:32}» a' => 1 }\n", "a key"),
            ("k = <<~'A'\n  «{alnum:32}»\nA\n", "heredoc"),
            ("k = %q(a «{alnum:32}»)\n", "literal"),
            ("k = /«{alnum:32}»/\n", "literal"),
        ],
    );
}
