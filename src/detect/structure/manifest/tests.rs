use super::*;

/// What is said of each entry: its bytes, and `!` where it is easy to guess, or why it is none.
fn said(text: &str) -> Vec<String> {
    let head = ["kind: Secret", "\"kind\":\"Secret\"", "resource "];
    let found = head
        .iter()
        .find_map(|head| text.find(head).map(|at| at..at + head.len()))
        .unwrap();
    let found = if text[found.clone()].starts_with("resource") {
        found.start..found.start + text[found.start..].find('{').unwrap() + 1
    } else {
        found
    };
    examine(text.as_bytes(), &found)
        .into_iter()
        .map(|one| match (one.verdict, one.confidence) {
            (Verdict::NotASecret, _) => format!("({})", one.signals[0].0),
            (_, Some(_)) => format!("{}!", &text[one.secret]),
            _ => text[one.secret].to_owned(),
        })
        .collect()
}

#[test]
fn each_value_is_judged_by_what_it_says() {
    let text = "kind: Secret\nmetadata:\n  name: x\ndata:\n  username: YXBw\n  ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n\
        \u{20} # one\n  password: \"aHVudGVyMg==\"\n  MODE: cHJvZHVjdGlvbg==\n  x: {{ .Values.x }}\nstringData:\n  \
        host: db.internal\n  port: \"5432\"\n  REDIS: QaZ7xKq91lpW28\n  key: |\n    a\ntype: Opaque\n---\ndata:\n  \
        ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n";
    assert_eq!(
        said(text),
        [
            "(name-says-otherwise)",
            "R3RkQ0c5Y1Jjd3pIRDg4",
            "aHVudGVyMg==!",
            "(name-says-otherwise)",
            "(name-says-otherwise)",
            "(name-says-otherwise)",
            "QaZ7xKq91lpW28",
        ]
    );
}

#[test]
fn values_may_stand_before_the_kind() {
    for text in [
        "apiVersion: v1\ndata:\n  ROOT: R3RkQ0c5Y1Jjd3pIRDg4\nkind: Secret\n",
        "a: b\n---\r\ndata:\r\n  ROOT: R3RkQ0c5Y1Jjd3pIRDg4\r\nkind: Secret\r\n",
        "items:\n- data:\n    ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n  kind: Secret\n- data:\n    A: R3RkQ0c5Y1Jjd3pIRDg5\n",
        "items:\n- kind: Secret\n  data:\n    ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n- kind: Pod\n  data:\n    A: R3RkQ0c5Y1Jjd3pIRDg5\n",
        "kind: Secret\ndata: {ROOT: R3RkQ0c5Y1Jjd3pIRDg4}\n",
        "{\"data\":{\"ROOT\":\"R3RkQ0c5Y1Jjd3pIRDg4\"},\"kind\":\"Secret\"}",
        "{\"data\": {\"ROOT\": \"R3RkQ0c5Y1Jjd3pIRDg4\"}, \"m\": {\"a\": []}, \"kind\":\"Secret\"}",
        "{\"kind\":\"Secret\",\"m\":{\"name\":\"}\"},\"stringData\":{\"ROOT\":\"R3RkQ0c5Y1Jjd3pIRDg4\"}}",
        "resource \"kubernetes_secret\" \"x\" {\n  data = {\n    ROOT = \"R3RkQ0c5Y1Jjd3pIRDg4\"\n  }\n}\n",
        "resource \"kubernetes_secret\" \"x\" {\r\n  data = {\r\n    ROOT = \"R3RkQ0c5Y1Jjd3pIRDg4\"\r\n  }\r\n}\r\n",
        "items:\n- data: {ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n    }\n  kind: Secret\n",
    ] {
        assert_eq!(said(text), ["R3RkQ0c5Y1Jjd3pIRDg4"], "{text}");
    }
}

#[test]
fn other_maps_are_not_the_manifests() {
    for text in [
        "data:\n  ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n---\nkind: Secret\n",
        "kind: Secret\nmetadata:\n  data:\n    ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n",
        "from:\n  - kind: Secret\n    name: x\ndata:\n  ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n",
        "x: y kind: Secret\ndata:\n  ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n",
        "[{\"data\":{\"ROOT\":\"R3RkQ0c5Y1Jjd3pIRDg4\"}},{\"kind\":\"Secret\"}]",
        "{\"data\":{\"kind\":\"Secret\",\"ROOT\":\"R3RkQ0c5Y1Jjd3pIRDg4\"}}",
        "{\"data\":{\"ROOT\":\"R3RkQ0c5Y1Jjd3pIRDg4\"}},\"kind\":\"Secret\"",
        "#    data:\n#     ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n   - kind: Secret\n#    data:\n#     ROOT: R3RkQ0c5Y1Jjd3pIRDg4\n",
        "[{\"kind\":\"Secret\"},{\"data\":{\"ROOT\":\"R3RkQ0c5Y1Jjd3pIRDg4\"}}]",
        "resource \"kubernetes_secret\" \"x\" {\n}\nmodule x {\n  data = {\n    ROOT = \"R3RkQ0c5Y1Jjd3pIRDg4\"\n  }\n}\n",
    ] {
        assert_eq!(said(text), [""; 0], "{text}");
    }
}

#[test]
fn addresses_keys_and_logins_are_seen_in_base64() {
    let one = |key: &str, plain: &str| {
        let value = data_encoding::BASE64.encode(plain.as_bytes());
        let said = said(&format!("kind: Secret\ndata:\n  {key}: {value}\n"));
        said[0].replace(&value, "found")
    };
    for (key, plain, judged) in [
        (
            "DATABASE_URL",
            // In two pieces: our own scan reads this, too.
            concat!("postgres://app:", "kT9wvQz2xW8@db.acme.io/x"),
            "found",
        ),
        ("DATABASE_URL", "postgres://db.acme.io/x", "(address)"),
        ("URL", "https://acme.io/a", "(address)"),
        (
            "tls.crt",
            "-----BEGIN CERTIFICATE-----\nMIIC\n",
            "(public-value)",
        ),
        ("config", "a: b\nc: d\n", "(unprintable)"),
        (
            ".dockerconfigjson",
            "{\"auths\":{\"a\":{\"auth\":\"eA==\"}}}",
            "found",
        ),
        ("note", "what it is for", "(prose)"),
        ("token", "ab9xk2q7", "found!"),
        ("access_secret", "minio123", "found!"),
        ("client-secret", "secret", "(type-or-state)"),
    ] {
        assert_eq!(one(key, plain), judged, "{key}: {plain}");
    }
}

proptest::proptest! {
    #[test]
    fn takes_any_text(
        before in "([ \n{}\"':,#\\\\-]|\"data\"|data|: \\{|a){0,24}",
        behind in "([ \n{}\"':,#\\\\-]|\"data\"|data|: \\{|a){0,24}",
        kind in "kind: Secret|\"kind\":\"Secret\"|resource \\{",
    ) {
        said(&format!("{before}{kind}{behind}"));
    }
}
