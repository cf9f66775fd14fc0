//! Classes of Go's expressions, which know ASCII alone, and its counts, which are of characters.
//!
//! A `[[rule]]` runs on bytes, so that `.{6}` and `[^a]{6}` are six bytes; an `[[allow]]` knows all
//! of Unicode, so that `\w` takes more than Go's. `\s` takes a vertical tab in both.

use std::ops::Range;

use regex_syntax::ast::{AssertionKind, ClassPerl, Repetition};
use regex_syntax::ast::{
    Ast, ClassPerlKind, ClassSet, ClassSetItem, RepetitionKind, RepetitionRange, parse::Parser,
};

/// White space, as in a class.
const SPACE: &str = r"\t\n\f\r ";
const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";

/// The expression for a `[[rule]]`; whether what is counted and may be beyond ASCII is to be
/// counted by `characters`.
pub(super) fn of_rule(pattern: &str, characters: bool) -> String {
    rewritten(pattern, Where::Rule { characters })
}

/// The expression for an `[[allow]]`, or for a path.
pub(super) fn of_text(pattern: &str) -> String {
    rewritten(pattern, Where::Text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Rule { characters: bool },
    Text,
}

/// What cannot be read stays as it is: whoever runs it says so.
fn rewritten(pattern: &str, place: Where) -> String {
    let Ok(ast) = Parser::new().parse(pattern) else {
        return pattern.to_owned();
    };
    let mut writer = Writer {
        place,
        edits: Vec::new(),
    };
    writer.ast(&ast, false);
    let mut out = String::with_capacity(pattern.len());
    let mut done = 0;
    for (at, text) in writer.edits {
        out.push_str(&pattern[done..at.start]);
        out.push_str(&text);
        done = at.end;
    }
    out + &pattern[done..]
}

/// Collects what to write in place of parts of an expression, in their order.
struct Writer {
    place: Where,
    edits: Vec<(Range<usize>, String)>,
}

impl Writer {
    fn edit(&mut self, at: Range<usize>, text: impl Into<String>) {
        self.edits.push((at, text.into()));
    }

    /// One part; `counted`: so many of it must stand there.
    fn ast(&mut self, ast: &Ast, counted: bool) {
        match ast {
            Ast::Dot(span) => self.character(span, counted, |_| {}),
            Ast::ClassPerl(class) => {
                let is_wide = counted && class.negated;
                self.character(&class.span, is_wide, |own| own.perl(class, is_wide, false));
            }
            Ast::ClassBracketed(class) => {
                let is_wide = counted && class.negated;
                self.character(&class.span, is_wide, |own| own.set(&class.kind, is_wide));
            }
            Ast::Assertion(found) if self.place == Where::Text => match found.kind {
                AssertionKind::WordBoundary => self.edit(range(&found.span), r"(?-u:\b)"),
                AssertionKind::NotWordBoundary => self.edit(range(&found.span), r"(?-u:\B)"),
                _ => {}
            },
            Ast::Repetition(repetition) => {
                self.ast(&repetition.ast, is_count(repetition));
            }
            Ast::Group(group) => self.ast(&group.ast, counted),
            Ast::Alternation(parts) => parts.asts.iter().for_each(|part| self.ast(part, counted)),
            Ast::Concat(parts) => parts.asts.iter().for_each(|part| self.ast(part, counted)),
            _ => {}
        }
    }

    /// What stands for one character that may be beyond ASCII, if `is_wide`.
    fn character(
        &mut self,
        span: &regex_syntax::ast::Span,
        is_wide: bool,
        inside: impl FnOnce(&mut Self),
    ) {
        let at = range(span);
        let is_wide = is_wide && self.place == Where::Rule { characters: true };
        if is_wide {
            self.edit(at.start..at.start, "(?u:");
        }
        inside(self);
        if is_wide {
            self.edit(at.end..at.end, ")");
        }
    }

    fn set(&mut self, set: &ClassSet, is_wide: bool) {
        match set {
            ClassSet::Item(item) => self.item(item, is_wide),
            ClassSet::BinaryOp(both) => {
                self.set(&both.lhs, is_wide);
                self.set(&both.rhs, is_wide);
            }
        }
    }

    fn item(&mut self, item: &ClassSetItem, is_wide: bool) {
        match item {
            ClassSetItem::Perl(class) => self.perl(class, is_wide, true),
            ClassSetItem::Bracketed(class) => self.set(&class.kind, is_wide),
            ClassSetItem::Union(union) => {
                let items = union.items.iter();
                items.for_each(|item| self.item(item, is_wide));
            }
            _ => {}
        }
    }

    /// A class of one letter; bytes know `\d` and `\w` as Go does.
    fn perl(&mut self, class: &ClassPerl, is_wide: bool, is_inside: bool) {
        let knows_unicode =
            self.place == Where::Text || is_wide && self.place == Where::Rule { characters: true };
        let items = match class.kind {
            ClassPerlKind::Space => SPACE,
            ClassPerlKind::Digit if knows_unicode => DIGIT,
            ClassPerlKind::Word if knows_unicode => WORD,
            _ => return,
        };
        let at = range(&class.span);
        match (class.negated, is_inside) {
            (true, _) => self.edit(at, format!("[^{items}]")),
            (false, true) => self.edit(at, items),
            (false, false) => self.edit(at, format!("[{items}]")),
        }
    }
}

fn range(span: &regex_syntax::ast::Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

/// Whether it asks for a number of times, or limits them.
fn is_count(repetition: &Repetition) -> bool {
    match &repetition.op.kind {
        RepetitionKind::Range(RepetitionRange::AtLeast(least)) => *least > 1,
        RepetitionKind::Range(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::bytes::{Regex, RegexBuilder};

    /// As rules are run.
    fn on_bytes(pattern: &str) -> Regex {
        let mut builder = RegexBuilder::new(pattern);
        builder.unicode(false).build().unwrap()
    }

    #[test]
    fn what_is_counted_in_a_rule_are_characters() {
        for (go, ours) in [
            (r"dot_.{6}end", r"dot_(?u:.){6}end"),
            (r"ngx_[^a]{4}z", r"ngx_(?u:[^a]){4}z"),
            (r"(?:\S{3}x){2,4}", r"(?:(?u:[^\t\n\f\r ]){3}x){2,4}"),
            (r"[^\W_]{3,}", r"(?u:[^[^0-9A-Za-z_]_]){3,}"),
            (r"a.b*c.*[^x]+d?\w{4}", r"a.b*c.*[^x]+d?\w{4}"),
            (r"k\s*[\s|']{0,3}", r"k[\t\n\f\r ]*[\t\n\f\r |']{0,3}"),
        ] {
            assert_eq!(of_rule(go, true), ours);
            on_bytes(ours);
        }
        assert_eq!(of_rule(r".{6}\s", false), r".{6}[\t\n\f\r ]");
        assert_eq!(of_rule("(", true), "(");
    }

    #[test]
    fn a_rule_matches_what_go_matches() {
        for (go, text) in [
            ("dot_.{6}end", "dot_1234é6end"),
            ("ngx_[^a]{4}z", "ngx_bébbz"),
        ] {
            assert!(
                on_bytes(&of_rule(go, true)).is_match(text.as_bytes()),
                "{go}"
            );
            assert!(!on_bytes(go).is_match(text.as_bytes()), "{go}");
        }
        assert!(!on_bytes(&of_rule(r"spc\sabc", true)).is_match(b"spc\x0babc"));
    }

    #[test]
    fn classes_of_an_allow_are_of_ascii() {
        for (go, ours) in [
            (r"^\w+$", "^[0-9A-Za-z_]+$"),
            (r"[\d\S]", r"[0-9[^\t\n\f\r ]]"),
            (r"\bx\B", r"(?-u:\b)x(?-u:\B)"),
            (r".{3}[^a]{2}", r".{3}[^a]{2}"),
        ] {
            assert_eq!(of_text(go), ours);
            assert!(Regex::new(ours).is_ok(), "{ours}");
        }
        assert!(
            !Regex::new(&of_text(r"^\w+$"))
                .unwrap()
                .is_match("pässword".as_bytes())
        );
    }
}
