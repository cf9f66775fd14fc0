//! Secrets that are arguments of calls which take nothing else there:
//! `pymysql.connect(host, user, "v")`, `Fernet(b"v")`, `type("#password", "v")`.

use std::ops::Range;

use super::bare;
use super::cursor::Cursor;
use super::literal::Literal;
use super::name::Kind;
use super::{quoted, remark};
use crate::detect::{line, service, word, work};
use crate::language::Language;

/// Bytes from the beginning of a call to the secret, at most.
const LONGEST: usize = 400;
/// Bytes before a call that say what it types into.
const RECEIVER: usize = 120;
/// Secrets are not shorter.
const SHORTEST: usize = 4;
/// Bytes of the path to what is called.
const PATH: usize = 64;
/// Digits of commits and of digests of contents.
const DIGESTS: [usize; 2] = [40, 64];

/// Which argument is a secret.
#[derive(Clone, Copy, Debug)]
enum Takes {
    /// This one, counted from 0: a password.
    Password(usize),
    /// This one: a key, which no words are.
    Key(usize),
    /// This one, behind a port.
    BehindPort(usize),
    /// The only one, or the second of two.
    Last,
    /// This one, where its letters are put into a list.
    Letters(usize),
    /// The last one, where something before it speaks of a password.
    Typed,
    /// The last one that only chance makes; what may be a commit only by what a service's name is in.
    Drawn,
}

use Takes::{BehindPort, Drawn, Key, Last, Letters, Password, Typed};

/// What stands before the arguments, and which of them is the secret.
#[rustfmt::skip]
const CALLS: &[(&str, Takes)] = &[
    // Databases, stores, hosts.
    ("pymysql.connect(", Password(2)), ("MySQLdb.connect(", Password(2)), 
    ("mysql_pconnect(", Password(2)),
    ("mysqli_real_connect(", Password(3)), ("Sequelize(", Password(2)),
    ("cx_Oracle.connect(", Password(1)), ("oracledb.connect(", Password(1)), ("oci_connect(", Password(1)),
    ("JedisPool(", Password(4)), ("ActiveMQConnectionFactory(", Password(1)), ("FTP(", Password(2)), ("FTP_TLS(", Password(2)), ("ftp_login(", Password(2)),
    ("ssh2_auth_password(", Password(2)), (".connect(", BehindPort(3)), ("username_pw_set(", Password(1)),
    // Clients of services: `new acme.Client("v")`, `RESTClient("v")`.
    ("Client(", Drawn), ("Client::new(", Drawn), ("Client.new(", Drawn), ("Api(", Drawn), ("API(", Drawn),
    ("SDK(", Drawn), ("Sdk(", Drawn), ("createLogger(", Drawn), (".configure(", Drawn), (".login(", Drawn),
    ("setAuth(", Drawn), ("setVapidDetails(", Key(2)),
    // Logins of HTTP.
    ("Credentials.basic(", Password(1)), ("HTTPDigestAuth(", Password(1)), ("HTTPProxyAuth(", Password(1)),
    ("basic_auth ", Password(1)), (".auth(", Last), ("SECURITY_CREDENTIALS,", Password(0)), ("config.omniauth ", Key(2)),
    // Keys of ciphers and signatures.
    ("Fernet(", Key(0)), ("AES.new(", Key(0)), ("DES.new(", Key(0)), ("DES3.new(", Key(0)), ("ARC4.new(", Key(0)),
    ("Blowfish.new(", Key(0)), ("ChaCha20.new(", Key(0)), ("AES.encrypt(", Key(1)), ("AES.decrypt(", Key(1)),
    ("HmacSHA1(", Key(1)), ("HmacSHA256(", Key(1)), ("HmacSHA512(", Key(1)), ("JWT.encode(", Key(1)), ("JWT.decode(", Key(1)),
    ("URLSafeTimedSerializer(", Key(0)), ("URLSafeSerializer(", Key(0)), ("TimestampSigner(", Key(0)),
    ("NewCookieStore(", Key(0)), ("MessageVerifier.new(", Key(0)), ("MessageEncryptor.new(", Key(0)),
    // Java's key stores.
    ("PBEKeySpec(", Letters(0)), ("PasswordProtection(", Letters(0)), (".load(", Letters(1)), (".getKey(", Letters(1)),
    (".init(", Letters(1)), ("loadKeyMaterial(", Letters(1)), ("loadTrustMaterial(", Letters(1)),
    // What tests type into pages.
    (".type(", Typed), (".fill(", Typed), (".typeText(", Typed), (".send_keys(", Typed), (".sendKeys(", Typed), (".setValue(", Typed),
];

/// The secret among the arguments that begin at the end of `call`.
pub(in crate::detect) fn secret(
    text: &[u8],
    call: &Range<usize>,
    language: Language,
) -> Option<Range<usize>> {
    let callee = &text[call.clone()];
    let (_, takes) = CALLS.iter().find(|(name, _)| name.as_bytes() == callee)?;
    let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    if !matches!(takes, Drawn)
        && is_inside(&callee[0])
        && text[..call.start].last().is_some_and(is_inside)
    {
        return None;
    }
    let call = Call {
        text,
        start: call.start,
        arguments: arguments(text, call.end),
        language,
    };
    call.secret(*takes)
        .map(|literal| literal.range)
        .filter(|range| range.len() >= SHORTEST)
}

/// A call, and where its arguments begin.
struct Call<'t> {
    text: &'t [u8],
    start: usize,
    arguments: Vec<usize>,
    language: Language,
}

impl Call<'_> {
    fn secret(&self, takes: Takes) -> Option<Literal> {
        match takes {
            Password(place) => self.literal(place),
            Key(place) => self.judged(place, Kind::Key),
            BehindPort(place) => {
                let port = *self.arguments.get(1)?;
                let is_port = self.text[port..].first().is_some_and(u8::is_ascii_digit);
                is_port.then(|| self.literal(place)).flatten()
            }
            Last if self.arguments.len() <= 2 => self.literal(self.arguments.len() - 1),
            Last => None,
            Letters(place) => self
                .literal(place)
                .filter(|literal| self.text[literal.behind..].starts_with(b".toCharArray()")),
            Typed => {
                let literal = self.literal(self.arguments.len() - 1)?;
                let value = &self.text[literal.range.clone()];
                let is_told = self.is_for_password(literal.range.start);
                (is_told && value.iter().any(u8::is_ascii_digit)).then_some(literal)
            }
            Drawn => (0..self.arguments.len()).rev().find_map(|place| {
                let literal = self.literal(place)?;
                let value = &self.text[literal.range.clone()];
                let is_key = bare::is_drawn(value)
                    && (!may_be_commit(value) || service::is_called(self.path()))
                    && !remark::says_public(self.text, literal.behind);
                is_key.then_some(literal)
            }),
        }
    }

    /// The literal at this place, if nothing is put behind it.
    fn literal(&self, place: usize) -> Option<Literal> {
        const CHANGES: &[&[u8]] = &[
            b".getBytes",
            b".toCharArray",
            b".encode",
            b".as_",
            b".to_",
            b".into",
        ];
        let cursor = Cursor::new(self.text, *self.arguments.get(place)?);
        let literal = quoted::wrapped(cursor, self.language)?;
        let mut behind = Cursor::new(self.text, literal.behind);
        let ends = behind.eat_any(CHANGES) || {
            behind.skip_spaces();
            matches!(
                behind.peek(),
                b',' | b')' | b']' | b'}' | b';' | b'\r' | b'\n' | 0
            )
        };
        ends.then_some(literal)
    }

    /// The path to what is called, with its name: `acme.Client`.
    fn path(&self) -> &[u8] {
        let first = self.arguments[0];
        let open = memchr::memrchr(b'(', &self.text[self.start..first]).unwrap_or(0);
        let before = &self.text[self.start.saturating_sub(PATH)..self.start + open];
        let in_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.:\\$".contains(byte);
        line::tail(before, in_path)
    }

    fn judged(&self, place: usize, kind: Kind) -> Option<Literal> {
        let literal = self.literal(place)?;
        let value = &self.text[literal.range.clone()];
        bare::is_hard(value, kind, self.language).ok()?;
        Some(literal)
    }

    /// Whether what stands before `at`, on the call's line, speaks of a password.
    fn is_for_password(&self, at: usize) -> bool {
        let before = &self.text[self.start.saturating_sub(RECEIVER)..at];
        let last = line::last(&before[..before.len() - (at - self.start)]);
        let told = &before[before.len() - (at - self.start) - last.len()..];
        // What an earlier statement of the line speaks of is another field.
        let own = memchr::memrchr(b';', told).map_or(told, |end| &told[end..]);
        word::speaks(own, &[b"passw", b"pwd", b"secre"])
    }
}

fn may_be_commit(value: &[u8]) -> bool {
    DIGESTS.contains(&value.len()) && value.iter().all(u8::is_ascii_hexdigit)
}

/// Where the arguments begin that stand from `start` on, as far as the last one that is whole.
fn arguments(text: &[u8], start: usize) -> Vec<usize> {
    let mut places = Vec::new();
    let mut cursor = Cursor::new(text, start);
    let end = text.len().min(start + LONGEST);
    loop {
        cursor.skip(LONGEST, |byte| byte.is_ascii_whitespace());
        places.push(cursor.at);
        match next(text, cursor.at, end) {
            Some(comma) => cursor.at = comma + 1,
            None => return places,
        }
    }
}

/// The comma behind the argument that begins at `at`, unless the call ends before.
fn next(text: &[u8], at: usize, end: usize) -> Option<usize> {
    let mut depth = 0;
    let mut at = at;
    let from = at;
    while at < end {
        match text[at] {
            quote @ (b'"' | b'\'' | b'`') => at = closing(text, at, end, quote)?,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => break,
            b')' | b']' | b'}' => depth -= 1,
            b';' => break,
            b',' if depth == 0 => {
                work::read(at - from);
                return Some(at);
            }
            _ => {}
        }
        at += 1;
    }
    work::read(at - from);
    None
}

/// The quote that closes the one at `open`.
fn closing(text: &[u8], open: usize, end: usize, quote: u8) -> Option<usize> {
    let mut at = open + 1;
    while at < end {
        match text[at] {
            b'\\' => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RuleSet;
    use crate::rule::template::{Dice, expand};

    fn said(language: Language, text: &str) -> Option<&str> {
        let calls = CALLS.iter().filter_map(|(name, takes)| {
            let at = text.find(name)?;
            let found = secret(text.as_bytes(), &(at..at + name.len()), language);
            Some((takes, found?))
        });
        let found: Vec<_> = calls.collect();
        assert!(found.len() <= 1, "{text}: {found:?}");
        found.into_iter().next().map(|(_, range)| &text[range])
    }

    #[test]
    fn every_call_has_its_anchor_and_its_pattern() {
        let rules = RuleSet::builtin();
        let id = rules.named("call-argument").unwrap();
        let rule = &rules.compiled(id).rule;
        let mut names: Vec<&str> = CALLS.iter().map(|(name, _)| *name).collect();
        let mut anchors: Vec<&str> = rule.anchors.iter().map(String::as_str).collect();
        names.sort_unstable();
        anchors.sort_unstable();
        assert_eq!(names, anchors);
    }

    #[test]
    fn the_secret_is_the_argument_of_its_place() {
        for (language, text) in [
            (Language::Python, "pymysql.connect('h', user, 'swordfish7')"),
            (
                Language::Php,
                "ftp_login($ftp, f('a', 'b'), \"swordfish7\")",
            ),
            (
                Language::Python,
                "ssh.connect('h', 22, 'root', 'swordfish7')",
            ),
            (
                Language::Python,
                "client.username_pw_set('bob', 'swordfish7')",
            ),
            (Language::Java, "jedis.auth(\"swordfish7\");"),
            (Language::JavaScript, "r.auth('bob', 'swordfish7')"),
            (Language::Java, "ks.load(in, \"swordfish7\".toCharArray());"),
            (
                Language::Java,
                "env.put(Context.SECURITY_CREDENTIALS, \"swordfish7\");",
            ),
            (Language::Ruby, "req.basic_auth 'jo', 'swordfish7'\n"),
            (
                Language::JavaScript,
                "cy.get('#password').type('swordfish7')",
            ),
            (
                Language::JavaScript,
                "page.fill(\n  'input[name=\"password\"]',\n  'swordfish7')",
            ),
            (
                Language::Python,
                "d.find(By.ID, 'pwd').send_keys('swordfish7')",
            ),
        ] {
            assert_eq!(said(language, text), Some("swordfish7"), "{text}");
        }
    }

    #[test]
    fn clients_take_what_only_chance_makes() {
        let mut dice = Dice::new(5);
        for template in [
            "RESTClient('{alnum:24}')",
            "new acme.Client(\"shop\", \"{hex:32}\", 3)",
            "new Client('{A-Z0-9:20}', '{alnum:40}', 'https://acme.io')",
            "$api = new Acme\\Api('{hex:32}', 'shop');",
            "AcmeClient::new(\"{alnum:24}\")",
            "acme.Client('{hex:40}')",
            "new AcmeApi('{hex:64}')",
            "new Client('{hex:32}')",
        ] {
            let text = expand(template, &mut dice).unwrap();
            assert!(said(Language::JavaScript, &text).is_some(), "{text}");
        }
        for template in [
            "mqtt.Client('greenhouse')",
            "new Client('https://acme.io/{alnum:24}')",
            "new Client('order-service-client-production-2')",
            "new Client('{uuid}')",
            "git.Api('{hex:40}')",
            "build.Client('{hex:40}')",
            "new RESTClient('{hex:64}')",
            "new Client({{ id: '{alnum:24}' }})",
        ] {
            let text = expand(template, &mut dice).unwrap();
            assert_eq!(said(Language::JavaScript, &text), None, "{text}");
        }
    }

    #[test]
    fn other_arguments_are_none() {
        for (language, text) in [
            (Language::Python, "pymysql.connect('h', 'user', password)"),
            (
                Language::Python,
                "pymysql.connect('h', 'user', 'swordfish7' + x)",
            ),
            (
                Language::Python,
                "pymysql.connect(host='h', user='u', db='swordfish7')",
            ),
            (
                Language::Python,
                "mypymysql.connect('h', 'user', 'swordfish7')",
            ),
            (Language::Python, "bus.connect('h', 'a', 'b', 'swordfish7')"),
            (Language::Java, "r.auth(\"a\", \"b\", \"swordfish7\");"),
            (Language::Java, "x.load(in, \"swordfish7\");"),
            (Language::JavaScript, "cy.get('#name').type('swordfish7')"),
            (Language::JavaScript, "cy.get('#password').type('wrong')"),
            (Language::JavaScript, "f('password'); g.type('swordfish7')"),
            (Language::Python, "AES.new(key, AES.MODE_CBC, 'swordfish7')"),
            (
                Language::Python,
                "AES.new('sixteen byte key', AES.MODE_ECB)",
            ),
        ] {
            assert_eq!(said(language, text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in "[a-z0-9(),;'\"\\\\ ]{0,80}", call in 0..CALLS.len()) {
            let text = [CALLS[call].0, &text].concat();
            if let Some(found) = secret(text.as_bytes(), &(0..CALLS[call].0.len()), Language::Python) {
                proptest::prop_assert!(text.get(found).is_some());
            }
        }
    }
}
