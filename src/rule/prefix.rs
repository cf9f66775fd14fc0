//! What a pattern's matches begin with, and how long they can get.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Alternatives followed before giving up.
const MOST: usize = 256;
/// A class with more members than this says little about how matches begin.
const WIDEST: usize = 8;

/// The folded (lower-case) bytes that every match of `hir` begins with, one entry for each
/// alternative; as long as they can be told, empty when nothing can.
pub(super) fn folded(hir: &Hir) -> Vec<Vec<u8>> {
    let mut walk = Walk {
        heads: vec![Vec::new()],
        exact: true,
    };
    walk.enter(hir);
    walk.heads
}

struct Walk {
    heads: Vec<Vec<u8>>,
    /// Whether `heads` are whole so far, so that more may be added to them.
    exact: bool,
}

impl Walk {
    fn enter(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                for head in &mut self.heads {
                    head.extend(literal.0.to_ascii_lowercase());
                }
            }
            HirKind::Capture(capture) => self.enter(&capture.sub),
            HirKind::Concat(parts) => {
                for part in parts {
                    if !self.exact {
                        return;
                    }
                    self.enter(part);
                }
            }
            HirKind::Class(class) => self.class(class),
            HirKind::Alternation(options) => self.fork(options),
            HirKind::Repetition(repetition) if (repetition.min, repetition.max) == (0, Some(1)) => {
                self.fork(&[(*repetition.sub).clone(), Hir::empty()]);
            }
            HirKind::Repetition(repetition) => {
                for _ in 0..repetition.min.min(MOST as u32) {
                    if self.exact {
                        self.enter(&repetition.sub);
                    }
                }
                self.exact = self.exact && repetition.max == Some(repetition.min);
            }
        }
    }

    fn class(&mut self, class: &Class) {
        let mut bytes: Vec<u8> = match class {
            Class::Bytes(class) => class
                .ranges()
                .iter()
                .flat_map(|r| r.start()..=r.end())
                .collect(),
            Class::Unicode(class) if class.is_ascii() => class
                .ranges()
                .iter()
                .flat_map(|r| r.start() as u8..=r.end() as u8)
                .collect(),
            Class::Unicode(_) => Vec::new(),
        };
        bytes.make_ascii_lowercase();
        bytes.sort_unstable();
        bytes.dedup();
        if bytes.is_empty() || bytes.len() > WIDEST || self.heads.len() * bytes.len() > MOST {
            self.exact = false;
            return;
        }
        self.heads = self
            .heads
            .iter()
            .flat_map(|head| {
                bytes.iter().map(move |byte| {
                    let mut head = head.clone();
                    head.push(*byte);
                    head
                })
            })
            .collect();
    }

    fn fork(&mut self, options: &[Hir]) {
        let mut heads = Vec::new();
        let mut exact = true;
        for option in options {
            let mut branch = Self {
                heads: self.heads.clone(),
                exact: true,
            };
            branch.enter(option);
            exact &= branch.exact;
            heads.extend(branch.heads);
            if heads.len() > MOST {
                self.exact = false;
                return;
            }
        }
        self.heads = heads;
        self.exact = exact;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(pattern: &str) -> Vec<String> {
        let hir = regex_syntax::ParserBuilder::new()
            .unicode(false)
            .utf8(false)
            .build()
            .parse(pattern)
            .unwrap();
        folded(&hir)
            .into_iter()
            .map(|head| String::from_utf8(head).unwrap())
            .collect()
    }

    #[test]
    fn follows_literals_cases_and_alternatives() {
        assert_eq!(heads("sk-proj-[a-z]{300}x"), ["sk-proj-"]);
        assert_eq!(heads("(?i)Bearer[ \t]x"), ["bearer\tx", "bearer x"]);
        assert_eq!(
            heads("(?P<secret>gh[pous]_[A-Z]+)"),
            ["gho_", "ghp_", "ghs_", "ghu_"]
        );
        assert_eq!(heads("(?:AKIA|ASIA)[A-Z2-7]{16}x"), ["akia", "asia"]);
        assert_eq!(heads("ftps?://x*"), ["ftps://", "ftp://"]);
        assert_eq!(heads("[01]+x"), ["0", "1"]);
        assert_eq!(heads("[A-Za-z0-9]{80}T3"), [""]);
    }
}
