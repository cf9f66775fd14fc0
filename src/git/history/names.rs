//! The names that stand in folders, each once.

use std::collections::HashMap;
use std::sync::Arc;

/// A name, by number; from 1 on.
pub(super) type NameId = u32;

/// Names and their numbers.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: HashMap<Arc<[u8]>, NameId>,
    all: Vec<Arc<[u8]>>,
}

impl Names {
    /// The number of a name, and the name as it is kept.
    pub(super) fn number(&mut self, name: &[u8]) -> (NameId, Arc<[u8]>) {
        if let Some((kept, number)) = self.known.get_key_value(name) {
            return (*number, Arc::clone(kept));
        }
        let kept: Arc<[u8]> = name.into();
        self.all.push(Arc::clone(&kept));
        let number = self.all.len() as NameId;
        self.known.insert(Arc::clone(&kept), number);
        (number, kept)
    }

    pub(super) fn get(&self, number: NameId) -> &[u8] {
        &self.all[number as usize - 1]
    }
}

/// Names that one thread met lately, for which it need not ask the others.
#[derive(Debug, Default)]
pub(super) struct Lately(HashMap<Arc<[u8]>, NameId>);

/// More are not kept.
const MOST: usize = 1 << 16;

impl Lately {
    /// The number of a name; `ask` knows those that were not met lately.
    pub(super) fn number(
        &mut self,
        name: &[u8],
        ask: impl FnOnce() -> (NameId, Arc<[u8]>),
    ) -> NameId {
        if let Some(number) = self.0.get(name) {
            return *number;
        }
        let (number, kept) = ask();
        if self.0.len() == MOST {
            self.0.clear();
        }
        self.0.insert(kept, number);
        number
    }
}
