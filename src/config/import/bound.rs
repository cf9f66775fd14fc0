//! Patterns that repeat without end, with one.

use std::fmt::Write;

use regex_syntax::ast::{self, Ast, RepetitionKind, RepetitionRange};

/// How often a part may repeat that had no limit, from the first try to the last.
const LIMITS: [u32; 5] = [400, 200, 100, 50, 20];

/// The pattern as it is, then with its endless repetitions ended ever sooner, each with the limit.
pub(super) fn bounded(pattern: &str) -> Vec<(String, Option<u32>)> {
    let mut tries = vec![(pattern.to_owned(), None)];
    let parsed = ast::parse::Parser::new().parse(pattern);
    let endless = parsed.map(|ast| ast::visit(&ast, Endless(Vec::new())));
    if let Ok(Ok(endless)) = endless
        && !endless.is_empty()
    {
        tries.extend(LIMITS.map(|limit| (ended(pattern, &endless, limit), Some(limit))));
    }
    tries
}

fn ended(pattern: &str, endless: &[(usize, usize, u32)], limit: u32) -> String {
    let mut out = String::with_capacity(pattern.len() + 8 * endless.len());
    let mut done = 0;
    for (start, end, least) in endless {
        out.push_str(&pattern[done..*start]);
        let _ = write!(out, "{{{least},{}}}", limit.max(*least));
        done = *end;
    }
    out + &pattern[done..]
}

/// Where the operators of endless repetitions stand, without their `?`, and the least count.
struct Endless(Vec<(usize, usize, u32)>);

impl ast::Visitor for Endless {
    type Output = Vec<(usize, usize, u32)>;
    type Err = ();

    fn finish(mut self) -> Result<Self::Output, ()> {
        self.0.sort_unstable();
        Ok(self.0)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), ()> {
        if let Ast::Repetition(repetition) = ast {
            let least = match repetition.op.kind {
                RepetitionKind::ZeroOrMore => 0,
                RepetitionKind::OneOrMore => 1,
                RepetitionKind::Range(RepetitionRange::AtLeast(least)) => least,
                _ => return Ok(()),
            };
            let span = repetition.op.span;
            let end = span.end.offset - usize::from(!repetition.greedy);
            self.0.push((span.start.offset, end, least));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_no_end_is_given_one() {
        let last = |pattern: &str| bounded(pattern).pop().unwrap().0;
        assert_eq!(
            last(r"a*b+?c{3,}d{2,9}e?"),
            "a{0,20}b{1,20}?c{3,20}d{2,9}e?"
        );
        assert_eq!(last(r"(?:x[*+]+)*\+"), r"(?:x[*+]{1,20}){0,20}\+");
        assert_eq!(last("a{30,}"), "a{30,30}");
        assert_eq!(bounded("abc"), [("abc".to_owned(), None)]);
        assert_eq!(bounded("(").len(), 1);
    }
}
