//! Languages that are not rewritten: what stands in a literal's place is said, and left to people.

use super::{Refusal, Site};
use crate::language::Language;

/// Why the value stays, and how code of this language reads a variable.
pub(super) fn refusal(site: &Site<'_>) -> Refusal {
    let variable = site.variable;
    let extension = site.path.rsplit('.').next().unwrap_or_default();
    let has = |word: &str| memchr::memmem::find(site.text, word.as_bytes()).is_some();
    let lookup = match (Language::of(site.path), extension) {
        (Language::Swift, "swift") if is_app(&["UIKit", "SwiftUI", "AppKit", "WatchKit"], &has) => {
            return Refusal::app(variable);
        }
        (Language::Swift, "dart") if has("package:flutter/") => return Refusal::app(variable),
        (Language::Swift, "dart") => format!("Platform.environment['{variable}'] of dart:io"),
        (Language::Swift, _) if has("import Vapor") => format!("Environment.get(\"{variable}\")"),
        (Language::Swift, _) => {
            format!("ProcessInfo.processInfo.environment[\"{variable}\"] of Foundation")
        }
        (Language::Elixir, "erl") => format!("os:getenv(\"{variable}\")"),
        (Language::Elixir, _) => {
            format!("System.fetch_env!(\"{variable}\"), in config/runtime.exs if it is a setting,")
        }
        (Language::C, _) => format!("getenv(\"{variable}\")"),
        (Language::CSharp, "fs") | (Language::VisualBasic, "vb") => {
            format!("System.Environment.GetEnvironmentVariable(\"{variable}\")")
        }
        (Language::Lua, _) => format!("os.getenv(\"{variable}\")"),
        (Language::R, _) => format!("Sys.getenv(\"{variable}\")"),
        (Language::Lisp, "clj" | "cljc") => format!("(System/getenv \"{variable}\")"),
        (Language::Lisp, "el") => format!("(getenv \"{variable}\")"),
        (Language::Nix, _) => {
            return Refusal::new(
                "whatever Nix evaluates can be read in its store",
                "have the program read a file that agenix or sops-nix decrypts",
            );
        }
        (Language::Sql, _) => {
            return Refusal::new(
                "SQL reads no variables",
                "have the client that runs it put the value in: `psql -v`, or a bound parameter",
            );
        }
        (Language::Shell, "fish") => format!("\"${variable}\""),
        (Language::Batch, _) => format!("%{variable}%"),
        _ => return Refusal::unknown_kind(variable),
    };
    Refusal::new(
        "files of this language are not rewritten",
        format!("take the value out by hand and write {lookup} in its place"),
    )
}

fn is_app(kits: &[&str], has: &dyn Fn(&str) -> bool) -> bool {
    kits.iter().any(|kit| has(&format!("import {kit}")))
}

#[cfg(test)]
mod tests {
    use super::{Site, refusal};

    #[test]
    fn each_language_has_its_own_word() {
        for (path, text, word) in [
            ("a.swift", "import SwiftUI\n", "app"),
            (
                "Sources/App/a.swift",
                "import Vapor\n",
                "Environment.get(\"X\")",
            ),
            ("a.swift", "", "ProcessInfo"),
            (
                "lib/main.dart",
                "import 'package:flutter/material.dart';",
                "app",
            ),
            ("bin/a.dart", "", "Platform.environment['X']"),
            ("config/prod.exs", "", "System.fetch_env!(\"X\")"),
            ("a.lua", "", "os.getenv(\"X\")"),
            ("a.sql", "", "bound parameter"),
            ("a.fish", "", "\"$X\""),
            ("a.bat", "", "%X%"),
            ("notes.txt", "", "environment variable X"),
        ] {
            let said = refusal(&Site {
                path,
                text: text.as_bytes(),
                value: 0..0,
                variable: "X",
                trees: &super::super::Trees::default(),
            });
            let said = format!("{}; {}", said.why, said.advice);
            assert!(said.contains(word), "{path}: {said}");
        }
    }
}
