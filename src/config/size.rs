//! Sizes as people write them.

/// Bytes from `512`, `10K`, `10M`, `1G` (powers of 1,024).
///
/// # Errors
/// What to write instead.
pub fn size(text: &str) -> Result<u64, String> {
    let lower = text.to_ascii_lowercase();
    let digits = lower.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = lower.split_at(digits);
    let unit = match unit.trim_start() {
        "" | "b" => Some(1),
        "k" | "kb" | "kib" => Some(1 << 10),
        "m" | "mb" | "mib" => Some(1 << 20),
        "g" | "gb" | "gib" => Some(1 << 30),
        _ => None,
    };
    let wrong = || format!("`{text}` is no size; write `500K`, `10M` or `1G`");
    let number: u64 = number.parse().map_err(|_| wrong())?;
    unit.and_then(|unit| number.checked_mul(unit))
        .ok_or_else(wrong)
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
        assert_eq!(size("10 kb"), Ok(10 << 10));
        for wrong in [
            "ten",
            "",
            "K",
            "-1",
            "10i",
            "10kk",
            "10mk",
            "10bb",
            "1.5G",
            "99999999999G",
        ] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
