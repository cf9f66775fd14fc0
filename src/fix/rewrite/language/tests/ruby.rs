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

#[test]
fn what_a_method_of_the_file_changes_is_no_frozen_text() {
    let to = "def f(a, s = 1, key: 2)\n  s << 'x'\n  key.strip!\nend\n";
    for (before, after) in [
        ("f(1, '«{alnum:32}»')\n", "f(1, ENV.fetch('APP_KEY').dup)\n"),
        ("f 1, '«{alnum:32}»'\n", "f 1, ENV.fetch('APP_KEY').dup\n"),
        ("f('«{alnum:32}»')\n", "f(ENV.fetch('APP_KEY'))\n"),
        (
            "f(1, key: '«{alnum:32}»')\n",
            "f(1, key: ENV.fetch('APP_KEY').dup)\n",
        ),
        ("g(1, '«{alnum:32}»')\n", "g(1, ENV.fetch('APP_KEY'))\n"),
        (
            "'«{alnum:32}»' << 'x'\n",
            "ENV.fetch('APP_KEY').dup << 'x'\n",
        ),
        (
            "'«{alnum:32}»'.concat(x)\n",
            "ENV.fetch('APP_KEY').dup.concat(x)\n",
        ),
    ] {
        becomes("a.rb", &format!("{to}{before}"), &format!("{to}{after}"));
    }
    becomes(
        "a.rb",
        "class A\n  def initialize(key) = key << 'x'\nend\nA.new('«{alnum:32}»')\n",
        "class A\n  def initialize(key) = key << 'x'\nend\nA.new(ENV.fetch('APP_KEY').dup)\n",
    );
    becomes(
        "a.rb",
        "def f(key = '«{alnum:32}»')\n  key << 'x'\nend\n",
        "def f(key = ENV.fetch('APP_KEY').dup)\n  key << 'x'\nend\n",
    );
}
