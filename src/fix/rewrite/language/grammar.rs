//! Which grammar reads a file. Their tables are most of what the feature costs: C# (5.3 MB) and
//! Kotlin (3.4 MB) are read by a lexer instead, JavaScript by the grammar that TSX needs anyway.

use tree_sitter::Language as Grammar;

use crate::language::Language;

/// The grammar for a file, by its name; `None`: there is none.
pub(super) fn of(path: &str) -> Option<Grammar> {
    let extension = path.rsplit('.').next().unwrap_or_default();
    Some(match Language::of(path) {
        Language::Python if extension != "bzl" && extension != "bazel" => {
            tree_sitter_python::LANGUAGE.into()
        }
        Language::JavaScript => match extension {
            "ts" | "mts" | "cts" => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
            "tsx" | "js" | "jsx" | "mjs" | "cjs" => tree_sitter_typescript::LANGUAGE_TSX.into(),
            _ => return None,
        },
        Language::Go => tree_sitter_go::LANGUAGE.into(),
        Language::Java => tree_sitter_java::LANGUAGE.into(),
        Language::Php => tree_sitter_php::LANGUAGE_PHP.into(),
        Language::Ruby => tree_sitter_ruby::LANGUAGE.into(),
        Language::Rust => tree_sitter_rust::LANGUAGE.into(),
        Language::Shell if extension != "fish" => tree_sitter_bash::LANGUAGE.into(),
        Language::Terraform => tree_sitter_hcl::LANGUAGE.into(),
        Language::Json => tree_sitter_json::LANGUAGE.into(),
        Language::Yaml => tree_sitter_yaml::LANGUAGE.into(),
        _ => return None,
    })
}
