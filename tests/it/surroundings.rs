//! What stands round a secret: what makes it less sure, and what does not.

use crate::placeholders::{Case, reported};

#[test]
fn what_stands_round_a_secret_does_not_take_it_back() {
    let secrets: [(Case, &str); 14] = [
        (
            ("a.md", "Our key is ***sk_live_{alnum:24}*** ok"),
            "stripe-secret-key-live",
        ),
        (
            ("a.md", "i used glpat-{alnum:20}... and it failed"),
            "gitlab-pat",
        ),
        (
            (".env", "STRIPE=sk_live_{alnum:24}..."),
            "stripe-secret-key-live",
        ),
        (
            (
                "a.js",
                "// Not the publishable key!\nconst api_secret = \"{alnum:32}\"",
            ),
            "generic-secret",
        ),
        (
            (
                ".env",
                "# publishable key: pk_1, secret key next\nSTRIPE_SECRET_KEY={alnum:32}",
            ),
            "generic-api-key",
        ),
        (
            ("a.js", "datadogClient.getInstance(\"{hex:32}\")"),
            "datadog-api-key",
        ),
        (
            ("a.js", "datadog.getClient(\"{hex:32}\")"),
            "datadog-api-key",
        ),
        (
            ("a.js", "datadog.fetchMetrics(\"prod\", \"{hex:32}\")"),
            "datadog-api-key",
        ),
        (
            ("a.js", "datadog.getUserByToken(\"{hex:32}\")"),
            "datadog-api-key",
        ),
        (
            (".env", "NEXT_PUBLIC_DATADOG_API_SECRET={hex:32}"),
            "datadog-api-key",
        ),
        (
            (
                "a.py",
                "import datadog\n\n\nOTHER_THING = 1\nclient = acme.Client(api_key=\"{hex:32}\", host=\"x\")",
            ),
            "generic-api-key",
        ),
        (
            (
                "a.py",
                "import datadog\n\n\nOTHER_THING = 1\nclient = datadog.Client(api_key=\"{hex:32}\", host=\"x\")",
            ),
            "datadog-api-key",
        ),
        (
            (
                "a.yml",
                "serpapi:\n  site: eu\n  tags: those of all machines in eu\nother:\n  token: \"{hex:64}\"",
            ),
            "generic-",
        ),
        (
            (
                "a.yml",
                "serpapi:\n  site: eu\n  tags: those of all machines in eu\n  token: \"{hex:64}\"",
            ),
            "serpapi-",
        ),
    ];
    for (case, rule) in secrets {
        let reported = reported(&[case]);
        assert_eq!(reported.len(), 3, "{case:?}: {reported:?}");
        let is_meant = |one: &String| one.starts_with(rule);
        assert!(reported.iter().all(is_meant), "{case:?}: {reported:?}");
    }
}

#[test]
fn variables_built_into_pages_and_publishable_keys_are_less_sure() {
    let cases = [
        (".env", "NEXT_PUBLIC_DATADOG_API_KEY={hex:32}"),
        ("a.sh", "export NEXT_PUBLIC_DATADOG_API_KEY={hex:32}"),
        ("Dockerfile", "ENV NEXT_PUBLIC_DATADOG_API_KEY={hex:32}"),
        ("a.yml", "env:\n  NEXT_PUBLIC_DATADOG_API_KEY: {hex:32}"),
        (
            "a.js",
            "// publishable key, fine in the browser\nconst apiKey = \"{alnum:32}\";",
        ),
        ("a.js", "datadog.getUser(\"{hex:32}\")"),
    ];
    assert_eq!(reported(&cases), Vec::<String>::new());
}

/// A token of a distinctive format, without a checksum.
const TOKEN: &str = "SWMTKN-1-{a-z0-9:50}-{a-z0-9:25}";

/// What the default gate reports of a text that holds one where it says `TOKEN`, at these paths.
fn loud(cases: &[(&'static str, &str)]) -> Vec<usize> {
    let filled = |(path, text): &(&'static str, &str)| {
        let text: &'static str = text.replace("TOKEN", TOKEN).leak();
        reported(&[(*path, text)]).len()
    };
    cases.iter().map(filled).collect()
}

#[test]
fn what_documentation_calls_an_example_is_less_sure_twice() {
    let swagger = "    example:\n      Join: \"TOKEN\"";
    let none = loud(&[
        ("docs/api.yaml", swagger),
        ("docs/api.json", "{\n  \"example\": {\n    \"a\": \"TOKEN\""),
        ("examples/a.rs", "/// let join = \"TOKEN\";"),
        (
            "api.yaml",
            "description: |\n  {\n    \"password\": \"q{a-z:6}3!Kz{A-Z:3}\"",
        ),
    ]);
    assert_eq!(none, [0; 4]);
    let all = loud(&[
        ("docs/api.yaml", "    Join: \"TOKEN\""),
        ("deploy/api.yaml", swagger),
        ("README.md", "docker swarm join --token TOKEN"),
    ]);
    assert_eq!(all, [3; 3]);
}

#[test]
fn what_others_published_and_what_is_called_fake_is_less_sure() {
    let key = "api_key = \"{alnum:40}\"";
    let none = loud(&[
        (
            "vendor/github.com/acme/log/a.go",
            "\tapiKey := \"{alnum:40}\"",
        ),
        ("web/node_modules/a/b.js", "const apiKey = \"{alnum:40}\";"),
        (
            "vendor/github.com/acme/log/a_test.go",
            "const a = \"TOKEN\"",
        ),
        ("spec/dummy/config/a.rb", "join = \"TOKEN\""),
        ("fake_settings.py", key),
    ]);
    assert_eq!(none, [0; 5]);
    let all = loud(&[
        ("vendor/settings.py", key),
        ("app/vendor/github/a.py", key),
        ("vendor/github.com/acme/log/a.go", "const a = \"TOKEN\""),
        ("fake_settings.py", "join = \"TOKEN\""),
        (
            "web/node_modules/.cache/a.js",
            "const apiKey = \"{alnum:40}\";",
        ),
    ]);
    assert_eq!(all, [3; 5]);
}

#[test]
fn constants_that_name_entries_of_a_map_are_no_names_of_secrets() {
    let cases = [("a.go", "records[keySDRaw] = \"{alnum:40}\"")];
    assert_eq!(reported(&cases), Vec::<String>::new());
    for case in [
        ("a.go", "records[keyApiSecret] = \"{alnum:40}\""),
        ("a.go", "records[\"apiKey\"] = \"{alnum:40}\""),
    ] {
        assert_eq!(reported(&[case]).len(), 3, "{case:?}");
    }
}
