//! What looks like a secret and is none, by kind; each made of templates, so that this file holds
//! nothing that looks like one.

use tightlip::blob::{Blob, Origin};
use tightlip::detect::{Options, Scanner};
use tightlip::level::Confidence;
use tightlip::rule::RuleSet;
use tightlip::rule::template::{Dice, expand};

/// A file's name and what stands in it.
pub(crate) type Case = (&'static str, &'static str);

/// What the default gate reports of each case, three samples each.
pub(crate) fn reported(cases: &[Case]) -> Vec<String> {
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    let mut dice = Dice::new(7);
    let mut reported = Vec::new();
    for (path, template) in cases {
        for _ in 0..3 {
            let text = expand(template, &mut dice).unwrap() + "\n";
            let path = (*path).to_owned();
            let origin = Origin::Stdin { path };
            let findings = scanner.scan(&Blob::whole(&origin, text.as_bytes()));
            let loud = findings.iter().filter(|f| f.confidence > Confidence::Low);
            reported.extend(loud.map(|f| format!("{} in {text}", f.rule.id)));
        }
    }
    reported
}

fn none_of(cases: &[Case]) {
    assert_eq!(reported(cases), Vec::<String>::new());
}

#[test]
fn lookups_in_the_environment() {
    none_of(&[
        ("a.py", "api_key = os.environ[\"ACME_API_KEY\"]"),
        ("a.py", "password = os.getenv(\"DB_PASSWORD\")"),
        ("a.py", "token = config(\"API_TOKEN\", default=\"\")"),
        ("a.js", "const apiKey = process.env.ACME_API_KEY;"),
        ("a.ts", "const token = import.meta.env.VITE_TOKEN ?? \"\";"),
        ("a.ts", "password: process.env[\"DB_PASSWORD\"]!,"),
        ("a.ts", "const key = Deno.env.get(\"SECRET_KEY\");"),
        ("a.go", "token := os.Getenv(\"API_TOKEN\")"),
        ("a.go", "viper.GetString(\"database.password\")"),
        ("a.rs", "let token = std::env::var(\"API_TOKEN\")?;"),
        ("a.rs", "let key = env!(\"SECRET_KEY\");"),
        (
            "A.java",
            "String password = System.getenv(\"DB_PASSWORD\");",
        ),
        (
            "A.java",
            "@Value(\"${{db.password}}\") private String password;",
        ),
        (
            "A.kt",
            "val apiKey = System.getenv(\"API_KEY\") ?: error(\"API_KEY\")",
        ),
        (
            "A.cs",
            "var key = Environment.GetEnvironmentVariable(\"SECRET_KEY\");",
        ),
        (
            "A.cs",
            "var secret = builder.Configuration[\"Auth:ClientSecret\"];",
        ),
        ("a.rb", "password = ENV.fetch(\"DB_PASSWORD\")"),
        ("a.php", "$password = getenv('DB_PASSWORD');"),
        ("a.php", "'key' => env('APP_KEY'),"),
        (
            "a.ex",
            "secret_key_base: System.fetch_env!(\"SECRET_KEY_BASE\")",
        ),
        (
            "a.swift",
            "let key = ProcessInfo.processInfo.environment[\"API_KEY\"]",
        ),
        ("a.sh", "export TOKEN=\"$API_TOKEN\""),
        ("a.sh", "PASSWORD=\"${{DB_PASSWORD:?is not set}}\""),
        ("a.ps1", "$password = $env:DB_PASSWORD"),
        ("a.tf", "password = var.db_password"),
        ("Dockerfile", "ENV API_TOKEN=$API_TOKEN"),
        ("a.lua", "local token = os.getenv(\"API_TOKEN\")"),
        ("a.pl", "my $password = $ENV{{DB_PASSWORD}};"),
        (
            "a.dart",
            "const apiKey = String.fromEnvironment('API_KEY');",
        ),
        ("a.scala", "val secret = sys.env(\"CLIENT_SECRET\")"),
    ]);
}

#[test]
fn templates_and_references_to_a_vault() {
    none_of(&[
        ("a.yml", "password: {{{{ vault_db_password }}}}"),
        ("a.yml", "token: ${{{{ secrets.DEPLOY_TOKEN }}}}"),
        ("a.yml", "password: \"op://prod/db/password\""),
        (
            "a.yml",
            "password: ENC[AES256_GCM,data:{base64:24},iv:{base64:43}=,type:str]",
        ),
        (
            "a.yml",
            "api_key: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {digit:80}",
        ),
        ("a.yml", "password: <%= ENV['DB_PASSWORD'] %>"),
        (
            "a.env",
            "DB_PASSWORD=arn:aws:secretsmanager:us-east-1:{digit:12}:secret:prod/db-{alpha:6}",
        ),
        ("a.tf", "secret = \"${{random_password.db.result}}\""),
        ("a.xml", "<password>@NEXUS_PASSWORD@</password>"),
        ("a.properties", "db.password=%DB_PASSWORD%"),
        (
            "a.properties",
            "spring.datasource.password={{cipher}}{hex:64}",
        ),
        ("a.java", "\"password: %s%n\", password"),
        ("a.py", "password = \"{{}}\".format(secret)"),
        (
            "a.py",
            "url = f\"postgres://{{user}}:{{password}}@db.acme.io/app\"",
        ),
        ("a.sh", "TOKEN=$(vault read -field=token secret/ci)"),
        (
            "a.json",
            "{{\"password\": \"@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/db/)\"}}",
        ),
    ]);
}

#[test]
fn placeholders() {
    none_of(&[
        ("a.env", "API_KEY=your-api-key-here"),
        ("a.env", "SECRET_KEY=changeme"),
        ("a.env", "API_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        ("a.env", "STRIPE_KEY=sk_live_xxxxxxxxxxxxxxxxxxxxxxxx"),
        ("a.env", "API_KEY=<YOUR_API_KEY>"),
        ("a.env", "API_KEY=REPLACE_ME"),
        ("a.env", "DB_PASSWORD=********"),
        ("a.env", "TOKEN=ghp_000000000000000000000000000000000000"),
        ("a.py", "api_key = \"abcdefghijklmnopqrstuvwxyz123456\""),
        ("a.py", "api_key = \"insert-your-key\""),
        ("a.js", "const token = \"sk-...\";"),
        ("a.yml", "client_secret: dummy-client-secret-12345"),
        ("a.yml", "client_secret: [INSERT_SECRET]"),
        (".npmrc", "//npm.acme.io/:_authToken=MY_AUTH_TOKEN"),
    ]);
}

#[test]
fn code_and_texts_for_people() {
    none_of(&[
        ("a.py", "token = tokens[0]"),
        ("a.py", "password = getpass.getpass(\"Password: \")"),
        ("a.py", "secret = generate_secret(length=32)"),
        (
            "a.java",
            "private static final String PASSWORD = \"org.springframework.security.PasswordEncoder\";",
        ),
        ("a.php", "FORMAT_KEY => '%rP%yY%mM%dDT%hH%iM%sS',"),
        ("a.ts", "passwordLabel: \"Enter your password\","),
        ("a.ts", "password: \"Passwort vergessen?\","),
        ("a.go", "const tokenHeader = \"X-Auth-Token\""),
        (
            "a.html",
            "<input type=\"password\" name=\"password\" placeholder=\"Password\">",
        ),
        ("a.js", "document.querySelector('#password-field')"),
        (
            "a.js",
            "validate({{ password: 'required|min:8|confirmed' }})",
        ),
        ("a.rb", "key = [self.class.name, id].join(':')"),
        (
            "a.cs",
            "public string Password {{ get; set; }} = string.Empty;",
        ),
        ("de.json", "{{\"password\": \"Dein neues Passwort\"}}"),
    ]);
}

#[test]
fn hashes_ids_and_public_keys() {
    none_of(&[
        ("a.py", "password_hash = \"{hex:64}\""),
        ("a.yml", "checksum_sha256: {hex:64}"),
        (
            "package-lock.json",
            "\"integrity\": \"sha512-{base64:86}==\",",
        ),
        ("go.sum", "example.org/token v1.2.3 h1:{base64:43}="),
        ("a.js", "const commit = \"{hex:40}\";"),
        ("a.json", "{{\"key_id\": \"{uuid}\"}}"),
        ("a.json", "{{\"cache_key\": \"{hex:64}\"}}"),
        (
            "a.sql",
            "INSERT INTO t (id, name) VALUES ('{uuid}', 'token');",
        ),
        (
            "a.pem",
            "-----BEGIN PUBLIC KEY-----\n{base64:64}\n{base64:64}\n-----END PUBLIC KEY-----",
        ),
        (
            "a.crt",
            "-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}\n-----END CERTIFICATE-----",
        ),
        (
            "authorized_keys",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{base64:43} me@acme.io",
        ),
        (
            "a.html",
            "<script integrity=\"sha384-{base64:64}\"></script>",
        ),
        (
            "a.js",
            "const jwk = {{ kty: 'EC', crv: 'P-256', x: '{base64url:43}', y: '{base64url:43}' }};",
        ),
        (
            "a.css",
            "url(data:image/png;base64,iVBORw0KGgo{base64:200})",
        ),
    ]);
}

#[test]
fn keys_that_are_public_by_design() {
    none_of(&[
        ("a.js", "Stripe(\"pk_live_{alnum:24}\")"),
        (
            "a.js",
            "const firebaseConfig = {{ apiKey: \"AIza{base64url:35}\", authDomain: \"shop.firebaseapp.com\" }};",
        ),
        (
            "google-services.json",
            "{{\"client\":[{{\"api_key\":[{{\"current_key\":\"AIza{base64url:35}\"}}]}}]}}",
        ),
        (
            "a.js",
            "Sentry.init({{ dsn: \"https://{hex:32}@o{digit:6}.ingest.sentry.io/{digit:7}\" }})",
        ),
        (
            "a.html",
            "<div class=\"g-recaptcha\" data-sitekey=\"6L{A-Za-z0-9_-:38}\"></div>",
        ),
        ("a.js", "posthog.init(\"phc_{alnum:43}\")"),
        ("a.kt", "val mobileKey = \"mob-{uuid}\""),
        ("a.js", "Bugsnag.start({{ apiKey: \"{hex:32}\" }})"),
        (
            "a.env",
            "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY=sb_publishable_{base64url:22}_{alnum:8}",
        ),
        ("settings.py", "SECRET_KEY = 'django-insecure-{a-z0-9:50}'"),
    ]);
}

#[test]
fn published_examples_and_test_vectors() {
    let base64 = |text: &str| data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
    let header = base64(r#"{"alg":"HS256","typ":"JWT"}"#);
    let token =
        |payload: &str, signature: &str| format!("{header}.{}.{signature}", base64(payload));
    let debugger = r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#;
    let anon = r#"{"iss": "supabase", "ref": "abcd", "role": "anon", "iat": 1700000000}"#;
    let seed = concat!(
        "9d61b19deffd5a60ba844af492ec2cc4",
        "4449c5697b326919703bac031cae7f60"
    );
    let texts = [
        (
            "a.js",
            format!("const token = \"{}\";", token(debugger, "{base64url:42}A")),
        ),
        (
            ".env",
            format!(
                "NEXT_PUBLIC_SUPABASE_ANON_KEY={}",
                token(anon, "{base64url:42}A")
            ),
        ),
        ("a.rs", format!("let secret_key = hex!(\"{seed}\");")),
        (
            "a.py",
            concat!("aws_access_key_id = \"AKIAIOSFOD", "NN7EXAMPLE\"").to_owned(),
        ),
    ];
    let scanner = Scanner::new(RuleSet::builtin(), Options::default());
    for (path, template) in texts {
        let text = expand(&template, &mut Dice::new(3)).unwrap();
        let path = path.to_owned();
        let origin = Origin::Stdin { path };
        let findings = scanner.scan(&Blob::whole(&origin, text.as_bytes()));
        let loud = findings.iter().filter(|f| f.confidence > Confidence::Low);
        assert_eq!(loud.count(), 0, "{text}: {findings:?}");
    }
}

#[test]
fn what_is_a_secret_is_still_one() {
    let secrets: [Case; 5] = [
        (".env", "API_KEY={alnum:40}"),
        ("a.py", "password = \"{A-Za-z0-9:14}!x9K\""),
        ("a.js", "const token = \"ghp_{alnum:36}\";"),
        (
            "a.env",
            "DATABASE_URL=postgres://app:{alnum:18}@db.acme.io:5432/app",
        ),
        (
            "a.go",
            "secret := []byte{{0x9f, 0x31, 0xc4, 0x77, 0x0b, 0xe2, 0x58, 0xaa, 0x1d, 0xf6, 0x83, 0x2e, 0x65, 0xd9, 0x40, 0xb7}}",
        ),
    ];
    for case in secrets {
        // A checksum that fails is what makes a made-up token low.
        if !case.1.contains("ghp_") {
            assert!(reported(&[case]).len() >= 3, "{}", case.1);
        }
    }
}
