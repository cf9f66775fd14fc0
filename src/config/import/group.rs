//! Which capture group holds the secret, by its name instead of its number.

use regex_syntax::ast::{self, Ast, GroupKind};

/// The pattern with its group of this number, or, for 0, its first one, called `secret`; as it is
/// when there is no such group. `None` when it cannot be read.
pub(super) fn name_secret(pattern: &str, number: u32) -> Option<String> {
    let ast = ast::parse::Parser::new().parse(pattern).ok()?;
    let groups = ast::visit(&ast, Groups(Vec::new())).ok()?;
    let wanted = number.max(1);
    let found = groups.into_iter().find(|(index, ..)| *index == wanted);
    Some(match found {
        None => pattern.to_owned(),
        Some((_, start, end)) => {
            let (head, tail) = (&pattern[..start], &pattern[end..]);
            format!("{head}?P<secret>{tail}")
        }
    })
}

/// Number of each group, and the bytes from behind its parenthesis to its content.
struct Groups(Vec<(u32, usize, usize)>);

impl ast::Visitor for Groups {
    type Output = Vec<(u32, usize, usize)>;
    type Err = ();

    fn finish(self) -> Result<Self::Output, ()> {
        Ok(self.0)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), ()> {
        if let Ast::Group(group) = ast {
            let start = group.span.start.offset + 1;
            match &group.kind {
                GroupKind::CaptureIndex(index) => self.0.push((*index, start, start)),
                GroupKind::CaptureName { name, .. } => {
                    self.0.push((name.index, start, name.span.end.offset + 1));
                }
                GroupKind::NonCapturing(_) => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_gets_its_name() {
        for (pattern, number, named) in [
            ("a(b)(c)", 0, "a(?P<secret>b)(c)"),
            ("a(b)(c)", 2, "a(b)(?P<secret>c)"),
            ("(?:a)b", 0, "(?:a)b"),
            ("(?P<x>a)", 1, "(?P<secret>a)"),
            ("a", 3, "a"),
        ] {
            assert_eq!(name_secret(pattern, number).as_deref(), Some(named));
        }
        assert_eq!(name_secret("(", 0), None);
    }
}
