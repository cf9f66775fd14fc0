//! Repositories elsewhere: an address that git may be given, and what of it may be shown.

mod mirror;

pub use mirror::Mirror;

use crate::error::{Error, Result};
use crate::path::without_percent;

/// What git can be asked to copy from.
const SCHEMES: [&str; 8] = [
    "file",
    "git",
    "git+ssh",
    "http",
    "https",
    "ssh",
    "ssh+git",
    "git+https",
];
/// What stands for credentials.
const HIDDEN: &str = "***";

/// The address of a repository; neither `Debug` nor [`Address::shown`] holds its credentials.
#[derive(Clone)]
pub struct Address {
    whole: String,
    shown: String,
    /// Pieces of `whole` that nobody may see, the longest first.
    hidden: Vec<String>,
}

impl Address {
    /// Whether this is meant as an address and not as a path: `https://…`, `git@host:path`,
    /// `ext::…`.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        let colon = text.find(':');
        let slash = text.find(['/', '\\']);
        // One letter is a drive of Windows.
        colon.is_some_and(|colon| colon > 1 && slash.is_none_or(|slash| colon < slash))
    }

    /// Whether a login stands in it, be it an address or not.
    #[must_use]
    pub fn has_login(text: &str) -> bool {
        let parts = text.split_once(':');
        // One letter is a drive of Windows.
        parts.is_some_and(|(first, rest)| first.len() > 1 && rest.contains('@'))
    }

    /// Takes what the user typed.
    ///
    /// # Errors
    /// [`Error::Address`] for one that git could take for an option, that runs a command, or that
    /// has characters that no address has.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = |why: &str| Err(Error::Address(why.to_owned()));
        if text.starts_with('-') {
            return refuse("it begins with `-`");
        }
        if text.chars().any(|c| c.is_control() || c == ' ') {
            return refuse("it holds a space or a control character");
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            if text.contains("::") {
                return refuse("transports that run a command are not used");
            }
            let (first, path) = text.split_once(':').unwrap_or((text, ""));
            if SCHEMES.contains(&first) || first.contains(['/', '\\']) {
                return refuse("`://` stands behind a scheme");
            }
            let host = first.rsplit('@').next().unwrap_or_default();
            if host.is_empty() || host.starts_with('-') {
                return refuse("it names no host");
            }
            let mut address = Self::plain(text);
            // `user:password@host` is no address, but must not be shown for that.
            if let Some((login, rest)) = path.rsplit_once('@') {
                address.hide(login);
                address.shown = format!("{first}:{HIDDEN}@{rest}");
            }
            return Ok(address);
        };
        if !SCHEMES.contains(&scheme) {
            return refuse("its scheme is none of file, git, http, https and ssh");
        }
        let authority_end = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(authority_end);
        let (user, host) = authority
            .rsplit_once('@')
            .map_or((None, authority), |(user, host)| (Some(user), host));
        if host.starts_with('-') || (host.is_empty() && scheme != "file") {
            return refuse("it names no host");
        }
        let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        let is_cut = host
            .rsplit_once(':')
            .is_some_and(|(_, port)| !is_port(port));
        // A password with a slash in it: what stands before that is no host.
        if let Some((login, rest)) = rest.rsplit_once('@').filter(|_| is_cut) {
            let mut address = Self::plain(text);
            address.hide(login);
            address.shown = format!("{scheme}://{HIDDEN}@{rest}");
            return Ok(address);
        }
        let (path, query) = match path.find(['?', '#']) {
            Some(at) => (&path[..at], &path[at..]),
            None => (path, ""),
        };
        let mut address = Self::plain(text);
        // A name alone says who logs in over SSH, but is often a token over HTTPS.
        let has_password = user.is_some_and(|user| user.contains(':'));
        let is_hidden = has_password || scheme.starts_with("http");
        let user = match user {
            Some(user) if is_hidden => {
                address.hide(user);
                format!("{HIDDEN}@")
            }
            Some(user) => format!("{user}@"),
            None => String::new(),
        };
        let query = if query.is_empty() {
            ""
        } else {
            address.hide(query);
            HIDDEN
        };
        address.shown = format!("{scheme}://{user}{host}{path}{query}");
        Ok(address)
    }

    /// The address without credentials.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    fn plain(text: &str) -> Self {
        Self {
            whole: text.to_owned(),
            shown: text.to_owned(),
            hidden: Vec::new(),
        }
    }

    /// Has `part`, its halves at a colon, and all of them decoded, never shown.
    fn hide(&mut self, part: &str) {
        let halves = part.split([':', '/', '?', '#', '&', '=']);
        for piece in std::iter::once(part).chain(halves) {
            for form in [piece.to_owned(), decoded(piece)] {
                // Two letters are in many a word.
                if form.len() > 2 && !self.hidden.contains(&form) {
                    self.hidden.push(form);
                }
            }
        }
        self.hidden
            .sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    }

    fn redacted(&self, line: &str) -> String {
        let line = line.replace(&self.whole, &self.shown);
        self.hidden
            .iter()
            .fold(line, |line, piece| line.replace(piece, HIDDEN))
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({})", self.shown)
    }
}

/// Percent-encoding undone.
fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&without_percent(text.as_bytes())).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_paths() {
        for address in [
            "https://h/x",
            "git@h:x/y",
            "host:x",
            "file:///x",
            "ext::sh -c x",
        ] {
            assert!(Address::is_meant(address), "{address}");
        }
        for path in ["repo", "./a:b", "/x/y", "C:\\x", "C:/x", "a/b:c", ""] {
            assert!(!Address::is_meant(path), "{path}");
        }
    }

    #[test]
    fn credentials_are_not_shown() {
        let password = ["hunter", "2%40home"].concat();
        for (address, shown) in [
            (
                format!("https://me:{password}@h:8/x.git"),
                "https://***@h:8/x.git",
            ),
            (format!("https://{password}@h/x"), "https://***@h/x"),
            (format!("https://a@b:{password}@h/x"), "https://***@h/x"),
            (format!("ssh://me:{password}@h/x"), "ssh://***@h/x"),
            (format!("https://h/x?token={password}"), "https://h/x***"),
            (
                format!("https://me:{password}/x@h:8/y"),
                "https://***@h:8/y",
            ),
            (format!("https://me@x:{password}/x@h/y"), "https://***@h/y"),
            (format!("me:{password}@h/x"), "me:***@h/x"),
            ("https://h:8/x@v1".to_owned(), "https://h:8/x@v1"),
            ("ssh://git@h/x".to_owned(), "ssh://git@h/x"),
            ("git@h:x".to_owned(), "git@h:x"),
        ] {
            let parsed = Address::parse(&address).unwrap();
            assert_eq!(parsed.shown(), shown);
            assert!(!format!("{parsed:?}").contains("hunter"));
            let said = parsed.redacted(&format!(
                "fatal: '{address}' {password} {} failed",
                decoded(&password)
            ));
            let is_kept = !address.contains("hunter");
            assert!(is_kept || !said.contains("hunter"), "{said}");
        }
    }

    #[test]
    fn what_could_run_a_command_is_refused() {
        for address in [
            "-oProxyCommand=x:y",
            "--upload-pack=x://h",
            "ext::sh -c touch% x",
            "ext::sh",
            "fd::7",
            "foo::https://h/x",
            "ssh://-oProxyCommand=x/y",
            "ssh://u@-oProxyCommand=x/y",
            "-x@h:y",
            "me@-oProxyCommand=x:y",
            "gopher://h/x",
            "https://h/x\ny",
            "https:///x",
            ":x",
            "https:/me:word@h/x",
            "https//me:word@h/x",
            "https:me:word@h/x",
            "https:\\\\me:word@h/x",
        ] {
            assert!(Address::parse(address).is_err(), "{address}");
        }
    }
}
