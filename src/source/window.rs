//! Reads any stream in bounded memory and hands it on as text: in one piece if it is small, else
//! in windows that overlap by as much as a detector can see.

use std::io::{ErrorKind, Read};

use crate::blob::{Blob, Origin, REACH_AHEAD, REACH_BACK, Sink, SkipReason, Skipped};
use crate::source::text::{Layout, SNIFFED};
use crate::source::wide::{WIDEST, Wide};
use crate::span::Position;

/// What is read at first, to see whether it is text at all; most files end within it.
const FIRST: usize = 64 << 10;

/// One thread's buffers, used for one stream after another.
#[derive(Debug)]
pub struct Windows {
    text: Box<[u8]>,
    /// Code units that are not transcoded yet; empty until there are some.
    raw: Vec<u8>,
}

/// A stream that is being read.
struct Feed<'a> {
    input: &'a mut dyn Read,
    wide: Option<Wide>,
    /// How much of the text buffer is filled.
    len: usize,
    /// Whether the stream has nothing more to read.
    ended: bool,
    /// Whether all its text has been in the buffer.
    done: bool,
    /// Bytes read so far.
    bytes: u64,
}

impl Windows {
    /// The core of a window, in bytes, where nothing else is asked for.
    pub const CORE: usize = 4 << 20;

    /// Buffers for windows whose core is `core` bytes or a little more. Memory that no stream
    /// was long enough to fill is never touched.
    #[must_use]
    pub fn new(core: usize) -> Self {
        let core = core.max(WIDEST);
        Self {
            text: vec![0; REACH_BACK + core + WIDEST + REACH_AHEAD].into_boxed_slice(),
            raw: Vec::new(),
        }
    }

    /// Reads `input` to its end for `sink`, which learns of every failure as well.
    pub fn push(&mut self, input: &mut dyn Read, origin: &Origin, sink: &dyn Sink) {
        match self.read(input, origin, sink) {
            Ok(Some(bytes)) => sink.scanned(bytes),
            Ok(None) => {}
            Err(reason) => sink.skipped(Skipped::of(origin, reason)),
        }
    }

    /// How many bytes were read; `None` if the stream is binary, which the sink knows by now, or
    /// nothing more is wanted.
    fn read(
        &mut self,
        input: &mut dyn Read,
        origin: &Origin,
        sink: &dyn Sink,
    ) -> Result<Option<u64>, SkipReason> {
        let mut feed = Feed {
            input,
            wide: None,
            len: 0,
            ended: false,
            done: false,
            bytes: 0,
        };
        let Some(layout) = feed.begin(self)? else {
            sink.binary(origin, &self.text[..feed.len]);
            return Ok(None);
        };
        let encoding = layout.encoding();
        let mut raw_start = layout.mark as u64;
        let mut position = Position::START;
        let mut start = 0;
        loop {
            if sink.is_over() {
                return Ok(None);
            }
            feed.fill(self)?;
            let end = if feed.done {
                feed.len
            } else {
                feed.len - REACH_AHEAD
            };
            let text = &mut self.text[..feed.len];
            sink.blob(&Blob {
                origin,
                text,
                core: start..end,
                raw_start,
                position,
                encoding,
                lines: None,
            });
            if feed.done || !sink.is_wanted() {
                return Ok(Some(feed.bytes));
            }
            let passed = end.saturating_sub(REACH_BACK);
            position = position.after(&text[..passed]);
            raw_start += encoding.raw_len(&text[..passed]);
            text.copy_within(passed.., 0);
            feed.len -= passed;
            start = end - passed;
        }
    }
}

impl Feed<'_> {
    /// Reads enough to see what the stream is, and leaves it as text in the buffer; `None`: it is
    /// binary, and the buffer has its head.
    fn begin(&mut self, buffers: &mut Windows) -> Result<Option<Layout>, SkipReason> {
        let text = &mut buffers.text;
        while !self.ended && self.len < SNIFFED {
            self.len += self.take(&mut text[self.len..FIRST])?;
        }
        let Some(layout) = Layout::sniff(&text[..self.len]) else {
            return Ok(None);
        };
        self.wide = layout.wide;
        let body = layout.mark..self.len;
        if layout.wide.is_some() {
            buffers.raw.clear();
            buffers.raw.extend_from_slice(&text[body]);
            self.len = 0;
        } else if layout.mark > 0 {
            self.len = body.len();
            text.copy_within(body, 0);
        }
        Ok(Some(layout))
    }

    /// Fills the text buffer, or comes to the end of the stream.
    fn fill(&mut self, buffers: &mut Windows) -> Result<(), SkipReason> {
        let text = &mut buffers.text;
        let Some(wide) = self.wide else {
            while !self.ended && self.len < text.len() {
                self.len += self.take(&mut text[self.len..])?;
            }
            self.done = self.ended;
            return Ok(());
        };
        let raw = &mut buffers.raw;
        loop {
            let (taken, written) = wide.transcode(raw, &mut text[self.len..]);
            self.len += written;
            raw.drain(..taken);
            if text.len() - self.len < WIDEST {
                return Ok(());
            }
            if self.ended {
                // Half a character that stays over is nothing.
                self.done = true;
                return Ok(());
            }
            let rest = raw.len();
            raw.resize(FIRST, 0);
            let read = self.take(&mut raw[rest..])?;
            raw.truncate(rest + read);
        }
    }

    fn take(&mut self, into: &mut [u8]) -> Result<usize, SkipReason> {
        loop {
            match self.input.read(into) {
                Ok(read) => {
                    self.ended = read == 0;
                    self.bytes += read as u64;
                    return Ok(read);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(SkipReason::from(&error)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
