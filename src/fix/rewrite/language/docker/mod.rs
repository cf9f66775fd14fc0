//! Dockerfiles: `RUN --mount=type=secret`, never `ENV` or `ARG`, which stay in the image.

mod declared;
mod file;
mod run;

use self::file::{Dockerfile, Instruction};
use super::{Refusal, Rewrite, Site};

/// Rewrites by the instruction that the value stands in.
pub(super) fn rewrite(site: &Site<'_>) -> Result<Rewrite, Refusal> {
    let variable = site.variable;
    let file = Dockerfile::parse(site.text);
    let at = file
        .at(&site.value)
        .ok_or_else(|| Refusal::not_a_literal(variable))?;
    let instruction = &file.instructions[at];
    if instruction.has_comment_at(site.text, site.value.start) {
        return Err(Refusal::comment());
    }
    match instruction.word.as_str() {
        "#" => Err(Refusal::comment()),
        "RUN" if file.is_foreign_shell(site.text, at) => Err(Refusal::new(
            "SHELL names another shell than sh, which has its own way to read variables",
            format!(
                "write `RUN{} …`, and read {variable} from the environment in that shell's way",
                mount(variable)
            ),
        )),
        "RUN" => run::rewrite(site, instruction),
        "ENV" | "ARG" => declared::rewrite(site, &file, at),
        "LABEL" => Err(Refusal::new(
            "a label stays in the image, where everyone who has it can read it",
            "delete it: nothing reads a secret from there",
        )),
        word @ ("CMD" | "ENTRYPOINT" | "HEALTHCHECK") => Err(Refusal::new(
            format!("{word} stays in the image, where everyone who has it can read it"),
            format!(
                "have what it starts read {variable}, and start it with `docker run --env-file .env`; only the shell form (without brackets) expands ${variable}"
            ),
        )),
        word => Err(Refusal::new(
            format!("{word} cannot read a secret"),
            format!(
                "do it in a `RUN --mount=type=secret,id={variable},env={variable} …`, where ${variable} is its value"
            ),
        )),
    }
}

/// The flag with which a `RUN` gets a secret as a variable.
fn mount(variable: &str) -> String {
    format!(" --mount=type=secret,id={variable},env={variable}")
}

/// What to know about such a flag: not every builder has it.
fn syntax(text: &[u8]) -> &'static str {
    if text.starts_with(b"# syntax=docker/dockerfile:1\n") {
        ""
    } else {
        "`env=` in a mount needs Dockerfile syntax 1.10: Docker 27.3, or `# syntax=docker/dockerfile:1` in the first line"
    }
}

impl Dockerfile {
    /// Whether the last `SHELL` of the stage is one of Windows'.
    fn is_foreign_shell(&self, text: &[u8], at: usize) -> bool {
        let stage = self.instructions[..at]
            .iter()
            .rev()
            .take_while(|one| one.word != "FROM");
        let shell = stage.into_iter().find(|one| one.word == "SHELL");
        shell.is_some_and(|shell| {
            let words = text[shell.start..shell.end].to_ascii_lowercase();
            ["powershell", "pwsh", "cmd"]
                .iter()
                .any(|name| memchr::memmem::find(&words, name.as_bytes()).is_some())
        })
    }
}

impl Instruction {
    /// Adds the flag, unless it has it.
    fn mounted(&self, text: &[u8], variable: &str) -> Option<String> {
        let has = |end: &str| {
            let flag = format!("--mount=type=secret,id={variable}{end}");
            memchr::memmem::find(&text[self.start..self.end], flag.as_bytes()).is_some()
        };
        (!has(",") && !has(" ")).then(|| mount(variable))
    }
}
