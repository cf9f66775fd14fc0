//! Source code as its grammar sees it: which literals the value stands in, and what of them.

use std::ops::{Deref, Range};

use tree_sitter::{Node, Tree, TreeCursor};

use super::cut::Cut;
use super::escape::Escapes;
use super::{Refusal, Site};

/// What the grammar of a language calls things.
pub(super) struct Kinds {
    /// String literals.
    pub(super) strings: &'static [&'static str],
    /// Code inside them.
    pub(super) code: &'static [&'static str],
    /// What joins several of them into one.
    pub(super) joins: &'static [&'static str],
    /// How a literal is quoted: by its raw text.
    pub(super) quoting: fn(&[u8]) -> Option<Quoting>,
}

/// How a literal is quoted.
#[derive(Clone, Copy)]
pub(super) struct Quoting {
    /// Bytes before its content.
    pub(super) open: usize,
    /// Bytes after it.
    pub(super) close: usize,
    /// What its escapes mean.
    pub(super) escapes: &'static Escapes,
}

impl Quoting {
    /// One sign before the content, and one after it.
    pub(super) const fn marked(escapes: &'static Escapes) -> Self {
        Self {
            open: 1,
            close: 1,
            escapes,
        }
    }
}

/// The value's literal, or several of them that are joined.
pub(super) struct Literal<'t> {
    /// The only one, or what joins them.
    pub(super) node: Node<'t>,
    pub(super) cut: Cut,
}

impl Deref for Literal<'_> {
    type Target = Cut;

    fn deref(&self) -> &Cut {
        &self.cut
    }
}

/// A parsed file and the value in it.
pub(super) struct Code<'t> {
    pub(super) site: &'t Site<'t>,
    pub(super) tree: &'t Tree,
}

impl<'t> Code<'t> {
    pub(super) fn root(&self) -> Node<'t> {
        self.tree.root_node()
    }

    pub(super) fn text(&self, node: Node<'_>) -> &'t [u8] {
        &self.site.text[node.byte_range()]
    }

    /// The leaves that are this name, in the order of the text.
    pub(super) fn named(&self, name: &'t [u8]) -> impl Iterator<Item = Node<'t>> {
        let places = memchr::memmem::find_iter(self.site.text, name);
        let root = self.root();
        places.filter_map(move |at| {
            let range = at..at + name.len();
            let leaf = root.descendant_for_byte_range(range.start, range.end)?;
            (leaf.byte_range() == range).then_some(leaf)
        })
    }

    /// Whether the file has a node like this anywhere. What is asked of a whole file is looked up
    /// once, under the `question`: no rewriting changes the answer.
    pub(super) fn has(&self, question: &'static str, is_it: impl Fn(Node<'t>) -> bool) -> bool {
        let trees = self.site.trees;
        trees.answer(question, || descendants(self.root()).any(is_it))
    }

    /// Finds the literal that holds the value and decodes it.
    pub(super) fn literal(&self, kinds: &Kinds) -> Result<Literal<'t>, Refusal> {
        let value = &self.site.value;
        let first = self.string_at(value.start, kinds)?;
        let last = self.string_at(value.end - 1, kinds)?;
        if ancestors(first).any(|node| node.is_error()) {
            return Err(Refusal::does_not_parse());
        }
        if first == last {
            self.one(first, kinds)
        } else {
            self.joined(first, last, kinds)
        }
    }

    fn string_at(&self, at: usize, kinds: &Kinds) -> Result<Node<'t>, Refusal> {
        let variable = self.site.variable;
        let leaf = self.root().descendant_for_byte_range(at, at + 1);
        let mut around = leaf.into_iter().flat_map(itself_and_ancestors);
        around
            .find_map(|node| {
                let kind = node.kind();
                if kinds.strings.contains(&kind) {
                    Some(Ok(node))
                } else if kind.contains("comment") {
                    Some(Err(Refusal::comment()))
                } else if kinds.code.contains(&kind) {
                    Some(Err(Refusal::not_a_literal(variable)))
                } else {
                    None
                }
            })
            .unwrap_or_else(|| Err(Refusal::not_a_literal(variable)))
    }

    /// A literal's quotes, and its content.
    pub(super) fn quoting(&self, node: Node<'_>, kinds: &Kinds) -> Option<(Quoting, Range<usize>)> {
        let quoting = (kinds.quoting)(self.text(node))?;
        let content =
            node.start_byte() + quoting.open..node.end_byte().checked_sub(quoting.close)?;
        (content.start <= content.end).then_some((quoting, content))
    }

    fn one(&self, node: Node<'t>, kinds: &Kinds) -> Result<Literal<'t>, Refusal> {
        let variable = self.site.variable;
        let not_a_literal = || Refusal::not_a_literal(variable);
        let (quoting, content) = self.quoting(node, kinds).ok_or_else(not_a_literal)?;
        let code: Vec<Range<usize>> = children(node)
            .filter(|child| kinds.code.contains(&child.kind()))
            .map(|child| child.byte_range())
            .collect();
        let cut = Cut::of(
            self.site,
            node.byte_range(),
            content,
            quoting.escapes,
            &code,
        )?;
        Ok(Literal { node, cut })
    }

    /// Several literals, all of whose contents together are the value.
    fn joined(
        &self,
        first: Node<'t>,
        last: Node<'t>,
        kinds: &Kinds,
    ) -> Result<Literal<'t>, Refusal> {
        let computed = || Refusal::computed(self.site.variable);
        let around = itself_and_ancestors(first)
            .find(|node| node.end_byte() >= last.end_byte())
            .ok_or_else(computed)?;
        let whole = first.start_byte()..last.end_byte();
        let mut value = Vec::new();
        let mut open = vec![around];
        let (mut begins, mut ends) = (None, None);
        while let Some(node) = open.pop() {
            if node.end_byte() <= whole.start || node.start_byte() >= whole.end {
                continue;
            }
            if kinds.strings.contains(&node.kind()) {
                if children(node).any(|child| kinds.code.contains(&child.kind())) {
                    return Err(computed());
                }
                let (quoting, content) = self.quoting(node, kinds).ok_or_else(computed)?;
                let decoded = quoting.escapes.decode(&self.site.text[content.clone()]);
                let decoded = decoded.ok_or_else(|| Refusal::not_understood(self.site.variable))?;
                value.extend_from_slice(decoded.all());
                begins.get_or_insert(content.start);
                ends = Some(content.end);
            } else if kinds.joins.contains(&node.kind()) {
                let mut children: Vec<Node<'t>> = children(node).collect();
                children.reverse();
                open.extend(children);
            } else if !matches!(self.text(node), b"+" | b"." | b"\\") {
                return Err(computed());
            }
        }
        let content = begins.ok_or_else(computed)?..ends.ok_or_else(computed)?;
        let rest = [
            content.start..self.site.value.start,
            self.site.value.end..content.end,
        ];
        let blank = |range: &Range<usize>| {
            let rest = self.site.text.get(range.clone());
            rest.is_some_and(|rest| matches!(rest.trim_ascii(), b"" | b"\\n" | b"\\r\\n"))
        };
        if !rest.iter().all(blank) {
            return Err(computed());
        }
        Ok(Literal {
            node: around,
            cut: Cut {
                whole,
                moved: content.clone(),
                content,
                value,
            },
        })
    }
}

/// A node's children.
pub(super) fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut cursor = node.walk();
    let mut more = cursor.goto_first_child();
    std::iter::from_fn(move || {
        let child = more.then(|| cursor.node());
        more = more && cursor.goto_next_sibling();
        child
    })
}

/// What a node stands in, from the inside out.
pub(super) fn ancestors(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(node.parent(), Node::parent)
}

/// Whether a node stands directly in one of these kinds.
pub(super) fn stands_in(node: Node<'_>, kinds: &[&str]) -> bool {
    node.parent()
        .is_some_and(|parent| kinds.contains(&parent.kind()))
}

pub(super) fn itself_and_ancestors(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(Some(node), Node::parent)
}

/// All nodes below one, it included, in the order of the text.
pub(super) fn descendants(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut cursor = node.walk();
    let mut more = true;
    std::iter::from_fn(move || {
        let current = more.then(|| cursor.node());
        more = more && step(&mut cursor);
        current
    })
}

/// Goes to the next node of the tree, children before siblings; false: that was the last.
pub(super) fn step(cursor: &mut TreeCursor<'_>) -> bool {
    if cursor.goto_first_child() {
        return true;
    }
    while !cursor.goto_next_sibling() {
        if !cursor.goto_parent() {
            return false;
        }
    }
    true
}
