//! What something takes of the processor and of the user's time.

use std::time::Instant;

/// Since when.
pub(crate) struct Clock {
    processor: f64,
    wall: Instant,
}

/// Seconds.
#[derive(Clone, Copy)]
pub(crate) struct Seconds {
    /// Of all threads, for the program and for the system; where the system does not tell, as by
    /// the clock on the wall.
    pub(crate) processor: f64,
    /// By the clock on the wall.
    pub(crate) wall: f64,
}

impl Seconds {
    /// More than anything takes.
    pub(crate) const MOST: Self = Self {
        processor: f64::MAX,
        wall: f64::MAX,
    };

    /// The less of each.
    pub(crate) fn least(self, other: Self) -> Self {
        Self {
            processor: self.processor.min(other.processor),
            wall: self.wall.min(other.wall),
        }
    }
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            processor: processor().unwrap_or(0.0),
            wall: Instant::now(),
        }
    }

    pub(crate) fn seconds(&self) -> Seconds {
        let wall = self.wall.elapsed().as_secs_f64();
        let processor = processor().map_or(wall, |now| now - self.processor);
        Seconds { processor, wall }
    }
}

/// Seconds that this process has run.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn processor() -> Option<f64> {
    use rustix::time::{ClockId, clock_gettime};
    let told = clock_gettime(ClockId::ProcessCPUTime);
    Some(told.tv_sec as f64 + told.tv_nsec as f64 / 1e9)
}

#[cfg(not(unix))]
fn processor() -> Option<f64> {
    None
}
