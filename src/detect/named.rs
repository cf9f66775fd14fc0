//! What a bare value is called: a name that says id, digest or version says that it is no secret,
//! whatever provider is named beside it.

use std::ops::Range;

use super::assignment::is_uuid;
use super::line;
use super::word::{self, List, by_length};

/// Bytes of a name that are looked at.
const NAME: usize = 64;
/// Bytes of quotes, spaces and operators between a name and its value, at most.
const BETWEEN: usize = 24;
/// Letters of a name that a rule's variable ends in, at least.
const SHORTEST_MEANT: usize = 5;
/// Digits of digests that pin a version: `action@<commit>`.
const PINS: [usize; 2] = [40, 64];

/// How annotations of charts begin whose values are made from a file.
const CHECKSUM: &[u8] = b"checksum";

/// Last words of the names of what is made from a content or says which one it is.
#[rustfmt::skip]
const CONTENTS: List = List::of(&const { by_length([
    "checksum", "checksums", "commit", "commitid", "commits", "digest", "digests", "etag",
    "integrity", "md", "mdsum", "pgp", "ref", "refs", "rev", "revision", "sha", "shas", "shasum", "slug",
    "sum", "trace", "version", "versions",
]) });
/// Last words of names of what only says which one is meant: no secret, unless the name says so.
#[rustfmt::skip]
const IDS: List = List::of(&const { by_length([
    "accountid", "appid", "buildid", "clientid", "customerid", "deviceid", "eventid", "guid",
    "guids", "hash", "hashes", "id", "identifier", "ids", "installationid", "jobid", "messageid",
    "orgid", "projectid", "requestid", "runid", "sessionid", "spanid", "tenantid", "traceid", "uid",
    "userid", "uuid", "uuids", "workspaceid",
]) });
/// What stands before the id of such a thing in a URL's path: `/projects/VALUE`.
#[rustfmt::skip]
const RESOURCES: List = List::of(&const { by_length([
    "account", "accounts", "collection", "collections", "deployment", "deployments", "entities", "entity", "environment", "environments", "file", "files", "group",
    "groups", "integration", "integrations", "org", "organization", "organizations", "orgs",
    "project", "projects", "server", "servers", "service", "services", "team", "teams", "user",
    "users", "volume", "volumes", "workspace", "workspaces",
]) });
/// Words of sentences that speak of no credential.
const OTHERS: [&str; 6] = [
    "branch",
    "build",
    "fingerprint",
    "job",
    "pipeline",
    "request",
];
/// How the names of functions begin that take an id and look up what has it.
const LOOKS_UP: [&str; 7] = [
    "delete", "describe", "fetch", "find", "get", "list", "retrieve",
];
/// Last words of their names: what has an id and takes no key.
#[rustfmt::skip]
const ENTITIES: List = List::of(&const { by_length([
    "account", "article", "channel", "comment", "connection", "customer", "deployment", "device", "document",
    "event", "file", "folder", "group", "integration", "invoice", "item", "items", "job", "member", "message",
    "order", "orders", "organization", "payment", "post", "product", "project", "record", "run",
    "subscription", "task", "team", "thread", "ticket", "transaction", "user", "users", "workflow",
    "workspace",
]) });
/// Words of names that say secret.
#[rustfmt::skip]
const SECRETS: List = List::of(&const { by_length([
    "apikey", "cred", "credential", "credentials", "key", "pass", "passphrase", "passwd",
    "password", "pat", "pwd", "secret", "token",
]) });

/// Stems that say that nobody else may read it, of which keys and tokens that are made for pages
/// have none.
const PRIVATE: [&[u8]; 3] = [b"secret", b"passw", b"private"];

/// Whether a name or a remark says that nobody else may read it.
pub(super) fn says_private(text: &[u8]) -> bool {
    word::speaks(text, &PRIVATE)
}

/// Whether a word of a name says that a secret is meant.
pub(super) fn says_secret(word: &[u8]) -> bool {
    SECRETS.holds(word)
}

/// Whether the value is called what no secret is called. `context` and `env` are the names of its
/// rule: what ends like one of the former, or like which one of the latter ends, is meant by it.
pub(super) fn is_no_secret(
    text: &[u8],
    value: &Range<usize>,
    context: &[String],
    env: &[String],
) -> bool {
    let near = &text[value.start.saturating_sub(BETWEEN + NAME)..value.start];
    let (name, is_pinned) = name(near);
    if is_pinned {
        let value = &text[value.clone()];
        return PINS.contains(&value.len()) && value.iter().all(u8::is_ascii_hexdigit);
    }
    let (mut before, mut last) = (b"".as_slice(), b"".as_slice());
    for word in word::split(name) {
        (before, last) = (last, word);
    }
    let is_meant = || {
        let lower = name.to_ascii_lowercase();
        context.iter().any(|word| lower.ends_with(word.as_bytes()))
            || env.iter().any(|variable| ends_in(variable, name))
    };
    // `ETag` is two words.
    let is_tag = word::is_any(last, &["tag"]) && word::is_any(before, &["e"]);
    let is_content = || is_tag || CONTENTS.holds(last);
    let is_id = || IDS.holds(last) && !word::split(name).any(says_secret);
    if is_argument_of_id(near) || is_looked_up(near, &text[value.clone()], &text[value.end..]) {
        return !is_meant();
    }
    let is_in_path = text[..value.start].ends_with(b"/");
    let is_resource = || is_in_path && RESOURCES.holds(last);
    (is_content() || is_id() || is_resource()) && !is_meant()
}

/// Whether what is called so has values of its own, none of which is a secret.
pub(super) fn has_other_values(word: &[u8]) -> bool {
    CONTENTS.holds(word) || IDS.holds(word) || word::is_any(word, &OTHERS)
}

/// Whether the argument before the value is a text that names an id: `set('data-site-id', 'VALUE')`.
fn is_argument_of_id(before: &[u8]) -> bool {
    let Some(comma) = line::unquoted(before).strip_suffix(b",") else {
        return false;
    };
    let text = comma.trim_ascii_end();
    let inside = line::unquoted(text);
    let last = word::split(line::tail(inside, |byte| is_part(*byte))).last();
    inside.len() < text.len() && last.is_some_and(|last| IDS.holds(last))
}

/// Whether the value is all that a call takes which looks up what has this id: `getUser('VALUE')`,
/// or a UUID the last: `getUser('eu', 'UUID')`. Clients, and what is asked for by another thing,
/// are made with keys.
fn is_looked_up(before: &[u8], value: &[u8], behind: &[u8]) -> bool {
    let is_last = matches!(behind, [b')', ..] | [b'"' | b'\'' | b'`', b')', ..]);
    let called = match line::unquoted(before) {
        [called @ .., b'('] => called,
        [others @ .., b','] if is_uuid(value) => {
            let others = line::last(others);
            let open = memchr::memrchr2(b'(', b')', others);
            &others[..open.filter(|at| others[*at] == b'(').unwrap_or(0)]
        }
        _ => b"",
    };
    if !is_last {
        return false;
    }
    let name = line::tail(called, |byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let mut words = word::split(name);
    let looks_up = words
        .next()
        .is_some_and(|word| word::is_any(word, &LOOKS_UP));
    let last = words.last().unwrap_or_default();
    let is_by_id = || word::is_any(last, &["id"]) && !word::split(name).any(says_secret);
    looks_up && (ENTITIES.holds(last) || is_by_id())
}

/// Whether `variable` ends in a name of some length, however its words are parted: `ACME_APP_ID`
/// in `appId`, and not in `id`.
pub(super) fn ends_in(variable: &str, name: &[u8]) -> bool {
    let letters = |byte: &&u8| byte.is_ascii_alphanumeric();
    let mut end = variable.as_bytes().iter().rev().filter(letters);
    let mut name = name.iter().rev().filter(letters);
    let is_long = name.clone().nth(SHORTEST_MEANT - 1).is_some();
    is_long && name.all(|byte| end.next().is_some_and(|own| own.eq_ignore_ascii_case(byte)))
}

/// The name that `before`, which ends where a value begins, gives it; and whether it pins that
/// value instead.
fn name(before: &[u8]) -> (&[u8], bool) {
    let open = line::unindexed(before);
    let (operator, assigned) = match open {
        [rest @ .., b'@'] => return (rest, rest.last().is_some_and(|byte| is_part(*byte))),
        [rest @ .., b'=', b'>']
        | [rest @ .., b':' | b'=', b'=']
        | [rest @ .., b'=' | b':' | b'/' | b'>'] => (true, rest),
        _ => (false, open),
    };
    let quoted = operator || open.len() < before.len();
    let end = if quoted { holder(assigned) } else { b"" };
    let name = line::tail(end, |byte| is_part(*byte));
    let head = &end[..end.len() - name.len()];
    // `checksum/config` changes when the configuration does.
    let kind = head
        .strip_suffix(b"/")
        .filter(|head| head.ends_with(CHECKSUM));
    let said = if name.eq_ignore_ascii_case(b"value") {
        element(head).unwrap_or(name)
    } else {
        name
    };
    (kind.map_or(said, |_| CHECKSUM), false)
}

/// What an assignment to `assigned` gives a value: `ids[n]` is one of the `ids`, `ids["name"]` is
/// called by its name.
fn holder(assigned: &[u8]) -> &[u8] {
    let index = line::unindexed(assigned);
    let length = line::tail(index, |byte| is_part(*byte)).len();
    let is_bare = || line::unquoted(assigned).len() == index.len() + 1;
    match index[..index.len() - length].strip_suffix(b"[") {
        Some(held) if is_bare() => held,
        _ => index,
    }
}

/// The name of the element whose attributes `head` ends in: `<sha256 origin="x" `.
fn element(head: &[u8]) -> Option<&[u8]> {
    let open = memchr::memrchr2(b'<', b'>', head)?;
    let length = head[open + 1..].iter().take_while(|byte| is_part(**byte));
    (head[open] == b'<').then_some(&head[open + 1..open + 1 + length.count()])
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$')
}

#[cfg(test)]
mod tests {
    use crate::rule::template::{Dice, expand};

    fn is_no_secret(line: &str) -> bool {
        let text = line.replace("HEX", &"0123456789abcdef0123".repeat(2));
        let value = line.find("HEX").unwrap()..line.find("HEX").unwrap() + 40;
        super::is_no_secret(
            text.as_bytes(),
            &value,
            &["reporter_id".to_owned()],
            &["ACME_APP_ID".to_owned()],
        )
    }

    #[test]
    fn ids_digests_and_versions_are_no_secrets() {
        for line in [
            "DATADOG_TRACE_ID=HEX",
            "datadog:\n  request_id: \"HEX\"",
            "deepgram commit=HEX",
            "codecov etag=\"HEX\"",
            "ETag: \"HEX\"",
            "acmeChecksum: 'HEX'",
            "acme_sha256 = \"HEX\"",
            "# acme\nmd5: HEX",
            "{\"acme\": {\"dashboard_id\": \"HEX\"}}",
            "{\\\"traceId\\\": \\\"HEX\\\"}",
            "https://app.acme.ai/drilldown?session_id=HEX",
            "https://acme.ai/commit/HEX",
            "https://api.acme.io/v1/org/HEX/projects",
            "https://verify.acme.com/v2/Entities/HEX/Factors",
            "github_client_secret_sha = \"HEX\"",
            "github_secret_scanning_commit: HEX",
            "  rev = \"HEX\";",
            "uses: codecov/codecov-action@HEX",
            "ai21 request id: HEX",
            "build_hash => 'HEX'",
            "AUTH0_TRACE_ID=HEX",
            "acme: { id: 'HEX' }",
            "OTHER_ACME_APP_ID=HEX",
            "<requestId>HEX</requestId>",
            "t.setAttribute('data-site-id', 'HEX')",
            "acme.items.listItems(\"HEX\")",
            "acme.getUser('HEX')",
            "acme.find_order(\"HEX\")",
            "acme.fetchById(`HEX`)",
            "https://www.acme.com/gui/file/HEX/detection",
            "ids[n]=\"HEX\"",
            "<a name=\"acme-token\"><sha256 value=\"HEX\" origin=\"x\"/>",
            "<sha512 origin=\"x\" value=\"HEX\"/>",
            "<pgp value=\"HEX\"/>",
            "acme:\n  checksum/config: HEX",
            "acme:\n  \"checksum/api-key\": \"HEX\"",
        ] {
            assert!(is_no_secret(line), "{line}");
        }
    }

    #[test]
    fn what_a_uuid_looks_up_last_has_that_id() {
        let id = expand("{uuid}", &mut Dice::new(3)).unwrap();
        let is_no_secret = |line: &str| {
            let text = line.replace("UUID", &id);
            let at = line.find("UUID").unwrap();
            super::is_no_secret(
                text.as_bytes(),
                &(at..at + id.len()),
                &["acme".to_owned()],
                &[],
            )
        };
        for line in [
            "await acme.getConnection('github', 'UUID');",
            "acme.get_integration(\"github\", \"UUID\")",
            "acme.deleteConnection(provider, `UUID`)",
            "acme.getUser('UUID')",
        ] {
            assert!(is_no_secret(line), "{line}");
        }
        for line in [
            "acme.connect('github', 'UUID')",
            "acme.getConnection('UUID', 'github')",
            "acme.getClient('github', 'UUID')",
            "f(acme.getConnection('github'), 'UUID')",
            "getConnection('github', { key: 'UUID' })",
        ] {
            assert!(!is_no_secret(line), "{line}");
        }
    }

    #[test]
    fn keys_are_not_taken_for_ids() {
        for line in [
            "DATADOG_API_KEY=HEX",
            "acme: HEX",
            "secret_id = HEX",
            "api_key_id: HEX",
            "token_hash = \"HEX\"",
            "CC_TEST_REPORTER_ID=HEX",
            "https://acme.io/api?appid=HEX",
            "ACME_APP_ID: HEX",
            "acme.setup({ appId: 'HEX' })",
            "acme(\"HEX\")",
            "acme.setKey(\"HEX\")",
            "acme.getToken(\"HEX\")",
            "acmeClient.getInstance(\"HEX\")",
            "acme.getClient(\"HEX\")",
            "acme.fetchMetrics(\"prod\", \"HEX\")",
            "acme.getUser(\"HEX\", 1)",
            "acme.getUser(\"bob\", \"HEX\")",
            "getUserByToken(\"HEX\")",
            "acme.findKeyById(\"HEX\")",
            "acme('project', 'HEX')",
            "Authorization: Bearer HEX",
            "paid: HEX",
            "keys[id] = \"HEX\"",
            "keys[0] = \"HEX\"",
            "ids[\"key\"] = \"HEX\"",
            "<sha256/><acme-token value=\"HEX\"/>",
            "<sha256>x</sha256 > value=\"HEX\"",
            "key: UUID(\"HEX\")",
            "HEX",
        ] {
            assert!(!is_no_secret(line), "{line}");
        }
    }
}
