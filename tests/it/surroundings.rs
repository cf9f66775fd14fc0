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
