//! The words of names: those that say secret, those that run together with them, and those that
//! take it back.

use crate::detect::word::{List, by_length};

/// Last words of names whose values people think up.
#[rustfmt::skip]
pub(super) static PASSWORDS: List = List::of(&const { by_length([
    "password", "passwd", "passwort", "pwd", "pass", "passphrase", "passcode", "passwords", "pw",
    "pin", "psw", "by", "contrasena", "contraseña", "kennwort", "passe", "motdepasse", "senha", "wachtwoord",
    "parola", "hasło", "haslo", "lösenord", "heslo", "salasana", "пароль", "密码", "密碼", "口令", "パスワード",
    "비밀번호", "clave", "mdp", "sifre", "şifre", "requirepass", "masterauth", "bindpw", "rootpw",
    "contrasen\u{303}a", "contrasenya", "parol", "passord", "adgangskode", "jelszó", "jelszo", "lozinka", "losenord",
    "parolă", "κωδικός", "סיסמה", "סיסמא", "المرور", "السر", "khẩu", "matkhau", "รหัสผ่าน", "sandi", "암호", "暗証番号",
    "psk",
]) });

/// What run-together names end in. The long ones come apart behind anything.
#[rustfmt::skip]
pub(super) const TAILS: &[&str] = &[
    "password", "passphrase", "passwd", "passcode", "secret", "token", "pass", "pwd", "key",
    "credential", "credentials", "psk",
];
/// The last two letters of all of those.
pub(super) const ENDS: [[u8; 2]; 11] = [
    *b"rd", *b"wd", *b"se", *b"de", *b"et", *b"en", *b"ss", *b"ey", *b"al", *b"ls", *b"sk",
];
/// What run-together names begin with.
#[rustfmt::skip]
pub(super) static HEADS: List = List::of(&const { by_length([
    "access", "account", "admin", "aes", "api", "app", "application", "auth", "aws", "azure", "basic", "bearer",
    "bot", "client", "consumer", "cookie", "crypto", "crypt", "csrf", "data", "database", "db",
    "deploy", "encrypt", "encryption", "ftp", "git", "github", "google", "hmac", "host", "id",
    "jwt", "ldap", "license", "login", "mail", "master", "my", "mysql", "new", "oauth", "old", "pg",
    "postgres", "private", "proxy", "public", "redis", "refresh", "root", "secret", "security",
    "server", "service", "session", "shared", "sign", "signing", "smtp", "sql", "ssh", "storage",
    "storageaccount", "subscription", "user", "web", "webhook", "wifi",
]) });

/// Words behind the telling ones that change nothing.
#[rustfmt::skip]
pub(super) static NEUTRAL: List = List::of(&const { by_length([
    "confirmation", "confirm", "repeat",
    "value", "val", "v", "str", "string", "plain", "plaintext", "raw", "clear", "cleartext", "base",
    "encoded", "hex", "bytes", "prod", "production", "dev", "development", "stage", "staging",
    "test", "testing", "live", "sandbox", "default", "old", "new", "current", "previous", "next",
    "secondary", "primary", "backup", "local", "main", "const", "admin", "root", "db", "api", "env",
    "mysql", "postgres", "x",
    // Databases and users, in Spanish, Portuguese, French and German.
    "bd", "banco", "bdd", "datos", "dados", "usuario", "utilisateur", "benutzer", "datenbank", "acceso",
    // And in Russian.
    "бд", "БД", "база",
]) });

/// Words behind the telling ones that make the name that of something else.
#[rustfmt::skip]
pub(super) static AFTER: List = List::of(&const { by_length([
    "id", "ids", "name", "names", "field", "fields", "url", "uri", "urls", "endpoint", "path",
    "paths", "file", "files", "filename", "dir", "directory", "folder", "length", "len", "size",
    "count", "counts", "counter", "type", "types", "hash", "hashes", "hashed", "hasher", "hashing",
    "digest", "fingerprint", "checksum", "sha", "md", "salt", "algorithm", "algorithms", "alg",
    "algo", "cipher", "mode", "format", "formats", "policy", "policies", "rule", "rules",
    "strength", "score", "regex", "regexp", "pattern", "validator", "validators", "validation",
    "error", "errors", "exception", "message", "messages", "msg", "label", "labels", "title",
    "hint", "help", "description", "desc", "placeholder", "prompt", "input", "form", "box",
    "button", "btn", "icon", "selector", "element", "column", "columns", "col", "param", "params",
    "parameter", "parameters", "arg", "args", "argument", "header", "headers", "prefix", "suffix",
    "cookie", "storage", "store", "provider", "providers", "service", "manager", "factory",
    "builder", "handler", "client", "request", "requests", "response", "callback", "expiry",
    "expires", "expiration", "expire", "expired", "ttl", "timeout", "lifetime", "age", "issuer",
    "audience", "scope", "scopes", "claims", "subject", "kind", "class", "ref", "reference", "arn",
    "version", "status", "state", "code", "codes", "index", "alias", "pair", "ring", "chain",
    "board", "word", "words", "map", "mapping", "schema", "event", "action", "reset", "change",
    "changed", "required", "enabled", "disabled", "allowed", "valid", "invalid", "missing",
    "mismatch", "confirm", "usage", "limit", "symbol", "address", "contract", "decimals", "amount",
    "balance", "authentication", "grant", "flow", "strategy", "method", "parser", "lexer",
    "blacklist", "denylist", "blocklist", "wordlist",
    "generator", "source", "location", "question", "template", "owner", "username", "variable", "token", "tokens", "key", "keys",
]) });

/// Words before the telling ones that make the name that of something else.
#[rustfmt::skip]
pub(super) static BEFORE: List = List::of(&const { by_length([
    "public", "pub", "publishable", "csrf", "xsrf", "forgery", "antiforgery", "anon", "primary",
    "foreign", "cache", "site", "sitekey", "storefront", "instrumentation", "encrypted", "hashed",
    "has", "is", "use", "enable", "enabled", "disable", "show", "hide", "forgot", "forgotten",
    "invalid", "missing", "wrong", "incorrect", "no", "not", "require", "requires", "required",
    "allow", "min", "max", "minimum", "maximum", "num", "verify", "validate", "check", "messages",
    "message", "labels", "label", "i", "errors", "error", "strings", "titles", "title",
    "placeholder", "placeholders", "hint", "regex", "pattern", "type", "name", "content",
    "translation", "translations", "locale", "by",
]) });

/// Words before several secrets that nobody shall choose.
#[rustfmt::skip]
pub(super) static COMMON: List = List::of(&const { by_length([
    "common", "commonly", "weak", "banned", "forbidden", "disallowed", "popular", "worst", "blocked",
    "blacklisted", "denied", "guessable",
]) });

/// Words before `key` that make it an index, a shortcut or a name.
#[rustfmt::skip]
pub(super) static BEFORE_KEY: List = List::of(&const { by_length([
    "password", "token", "sort", "partition", "hash", "range", "map", "object", "dict",
    "dictionary", "query", "row", "record", "index", "lookup", "storage", "bucket", "translation",
    "route", "registry", "reg", "shortcut", "hot", "natural", "composite", "unique", "group",
    "order", "react", "config", "configuration", "setting", "settings", "preference", "preferences",
    "pref", "property", "prop", "attribute", "attr", "field", "column", "header", "param",
    "parameter", "event", "state", "feature", "flag", "option", "options", "metadata", "meta",
    "label", "tag", "annotation", "context", "request", "response", "job", "queue", "topic",
    "routing", "idempotency", "dedup", "project", "issue", "ticket", "resource", "entity", "node",
    "item", "menu", "tab", "page", "nav", "press", "arrow", "up", "down", "left", "right", "escape",
    "enter", "modifier", "ctrl", "alt", "shift", "function", "any", "some", "each", "first", "last",
    "parent", "child", "other", "same", "by", "of", "in", "for", "from", "to", "the", "a", "and",
    "or", "value", "values", "redis", "search", "facet", "known", "anchor",
    "spreadsheet", "sheet", "document", "doc", "contact", "invoice", "category", "country", "currency",
]) });

/// Words before `token` that make it a piece of text, a cursor or a coin.
#[rustfmt::skip]
pub(super) static BEFORE_TOKEN: List = List::of(&const { by_length([
    "page", "next", "continuation", "cursor", "sync", "pagination", "eos", "bos", "pad", "unk",
    "sep", "cls", "mask", "special", "start", "end", "stop", "lex", "lexer", "syntax", "design",
    "cancellation", "cancel", "mint", "erc", "nft", "begin", "open", "close", "closing", "opening",
    "input", "output", "prompt", "completion", "last", "first", "previous", "prev", "current",
    "keyword", "operator", "identifier", "string", "comment", "number", "punctuation", "literal",
    "whitespace", "newline", "eof", "delimiter", "separator", "split", "parse", "parser",
    "expected", "unexpected", "verification", "request", "resume", "change", "authenticity", "upload", "ordering",
    "resumption", "fork",
]) });
