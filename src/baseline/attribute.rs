//! The line of `.gitattributes` by which git merges baselines without conflicts: entries of both
//! sides stay.

use crate::newline::newline;

/// The file, at the top of a repository.
pub const ATTRIBUTES: &str = ".gitattributes";

/// The line for a baseline at `path`, from the top. What would mean something else in it is
/// written as any one character.
#[must_use]
pub fn union_line(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./+@".contains(c);
    let glob: String = path
        .chars()
        .map(|c| if plain(c) { c } else { '?' })
        .collect();
    format!("{glob} merge=union")
}

/// The text of `.gitattributes` with that line behind all others; `None` if it says already how
/// the file is merged.
#[must_use]
pub fn with_union(text: &[u8], path: &str) -> Option<Vec<u8>> {
    let said = String::from_utf8_lossy(text);
    let name = path.rsplit('/').next().unwrap_or(path);
    let own = union_line(path);
    let own = own.split(' ').next().unwrap_or_default();
    let is_settled = said.lines().any(|line| {
        let mut words = line.split_whitespace();
        let glob = words.next().unwrap_or_default();
        let glob = glob.strip_prefix("**").unwrap_or(glob);
        let glob = glob.strip_prefix('/').unwrap_or(glob);
        let is_merge = |word: &str| {
            let word = word.trim_start_matches(['-', '!']);
            word == "merge" || word.starts_with("merge=") || word == "binary"
        };
        [path, name, own].contains(&glob) && words.any(is_merge)
    });
    if is_settled {
        return None;
    }
    let end = newline(text);
    let mut whole = text.to_vec();
    if !matches!(whole.last(), None | Some(b'\n')) {
        whole.extend_from_slice(end.as_bytes());
    }
    whole.extend_from_slice(union_line(path).as_bytes());
    whole.extend_from_slice(end.as_bytes());
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = ".tightlip-baseline.json";

    fn with(text: &str) -> Option<String> {
        let whole = with_union(text.as_bytes(), NAME)?;
        let whole = String::from_utf8(whole).unwrap();
        // Once is enough.
        assert_eq!(with_union(whole.as_bytes(), NAME), None);
        Some(whole)
    }

    #[test]
    fn the_line_goes_behind_all_others() {
        let line = ".tightlip-baseline.json merge=union";
        assert_eq!(with(""), Some(format!("{line}\n")));
        assert_eq!(with("* text=auto"), Some(format!("* text=auto\n{line}\n")));
        assert_eq!(
            with("*.c text\r\n"),
            Some(format!("*.c text\r\n{line}\r\n"))
        );
        let other = "# .tightlip-baseline.json merge=union\nx.json merge=union\n";
        assert_eq!(with(other), Some(format!("{other}{line}\n")));
    }

    #[test]
    fn whoever_said_how_it_is_merged_is_heeded() {
        for text in [
            "/.tightlip-baseline.json  -text merge=ours\n",
            "**/.tightlip-baseline.json merge=union\n",
            ".tightlip-baseline.json -merge\n",
            ".tightlip-baseline.json binary",
        ] {
            assert_eq!(with(text), None, "{text}");
        }
        assert!(with(".tightlip-baseline.json -text\n").is_some());
    }

    #[test]
    fn a_name_is_no_pattern() {
        assert_eq!(
            union_line("ci/my [base].json"),
            "ci/my??base?.json merge=union"
        );
        let whole = with_union(b"", "ci/my base.json").unwrap();
        assert_eq!(with_union(&whole, "ci/my base.json"), None);
    }
}
