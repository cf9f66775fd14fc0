//! A first `.env.example`: the variables of `.env` in their order, without their values.

use tightlip::hygiene::variables;

/// The text, and how many variables it has; `None` if there are none.
pub(super) fn text(dotenv: &str) -> Option<(String, usize)> {
    let known = variables(dotenv);
    let mut named: Vec<&str> = Vec::new();
    for line in dotenv.lines() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let name = line.split('=').next().unwrap_or_default().trim();
        // A line inside of a value that goes on over several may look like another variable.
        if line.contains('=') && known.contains(name) && !named.contains(&name) {
            named.push(name);
        }
    }
    let lines: Vec<String> = named.iter().map(|name| format!("{name}=\n")).collect();
    (!lines.is_empty()).then(|| (lines.concat(), lines.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_and_values_go() {
        let dotenv = "# ours\nB=2 # two\nexport A='1\nC=no\n'\nB=3\n";
        let (text, number) = text(dotenv).expect("there are some");
        assert_eq!((text.as_str(), number), ("B=\nA=\n", 2));
        assert_eq!(super::text("# nothing\n"), None);
    }
}
