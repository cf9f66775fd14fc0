//! What git tells a hook of a push: which names move from which commit to which.

/// A branch, tag or other name that a push moves. Ids are in hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The name on the remote, for showing: `refs/heads/main`. Git's own is any bytes.
    pub name: String,
    /// What it stands for so far; `None`: it is new.
    pub old: Option<String>,
    /// What it is to stand for; `None`: it is deleted.
    pub new: Option<String>,
}

impl Update {
    /// From git's words, in which zeros stand for nothing.
    ///
    /// # Errors
    /// A sentence that says which id is none.
    pub fn new(name: &[u8], old: &[u8], new: &[u8]) -> Result<Self, String> {
        Ok(Self {
            name: String::from_utf8_lossy(name).into_owned(),
            old: id(old)?,
            new: id(new)?,
        })
    }
}

/// The lines that git writes to a `pre-push` hook: local name and id, remote name and id.
///
/// # Errors
/// A sentence that says which line is not of that form.
pub fn pre_push(input: &[u8]) -> Result<Vec<Update>, String> {
    each(input, |line| {
        // The local name is as typed, `main@{1 day ago}` too, so count from the end.
        let mut words = line.rsplitn(4, |byte| *byte == b' ');
        let (old, name, new) = (words.next()?, words.next()?, words.next()?);
        words.next()?;
        Update::new(name, old, new).ok()
    })
}

/// The lines that git writes to a `pre-receive` hook: old id, new id, name.
///
/// # Errors
/// A sentence that says which line is not of that form.
pub fn pre_receive(input: &[u8]) -> Result<Vec<Update>, String> {
    each(input, |line| {
        let mut words = line.splitn(3, |byte| *byte == b' ');
        let (old, new, name) = (words.next()?, words.next()?, words.next()?);
        Update::new(name, old, new).ok()
    })
}

fn each(input: &[u8], parse: impl Fn(&[u8]) -> Option<Update>) -> Result<Vec<Update>, String> {
    let wrong = |line: &[u8]| {
        let line = String::from_utf8_lossy(line);
        format!("`{line}` is no line that git would write")
    };
    let lines = input.split(|byte| *byte == b'\n');
    lines
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.is_empty())
        .map(|line| parse(line).ok_or_else(|| wrong(line)))
        .collect()
}

/// SHA-1 has 40 digits, SHA-256 has 64.
fn id(word: &[u8]) -> Result<Option<String>, String> {
    let text = String::from_utf8_lossy(word);
    let is_id = matches!(word.len(), 40 | 64) && word.iter().all(u8::is_ascii_hexdigit);
    if !is_id {
        return Err(format!("`{text}` is no id of a git object"));
    }
    let is_zero = word.iter().all(|byte| *byte == b'0');
    Ok((!is_zero).then(|| text.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_names_what_moves() {
        let (a, b, zero) = ("a".repeat(40), "b".repeat(40), "0".repeat(40));
        let input = format!(
            "refs/heads/main {b} refs/heads/main {a}\n\
             main@{{1 day ago}} {b} refs/heads/new {zero}\n\
             (delete) {zero} refs/heads/gone {a}\n"
        );
        let update = |name: &str, old: Option<&String>, new: Option<&String>| Update {
            name: name.to_owned(),
            old: old.cloned(),
            new: new.cloned(),
        };
        assert_eq!(
            pre_push(input.as_bytes()).unwrap(),
            [
                update("refs/heads/main", Some(&a), Some(&b)),
                update("refs/heads/new", None, Some(&b)),
                update("refs/heads/gone", Some(&a), None),
            ]
        );
        let sha256 = "c".repeat(64);
        let input = format!("{} {sha256} refs/heads/main\n", "0".repeat(64));
        assert_eq!(
            pre_receive(input.as_bytes()).unwrap(),
            [update("refs/heads/main", None, Some(&sha256))]
        );
    }

    #[test]
    fn names_are_any_bytes() {
        let (a, zero) = ("a".repeat(40), "0".repeat(40));
        let line = [
            b"refs/heads/caf\xe9 ",
            a.as_bytes(),
            b" refs/heads/caf\xe9 ",
            zero.as_bytes(),
            b"\n",
        ]
        .concat();
        let update = Update {
            name: "refs/heads/caf\u{fffd}".to_owned(),
            old: None,
            new: Some(a),
        };
        assert_eq!(pre_push(&line).unwrap(), [update]);
    }

    #[test]
    fn what_git_would_not_write_is_refused() {
        let a = "a".repeat(40);
        assert!(pre_push(b"refs/heads/main\n").is_err());
        assert!(pre_push(format!("{a} refs/heads/main {a}\n").as_bytes()).is_err());
        assert!(pre_receive(format!("{a} HEAD refs/heads/main\n").as_bytes()).is_err());
        assert_eq!(pre_push(b"").unwrap(), []);
        assert_eq!(pre_receive(b"\n").unwrap(), []);
    }
}
