//! Manifests in JSON: whether a project uses a package that loads dotenv files, or starts with one.
//! What a manifest only mentions (keywords, what it replaces or suggests) tells nothing.

use serde_json::Value;

/// What each kind of manifest calls the packages that the project itself uses.
const USED: [&str; 5] = [
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "require",
    "require-dev",
];
/// What a command says that loads a dotenv file.
const LOADERS: [&str; 2] = ["dotenv", "--env-file"];

/// The 1-based line on which `package.json` or `composer.json` tells that it uses dotenv.
pub(super) fn dotenv_line(bytes: &[u8]) -> Option<u64> {
    let manifest: Value = serde_json::from_slice(bytes).ok()?;
    if manifest["type"].as_str().is_some_and(is_library) {
        return None;
    }
    let used = USED.iter().filter_map(|field| manifest[*field].as_object());
    let package = used
        .flat_map(|packages| packages.keys())
        .find(|package| package.contains("dotenv"));
    let scripts = manifest["scripts"].as_object().into_iter().flatten();
    let script = scripts
        .filter(|(_, line)| LOADERS.iter().any(|word| says(line, word)))
        .map(|(name, _)| name)
        .next();
    let key = format!("\"{}\"", package.or(script)?);
    let at = memchr::memmem::find(bytes, key.as_bytes())?;
    Some(1 + memchr::memchr_iter(b'\n', &bytes[..at]).count() as u64)
}

/// Composer's kinds of what others install. Node's `module` and `commonjs` are none.
fn is_library(kind: &str) -> bool {
    let endings = ["library", "-bundle", "-plugin", "-component", "metapackage"];
    endings.iter().any(|ending| kind.ends_with(ending))
}

/// Composer's scripts may be lists.
fn says(script: &Value, word: &str) -> bool {
    match script {
        Value::String(line) => line.contains(word),
        Value::Array(lines) => lines.iter().any(|line| says(line, word)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::dotenv_line;

    #[test]
    fn what_a_project_uses_tells() {
        for (text, line) in [
            ("{\n \"dependencies\": {\"dotenv\": \"^16\"}\n}", Some(2)),
            (
                "{\n\n \"devDependencies\": {\n\"dotenv-cli\": \"7\"}\n}",
                Some(4),
            ),
            (
                "{\"scripts\": {\n\"start\": \"node --env-file=.env a.js\"}}",
                Some(2),
            ),
            (
                "{\"type\": \"module\", \"dependencies\": {\"dotenv\": \"1\"}}",
                Some(1),
            ),
            (
                "{\"type\": \"project\",\n\"require\": {\"vlucas/phpdotenv\": \"^5\"}}",
                Some(2),
            ),
            ("{\"require-dev\": {\"symfony/dotenv\": \"^7\"}}", Some(1)),
            (
                "{\"scripts\": {\"test\": [\"a\", \"dotenv run b\"]}}",
                Some(1),
            ),
        ] {
            assert_eq!(dotenv_line(text.as_bytes()), line, "{text}");
        }
    }

    #[test]
    fn what_a_manifest_only_mentions_tells_nothing() {
        for text in [
            "{\"keywords\": [\"dotenv\"], \"description\": \"like dotenv\"}",
            "{\"peerDependencies\": {\"dotenv\": \"*\"}}",
            "{\"name\": \"dotenv\", \"files\": [\"dotenv\"]}",
            "{\"suggest\": {\"symfony/dotenv\": \"loads .env\"}}",
            "{\"replace\": {\"symfony/dotenv\": \"self.version\"}}",
            "{\"conflict\": {\"vlucas/phpdotenv\": \"<5\"}}",
            "{\"type\": \"library\", \"require-dev\": {\"symfony/dotenv\": \"^7\"}}",
            "{\"type\": \"symfony-bundle\", \"require\": {\"symfony/dotenv\": \"^7\"}}",
            "{\"dependencies\": [\"dotenv\"]}",
            "{ \"dotenv\"",
            "",
        ] {
            assert_eq!(dotenv_line(text.as_bytes()), None, "{text}");
        }
    }
}
