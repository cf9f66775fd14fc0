//! Sizes as people write them.

/// Bytes from `512`, `10K`, `10M`, `1G` (powers of 1,024).
///
/// # Errors
/// What to write instead.
pub fn size(text: &str) -> Result<u64, String> {
    let lower = text.to_ascii_lowercase();
    let number = lower
        .trim_end_matches(['b', 'i'])
        .trim_end_matches(['k', 'm', 'g']);
    let unit = match lower.as_bytes().get(number.len()) {
        None | Some(b'b') => 1,
        Some(b'k') => 1 << 10,
        Some(b'm') => 1 << 20,
        _ => 1 << 30,
    };
    let wrong = || format!("`{text}` is no size; write `500K`, `10M` or `1G`");
    let number: u64 = number.trim().parse().map_err(|_| wrong())?;
    number.checked_mul(unit).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("512"), Ok(512));
        assert_eq!(size("10K"), Ok(10 << 10));
        assert_eq!(size("10MiB"), Ok(10 << 20));
        assert_eq!(size("1g"), Ok(1 << 30));
        assert!(size("ten").is_err());
        assert!(size("99999999999G").is_err());
    }
}
