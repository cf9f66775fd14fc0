//! What somebody may have meant who wrote a word that nobody knows.

use strsim::normalized_damerau_levenshtein;

/// How alike two words must be, from 0 to 1, for one to be meant by the other.
const ALIKE: f64 = 0.6;
/// No more words than this are suggested.
const MOST: usize = 3;

/// The known words most like `word`, the likeliest first; at most three.
#[must_use]
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    let mut alike: Vec<(f64, &str)> = known
        .into_iter()
        .map(|candidate| (likeness(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    alike.into_iter().take(MOST).map(|(_, word)| word).collect()
}

/// `; did you mean …?`, or nothing when no known word is like `word`.
#[must_use]
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let words: Vec<String> = nearest(word, known)
        .iter()
        .map(|word| format!("`{word}`"))
        .collect();
    match words.as_slice() {
        [] => String::new(),
        words => format!("; did you mean {}?", words.join(" or ")),
    }
}

/// A word that goes on after the one that was typed is likely meant.
fn likeness(word: &str, candidate: &str) -> f64 {
    let (word, candidate) = (word.to_lowercase(), candidate.to_lowercase());
    let typed = normalized_damerau_levenshtein(&word, &candidate);
    if word.len() >= 3 && candidate.starts_with(&word) {
        typed.max(ALIKE)
    } else {
        typed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_come_first() {
        let known = ["openai-admin-key", "github-pat", "openai-project-key"];
        assert_eq!(
            nearest("openai-project-kye", known)[0],
            "openai-project-key"
        );
        assert_eq!(nearest("github", known), ["github-pat"]);
        assert_eq!(nearest("GITHUB-PAT", known), ["github-pat"]);
    }

    #[test]
    fn nothing_is_suggested_for_what_is_like_nothing() {
        assert_eq!(did_you_mean("zzz", ["github-pat"]), "");
        assert_eq!(
            did_you_mean("patern", ["pattern", "id"]),
            "; did you mean `pattern`?"
        );
    }
}
