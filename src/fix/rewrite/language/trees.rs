//! The tree of a file while its literals are rewritten: a text is parsed once, however many there
//! are.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::ControlFlow;

use tree_sitter::{Language, ParseOptions, ParseState, Parser, Tree};

use super::tree::step;

/// Larger files are not parsed.
const LARGEST: usize = 4 << 20;
/// The parser reports so often before it is given up, and once more for so many bytes: real code
/// takes under a tenth of it.
const PATIENCE: usize = 20_000;
const BYTES_A_REPORT: usize = 4;
/// Deeper nesting is nobody's code, and from its depths each look upwards takes long.
const DEEPEST: u32 = 500;

/// What is known of one file under change.
#[derive(Debug, Default)]
pub struct Trees {
    /// The text that was asked for last, and the one before it.
    parsed: RefCell<Vec<Parsed>>,
    answers: RefCell<HashMap<&'static str, bool>>,
    /// Of the program in the cells of a notebook.
    cells: OnceCell<Box<Trees>>,
    /// How often something was parsed.
    parses: Cell<usize>,
}

struct Parsed {
    text: Vec<u8>,
    tree: Tree,
}

impl std::fmt::Debug for Parsed {
    /// Without the text: it holds secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Parsed({} bytes)", self.text.len())
    }
}

impl Trees {
    /// The tree of a text; `None`: see [`parse`].
    pub(super) fn tree(&self, grammar: &Language, text: &[u8]) -> Option<Tree> {
        let mut parsed = self.parsed.borrow_mut();
        if let Some(at) = parsed.iter().position(|known| known.text == text) {
            parsed.swap(0, at);
        } else {
            self.parses.set(self.parses.get() + 1);
            let tree = parse(grammar, text)?;
            let text = text.to_vec();
            parsed.insert(0, Parsed { text, tree });
            parsed.truncate(2);
        }
        Some(parsed[0].tree.clone())
    }

    /// The answer to a question on the whole file, which is looked up once.
    pub(super) fn answer(&self, question: &'static str, look: impl FnOnce() -> bool) -> bool {
        if let Some(known) = self.answers.borrow().get(question) {
            return *known;
        }
        let answer = look();
        self.answers.borrow_mut().insert(question, answer);
        answer
    }

    /// The same for the program in a notebook, of which a later cell may make another one.
    pub(super) fn of_cells(&self) -> &Self {
        let cells = self.cells.get_or_init(Box::default);
        cells.answers.borrow_mut().clear();
        cells
    }

    /// How often something was parsed.
    #[cfg(test)]
    pub(super) fn parses(&self) -> usize {
        self.parses.get() + self.cells.get().map_or(0, |cells| cells.parses.get())
    }
}

/// Parses, giving up on what is too large or too deep or takes out of all proportion.
pub(super) fn parse(grammar: &Language, text: &[u8]) -> Option<Tree> {
    if text.len() > LARGEST {
        return None;
    }
    let mut parser = Parser::new();
    parser.set_language(grammar).ok()?;
    let mut reports = 0;
    let most = PATIENCE + text.len() / BYTES_A_REPORT;
    let mut patience = |_: &ParseState| {
        reports += 1;
        if reports > most {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let options = ParseOptions::new().progress_callback(&mut patience);
    let mut rest = |at: usize, _| text.get(at..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut rest, None, Some(options));
    tree.filter(|tree| !is_too_deep(tree))
}

fn is_too_deep(tree: &Tree) -> bool {
    let mut cursor = tree.walk();
    let mut more = true;
    while more && cursor.depth() <= DEEPEST {
        more = step(&mut cursor);
    }
    more
}

#[cfg(test)]
mod tests {
    use super::super::grammar;
    use super::*;

    #[test]
    fn a_text_is_parsed_once() {
        let grammar = grammar::of("a.py").unwrap();
        let trees = Trees::default();
        for text in ["a = 1", "a = 2", "a = 1", "a = 2", "a = 2"] {
            let tree = trees.tree(&grammar, text.as_bytes()).unwrap();
            assert_eq!(tree.root_node().end_byte(), text.len());
        }
        assert_eq!(trees.parses(), 2);
    }

    #[test]
    fn a_question_on_the_file_is_looked_up_once() {
        let trees = Trees::default();
        assert!(trees.answer("q", || true));
        assert!(trees.answer("q", || unreachable!()));
        assert!(!trees.of_cells().answer("q", || false));
        assert!(trees.of_cells().answer("q", || true), "a later cell");
    }
}
