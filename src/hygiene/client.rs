//! Prefixes by which front-end builds publish a variable, before names of secrets.

use super::Exposed;
use super::literal::{pairs, plain, says_secret};
use super::name::Name;
use super::token::Token;
use super::tree::{Remark, Tree, as_folder, parent};
use crate::error::Result;
use crate::level::Confidence;

/// Prefixes of variables that a build writes into what browsers load, and what does so.
const PREFIXES: [(&str, &str); 7] = [
    ("NEXT_PUBLIC_", "Next.js"),
    ("VITE_", "Vite"),
    ("REACT_APP_", "Create React App"),
    ("GATSBY_", "Gatsby"),
    ("EXPO_PUBLIC_", "Expo"),
    ("NUXT_PUBLIC_", "Nuxt"),
    ("VUE_APP_", "Vue CLI"),
];
/// The same, where one of these is in use; elsewhere it says nothing.
const PUBLIC: (&str, [&str; 2]) = ("PUBLIC_", ["@sveltejs/kit", "\"astro\""]);
/// Whose keys are never for browsers.
const SERVERS: [&str; 27] = [
    "ANTHROPIC",
    "AWS_SECRET",
    "CLAUDE",
    "COHERE",
    "DATABASE",
    "DEEPSEEK",
    "ELEVENLABS",
    "GITHUB",
    "GITLAB",
    "GROQ",
    "HF_",
    "HUGGINGFACE",
    "MAILGUN",
    "MISTRAL",
    "OPENAI",
    "OPENROUTER",
    "PERPLEXITY",
    "PINECONE",
    "REPLICATE",
    "RESEND",
    "SENDGRID",
    "SERPAPI",
    "SLACK",
    "TAVILY",
    "TOGETHER",
    "TWILIO",
    "XAI",
];

/// Reads dotenv files and their examples.
pub(super) fn inspect<'p>(
    tree: &mut Tree<'_>,
    files: impl Iterator<Item = &'p String>,
) -> Result<()> {
    for path in files {
        if !matches!(Name::of(path), Some(Name::Dotenv | Name::Template)) {
            continue;
        }
        let Some(text) = tree.text(path)? else {
            continue;
        };
        if !text.contains("PUBLIC_") && !PREFIXES.iter().any(|(prefix, _)| text.contains(prefix)) {
            continue;
        }
        let manifest = format!("{}package.json", as_folder(parent(path)));
        let manifest = tree.text(&manifest)?.unwrap_or_default();
        let is_public = PUBLIC.1.iter().any(|user| manifest.contains(user));
        for remark in remarks(&text, is_public, &tree.tokens(&text)) {
            tree.remark(path, remark)?;
        }
    }
    Ok(())
}

fn remarks(text: &str, is_public: bool, tokens: &[Token]) -> Vec<Remark> {
    let published = |name: &str| {
        let known = PREFIXES.iter().find(|(prefix, _)| name.starts_with(prefix));
        let known = known.map(|(prefix, who)| (prefix.len(), *who));
        known.or_else(|| {
            (is_public && name.starts_with(PUBLIC.0)).then_some((PUBLIC.0.len(), "the build"))
        })
    };
    let secrets = pairs(text).filter_map(|pair| {
        let (prefix, who) = published(pair.name)?;
        let rest = &pair.name[prefix..];
        let mut on_line = tokens.iter().filter(|token| token.line == pair.line);
        let confidence = if on_line.any(Token::is_for_servers) {
            Confidence::High
        } else {
            secrecy(rest)?
        };
        let switch = matches!(pair.value, "true" | "false" | "0" | "1");
        (!switch).then(|| Remark {
            exposed: Exposed::ClientVariable,
            line: pair.line,
            confidence,
            help: format!(
                "{who} writes {} into what browsers load: call it {rest}, read it on the server \
                 only, and revoke it if it was ever built in",
                pair.name
            ),
            detail: pair.name.to_owned(),
            addition: None,
        })
    });
    secrets.collect()
}

/// How sure it is that a variable is secret by its name; `None` if nothing says so. Many keys are
/// for browsers by design: Firebase's, Mapbox's, Stripe's publishable one.
fn secrecy(name: &str) -> Option<Confidence> {
    const ALWAYS: [&str; 9] = [
        "SECRET",
        "SECRET_KEY",
        "SECRET_ACCESS_KEY",
        "PRIVATE_KEY",
        "PASSWORD",
        "PASSWD",
        "SERVICE_ROLE_KEY",
        "SERVICE_ACCOUNT",
        "ENCRYPTION_KEY",
    ];
    let is = |end: &str| name == end || name.ends_with(&format!("_{end}"));
    if ALWAYS.iter().any(|end| is(end)) {
        return Some(Confidence::High);
    }
    let is_address = ["DATABASE_URL", "MONGODB_URI", "REDIS_URL"]
        .iter()
        .any(|end| is(end));
    let servers = SERVERS.iter().any(|server| name.starts_with(server));
    let secret = says_secret(name) || plain(name).ends_with("key");
    if is_address
        || (servers && secret && !name.contains("PUBLIC") && !name.contains("PUBLISHABLE"))
    {
        Some(Confidence::High)
    } else {
        says_secret(name).then_some(Confidence::Low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_behind_a_public_prefix() {
        for name in [
            "NEXT_PUBLIC_STRIPE_SECRET_KEY",
            "VITE_OPENAI_API_KEY",
            "REACT_APP_DB_PASSWORD",
            "NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY",
            "EXPO_PUBLIC_ANTHROPIC_API_KEY",
            "VITE_DATABASE_URL",
        ] {
            let [remark] = &remarks(&format!("A=1\n{name}=\n"), false, &[])[..] else {
                panic!("{name}")
            };
            assert_eq!(
                (remark.line, remark.confidence),
                (2, Confidence::High),
                "{name}"
            );
        }
    }

    #[test]
    fn keys_that_are_public_by_design() {
        for name in [
            "NEXT_PUBLIC_FIREBASE_API_KEY",
            "VITE_MAPBOX_TOKEN",
            "NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY",
            "NEXT_PUBLIC_SUPABASE_ANON_KEY",
            "REACT_APP_PASSWORD_MIN_LENGTH",
            "NEXT_PUBLIC_POSTHOG_KEY",
            "OPENAI_API_KEY",
            "PUBLIC_SECRET",
        ] {
            let found = remarks(&format!("{name}=abc\n"), false, &[]);
            assert!(
                found.iter().all(|one| one.confidence == Confidence::Low),
                "{name}"
            );
        }
        assert_eq!(remarks("VITE_SHOW_SECRET=true\n", false, &[]), []);
    }

    #[test]
    fn a_plain_public_counts_where_a_framework_means_it() {
        assert_eq!(remarks("PUBLIC_API_SECRET=a\n", true, &[]).len(), 1);
        assert_eq!(remarks("PUBLIC_API_SECRET=a\n", false, &[]).len(), 0);
    }
}
