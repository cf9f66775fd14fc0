use std::io::{self, Read};

use proptest::prelude::*;

use super::*;
use crate::source::collected::{Collected, Piece};
use crate::source::text::Text;
use crate::span::LineIndex;

/// Hands out a stream in chunks of changing sizes, with interruptions.
struct Stutter<'a> {
    rest: &'a [u8],
    sizes: std::iter::Cycle<std::slice::Iter<'a, usize>>,
}

impl Read for Stutter<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.sizes.next() {
            Some(0) | None => Err(ErrorKind::Interrupted.into()),
            Some(size) => {
                let len = into.len().min(*size);
                self.rest.read(&mut into[..len])
            }
        }
    }
}

fn origin() -> Origin {
    Origin::Stdin { path: "x".into() }
}

fn pieces(windows: &mut Windows, raw: &[u8]) -> Vec<Piece> {
    pieces_of(windows, &mut &raw[..])
}

fn pieces_of(windows: &mut Windows, input: &mut dyn Read) -> Vec<Piece> {
    let sink = Collected::default();
    windows.push(input, &origin(), &sink);
    assert_eq!(sink.skipped(), []);
    sink.pieces()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// Lines of changing length and script, longer than `len` bytes of UTF-8.
fn lines(len: usize) -> String {
    let mut text = String::new();
    for number in 0.. {
        if text.len() > len {
            break;
        }
        text.extend(["é漢𝄞", &"x".repeat(number * 7 % 97), "\n"]);
    }
    text
}

/// Holds the pieces against the whole text: cores apart and complete, context wide enough, and
/// every offset and position as if the file were scanned whole.
fn agree_with_whole(pieces: &[Piece], raw: &[u8]) {
    let origin = origin();
    let mut buffer = Vec::new();
    let whole = Text::of(raw, &mut buffer).unwrap().blob(&origin);
    let mut done = 0;
    let mut position = Position::START;
    let mut raw_at = whole.raw_start;
    for piece in pieces {
        let start = done - piece.core.start;
        let text = &whole.text[start..start + piece.text.len()];
        assert!(text == piece.text, "another text at {start}");
        assert!(piece.core.start >= done.min(REACH_BACK));
        let core_end = start + piece.core.end;
        let ahead = piece.text.len() - piece.core.end;
        assert!(ahead >= REACH_AHEAD.min(whole.text.len() - core_end));
        let before = &piece.text[..piece.core.start];
        assert_eq!(piece.position.after(before), position);
        let piece_raw_at = piece.raw_start + piece.encoding.raw_len(before);
        assert_eq!(piece_raw_at, raw_at);
        position = position.after(piece.core());
        raw_at += piece.encoding.raw_len(piece.core());
        done = core_end;
    }
    assert_eq!(done, whole.text.len());
}

#[test]
fn a_small_file_is_one_blob() {
    let text = lines(100 << 10);
    let pieces = pieces(&mut Windows::new(Windows::CORE), text.as_bytes());
    assert_eq!(pieces.len(), 1);
    assert_eq!(pieces[0].core, 0..text.len());
    agree_with_whole(&pieces, text.as_bytes());
}

#[test]
fn a_marker_at_every_offset_round_an_edge_is_in_one_core() {
    const MARKER: &str = "M=0123456789";
    let text = lines(90 << 10);
    let mut windows = Windows::new(1 << 10);
    for wide in [false, true] {
        let encode = |text: &str| if wide { utf16(text) } else { text.into() };
        let edge = pieces(&mut windows, &encode(&text))[0].core.end;
        for at in edge - MARKER.len() - 2..=edge + 2 {
            if !text.is_char_boundary(at) {
                continue;
            }
            let marked = [&text[..at], MARKER, &text[at..]].concat();
            let pieces = pieces(&mut windows, &encode(&marked));
            let mut found = Vec::new();
            for piece in &pieces {
                let hit = memchr::memmem::find(&piece.text, MARKER.as_bytes());
                if let Some(hit) = hit.filter(|hit| piece.core.contains(hit)) {
                    let raw = piece.raw_start + piece.encoding.raw_len(&piece.text[..hit]);
                    let lines = LineIndex::new(&piece.text, piece.position);
                    found.push((raw, lines.position(hit)));
                }
            }
            let raw = encode(&text[..at]).len() as u64;
            let position = Position::START.after(&text.as_bytes()[..at]);
            assert_eq!(found, [(raw, position)], "marker at {at}, wide: {wide}");
        }
    }
}

#[test]
fn text_that_ends_at_an_edge_is_whole() {
    let core = 500;
    let full = REACH_BACK + core + WIDEST + REACH_AHEAD;
    for len in full - 4..full + 5 {
        let raw = vec![b'a'; len];
        agree_with_whole(&pieces(&mut Windows::new(core), &raw), &raw);
        let wide = utf16(&"a".repeat(len));
        agree_with_whole(&pieces(&mut Windows::new(core), &wide), &wide);
    }
}

#[test]
fn one_stream_leaves_nothing_to_the_next() {
    let mut windows = Windows::new(500);
    let long = utf16(&lines(100 << 10));
    // Cut in the middle of a character.
    pieces(&mut windows, &long[..long.len() - 1]);
    for raw in [b"short".to_vec(), utf16("short"), Vec::new()] {
        let pieces = pieces(&mut windows, &raw);
        assert_eq!(pieces.len(), 1);
        agree_with_whole(&pieces, &raw);
    }
}

#[test]
fn a_failure_in_the_middle_is_told_and_the_file_does_not_count_as_scanned() {
    struct Broken(usize);
    impl Read for Broken {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or(ErrorKind::TimedOut)?;
            into.fill(b'a');
            Ok(into.len())
        }
    }
    let sink = Collected::default();
    Windows::new(500).push(&mut Broken(3), &origin(), &sink);
    assert!(sink.scanned().is_empty());
    let skipped = sink.skipped();
    assert_eq!(skipped.len(), 1);
    assert!(skipped[0].reason.is_failure());
}

#[test]
fn little_is_read_of_a_binary_file() {
    let raw = vec![0; 1 << 20];
    let mut input = &raw[..];
    let sink = Collected::default();
    Windows::new(Windows::CORE).push(&mut input, &origin(), &sink);
    assert_eq!(sink.skipped()[0].reason, SkipReason::Binary);
    assert!(raw.len() - input.len() <= FIRST);
    assert!(sink.pieces().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn windows_say_what_the_whole_file_says(
        pattern in proptest::collection::vec(
            prop_oneof![Just(b'\n'), Just(b'a'), 1..=255_u8], 1..300),
        mark in any::<bool>(),
        wide in any::<bool>(),
        len in 0..160_usize << 10,
        core in 0..30_000_usize,
        mut sizes in proptest::collection::vec(0..70_000_usize, 1..5),
    ) {
        let mut raw: Vec<u8> = match (wide, mark) {
            (true, _) => vec![0xFE, 0xFF],
            (false, true) => vec![0xEF, 0xBB, 0xBF],
            (false, false) => vec![b'>'],
        };
        raw.extend(pattern.iter().cycle().take(len));
        sizes.push(9_000);
        let mut input = Stutter { rest: &raw, sizes: sizes.iter().cycle() };
        // A core of a few bytes makes as many windows as there are bytes: few are enough.
        let core = core.max(len / 200);
        agree_with_whole(&pieces_of(&mut Windows::new(core), &mut input), &raw);
    }
}
