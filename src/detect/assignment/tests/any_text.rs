//! What holds of assignments in any text, and how far is looked round them.

use std::ops::Range;

use proptest::prelude::*;

use super::{STEMS, all, hits, names};
use crate::blob::{REACH_AHEAD, REACH_BACK};
use crate::detect::assignment::{self, File, Stem, judge, may_tell, name};
use crate::language::Language;

/// Texts in which many things nearly happen.
fn texts() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "key",
        "token",
        "api_key",
        "PASSWORD",
        "secret",
        "pass",
        " = ",
        "=",
        ": ",
        ":",
        " := ",
        "=>",
        "==",
        "||",
        "\"",
        "'",
        "`",
        "\\\"",
        "\\",
        "\n",
        " ",
        ",",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "${",
        ":-",
        "<",
        ">",
        "</",
        "value=",
        "name: ",
        "value: ",
        "or ",
        "bearer ",
        "new ",
        "String(",
        "r#\"",
        "\"\"\"",
        "x9Kq7Lm2Pz4Wn8Rt",
        "hunter2",
        "é",
        "\0",
        "default = ",
        "--",
        "#",
        "//",
        "{ get; ",
        "getenv(",
        "&quot;",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

fn languages() -> impl Strategy<Value = Language> {
    prop::sample::select(vec![
        Language::Python,
        Language::JavaScript,
        Language::Go,
        Language::Rust,
        Language::C,
        Language::CSharp,
        Language::Yaml,
        Language::Json,
        Language::Xml,
        Language::Shell,
        Language::Dotenv,
        Language::Terraform,
        Language::Markdown,
        Language::Dockerfile,
        Language::Ruby,
        Language::Unknown,
    ])
}

proptest! {
    #[test]
    fn ranges_lie_in_the_text_and_apart(text in texts(), language in languages()) {
        for (found, _) in all(&text, language) {
            prop_assert!(found.name.start < found.name.end);
            prop_assert!(found.value.start < found.value.end && found.value.end <= text.len());
            let apart = found.name.end <= found.value.start || found.value.end <= found.name.start;
            prop_assert!(apart);
        }
    }

    #[test]
    fn names_that_are_let_be_at_once_hold_no_secret(text in texts(), language in languages()) {
        let file = File { language, ..File::default() };
        let stems = hits(&text).into_iter().map(|hit| Stem::new(&text, hit));
        let tells = |name: &Range<usize>| name::tells(&names(), &text[name.clone()]);
        for stem in stems.filter(|stem| may_tell(&text, stem, language, tells).is_err()) {
            for found in assignment::all(&text, &stem, language).unwrap_or_default() {
                prop_assert!(judge(&text, &found, &names(), file, false).is_err());
            }
        }
    }

    #[test]
    fn arbitrary_bytes_do_no_harm(text: Vec<u8>, stem in 0..STEMS.len(), at in any::<prop::sample::Index>(), language in languages()) {
        let mut text = text;
        let place = at.index(text.len() + 1);
        text.splice(place..place, STEMS[stem].iter().copied());
        all(&text, language);
    }

    #[test]
    fn text_out_of_reach_changes_nothing(
        before in texts(),
        near in prop::sample::select(vec!["x\n", "xx", "x ", "\"x", "key=", "{ "]),
        text in texts(),
        after in texts(),
        language in languages(),
    ) {
        // Out of reach before, out of reach after, and in between only what a window holds.
        let far = [before, near.repeat(REACH_BACK / near.len()).into_bytes()].concat();
        let tail = [near.repeat(REACH_AHEAD / near.len()).into_bytes(), after].concat();
        let whole = [far.as_slice(), &text, &tail].concat();
        let window = &whole[far.len() - REACH_BACK..far.len() + text.len() + REACH_AHEAD];
        let of = |text: &[u8], start: usize, core: Range<usize>| -> Vec<(Range<usize>, Range<usize>, bool)> {
            all(text, language)
                .into_iter()
                .filter(|(found, _)| core.contains(&(found.value.start + start)))
                .map(|(found, judged)| {
                    let moved = |range: Range<usize>| range.start + start..range.end + start;
                    (moved(found.name), moved(found.value), judged)
                })
                .collect()
        };
        let core = far.len()..far.len() + text.len();
        prop_assert_eq!(of(&whole, 0, core.clone()), of(window, far.len() - REACH_BACK, core));
    }
}
