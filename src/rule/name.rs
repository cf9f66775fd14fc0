//! Names that say secret, taken apart once for all comparisons.

/// A name such as `client_secret`: lower-case words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TellingName {
    /// Its last word, which says what the value is called.
    pub last: String,
    /// The words before it, nearest first.
    pub before: Vec<String>,
}

impl TellingName {
    /// Takes apart a name whose words are joined by `_`.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut words = name.rsplit('_').map(str::to_owned);
        Self {
            last: words.next().unwrap_or_default(),
            before: words.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TellingName;

    #[test]
    fn words_stand_from_the_last_to_the_first() {
        let name = TellingName::new("aws_secret_key");
        assert_eq!((name.last.as_str(), name.before.len()), ("key", 2));
        assert_eq!(name.before, ["secret", "aws"]);
        assert!(TellingName::new("key").before.is_empty());
    }
}
