//! Who runs a file of JavaScript: a server, or a browser that anyone can look into.

use super::super::Refusal;

/// Where a file runs, if it is not sure to be a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Audience {
    /// A server, a build, a script.
    Server,
    /// It cannot be told from this file alone.
    Unknown,
}

/// Modules that only servers and scripts load.
const SERVER_MODULES: [&str; 22] = [
    "@hapi/",
    "@nestjs/",
    "@sveltejs/kit/node",
    "child_process",
    "discord.js",
    "dotenv",
    "express",
    "fastify",
    "fs",
    "fs/promises",
    "hono",
    "http",
    "https",
    "koa",
    "mongoose",
    "next/headers",
    "next/server",
    "node:",
    "path",
    "pg",
    "server-only",
    "stripe",
];
/// Modules that only run in browsers and apps.
const CLIENT_MODULES: [&str; 14] = [
    "@angular/",
    "@mui/",
    "@tanstack/react",
    "client-only",
    "expo",
    "jquery",
    "next/link",
    "preact",
    "react",
    "react-dom",
    "react-native",
    "solid-js",
    "svelte",
    "vue",
];
/// Words that only mean something in a browser.
const CLIENT_WORDS: [&str; 9] = [
    "chrome.runtime.",
    "chrome.storage.",
    "customElements.",
    "document.",
    "import.meta.env",
    "localStorage",
    "navigator.",
    "sessionStorage",
    "window.",
];
const SERVER_FOLDERS: [&str; 14] = [
    "api",
    "backend",
    "bin",
    "cli",
    "cron",
    "functions",
    "jobs",
    "lambda",
    "migrations",
    "scripts",
    "server",
    "spec",
    "test",
    "tests",
];
const CLIENT_FOLDERS: [&str; 12] = [
    "assets",
    "browser",
    "client",
    "components",
    "frontend",
    "hooks",
    "pages",
    "public",
    "static",
    "stores",
    "views",
    "www",
];
/// Files of Next.js's `app` folder that run on the server unless they say otherwise.
const SERVER_FILES: [&str; 7] = [
    "default",
    "layout",
    "loading",
    "middleware",
    "page",
    "route",
    "template",
];

/// Tells by the directive, the path, the imports, then by what the code touches.
///
/// # Errors
/// Refuses code that goes to a browser or an app, where no variable stays secret, and Workers,
/// which have their own environment.
pub(in super::super) fn judge(
    path: &str,
    text: &[u8],
    variable: &str,
) -> Result<Audience, Refusal> {
    let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    let directive = |word: &str| has(&format!("'use {word}'")) || has(&format!("\"use {word}\""));
    if directive("client") {
        return Err(in_a_browser(variable));
    }
    if has("fetch(request, env") || has("ExportedHandler<") || has("cloudflare:workers") {
        return Err(Refusal::new(
            "a Cloudflare Worker has no process.env",
            format!(
                "store it with `wrangler secret put {variable}` and read `env.{variable}` in the handler"
            ),
        ));
    }
    let imports = |modules: &[&str]| modules.iter().any(|module| imports(text, module));
    if text.starts_with(b"#!") || directive("server") || is_on_a_server(path) {
        return Ok(Audience::Server);
    }
    if imports(&SERVER_MODULES) {
        return Ok(Audience::Server);
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_markup = [".jsx", ".tsx", ".vue", ".svelte"]
        .iter()
        .any(|end| name.ends_with(end));
    let is_in_client = folders(path).any(|folder| CLIENT_FOLDERS.contains(&folder));
    let touches_a_page = CLIENT_WORDS.iter().any(|word| has(word));
    if is_markup || is_in_client || touches_a_page || imports(&CLIENT_MODULES) {
        return Err(in_a_browser(variable));
    }
    Ok(Audience::Unknown)
}

fn in_a_browser(variable: &str) -> Refusal {
    Refusal::new(
        "this code runs in a browser or an app, where everyone can read whatever it holds",
        format!(
            "call the service from a server that reads {variable}; a variable that a bundler puts in (VITE_…, NEXT_PUBLIC_…, REACT_APP_…) is as public as the literal"
        ),
    )
}

fn folders(path: &str) -> impl Iterator<Item = &str> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.split('/')
}

/// By the path alone: `pages/api/`, `app/page.tsx`, `vite.config.ts`, `a.server.ts`, `a.test.js`.
fn is_on_a_server(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut parts = name.split('.');
    let stem = parts.next().unwrap_or_default();
    let extension = name.rsplit('.').next();
    let is_marked = extension == Some("mjs") && !path.contains("src/")
        || extension == Some("cjs")
        || parts.any(|part| matches!(part, "config" | "server" | "spec" | "test"))
        || stem == "+server";
    let is_in_server = folders(path).any(|folder| SERVER_FOLDERS.contains(&folder));
    let is_next = folders(path).any(|folder| folder == "app") && SERVER_FILES.contains(&stem);
    is_marked || is_in_server || is_next
}

/// `from "module"`, `import "module"`, `require("module")`; a module that ends in a sign names
/// all that begin so.
fn imports(text: &[u8], module: &str) -> bool {
    memchr::memmem::find_iter(text, module.as_bytes()).any(|at| {
        let Some((quote, before)) = text[..at].split_last() else {
            return false;
        };
        let after = text.get(at + module.len());
        let ends = after.is_some_and(|after| after == quote || *after == b'/')
            || !module.ends_with(|last: char| last.is_ascii_alphanumeric())
            || module == "@tanstack/react";
        let before = before.trim_ascii_end();
        let before = before.strip_suffix(b"(").unwrap_or(before);
        matches!(quote, b'"' | b'\'')
            && ends
            && [b"from".as_slice(), b"import", b"require"]
                .iter()
                .any(|word| before.ends_with(word))
    })
}

#[cfg(test)]
mod tests {
    use super::{Audience, judge};

    #[test]
    fn code_for_browsers_is_refused() {
        for (path, text) in [
            ("app/x.ts", "'use client'\n"),
            ("src/components/Map.js", ""),
            ("src/App.tsx", "export const App = () => <p/>"),
            ("src/a.ts", "import { ref } from 'vue'"),
            ("src/a.ts", "import m from \"@mui/material\""),
            ("src/a.js", "document.title = 1"),
            ("src/a.ts", "const url = import.meta.env.VITE_URL"),
            (
                "src/index.js",
                "export default { async fetch(request, env) {} }",
            ),
        ] {
            assert!(judge(path, text.as_bytes(), "X").is_err(), "{path}: {text}");
        }
    }

    #[test]
    fn code_for_servers_is_told_from_what_may_be_anything() {
        for (path, text, audience) in [
            ("server/index.js", "window.x", Audience::Server),
            ("app/page.tsx", "<p/>", Audience::Server),
            ("vite.config.ts", "import.meta.env", Audience::Server),
            ("src/a.js", "const e = require('express')", Audience::Server),
            (
                "src/a.ts",
                "import { readFile } from 'node:fs'",
                Audience::Server,
            ),
            ("src/a.ts", "import x from 'expressive'", Audience::Unknown),
            ("lib/key.js", "export const a = 1", Audience::Unknown),
        ] {
            let judged = judge(path, text.as_bytes(), "X");
            assert_eq!(judged, Ok(audience), "{path}: {text}");
        }
    }
}
