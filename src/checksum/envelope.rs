//! Tokens that are base64 of something with a known form: JSON with certain keys, or text with
//! certain fields. The token's own head tells which.

use data_encoding::{BASE64, BASE64_NOPAD};
use serde_json::Value;

use super::radix::{BASE58_BITCOIN, base58};
use super::{Verdict, radix, roll};
use crate::rule::template::{Dice, expand};

/// One known form.
struct Form {
    /// How the token begins.
    lead: &'static [u8],
    /// How much of that is not yet base64.
    plain: usize,
    /// Whether 32 more bytes in base64 follow after a `_`.
    signed: bool,
    content: Content,
    /// What is inside, as a template.
    example: &'static str,
}

enum Content {
    /// An object with at least these keys.
    Json(&'static [&'static str]),
    /// Text in fields.
    Text(fn(&[u8]) -> bool),
}

const fn form(lead: &'static [u8], plain: usize, content: Content, example: &'static str) -> Form {
    Form {
        lead,
        plain,
        signed: false,
        content,
        example,
    }
}

const FORMS: [Form; 11] = [
    // Grafana Cloud.
    form(
        b"glc_",
        4,
        Content::Json(&["o", "n", "k"]),
        r#"{{"o":"{digit:6}","n":"ci-{lower:6}","k":"{alnum:24}","m":{{"r":"prod-eu-west-0"}}}}"#,
    ),
    // Grafana, before service accounts.
    form(
        b"eyJrIjoi",
        0,
        Content::Json(&["k", "n", "id"]),
        r#"{{"k":"{alnum:32}","n":"{lower:9}","id":1}}"#,
    ),
    // 1Password service account.
    form(
        b"ops_",
        4,
        Content::Json(&["signInAddress"]),
        r#"{{"signInAddress":"team.1password.example","userAuth":{{"method":"SRPg-4096","alg":"PBES2g-HS256","iterations":650000,"salt":"{base64url:22}"}},"email":"{lower:13}@1passwordserviceaccounts.example","srpX":"{hex:64}","muk":{{"alg":"A256GCM","k":"{base64url:43}"}},"secretKey":"A3-{A-Z2-9:6}-{A-Z2-9:6}","deviceUuid":"{lower:26}"}}"#,
    ),
    // Cloudflare tunnel.
    form(
        b"eyJhIjoi",
        0,
        Content::Json(&["a", "t", "s"]),
        r#"{{"a":"{hex:32}","t":"{uuid}","s":"{base64:46}=="}}"#,
    ),
    // Convex deploy key, behind its deployment's name.
    form(
        b"eyJ2MiI6I",
        0,
        Content::Json(&["v2"]),
        r#"{{"v2":"{hex:32}"}}"#,
    ),
    // Sentry organisation.
    Form {
        signed: true,
        ..form(
            b"sntrys_",
            7,
            Content::Json(&["iat", "url", "org"]),
            r#"{{"iat": 17{digit:8}.0, "url": "https://sentry.example", "region_url": "https://us.sentry.example", "org": "{lower:9}"}}"#,
        )
    },
    // JFrog reference token.
    form(
        b"cmVmdGtuO",
        0,
        Content::Text(is_reference),
        "reftkn:01:{digit:10}:{alnum:27}",
    ),
    // AWS Bedrock, long-term.
    form(
        b"ABSK",
        4,
        Content::Text(is_bedrock),
        "BedrockAPIKey-{a-z0-9:4}-at-{digit:12}:{alnum:49}",
    ),
    // AWS Bedrock, short-term.
    form(
        b"bedrock-api-key-",
        16,
        Content::Text(is_bedrock_url),
        "bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature={hex:64}",
    ),
    // Bitbucket Data Center.
    form(
        b"BBDC-",
        5,
        Content::Text(is_numbered),
        "{1-9:1}{digit:11}:{alnum:20}",
    ),
    // WorkOS, behind `sk_live_` or `sk_test_`.
    form(
        b"a2V5Xz",
        0,
        Content::Text(is_named_key),
        "key_01{A-HJKMNP-TV-Z0-9:24},{alnum:25}",
    ),
];

/// JFrog's older API keys are not base64 but base58 of 54 bytes, lead included.
const API_KEY_LEAD: &[u8] = b"AKCp";
const API_KEY_BYTES: usize = 54;
/// The length of a signature in base64 without padding.
const SIGNATURE: usize = 43;

pub(super) fn verify(token: &[u8]) -> Verdict {
    if token.starts_with(API_KEY_LEAD) {
        return base58(token, BASE58_BITCOIN)
            .is_some_and(|bytes| bytes.len() == API_KEY_BYTES)
            .into();
    }
    let Some((start, form)) = find(token) else {
        return Verdict::Unknown;
    };
    let Some(bytes) = form.decode(&token[start + form.plain..]) else {
        return Verdict::Fails;
    };
    match &form.content {
        Content::Text(is_such) if is_such(&bytes) => Verdict::Holds,
        Content::Text(_) => Verdict::Unknown,
        Content::Json(keys) => match serde_json::from_slice(&bytes) {
            Err(_) => Verdict::Fails,
            Ok(Value::Object(object)) if keys.iter().all(|key| object.contains_key(*key)) => {
                Verdict::Holds
            }
            Ok(_) => Verdict::Unknown,
        },
    }
}

pub(super) fn complete(token: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    if token.starts_with(API_KEY_LEAD) {
        return token
            .iter()
            .map(|c| {
                if BASE58_BITCOIN.contains(c) {
                    *c
                } else {
                    BASE58_BITCOIN[dice.below(58)]
                }
            })
            .collect();
    }
    let Some((start, form)) = find(&token) else {
        return token;
    };
    let content = expand(form.example, dice).unwrap_or_default();
    let mut text = token[..start + form.plain].to_vec();
    let encoding = if form.signed || token.ends_with(b"=") {
        BASE64
    } else {
        BASE64_NOPAD
    };
    text.extend(encoding.encode(content.as_bytes()).bytes());
    if form.signed {
        let signature = BASE64.encode(&roll::<32>(dice));
        text.push(b'_');
        text.extend(&signature.as_bytes()[..SIGNATURE]);
    }
    text
}

impl Form {
    fn decode(&self, body: &[u8]) -> Option<Vec<u8>> {
        if !self.signed {
            return radix::base64(body);
        }
        let (content, signature) = body.split_at_checked(body.len().checked_sub(SIGNATURE)?)?;
        radix::base64(signature)?;
        radix::base64(content.strip_suffix(b"_")?)
    }
}

/// The form a token has, and where it begins: a name may stand before it, ended by `|` or `_`.
fn find(token: &[u8]) -> Option<(usize, &'static Form)> {
    let at = |start: usize| {
        FORMS
            .iter()
            .find(|form| token[start..].starts_with(form.lead))
            .map(|form| (start, form))
    };
    let behind_name = || {
        let end = token.iter().position(|c| *c == b'|');
        let end = end.or_else(|| token.starts_with(b"sk_").then_some(7))?;
        (end < token.len()).then(|| at(end + 1))?
    };
    at(0).or_else(behind_name)
}

fn is_reference(text: &[u8]) -> bool {
    let mut fields = text.splitn(4, |c| *c == b':');
    fields.next() == Some(b"reftkn")
        && fields.next().is_some_and(is_number)
        && fields.next().is_some_and(is_number)
        && fields.next().is_some_and(|id| !id.is_empty())
}

fn is_bedrock(text: &[u8]) -> bool {
    let Some(end) = text.iter().position(|c| *c == b':') else {
        return false;
    };
    let (name, secret) = text.split_at(end);
    name.starts_with(b"BedrockAPIKey-")
        && name.len() > 12
        && is_number(&name[name.len() - 12..])
        && name[..name.len() - 12].ends_with(b"-at-")
        && secret.len() > 1
}

fn is_bedrock_url(text: &[u8]) -> bool {
    text.starts_with(b"bedrock.amazonaws.com")
}

fn is_numbered(text: &[u8]) -> bool {
    text.len() == 33 && text[12] == b':' && is_number(&text[..12])
}

fn is_named_key(text: &[u8]) -> bool {
    text.starts_with(b"key_") && text.contains(&b',')
}

fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}
