//! Credentials with an inside, through the whole catalogue: each in the places people keep it, and
//! in hostile ones.

mod hostile;

use std::fmt::Write as _;

use tightlip::blob::{Blob, Origin};
use tightlip::checksum;
use tightlip::detect::{Options, Scanner};
use tightlip::finding::Finding;
use tightlip::level::{Confidence, Severity};
use tightlip::rule::template::{Dice, expand};
use tightlip::rule::{Checksum, RuleSet};

use crate::support::Repo;

fn scanner() -> Scanner {
    Scanner::new(RuleSet::builtin(), Options::default())
}

fn scan_with(scanner: &Scanner, path: &str, text: &str) -> Vec<Finding> {
    let origin = Origin::File { path: path.into() };
    scanner.scan(&Blob::whole(&origin, text.as_bytes()))
}

fn scan(path: &str, text: &str) -> Vec<Finding> {
    scan_with(&scanner(), path, text)
}

fn sample(template: &str, seed: u64) -> String {
    expand(template, &mut Dice::new(seed)).unwrap()
}

/// Credentials of several parts: what is found, and the parts that are told with it.
const PARTS: [(&str, &str, &[&str]); 24] = [
    (
        "aws-secret-access-key",
        "aws_access_key_id = AKIA{A-Z:1}{base32:15}\naws_secret_access_key = {base64:40}\n",
        &["access key id"],
    ),
    (
        "aws-access-key-pair",
        "bob,AKIA{A-Z:1}{base32:15},{base64:40}\n",
        &["access key id"],
    ),
    (
        "twilio-auth-token",
        "TWILIO_ACCOUNT_SID=AC{hex:32}\nTWILIO_AUTH_TOKEN={hex:32}\n",
        &["account SID"],
    ),
    (
        "twilio-account-pair",
        "client = Client('AC{hex:32}', '{hex:32}')\n",
        &["account SID"],
    ),
    (
        "azure-entra-client-secret",
        "AZURE_TENANT_ID={uuid}\nAZURE_CLIENT_ID={uuid}\nAZURE_CLIENT_SECRET={alnum:3}8Q~{alnum:34}\n",
        &["tenant id", "client id"],
    ),
    (
        "google-oauth-client-secret",
        "{{\"client_id\":\"{digit:12}-{a-z0-9:32}.apps.googleusercontent.com\",\"client_secret\":\"GOCSPX-{alnum:28}\"}}\n",
        &["client id"],
    ),
    (
        "google-gcs-hmac-secret",
        "GCS_ACCESS_KEY_ID=GOOG1E{A-Z0-9:55}\nGCS_SECRET={base64:40}\n",
        &["access id"],
    ),
    (
        "langfuse-secret-key",
        "LANGFUSE_PUBLIC_KEY=pk-lf-{uuid}\nLANGFUSE_SECRET_KEY=sk-lf-{uuid}\n",
        &["public key"],
    ),
    (
        "akamai-edgegrid-client-secret",
        "client_secret = {base64:43}=\nhost = akab-{a-z0-9:16}-{a-z0-9:16}.luna.akamaiapis.net\naccess_token = akab-{a-z0-9:16}-{a-z0-9:16}\nclient_token = akab-{a-z0-9:16}-{a-z0-9:16}\n",
        &["client token", "access token", "host"],
    ),
    (
        "mailjet-keys",
        "MJ_APIKEY_PUBLIC={hex:32}\nMJ_APIKEY_PRIVATE={hex:32}\n",
        &["API key"],
    ),
    (
        "mailjet-keys",
        "const mailjet = require('node-mailjet').connect('{hex:32}', '{hex:32}')\n",
        &["API key"],
    ),
    (
        "twitter-consumer-secret",
        "auth = tweepy.OAuthHandler(\"{alnum:25}\", \"{alnum:50}\")\nauth.set_access_token(\"{1-9:1}{digit:17}-{alnum:40}\", \"{alnum:45}\")\n",
        &["consumer key", "access token", "access token secret"],
    ),
    (
        "cloudflare-global-api-key-legacy",
        "CF_API_EMAIL=ops@acme.io\nCF_API_KEY={hex:37}\n",
        &["e-mail address"],
    ),
    (
        "composer-auth-json",
        "{{\"http-basic\": {{\"repo.acme.io\": {{\"username\": \"ci\", \"password\": \"{alnum:24}\"}}}}}}\n",
        &["host", "user"],
    ),
    (
        "vonage-api-secret",
        "VONAGE_API_KEY={hex:8}\nVONAGE_API_SECRET={alnum:16}\n",
        &["API key"],
    ),
    (
        "kubeconfig-user-json",
        "{{\"kind\": \"Config\", \"users\": [{{\"name\": \"bob\", \"user\": {{\"username\": \"b\", \"password\": \"{alnum:16}\"}}}}]}}\n",
        &["user"],
    ),
    (
        "kubeconfig",
        "users:\n- name: admin\n  user:\n    client-key-data: LS0tLS1CRUdJTi{base64:400}\n",
        &["user"],
    ),
    (
        "polymarket-keys",
        "POLY_API_KEY={uuid}\nPOLY_API_SECRET={base64url:43}=\nPOLY_PASSPHRASE={hex:64}\n",
        &["API key", "passphrase"],
    ),
    (
        "scaleway-access-key-pair",
        "scaleway:\n  access_key: SCW{A-Z0-9:17}\n  secret_key: {uuid}\n",
        &["access key"],
    ),
    (
        "volcengine-access-key-pair",
        "VOLC_ACCESSKEY=AKLT{alnum:47}\nVOLC_SECRETKEY={base64:58}==\n",
        &["access key id"],
    ),
    (
        "generic-password",
        "  username: deployer\n  password: {A-Za-z0-9:14}!x9K\n",
        &["user"],
    ),
    (
        "postgres-connection-uri",
        "DATABASE_URL=postgres://app:{alnum:20}@db.acme.io:5432/shop\n",
        &["user", "host"],
    ),
    (
        "sqlserver-connection-string",
        "\"Server=db.acme.io;Database=shop;User Id=app;Password={alnum:20};\"\n",
        &["host", "user", "database"],
    ),
    (
        "netrc-password",
        "machine git.acme.io login deployer password {alnum:20}\n",
        &["host", "user"],
    ),
];

#[test]
fn parts_are_told_once_and_with_their_secret() {
    let scanner = scanner();
    for (rule, template, names) in PARTS {
        for seed in 1..6 {
            let text = sample(template, seed);
            for text in [
                text.clone(),
                text.replace('\n', "\r\n"),
                format!("é {text}"),
            ] {
                let found = scan_with(&scanner, "deploy/settings", &text);
                assert_eq!(found.len(), 1, "{text}: {found:?}");
                assert_eq!(found[0].rule.id, rule, "{text}");
                let told: Vec<&str> = found[0].parts.iter().map(|p| p.name.as_str()).collect();
                assert_eq!(told, names, "{text}");
                for part in &found[0].parts {
                    let range = part.byte_start as usize..part.byte_end as usize;
                    assert_eq!(part.shown(true), text[range], "{text}");
                }
            }
        }
    }
}

#[test]
fn a_token_whose_checksum_holds_is_told_as_such_in_the_place_of_a_password() {
    let scanner = scanner();
    for seed in 1..6 {
        let token = sample("{a-z2-7:51}a", seed).into_bytes();
        let token = checksum::complete(Checksum::AzureDevops, token, &mut Dice::new(seed));
        let token = String::from_utf8(token).unwrap();
        for (address, rule, confidence) in [
            (
                "dev.azure.com/acme/shop/_git/x",
                "azure-devops-pat-legacy",
                Confidence::High,
            ),
            (
                "acme.visualstudio.com/_git/x",
                "azure-devops-pat-legacy",
                Confidence::High,
            ),
            ("git.acme.io/shop/x", "url-password", Confidence::Medium),
        ] {
            for user in ["deployer", ""] {
                let text = format!("git clone https://{user}:{token}@{address}\n");
                let found = scan_with(&scanner, "clone.sh", &text);
                assert_eq!(found.len(), 1, "{text}: {found:?}");
                assert_eq!(
                    (&*found[0].rule.id, found[0].confidence),
                    (rule, confidence),
                    "{text}"
                );
            }
        }
    }
}

/// Kinds of structured secrets, each as in the file that people keep it in.
const KEPT: [(&str, &str, &str); 32] = [
    (
        ".htpasswd",
        "password-hash",
        "admin:$apr1${alnum:8}${./A-Za-z0-9:22}\n",
    ),
    (
        "shadow",
        "password-hash",
        "root:$y$j9T${./A-Za-z0-9:22}${./A-Za-z0-9:43}:1:0:9:7:::\n",
    ),
    (
        ".pgpass",
        "pgpass-password",
        "db.acme.io:5432:shop:app:{alnum:16}\n",
    ),
    (
        ".pypirc",
        "generic-password",
        "[acme]\nusername = ci\npassword = {alnum:18}\n",
    ),
    (
        ".npmrc",
        "npmrc-auth",
        "//npm.acme.io/:_authToken={alnum:36}\n",
    ),
    (
        "kubeconfig",
        "generic-token",
        "users:\n- name: a\n  user:\n    token: {alnum:60}\n",
    ),
    (
        "kubeconfig",
        "kubeconfig",
        "    client-key-data: LS0tLS1CRUdJTi{base64:400}==\n",
    ),
    (
        "t.tfstate",
        "terraform-state-output",
        "\"p\": {{\"value\": \"{alnum:20}\", \"type\": \"string\", \"sensitive\": true}}",
    ),
    (
        "t.tfstate",
        "terraform-state-random-password",
        "{{\"type\": \"random_password\", \"instances\": [{{\"attributes\": {{\"result\": \"{alnum:20}\"}}}}]}}",
    ),
    (
        "prod.tfvars",
        "generic-password",
        "db_password = \"{alnum:18}\"\n",
    ),
    (
        "a.env",
        "mongodb-connection-uri",
        "U=mongodb+srv://app:{alnum:16}@c.acme.io/shop\n",
    ),
    (
        "a.env",
        "redis-connection-uri",
        "U=rediss://:{alnum:16}@c.acme.io:6380\n",
    ),
    (
        "a.env",
        "amqp-connection-uri",
        "U=amqps://app:{alnum:16}@c.acme.io/v\n",
    ),
    (
        "a.env",
        "snowflake-connection-uri",
        "U=snowflake://app:{alnum:16}@acme/db\n",
    ),
    (
        "a.env",
        "database-connection-uri",
        "U=clickhouse://app:{alnum:16}@c.acme.io:9000/shop\n",
    ),
    (
        "a.env",
        "jdbc-connection-string",
        "U=jdbc:postgresql://c.acme.io/shop?user=app&password={alnum:16}\n",
    ),
    (
        "a.env",
        "libpq-connection-string",
        "U=host=c.acme.io user=app password={alnum:16} dbname=shop\n",
    ),
    (
        "a.env",
        "key-value-connection-string",
        "U=Host=c.acme.io;Username=app;Password={alnum:16}\n",
    ),
    (
        "a.env",
        "redis-net-connection-string",
        "U=c.acme.io:6380,password={alnum:32},ssl=True\n",
    ),
    (
        "a.go",
        "go-sql-connection-string",
        "d := \"app:{alnum:16}@tcp(c.acme.io:3306)/shop\"\n",
    ),
    (
        "a.sh",
        "curl-user-password",
        "curl -u deployer:{alnum:16} https://ci.acme.io\n",
    ),
    (
        "a.sh",
        "curl-user-token",
        "curl https://ci.acme.io -u {alnum:32}:\n",
    ),
    (
        "a.sh",
        "sshpass-password",
        "sshpass -p '{alnum:14}' ssh root@ci.acme.io\n",
    ),
    (
        "a.py",
        "http-client-password",
        "requests.get(u, auth=('deployer', '{alnum:16}'))\n",
    ),
    (
        "a.http",
        "generic-token",
        "Authorization: Bearer {alnum:40}\n",
    ),
    (
        "a.http",
        "http-session-cookie",
        "Cookie: sessionid={a-z0-9:32}; a=b\n",
    ),
    (
        "r.cfg",
        "cisco-type-7-password",
        "username a password 7 0{0-9:1}{HEX:18}\n",
    ),
    (
        "r.cfg",
        "cisco-plain-password",
        "tacacs-server key {alnum:16}\n",
    ),
    (
        "r.cfg",
        "snmp-community",
        "snmp-server community {alnum:12} RO\n",
    ),
    (
        "WinSCP.ini",
        "winscp-password",
        "HostName=h.acme.io\nPassword=A35C{HEX:60}\n",
    ),
    (
        "a.js",
        "ethereum-private-key-in-call",
        "new ethers.Wallet('0x{hex:64}')\n",
    ),
    (
        "wpa.conf",
        "wifi-passphrase",
        "ssid=\"acme\"\npsk=\"{alnum:14}\"\n",
    ),
];

#[test]
fn every_kind_is_found_where_people_keep_it() {
    let scanner = scanner();
    for (path, rule, template) in KEPT {
        for seed in 1..4 {
            let secret = sample(template, seed);
            let before = "# settings of the shop\n\n".repeat(20);
            for text in [
                secret.clone(),
                format!("{before}{secret}{before}"),
                secret.replace('\n', "\r\n"),
                secret.trim_end().to_owned(),
            ] {
                let found = scan_with(&scanner, path, &text);
                let ids: Vec<&str> = found.iter().map(|f| f.rule.id.as_str()).collect();
                assert!(ids.contains(&rule), "{path} {text}: {ids:?}");
            }
        }
    }
}

#[test]
fn what_is_public_by_design_is_low_or_nothing() {
    let anon = {
        let encode = |text: &str| data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
        let claims =
            r#"{"iss":"supabase","ref":"abcdefghijklmnopqrst","role":"anon","exp":9999999999}"#;
        let header = encode(r#"{"alg":"HS256","typ":"JWT"}"#);
        format!("{header}.{}.{}\n", encode(claims), "A".repeat(42) + "E")
    };
    for template in [
        "Stripe('pk_live_{alnum:24}')\n",
        "const firebaseConfig = {{ apiKey: \"AIza{base64url:35}\", authDomain: \"a.firebaseapp.com\" }}\n",
        "Sentry.init({{dsn: 'https://{hex:32}@o12345.ingest.sentry.io/6789'}})\n",
        "<div class=\"g-recaptcha\" data-sitekey=\"6L{base64url:38}\"></div>\n",
        "mapboxgl.accessToken = 'pk.eyJ1Ijoi{alnum:30}.{alnum:22}'\n",
        "posthog.init('phc_{alnum:43}')\n",
        "pk-lf-{uuid}\n",
        "ssh-rsa AAAAB3NzaC1yc2EA{base64:360} a@b\n",
        "-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}\n-----END CERTIFICATE-----\n",
        "-----BEGIN PUBLIC KEY-----\n{base64:64}\n{base64:64}\n-----END PUBLIC KEY-----\n",
    ] {
        for seed in 1..6 {
            let text = sample(template, seed);
            for finding in scan("src/app.js", &text) {
                assert_eq!(finding.severity, Severity::Low, "{text}: {finding:?}");
                assert_eq!(finding.confidence, Confidence::Low, "{text}: {finding:?}");
            }
        }
    }
    for finding in scan("src/app.js", &format!("const key = '{}'\n", anon.trim())) {
        assert_eq!(finding.severity, Severity::Low, "{finding:?}");
    }
    let documented = format!(
        "aws_access_key_id = {}\naws_secret_access_key = {}\n",
        concat!("AKIAIOSFOD", "NN7EXAMPLE"),
        concat!("wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYEXAMPLEKEY"),
    );
    assert_eq!(scan("src/app.ini", &documented).len(), 0);
}

/// A Java key store with a private key in it, which is not text.
fn key_store(seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let mut bytes = vec![0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1];
    bytes.extend((0..900).map(|_| dice.below(256) as u8));
    bytes
}

#[test]
fn a_key_store_is_found_in_files_the_index_and_the_past() {
    let repo = Repo::new();
    repo.stage("a/release.jks", key_store(1));
    repo.stage("b/debug.keystore", key_store(2));
    repo.stage("logo.png", b"\x89PNG\r\n\x1A\n\0\0");
    let paths = |args: &[&str]| {
        let ran = repo.tightlip(args.iter().copied().chain(["--format=json"]));
        let findings = ran.findings();
        let found = findings.iter().filter(|f| f["rule"] == "keystore-java");
        let mut paths: Vec<String> = found
            .map(|finding| {
                assert_eq!(finding["secret"], "", "{finding}");
                finding["path"].as_str().unwrap().to_owned()
            })
            .collect();
        paths.sort();
        (ran.code, paths)
    };
    let both = vec!["a/release.jks".to_owned(), "b/debug.keystore".to_owned()];
    assert_eq!(paths(&["scan", "--no-hygiene"]), (1, both.clone()));
    assert_eq!(
        paths(&["scan", "--no-hygiene", "--staged"]),
        (1, both.clone())
    );
    repo.commit("stores");
    repo.git(["rm", "--quiet", "-r", "a", "b"]);
    repo.commit("gone");
    assert_eq!(paths(&["scan", "--no-hygiene"]), (0, Vec::new()));
    assert_eq!(paths(&["history"]), (1, both));
}
