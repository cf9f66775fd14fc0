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
    "psk", "pswd", "passwrd",
]) });

/// What run-together names end in. The long ones come apart behind anything.
#[rustfmt::skip]
pub(super) const TAILS: &[&str] = &[
    "password", "passphrase", "passwd", "passcode", "secret", "token", "pass", "pwd", "key",
    "credential", "credentials", "psk", "pswd", "passwrd", "pw", "api",
];
/// What run-together names begin with.
#[rustfmt::skip]
pub(super) static HEADS: List = List::of(&const { by_length([
    "access", "account", "admin", "aes", "api", "app", "application", "auth", "aws", "azure", "basic", "bearer",
    "bot", "client", "consumer", "cookie", "crypto", "crypt", "csrf", "data", "database", "db",
    "deploy", "enc", "encrypt", "encryption", "ftp", "git", "github", "google", "hmac", "host", "id",
    "jwt", "key", "keystore", "ldap", "license", "login", "mail", "master", "my", "mysql", "new", "oauth", "old", "pg",
    "postgres", "priv", "private", "proxy", "public", "redis", "refresh", "root", "secret", "security",
    "server", "service", "session", "shared", "sign", "signing", "smtp", "sql", "ssh", "storage",
    "storageaccount", "store", "subscription", "truststore", "user", "web", "webhook", "wifi",
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

/// Words behind the telling ones, wherever they stand, that make the name that of something else.
#[rustfmt::skip]
pub(super) static AFTER: List = List::of(&const { by_length([
    "id", "ids", "uuid", "uuids", "guid", "guids", "name", "names", "field", "fields", "url", "uri", "urls", "endpoint", "path",
    "paths", "file", "files", "filename", "dir", "directory", "folder", "length", "len", "size",
    "count", "counts", "counter", "type", "types", "hash", "hashes", "hashed", "hasher", "hashing",
    "digest", "fingerprint", "checksum", "sha", "md", "salt", "algorithm", "algorithms", "alg",
    "algo", "cipher", "mode", "format", "formats", "policy", "policies", "rule", "rules",
    "strength", "score", "regex", "regexp", "pattern", "validator", "validators", "validation",
    "error", "errors", "exception", "message", "messages", "msg", "label", "labels", "title",
    "hint", "help", "description", "desc", "placeholder", "prompt", "input", "form", "box",
    "button", "btn", "icon", "selector", "element", "column", "columns", "col", "param", "params",
    "parameter", "parameters", "arg", "args", "argument", "header", "headers", "prefix", "suffix",
    "cookie", "factory", "builder", "handler", "callback", "expiry",
    "expires", "expiration", "expire", "expired", "ttl", "timeout", "lifetime", "age", "issuer",
    "audience", "scope", "scopes", "claims", "subject", "kind", "class", "ref", "reference", "arn",
    "version", "status", "state", "index", "alias", "pair", "ring", "chain",
    "board", "word", "words", "map", "mapping", "schema", "event", "reset", "change",
    "changed", "required", "enabled", "disabled", "allowed", "valid", "invalid", "missing",
    "mismatch", "confirm", "usage", "limit", "symbol", "address", "contract", "decimals", "amount",
    "balance", "authentication", "grant", "flow", "strategy", "method", "parser", "lexer",
    "blacklist", "denylist", "blocklist", "wordlist",
    "generator", "location", "question", "template", "username", "variable", "token", "tokens", "key", "keys",
]) });

/// Words behind the telling ones that call a part of a program, or say whose the secret is.
#[rustfmt::skip]
pub(super) static ROLES: List = List::of(&const { by_length([
    "client", "service", "code", "codes", "provider", "providers", "manager", "store", "storage",
    "source", "owner", "request", "requests", "response", "action",
]) });

/// Words before a key or a token, wherever they stand, that say that everybody may know it.
#[rustfmt::skip]
pub(super) static PUBLIC: List = List::of(&const { by_length([
    "public", "publishable", "anon", "sitekey", "storefront", "instrumentation",
]) });

/// Words before a token that make it one against forged requests, which pages hold.
#[rustfmt::skip]
pub(super) static FORGERY: List = List::of(&const { by_length([
    "csrf", "xsrf", "forgery", "antiforgery",
]) });

/// Words before the telling ones, wherever they stand, that say that the value is not it.
pub(super) static SEALED: List = List::of(&const { by_length(["encrypted", "hashed"]) });

/// Words right before the telling ones that make the name that of a state, a choice or a part.
#[rustfmt::skip]
pub(super) static STATES: List = List::of(&const { by_length([
    "has", "is", "use", "enable", "enabled", "disable", "show", "hide", "no", "not", "require", "requires", "required",
    "allow", "min", "max", "minimum", "maximum", "num", "validate", "check", "type", "name", "by",
]) });

/// Words before the telling ones by which interfaces call their texts and states: right before them
/// they make the name that of one, elsewhere perhaps.
#[rustfmt::skip]
pub(super) static TEXTS: List = List::of(&const { by_length([
    "messages", "message", "labels", "label", "errors", "error", "strings", "titles", "title",
    "placeholder", "placeholders", "hint", "regex", "pattern", "invalid", "missing", "wrong",
    "incorrect", "forgot", "forgotten",
]) });

/// Words before several secrets that nobody shall choose.
#[rustfmt::skip]
pub(super) static COMMON: List = List::of(&const { by_length([
    "common", "commonly", "weak", "banned", "forbidden", "disallowed", "popular", "worst", "blocked",
    "blacklisted", "denied", "guessable",
]) });

/// Words before `key` that make it an index, a shortcut or a name.
#[rustfmt::skip]
pub(super) static INDEXES: List = List::of(&const { by_length([
    "pub", "site", "cache", "foreign", "sort", "partition", "range", "object", "row", "record",
    "lookup", "bucket", "translation", "translations", "locale", "content", "name", "type",
    "route", "registry", "reg", "shortcut", "hot", "natural", "composite", "unique", "group",
    "order", "react", "setting", "settings", "preference", "preferences",
    "pref", "property", "prop", "attribute", "attr", "field", "column", "header", "param",
    "parameter", "feature", "flag", "metadata", "meta",
    "label", "tag", "annotation", "idempotency", "dedup", "project", "issue", "ticket", "resource", "entity", "node",
    "item", "menu", "tab", "page", "nav", "press", "arrow", "up", "down", "left", "right", "escape",
    "enter", "modifier", "ctrl", "alt", "shift", "facet", "known", "anchor",
    "spreadsheet", "sheet", "document", "doc", "contact", "invoice", "category", "country", "currency",
]) });

/// Words before `key` that make it so in most programs, but some secrets are called by them, too.
#[rustfmt::skip]
pub(super) static ENTRIES: List = List::of(&const { by_length([
    "primary", "password", "token", "hash", "map", "dict", "dictionary", "query", "index", "storage",
    "config", "configuration", "event", "state", "option", "options", "context", "request",
    "response", "job", "queue", "topic", "routing", "function", "any", "some", "each", "first",
    "last", "parent", "child", "other", "same", "of", "in", "for", "from", "to", "the", "a", "and",
    "or", "value", "values", "redis", "search", "verify", "check",
]) });

/// Words before `token` that make it a cursor, a coin or a piece of text.
#[rustfmt::skip]
pub(super) static CURSORS: List = List::of(&const { by_length([
    "page", "next", "continuation", "cursor", "sync", "pagination", "eos", "bos", "pad", "unk",
    "sep", "cls", "mask", "lex", "lexer", "syntax", "design",
    "cancellation", "cancel", "mint", "erc", "nft", "previous", "prev",
    "keyword", "operator", "punctuation", "literal",
    "whitespace", "newline", "eof", "delimiter", "separator", "parse", "parser",
    "expected", "unexpected", "request", "resume", "change", "authenticity", "upload", "ordering",
    "resumption", "fork", "translation", "translations", "locale",
]) });

/// Words before `token` that make it so in most programs, but some secrets are called by them, too.
#[rustfmt::skip]
pub(super) static PIECES: List = List::of(&const { by_length([
    "special", "start", "end", "stop", "begin", "open", "close", "closing", "opening", "input",
    "output", "prompt", "completion", "last", "first", "current", "identifier", "string", "comment",
    "number", "split", "verification", "content", "cache", "site", "primary", "foreign",
]) });
