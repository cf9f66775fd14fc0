//! How a credential is revoked, a step a line.

/// What begins another step; it stays in that step, without the comma or the semicolon.
const NEXT: [&str; 6] = [
    "; ",
    ", then ",
    ", switch to ",
    ", put it ",
    ", and delete ",
    ", and switch to ",
];

/// The steps of a revoke text: first the place to go to, where it names one.
pub(super) fn of(revoke: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let (place, rest) = match revoke.split_once(": ") {
        Some((place, rest)) if is_place(place) => (Some(place), rest),
        _ => (None, revoke),
    };
    steps.extend(place.map(str::to_owned));
    for sentence in rest.split_inclusive(". ") {
        let mut sentence = sentence.trim_end().trim_end_matches('.');
        while let Some((step, next)) = cut(sentence) {
            steps.push(capital(step));
            sentence = next;
        }
        steps.push(capital(sentence));
    }
    steps
}

/// An address, or a way through menus.
fn is_place(text: &str) -> bool {
    (text.starts_with("https://") || text.contains(" > ")) && !text.contains([',', ';'])
}

/// The first step of a sentence and the rest; another way to do it is part of the step.
fn cut(sentence: &str) -> Option<(&str, &str)> {
    let ends = NEXT.iter().filter_map(|next| {
        let mut found = sentence.match_indices(next);
        let (at, _) = found.find(|(at, next)| !sentence[at + next.len()..].starts_with("or "))?;
        Some(at)
    });
    let end = ends.min()?;
    let next = sentence[end..].trim_start_matches([',', ';', ' ']);
    let next = next.strip_prefix("then ").unwrap_or(next);
    Some((&sentence[..end], next.strip_prefix("and ").unwrap_or(next)))
}

/// The step with a capital, unless it begins with an address or a command.
fn capital(step: &str) -> String {
    let first = step.split(' ').next().unwrap_or_default();
    if first.contains(['/', '.', '-', '_']) {
        return step.to_owned();
    }
    let mut rest = step.chars();
    let first = rest.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn steps_are_told_apart() {
        for (revoke, steps) in [
            ("", vec![]),
            (
                "Change it where it is used.",
                vec!["Change it where it is used"],
            ),
            (
                "https://example.com/keys: New key, switch to it, then delete this one; or run x \
                 revoke. The log shows its use.",
                vec![
                    "https://example.com/keys",
                    "New key",
                    "Switch to it",
                    "Delete this one; or run x revoke",
                    "The log shows its use",
                ],
            ),
            (
                "Azure portal > Search > Keys: use the other one, then Regenerate; a query key can \
                 be deleted.",
                vec![
                    "Azure portal > Search > Keys",
                    "Use the other one",
                    "Regenerate",
                    "A query key can be deleted",
                ],
            ),
            (
                "https://example.com > Auth > Revoke, which replaces it at once: put the new one in.",
                vec![
                    "https://example.com > Auth > Revoke, which replaces it at once: put the new one in",
                ],
            ),
        ] {
            assert_eq!(of(revoke), steps);
        }
    }
}
