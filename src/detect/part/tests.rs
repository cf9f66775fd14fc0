use crate::blob::{Blob, Encoding, Origin};
use crate::detect::{Options, Scanner};
use crate::finding::{Finding, Value};
use crate::level::Confidence;
use crate::rule::RuleSet;
use crate::rule::template::{Dice, expand};
use crate::secret::Secret;

fn scan_as(path: &str, text: &str) -> Vec<Finding> {
    let origin = Origin::File { path: path.into() };
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    scanner.scan(&Blob::whole(&origin, text.as_bytes()))
}

fn scan(text: &str) -> Vec<Finding> {
    scan_as("settings.ini", text)
}

/// `rule: part=value …`, a finding each.
fn told(findings: &[Finding]) -> Vec<String> {
    let tell = |finding: &Finding| {
        let parts = finding.parts.iter();
        let parts = parts.map(|part| format!(" {}={}", part.name, part.shown(false)));
        format!("{}:{}", finding.rule.id, parts.collect::<String>())
    };
    findings.iter().map(tell).collect()
}

/// An AWS key: id and secret.
fn aws(seed: u64) -> (String, String) {
    let mut dice = Dice::new(seed);
    let id = expand("AKIA{A-Z:1}{base32:15}", &mut dice).unwrap();
    (id, expand("{base64:40}", &mut dice).unwrap())
}

#[test]
fn an_id_and_its_secret_are_one_finding() {
    let (id, secret) = aws(1);
    for text in [
        format!("aws_access_key_id = {id}\naws_secret_access_key = {secret}\n"),
        format!("AWS_SECRET_ACCESS_KEY={secret}\nAWS_ACCESS_KEY_ID={id}\n"),
        format!("{{\"accessKeyId\": \"{id}\", \"secretAccessKey\": \"{secret}\"}}"),
        format!("new S3({{accessKeyId:'{id}',secretAccessKey:'{secret}'}})"),
    ] {
        let found = scan(&text);
        let expected = format!("aws-secret-access-key: access key id={id}");
        assert_eq!(told(&found), [expected], "{text}");
        assert_eq!(found[0].confidence, Confidence::High);
        assert_eq!(found[0].secret.reveal(), secret.as_bytes());
        let part = &found[0].parts[0];
        let range = part.byte_start as usize..part.byte_end as usize;
        assert_eq!(text[range], id);
    }
    assert_eq!(told(&scan(&format!("id = {id}\n"))), ["aws-access-key-id:"]);
}

#[test]
fn every_id_goes_with_its_own_secret() {
    let keys: Vec<_> = (1..6).map(aws).collect();
    for id_first in [true, false] {
        let profile = |(id, secret): &(String, String)| {
            let (a, b) = (
                format!("aws_access_key_id = {id}\n"),
                format!("aws_secret_access_key = {secret}\n"),
            );
            let both = if id_first { a + &b } else { b + &a };
            format!("[profile]\n{both}\n")
        };
        let found = scan(&keys.iter().map(profile).collect::<String>());
        let ids: Vec<String> = keys
            .iter()
            .map(|(id, _)| format!("aws-secret-access-key: access key id={id}"))
            .collect();
        assert_eq!(told(&found), ids, "{id_first}");
    }
}

#[test]
fn a_third_part_is_told_and_redacted() {
    let (id, secret) = aws(7);
    let token = expand("IQoJb3JpZ2luX2Vj{base64:300}{alnum:1}", &mut Dice::new(3)).unwrap();
    let found = scan(&format!(
        "aws_access_key_id={id}\naws_secret_access_key={secret}\naws_session_token={token}\n"
    ));
    let shown = Secret::new(token.as_bytes(), 16).redacted();
    let expected = format!("aws-secret-access-key: access key id={id} session token={shown}");
    assert_eq!(told(&found), [expected]);
    let wanted = Value::Secret(Secret::new(token.as_bytes(), 16));
    assert_eq!(found[0].parts[1].value, wanted);
}

#[test]
fn no_part_is_taken_from_afar_nor_a_placeholder() {
    let (id, secret) = aws(8);
    let far = " ".repeat(500);
    let found = scan(&format!("id={id}{far}\naws_secret_access_key={secret}\n"));
    assert_eq!(
        told(&found),
        ["aws-access-key-id:", "aws-secret-access-key:"]
    );
}

#[test]
fn in_tests_a_pair_is_no_surer() {
    let (id, secret) = aws(9);
    let text = format!("aws_access_key_id = {id}\naws_secret_access_key = {secret}\n");
    let found = scan_as("tests/fixtures/credentials.ini", &text);
    assert!(found[0].confidence < Confidence::High, "{found:?}");
}

#[test]
fn the_user_and_the_host_of_a_url_are_told() {
    let found = scan("db = postgres://app:x7Kq9vTz2LwR@db.acme.io:5432/main\n");
    assert_eq!(
        told(&found),
        ["postgres-connection-uri: user=app host=db.acme.io"]
    );
}

#[test]
fn a_user_that_is_a_secret_is_not_shown() {
    let token = expand("xkeysib-{hex:64}-{alnum:16}", &mut Dice::new(5)).unwrap();
    let text = format!("url = https://{token}:x7Kq9vTz2LwR@git.acme.io/a\n");
    for finding in scan(&text) {
        for part in &finding.parts {
            assert!(!part.shown(false).contains(&token), "{part:?}");
        }
    }
}

#[test]
fn places_are_right_in_wide_text() {
    let (id, secret) = aws(10);
    let text = format!("ключ aws_access_key_id = {id}\naws_secret_access_key = {secret}\n");
    let origin = Origin::File { path: "a".into() };
    let mut blob = Blob::whole(&origin, text.as_bytes());
    blob.encoding = Encoding::Utf16;
    let found = Scanner::new(RuleSet::builtin(), Options::default()).scan(&blob);
    let part = &found[0].parts[0];
    assert_eq!((part.byte_start, part.byte_end), (2 * 25, 2 * 45));
    assert_eq!((part.start.line, part.start.column), (1, 26));
}

#[test]
fn a_changed_id_counts_though_its_secret_stood_there_before() {
    let (id, secret) = aws(11);
    let text = format!("aws_access_key_id = {id}\naws_secret_access_key = {secret}\n");
    let origin = Origin::Staged { path: "a".into() };
    let mut blob = Blob::whole(&origin, text.as_bytes());
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    blob.lines = Some(std::slice::from_ref(&(1..2)));
    assert_eq!(scanner.scan(&blob).len(), 1);
    blob.lines = Some(std::slice::from_ref(&(3..4)));
    assert_eq!(scanner.scan(&blob).len(), 0);
}

#[test]
fn no_part_is_taken_from_another_section_or_another_key() {
    let (own, secret) = aws(1);
    let mut dice = Dice::new(9);
    let session = expand(
        "aws_access_key_id = ASIA{A-Z:1}{base32:15}\naws_secret_access_key = {base64:40}\n\
         aws_session_token = IQoJb3JpZ2luX2Vj{base64:300}\n",
        &mut dice,
    )
    .unwrap();
    let stays = format!("aws_access_key_id = {own}\naws_secret_access_key = {secret}\n");
    for text in [
        format!("[default]\n{stays}\n[sts]\n{session}"),
        format!("[sts]\n{session}\n[default]\n{stays}"),
        format!("{stays}\n{session}"),
    ] {
        let mut names: Vec<Vec<String>> = scan_as("credentials", &text)
            .iter()
            .map(|found| found.parts.iter().map(|part| part.name.clone()).collect())
            .collect();
        names.sort();
        let (id, token) = ("access key id", "session token");
        assert_eq!(names, [vec![id], vec![id, token]], "{text}");
    }
    let dump = "[client]\nuser=bob\n[mysqldump]\npassword=Xk29!plomQ\n";
    assert_eq!(told(&scan_as("my.cnf", dump)), ["generic-password:"]);
}

/// Findings in what these templates expand to.
fn scan_sample(template: &str, seed: u64) -> Vec<Finding> {
    scan(&expand(template, &mut Dice::new(seed)).unwrap())
}

/// `rule: part part`, a finding each.
fn names(findings: &[Finding]) -> Vec<String> {
    let tell = |finding: &Finding| {
        let parts = finding.parts.iter().map(|part| format!(" {}", part.name));
        format!("{}:{}", finding.rule.id, parts.collect::<String>())
    };
    findings.iter().map(tell).collect()
}

#[test]
fn halves_that_look_alike_are_one_finding_each_with_its_own() {
    let mut dice = Dice::new(4);
    let halves: Vec<String> = (0..6)
        .map(|_| expand("{hex:32}", &mut dice).unwrap())
        .collect();
    let account = |pair: &[String]| {
        let (key, secret) = (&pair[0], &pair[1]);
        format!("MAILJET_API_KEY={key}\nMAILJET_SECRET_KEY={secret}\n")
    };
    let found = scan(&halves.chunks(2).map(account).collect::<String>());
    assert_eq!(found.len(), 3, "{:?}", told(&found));
    for (found, pair) in found.iter().zip(halves.chunks(2)) {
        assert_eq!(found.secret.reveal(), pair[1].as_bytes());
        let [key] = &found.parts[..] else {
            panic!("{:?}", found.parts)
        };
        assert_eq!(key.shown(true), pair[0]);
        assert!(!key.shown(false).contains(&pair[0]), "it is no public part");
    }
}

#[test]
fn what_names_call_secret_is_no_finding_beside_what_it_is_a_part_of() {
    let values = [
        "{alnum:25}",
        "{alnum:50}",
        "{1-9:1}{digit:17}-{alnum:40}",
        "{alnum:45}",
    ];
    let keys = [
        "consumer_key",
        "consumer_secret",
        "access_token",
        "access_token_secret",
    ];
    let pairs = || keys.iter().zip(values);
    let env = pairs().map(|(key, value)| format!("TWITTER_{}={value}\n", key.to_uppercase()));
    let yaml = pairs().map(|(key, value)| format!("  {key}: \"{value}\"\n"));
    for text in [
        env.collect(),
        format!("twitter:\n{}", yaml.collect::<String>()),
    ] {
        let all = "twitter-consumer-secret: consumer key access token access token secret";
        assert_eq!(names(&scan_sample(&text, 3)), [all], "{text}");
    }
    let user = "TWITTER_ACCESS_TOKEN={1-9:1}{digit:17}-{alnum:40}\n\
                TWITTER_ACCESS_TOKEN_SECRET={alnum:45}\n";
    let found = scan_sample(user, 3);
    assert_eq!(names(&found), ["twitter-access-token: access token secret"]);
}

#[test]
fn what_a_part_took_goes_along_and_the_worst_part_counts() {
    let account = "TWITTER_ACCESS_TOKEN={1-9:1}{digit:17}-{alnum:40}\n\
                   TWITTER_ACCESS_TOKEN_SECRET={alnum:45}\nTWITTER_API_SECRET={alnum:50}\n";
    let found = scan_sample(account, 5);
    let all = "twitter-consumer-secret: access token access token secret";
    assert_eq!(names(&found), [all]);
    let google = "client_secret: GOCSPX-{alnum:28}\nrefresh_token: 1//0{alnum:98}\n";
    let found = scan_sample(google, 5);
    assert_eq!(names(&found), ["google-oauth-client-secret: refresh token"]);
    assert!(found[0].severity > found[0].rule.severity);
}

#[test]
fn a_blank_line_parts_credentials() {
    let (lone, stays) = aws(1);
    let mut dice = Dice::new(9);
    let mut made = |template| expand(template, &mut dice).unwrap();
    let own = made("aws_access_key_id = ASIA{A-Z:1}{base32:15}\n");
    let secret = made("aws_secret_access_key = {base64:40}\n");
    let token = made("aws_session_token = IQoJb3JpZ2luX2Vj{base64:300}\n");
    let lone = format!("aws_access_key_id = {lone}\n");
    let found = scan(&format!("{lone}\n{secret}{own}{token}"));
    let both = "aws-secret-access-key: access key id session token";
    assert_eq!(names(&found), ["aws-access-key-id:", both]);
    let pair = format!("{lone}aws_secret_access_key = {stays}\n");
    for last in [format!("{own}{secret}"), format!("{secret}{own}")] {
        let found = scan(&format!("{pair}\n{token}{last}"));
        let first = "aws-secret-access-key: access key id";
        assert_eq!(names(&found), [first, both], "{last}");
    }
}

/// The parts of each finding in credentials of AWS, of which a line is `id`, `key`, `token` or
/// itself.
fn aws_parts(lines: &[&str]) -> Vec<usize> {
    let line = |line: &&str| match *line {
        "id" => "AWS_ACCESS_KEY_ID=ASIA{A-Z:1}{base32:15}\n".to_owned(),
        "key" => "AWS_SECRET_ACCESS_KEY={base64:40}\n".to_owned(),
        "token" => "AWS_SESSION_TOKEN=IQoJb3JpZ2luX2Vj{base64:300}\n".to_owned(),
        other => format!("{other}\n"),
    };
    let found = scan_sample(&lines.iter().map(line).collect::<String>(), 6);
    found.iter().map(|found| found.parts.len()).collect()
}

#[test]
fn a_third_part_goes_with_the_pair_that_it_is_nearest_to() {
    let region = "AWS_REGION=eu-west-1";
    for (lines, parts) in [
        (&["token", "id", "key", "token", "id", "key"][..], [2, 2]),
        (&["id", "key", "token", "id", "key", "token"], [2, 2]),
        (
            &["id", "key", region, "token", "id", "key", region, "token"],
            [2, 2],
        ),
        (
            &["token", "id", "key", region, "token", "id", "key", region],
            [2, 2],
        ),
        (&["id", "key", "token", "id", "key"], [2, 1]),
        (&["key", "id", "token", "key", "id"], [2, 1]),
        (&["id", "key", "id", "key", "token"], [1, 2]),
        (&["id", "key", "# the other", "token", "id", "key"], [1, 2]),
        (&["id", "key", "b:", "token", "key", "id"], [1, 2]),
    ] {
        assert_eq!(aws_parts(lines), parts, "{lines:?}");
    }
}

#[test]
fn a_changed_key_counts_though_its_secret_stood_there_before() {
    let text = "BINANCE_API_KEY={alnum:64}\nBINANCE_API_SECRET={alnum:64}\nx\n";
    let text = expand(text, &mut Dice::new(2)).unwrap();
    let origin = Origin::Staged { path: "a".into() };
    let mut blob = Blob::whole(&origin, text.as_bytes());
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    blob.lines = Some(std::slice::from_ref(&(1..2)));
    assert_eq!(names(&scanner.scan(&blob)), ["binance-api-secret: API key"]);
    blob.lines = Some(std::slice::from_ref(&(3..4)));
    assert_eq!(scanner.scan(&blob).len(), 0);
}

#[test]
fn what_is_called_after_another_service_is_no_part_of_this_ones_key() {
    let mut dice = Dice::new(8);
    for (own, other) in [
        (
            "CLICKHOUSE_SECRET=4b1d{alnum:38}",
            "SESSION_SECRET_KEY={alnum:20}",
        ),
        ("SHOPIFY_SECRET=shpss_{hex:32}", "ACME_API_KEY={hex:32}"),
        ("BINANCE_API_SECRET={alnum:64}", "MYBANK_API_KEY={alnum:64}"),
        ("binance_api_secret: {alnum:64}", "myBankApiKey: {alnum:64}"),
    ] {
        let (own, other) = (
            expand(own, &mut dice).unwrap(),
            expand(other, &mut dice).unwrap(),
        );
        let found = scan(&format!("{own}\n{other}\n"));
        let secrets: Vec<&[u8]> = found.iter().map(|one| one.secret.reveal()).collect();
        let value = other.split(['=', ' ']).next_back().unwrap().as_bytes();
        assert!(
            secrets.len() == 2 && secrets.contains(&value),
            "{other}: {:?}",
            told(&found)
        );
        assert!(found.iter().all(|one| one.parts.is_empty()), "{other}");
    }
    let own = expand("BINANCE_API_SECRET={alnum:64}\n", &mut dice).unwrap();
    for name in [
        "BINANCE_API_KEY=",
        "binanceApiKey: ",
        "api_key = ",
        "PROD_API_KEY=",
    ] {
        let key = expand("{alnum:64}", &mut dice).unwrap();
        let found = scan(&format!("{own}{name}{key}\n"));
        assert_eq!(found.len(), 1, "{name}: {:?}", told(&found));
    }
}

#[test]
fn who_accepts_one_half_has_not_accepted_another() {
    let mut dice = Dice::new(9);
    let mut half =
        |name: &str| expand(&format!("BINANCE_API_{name}={{alnum:64}}"), &mut dice).unwrap();
    let (secret, key, other) = (half("SECRET"), half("KEY"), half("KEY"));
    let of = |text: String| {
        let [one] = <[Finding; 1]>::try_from(scan(&text)).unwrap();
        one
    };
    let alone = of(format!("{secret}\n"));
    let both = of(format!("{secret}\n{key}\n"));
    let changed = of(format!("{secret}\n{other}\n"));
    assert_eq!(both.secret.reveal(), changed.secret.reveal());
    assert!(alone.fingerprint != both.fingerprint && both.fingerprint != changed.fingerprint);
    assert!(both.allowed.is_none());

    let mark = "# tightlip:allow";
    assert!(of(format!("{secret} {mark}\n{key}\n")).allowed.is_none());
    assert!(
        of(format!("{secret} {mark}\n{key} {mark}\n"))
            .allowed
            .is_some()
    );
}
