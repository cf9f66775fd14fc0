//! Expressions that count no further than a few dozen. `[a-z]{100,8000}` costs eight thousand
//! states to compile, most of which a text that has no match never reaches; `[a-z]{64,}` costs a
//! few dozen, and matches wherever the other does.

use regex_syntax::hir::{Capture, Hir, HirKind, Repetition};

/// Repetitions that are counted, and fewer where that is still too many.
pub(super) const COUNTS: [u16; 3] = [64, 16, 4];

/// The expression without what counts further than `most`; `None` if nothing does.
pub(super) fn of(hir: &Hir, most: u16) -> Option<Hir> {
    let counted = u32::from(most);
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let inner = of(&repetition.sub, most);
            let counts =
                repetition.min > counted || repetition.max.is_some_and(|max| max > counted);
            if inner.is_none() && !counts {
                return None;
            }
            Some(Hir::repetition(Repetition {
                min: repetition.min.min(counted),
                max: repetition.max.filter(|_| !counts),
                greedy: repetition.greedy,
                sub: Box::new(inner.unwrap_or_else(|| (*repetition.sub).clone())),
            }))
        }
        HirKind::Capture(capture) => Some(Hir::capture(Capture {
            index: capture.index,
            name: capture.name.clone(),
            sub: Box::new(of(&capture.sub, most)?),
        })),
        HirKind::Concat(parts) => Some(Hir::concat(all(parts, most)?)),
        HirKind::Alternation(parts) => Some(Hir::alternation(all(parts, most)?)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => None,
    }
}

fn all(parts: &[Hir], most: u16) -> Option<Vec<Hir>> {
    let loose: Vec<Option<Hir>> = parts.iter().map(|part| of(part, most)).collect();
    if loose.iter().all(Option::is_none) {
        return None;
    }
    let each = loose.into_iter().zip(parts);
    Some(
        each.map(|(loose, part)| loose.unwrap_or_else(|| part.clone()))
            .collect(),
    )
}
