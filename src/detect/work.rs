//! How many bytes are looked at round anchors. Tests count them: so it shows on every machine
//! alike what a hostile text costs.

/// Notes that up to so many bytes are looked at.
#[inline]
pub(super) fn read(bytes: usize) {
    #[cfg(test)]
    tests::READ.with(|read| read.set(read.get() + bytes as u64));
    #[cfg(not(test))]
    let _ = bytes;
}

/// How many bytes are looked at while `run` runs.
#[cfg(test)]
pub(super) fn of(run: impl FnOnce()) -> u64 {
    tests::READ.with(|read| read.set(0));
    run();
    tests::READ.with(std::cell::Cell::get)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::collections::BTreeSet;

    use crate::blob::{Blob, Origin};
    use crate::detect::{Options, Scanner};
    use crate::rule::RuleSet;
    use crate::rule::template::{Dice, expand};

    thread_local! {
        pub(super) static READ: Cell<u64> = const { Cell::new(0) };
    }

    include!("../../benches/limits/shapes.rs");
    /// Bytes of a text.
    const BYTES: usize = 6 << 10;
    /// Several times as many as any part of the engine looks at round one place.
    const MANY: usize = 40 << 10;
    /// Texts of all that could be made, evenly spread: in debug builds each takes a while.
    const TEXTS: usize = 100;
    /// What a byte may cost, in bytes that are looked at.
    const MOST_READ: u64 = 6 << 10;
    /// How much more a text of twice the length may cost, in percent.
    const MOST_GROWTH: u64 = 230;
    /// What was dear once, or reads furthest.
    const DEAR: [(&str, &str); 27] = [
        ("/u3+7QAAAAI", "a.txt"),
        (".v1.eyJ", "a.txt"),
        ("eyJ0eXBlIjoic2VydmljZV9hY2NvdW50AAAAAAAAAAAA\n", "a.txt"),
        ("kty: oct\nk: x\n", "a.yml"),
        ("password=\"", "a.py"),
        ("seed abandon ", "a.txt"),
        ("user id=x;", "a.json"),
        ("api_keys=[\"a\",\"b\",", "a.py"),
        ("key=concat(\"a\",\"b\",", "a.py"),
        ("key=\"a\"+\"b\"+", "a.js"),
        ("\"a\" == token ", "a.py"),
        ("token() = \"", "a.js"),
        ("password=q(", "a.pl"),
        ("password=%(", "a.rb"),
        ("password=`\\`", "a.js"),
        ("password=@\"a\"\"", "a.cs"),
        ("password=\"\"\"", "a.kt"),
        ("password=[=[", "a.lua"),
        ("(password) VALUES ($a$,", "a.sql"),
        ("password='a'\\''", "a.sh"),
        ("password=a\\\n", "a.properties"),
        ("password=<<A\n", "a.tf"),
        ("password=r#\"", "a.rs"),
        ("ENV password ", "Dockerfile"),
        ("kind: Secret\ndata: {\n", "a.yml"),
        ("\"kind\":\"Secret\",\"data\":{", "a.json"),
        ("resource \"kubernetes_secret\" \"a\" {\ndata = {\n", "a.tf"),
    ];

    fn work(scanner: &Scanner, path: &str, unit: &str, length: usize) -> u64 {
        let text = unit.repeat(length / unit.len());
        let origin = Origin::Stdin {
            path: path.to_owned(),
        };
        super::of(|| drop(scanner.scan(&Blob::whole(&origin, text.as_bytes()))))
    }

    #[test]
    fn a_flood_of_any_anchor_costs_a_constant_a_byte() {
        let scanner = Scanner::new(RuleSet::builtin(), Options::default());
        let anchors: BTreeSet<String> = scanner
            .rules()
            .rules()
            .flat_map(|rule| [rule.anchors.clone(), rule.context.clone()].concat())
            .collect();
        let anchors: Vec<String> = anchors.into_iter().collect();
        let value = expand("{alnum:40}", &mut Dice::new(1)).unwrap();
        let all = anchors.len() * SHAPES.len();
        // Every shape comes, with ever other anchors.
        let step = all / TEXTS / SHAPES.len() * SHAPES.len() + 1;
        for (at, path) in (0..all).step_by(step).zip(FILES.iter().cycle()) {
            let shape = SHAPES[at % SHAPES.len()];
            let anchor = &anchors[at / SHAPES.len()];
            let unit = shape.replace('@', anchor).replace('~', &value);
            let each = work(&scanner, path, &unit, BYTES) / BYTES as u64;
            assert!(each <= MOST_READ, "{unit:?} in {path}: {each} a byte");
        }
    }

    #[test]
    fn twice_as_much_of_a_flood_costs_twice_as_much() {
        let scanner = Scanner::new(RuleSet::builtin(), Options::default());
        for (unit, path) in DEAR {
            let once = work(&scanner, path, unit, MANY);
            let twice = work(&scanner, path, unit, 2 * MANY);
            let each = once / MANY as u64;
            assert!(
                once > 0 && each <= MOST_READ,
                "{unit:?} in {path}: {each} a byte"
            );
            assert!(
                twice * 100 <= once * MOST_GROWTH,
                "{unit:?} in {path}: {once}, then {twice}"
            );
        }
    }
}
