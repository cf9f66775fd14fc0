//! Text like people's, without a secret in it: on it the cost of rules is counted, so that the
//! counts are the same on every machine.

use crate::rule::template::{Dice, expand};

/// Words of sources, prose and configuration; among them names of providers that are words, too.
#[rustfmt::skip]
const WORDS: [&str; 161] = [
    "access", "account", "action", "add", "address", "admin", "after", "alert", "amount", "app",
    "array", "asset", "async", "auth", "author", "await", "base", "before", "block", "body", "box",
    "branch", "buffer", "build", "button", "bytes", "cache", "call", "case", "change", "channel",
    "check", "class", "click", "client", "close", "cloud", "code", "color", "column", "command",
    "comment", "config", "const", "content", "context", "count", "create", "current", "cursor",
    "data", "date", "default", "delete", "description", "device", "display", "document", "each",
    "element", "email", "empty", "enable", "end", "entry", "error", "event", "export", "false",
    "field", "file", "filter", "first", "float", "folder", "for", "form", "format", "from", "front",
    "function", "get", "global", "group", "handler", "hash", "header", "height", "host", "icon",
    "image", "import", "index", "input", "insert", "item", "json", "key", "label", "language",
    "last", "length", "level", "linear", "link", "list", "load", "local", "login", "map", "message",
    "method", "mode", "model", "module", "name", "new", "next", "node", "notion", "null", "number",
    "object", "option", "order", "page", "parent", "pass", "path", "plan", "private", "project",
    "public", "query", "queue", "render", "replace", "request", "response", "result", "return",
    "route", "schema", "script", "search", "segment", "select", "server", "service", "session",
    "square", "state", "status", "string", "style", "table", "task", "test", "token", "type", "user",
];

/// How lines look; `#` is a word, `^` a word with a capital, `%` one in capitals.
const LINES: [&str; 24] = [
    "    let # = self.#.#_#(#, {digit:1-4});",
    "        if (this.#^ === #.#) { return new ^^(#, '#-#'); }",
    "// The # of a # is # when the # has no #.",
    "    def #_#(self, #: ^, #=None):",
    "        raise ^Error(f\"# {#!r} of # is not a #\")",
    "import { ^, ^^ } from '@#/#/#-#';",
    "  \"#^\": \"# # #\", \"#_#\": {digit:1-9}, \"#\": [true, null],",
    "#:\n  #-#: #\n  #_#: \"{{{{ #.#.# }}}}\"",
    "%_%=#\n%_#_%=https://#.#.example.com/#/{digit:1-4}?#=#&#=#",
    "<div class=\"#-# #__#--#\" id=\"#-{digit:1-3}\" data-#=\"#\">^ # #</div>",
    ".#-# > .#:#, ##{hex:6} { #-#: #{hex:6}; #: {digit:1-2}px url(#/#.png) }",
    "INSERT INTO #_# (#, #_id) VALUES ({digit:1-7}, '#', '{digit:4}-{digit:2}-{digit:2}');",
    "function #(e,t,n){var r=e.#,i=t[\"#\"];return r&&i?n.#(r,i):void 0}#.#=#;",
    "  - name: ^ # # to # (#{digit:1-4})  # # #",
    "    \"integrity\": \"sha512-{base64:86}==\",",
    "    \"resolved\": \"https://registry.example.org/#-#/-/#-#-{digit:1}.{digit:1-2}.{digit:1}.tgz\",",
    "#.#/# v{digit:1}.{digit:1-2}.{digit:1} h1:{base64:43}=",
    "commit {hex:40}\n    ^ # # in # (#{digit:1-4})",
    "{uuid},#,#@#.example.com,{digit:4}-{digit:2}-{digit:2}T{digit:2}:{digit:2}:{digit:2}Z",
    "\"mappings\": \"AAA{A-Z:1},{A-Za-z:4-8},{A-Z:4};{A-Z:4},{A-Za-z:4-6},S{A-Z:3},{A-Za-z:4}\"",
    "0000{hex:4}: {hex:4} {hex:4} {hex:4} {hex:4} {hex:4} {hex:4} {hex:4} {hex:4}",
    "data:image/png;base64,iVBORw0KGgo{base64:120}=",
    "{base64:64}",
    "msgid \"^ # the # of # # %s\"\nmsgstr \"{A-Za-z:3-9} {a-z:4-9} {a-z:2-7}\"",
];

/// `bytes` bytes of it, or a few more.
pub(super) fn text(bytes: usize) -> Vec<u8> {
    let mut dice = Dice::new(29);
    let mut text = String::with_capacity(bytes + 1024);
    while text.len() < bytes {
        let mut line = String::new();
        for part in LINES[dice.below(LINES.len())].chars() {
            let word = WORDS[dice.below(WORDS.len())];
            match part {
                '#' => line.push_str(word),
                '^' => {
                    line.push_str(&word[..1].to_uppercase());
                    line.push_str(&word[1..]);
                }
                '%' => line.push_str(&word.to_uppercase()),
                other => line.push(other),
            }
        }
        text.push_str(&expand(&line, &mut dice).unwrap_or(line));
        text.push('\n');
    }
    text.into_bytes()
}
