//! How far round an anchor its judgement looked: as long as all of that is the same, the
//! judgement comes out the same.

/// Bytes before an anchor's first byte, and from there on, that say that nothing is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    back: u16,
    ahead: u16,
}

impl Look {
    /// As far as a judgement by its rule may look.
    pub(super) const WIDE: Self = Self {
        back: u16::MAX,
        ahead: u16::MAX,
    };

    /// So many bytes either way; more than can be said is wide.
    pub(super) fn new(back: usize, ahead: usize) -> Self {
        match (u16::try_from(back), u16::try_from(ahead)) {
            (Ok(back), Ok(ahead)) => Self { back, ahead },
            _ => Self::WIDE,
        }
    }

    /// How many bytes back and ahead; `None`: it is wide.
    pub(super) fn bytes(self) -> Option<(usize, usize)> {
        (self != Self::WIDE).then_some((usize::from(self.back), usize::from(self.ahead)))
    }
}
