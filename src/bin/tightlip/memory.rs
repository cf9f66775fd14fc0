//! How much memory there is to use.

/// Where the machine does not say how much it has.
const ASSUMED: u64 = 4 << 30;

/// A quarter of the memory that this process may use.
pub(crate) fn quarter() -> usize {
    (total() / 4).try_into().unwrap_or(usize::MAX)
}

fn total() -> u64 {
    let machine = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| machine(&text));
    // What a container may use is often less.
    let container = ["memory.max", "memory/memory.limit_in_bytes"]
        .iter()
        .filter_map(|name| std::fs::read_to_string(format!("/sys/fs/cgroup/{name}")).ok())
        .find_map(|text| text.trim().parse().ok());
    let known = machine.into_iter().chain(container).min();
    known.unwrap_or(ASSUMED)
}

/// `MemTotal` of Linux.
fn machine(text: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_something_is_used() {
        assert!(quarter() > 1 << 20);
        assert_eq!(machine("x: 1 kB\nMemTotal:  16 kB\n"), Some(16 << 10));
        assert_eq!(machine("nonsense"), None);
    }
}
