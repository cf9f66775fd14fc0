use super::*;
use crate::blob::{Blob, Origin};
use crate::detect::{Options, Scanner};
use crate::finding::Finding;
use crate::level::Confidence;
use crate::rule::RuleSet;
use crate::rule::template::{Dice, expand};

const ID: &str = "AKIA{A-Z:1}{base32:15}";
const KEY: &str = "{base64:39}{alnum:1}";

/// What is found in a file, each value of which replaces a `%`.
fn scan(path: &str, text: &str, values: &[String]) -> Vec<Finding> {
    let pieces = text
        .split('%')
        .zip(values.iter().map(String::as_str).chain([""]));
    let text: String = pieces.flat_map(|(text, value)| [text, value]).collect();
    let origin = Origin::File { path: path.into() };
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    scanner.scan(&Blob::whole(&origin, text.as_bytes()))
}

fn made(templates: &[&str], seed: u64) -> Vec<String> {
    let mut dice = Dice::new(seed);
    let each = templates.iter().map(|one| expand(one, &mut dice).unwrap());
    each.collect()
}

/// The secrets that are found and their first parts, by the indices of both.
fn pairs(path: &str, text: &str, templates: &[&str]) -> Vec<(usize, usize)> {
    let values = made(templates, 5);
    let at = |value: &str| values.iter().position(|one| one == value).unwrap();
    let pair = |found: &Finding| {
        let secret = String::from_utf8_lossy(found.secret.reveal()).into_owned();
        let part = found
            .parts
            .first()
            .map_or(usize::MAX, |part| at(&part.shown(true)));
        (at(&secret), part)
    };
    scan(path, text, &values).iter().map(pair).collect()
}

#[test]
fn accounts_that_are_grouped_by_kind_keep_their_own_parts() {
    let google = "{digit:12}-{a-z0-9:32}.apps.googleusercontent.com";
    let (sid, token) = ("AC{hex:32}", "{hex:32}");
    let google = [google, google, "GOCSPX-{alnum:28}", "GOCSPX-{alnum:28}"];
    let aws = [ID, ID, KEY, KEY];
    let twilio = [sid, sid, token, token];
    let logins = ["deployer", "mailer", "{alnum:14}", "{alnum:15}"];
    for (text, templates) in [
        (
            "PROD_AWS_ACCESS_KEY_ID=%\nSTAGE_AWS_ACCESS_KEY_ID=%\n\
             PROD_AWS_SECRET_ACCESS_KEY=%\nSTAGE_AWS_SECRET_ACCESS_KEY=%\n",
            aws,
        ),
        (
            "AWS_ACCESS_KEY_ID_1=%\nAWS_ACCESS_KEY_ID_2=%\n\
             AWS_SECRET_ACCESS_KEY_1=%\nAWS_SECRET_ACCESS_KEY_2=%\n",
            aws,
        ),
        (
            "prodAccessKeyId: %\nstageAccessKeyId: %\n\
             prodAwsSecretAccessKey: %\nstageAwsSecretAccessKey: %\n",
            aws,
        ),
        (
            "IOS_GOOGLE_CLIENT_ID=%\nWEB_GOOGLE_CLIENT_ID=%\n\
             IOS_GOOGLE_CLIENT_SECRET=%\nWEB_GOOGLE_CLIENT_SECRET=%\n",
            google,
        ),
        (
            "DB_USER=%\nSMTP_USER=%\nDB_PASSWORD=%\nSMTP_PASSWORD=%\n",
            logins,
        ),
        (
            "TWILIO_SID=%\nTWILIO_SID=%\nTWILIO_AUTH_TOKEN=%\nTWILIO_AUTH_TOKEN=%\n",
            twilio,
        ),
    ] {
        assert_eq!(pairs(".env", text, &templates), [(2, 0), (3, 1)], "{text}");
    }
    let crossed = "PROD_AWS_ACCESS_KEY_ID=%\nSTAGE_AWS_ACCESS_KEY_ID=%\n\
                   STAGE_AWS_SECRET_ACCESS_KEY=%\nPROD_AWS_SECRET_ACCESS_KEY=%\n";
    assert_eq!(pairs(".env", crossed, &aws), [(2, 1), (3, 0)]);
}

#[test]
fn names_decide_for_variables_of_terraform() {
    let variable = |name: &str| format!("variable \"{name}\" {{\n  default = \"%\"\n}}\n");
    let names = [
        "dev_access_key",
        "prod_access_key",
        "prod_secret_key",
        "dev_secret_key",
    ];
    for joint in ["", "\n"] {
        let text = names.map(variable).join(joint);
        let found = pairs("main.tf", &text, &[ID, ID, KEY, KEY]);
        assert_eq!(found, [(2, 1), (3, 0)], "{text}");
    }
}

#[test]
fn a_secret_beside_an_id_of_its_form_is_that_providers() {
    for (path, text) in [
        (
            "setup.sh",
            "aws configure set aws_access_key_id %\naws configure set aws_secret_access_key %\n",
        ),
        (
            "setup.sh",
            "gh secret set AWS_ACCESS_KEY_ID --body \"%\"\n\
             gh secret set AWS_SECRET_ACCESS_KEY --body \"%\"\n",
        ),
        (
            "Job.java",
            "conf.set(\"fs.s3a.access.key\", \"%\");\nconf.set(\"fs.s3a.secret.key\", \"%\");\n",
        ),
        (
            "core-site.xml",
            "<property>\n  <name>fs.s3a.access.key</name>\n  <value>%</value>\n</property>\n\
             <property>\n  <name>fs.s3a.secret.key</name>\n  <value>%</value>\n</property>\n",
        ),
        (
            "spark.conf",
            "spark.hadoop.fs.s3a.access.key %\nspark.hadoop.fs.s3a.secret.key %\n",
        ),
        (
            "a.yaml",
            "aws_access_key_id: >-\n  %\naws_secret_access_key: >-\n  %\n",
        ),
        (
            "a.yaml",
            "aws_access_key_id: &i %\naws_secret_access_key: &s %\n",
        ),
    ] {
        let found = scan(path, text, &made(&[ID, KEY], 5));
        let rules: Vec<&str> = found.iter().map(|one| &*one.rule.id).collect();
        assert_eq!(rules, ["aws-secret-access-key"], "{text}");
        assert_eq!(found[0].confidence, Confidence::High, "{text}");
        assert_eq!(found[0].parts.len(), 1, "{text}");
    }
}

#[test]
fn another_services_secret_beside_an_id_stays_what_it_is() {
    let both = "AWS_ACCESS_KEY_ID=%\nAWS_SECRET_ACCESS_KEY=%\n";
    for (text, templates) in [
        ("AWS_ACCESS_KEY_ID=%\n\nSESSION_SECRET=%\n", &[ID, KEY][..]),
        (&format!("{both}\nSECRET_KEY=%\n"), &[ID, KEY, KEY]),
        ("AWS_ACCESS_KEY_ID=%\n\nSECRET_KEY=%\n", &[ID, "{hex:40}"]),
    ] {
        let found = scan(".env", text, &made(templates, 5));
        let last = found.last().unwrap();
        assert!(
            last.rule.id.starts_with("generic-"),
            "{text}: {}",
            last.rule.id
        );
    }
}

#[test]
fn twilios_token_under_a_plain_name_goes_with_its_account() {
    for (path, text) in [
        (
            "a.php",
            "<?php\nuse Twilio\\Rest\\Client;\n$sid = \"%\";\n$token = \"%\";\n\
             $c = new Client($sid, $token);\n",
        ),
        ("a.py", "import twilio\nsid = \"%\"\ntoken = \"%\"\n"),
        (
            "a.py",
            "from twilio.rest import Client\n\nsid = \"%\"\ntoken = \"%\"\n",
        ),
        ("a.yaml", "twilio:\n  sid: %\n  token: %\n"),
    ] {
        for seed in 0..8 {
            let found = scan(path, text, &made(&["AC{hex:32}", "{hex:32}"], seed));
            let rules: Vec<&str> = found.iter().map(|one| &*one.rule.id).collect();
            assert_eq!(rules, ["twilio-auth-token"], "{text}");
            assert_eq!(found[0].parts.len(), 1, "{text}");
        }
    }
}

#[test]
fn a_registrys_user_is_not_anothers() {
    let text = "//r1.corp.net/:_authToken=%\n\n//r2.corp.net/:username=%\n\
                //r2.corp.net/:_password=%\n";
    let found = pairs(".npmrc", text, &["{alnum:40}", "deployer", "{base64:32}"]);
    assert_eq!(found, [(0, usize::MAX), (2, 1)]);
}

#[test]
fn a_column_behind_an_id_is_no_sure_secret_without_a_header() {
    let values = made(&[ID, KEY], 5);
    let found = scan("a.csv", "%,%\n", &values);
    assert_eq!(found[0].confidence, Confidence::Medium);
    let named = "Access key ID,Secret access key\n%,%\n";
    assert_eq!(
        scan("a.csv", named, &values)[0].confidence,
        Confidence::High
    );
}

#[test]
fn a_clients_id_behind_its_tenants_is_no_password() {
    let uuids = made(&["{uuid}", "{uuid}", "{alnum:3}8Q~{alnum:34}"], 5);
    for text in [
        "cred = ClientSecretCredential(\"%\", \"%\", secret)\n",
        "new ClientCertificateCredential(\"%\", \"%\", \"/path/cert.pem\");\n",
    ] {
        assert!(scan("a.py", text, &uuids[..2]).is_empty(), "{text}");
    }
    let whole = "cred = ClientSecretCredential(\"%\", \"%\", \"%\")\n";
    let found = scan("a.py", whole, &uuids);
    let parts: Vec<String> = found[0]
        .parts
        .iter()
        .map(|part| part.shown(true).into_owned())
        .collect();
    assert_eq!(
        (found.len(), found[0].secret.reveal()),
        (1, uuids[2].as_bytes())
    );
    assert_eq!(parts, uuids[..2]);
}

#[test]
fn a_name_is_the_last_before_its_value() {
    for (before, expected) in [
        ("PROD_KEY_ID=", "PROD_KEY_ID"),
        ("variable \"dev_key\" {\n  default = \"", "dev_key"),
        ("gh secret set ACME_TOKEN --body \"", "ACME_TOKEN"),
        ("other_key=1\ncall = send(\"", ""),
    ] {
        let found = name(before.as_bytes(), before.len());
        assert_eq!(&before[found], expected);
    }
}
