//! What kind of file a path names, as far as it matters for finding values in it: how values
//! are written, and what begins a comment.

/// A kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Batch files of Windows.
    Batch,
    /// C, C++, Objective-C.
    C,
    /// C#, F#.
    CSharp,
    /// Another programming language: its values stand in quotes.
    Code,
    /// Style sheets.
    Css,
    /// `Dockerfile`, `Containerfile`.
    Dockerfile,
    /// `.env` and its kin.
    Dotenv,
    /// Elixir and Erlang.
    Elixir,
    /// Scenarios of tests, for Cucumber and its kin.
    Gherkin,
    /// Go.
    Go,
    /// Groovy, Gradle, `Jenkinsfile`.
    Groovy,
    /// INI and the many `.conf` formats like it.
    Ini,
    /// Java.
    Java,
    /// JavaScript and TypeScript, with or without JSX, Vue and Svelte too.
    JavaScript,
    /// JSON, with comments or without, and notebooks.
    Json,
    /// Kotlin and Scala.
    Kotlin,
    /// Lisp, Scheme, Clojure.
    Lisp,
    /// Lua.
    Lua,
    /// Makefiles.
    Make,
    /// Markdown, reStructured text, `AsciiDoc`.
    Markdown,
    /// Nix.
    Nix,
    /// Perl.
    Perl,
    /// PHP.
    Php,
    /// gettext translations.
    Po,
    /// PowerShell.
    PowerShell,
    /// Java properties.
    Properties,
    /// Python.
    Python,
    /// R.
    R,
    /// Ruby.
    Ruby,
    /// Rust.
    Rust,
    /// Shells.
    Shell,
    /// SQL.
    Sql,
    /// Swift, Dart.
    Swift,
    /// Terraform and other HCL.
    Terraform,
    /// Settings and commands, a line each, apart by spaces: `RouterOS`, requests for HTTP clients.
    Settings,
    /// TOML.
    Toml,
    /// Visual Basic, also that of scripts and of Office.
    VisualBasic,
    /// XML and HTML.
    Xml,
    /// YAML.
    Yaml,
    /// Anything else; read as plain text.
    #[default]
    Unknown,
}

impl Language {
    /// Tells by the file's name alone; the separator is `/`.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        by_name(&name).unwrap_or_else(|| {
            // `settings.py.example`, `app.yml.j2`: the outer extension says nothing.
            let inner = [
                "example", "sample", "template", "tmpl", "dist", "j2", "erb", "bak", "orig",
            ]
            .iter()
            .find_map(|outer| name.strip_suffix(outer)?.strip_suffix('.'))
            .unwrap_or(&name);
            inner
                .rsplit_once('.')
                .map_or(Self::Unknown, |(_, extension)| by_extension(extension))
        })
    }

    /// Whether a value may stand without quotes: `.env`, YAML, shells, plain text. In a
    /// programming language what has no quotes is code.
    #[must_use]
    pub fn has_plain_values(self) -> bool {
        matches!(
            self,
            Self::Batch
                | Self::Dockerfile
                | Self::Dotenv
                | Self::Gherkin
                | Self::Ini
                | Self::Make
                | Self::Markdown
                | Self::Properties
                | Self::Settings
                | Self::Shell
                | Self::Yaml
                | Self::Unknown
        )
    }

    /// Whether the file is there to configure something: a weak password in it is probably used.
    #[must_use]
    pub fn is_configuration(self) -> bool {
        matches!(
            self,
            Self::Dockerfile
                | Self::Dotenv
                | Self::Ini
                | Self::Json
                | Self::Properties
                | Self::Settings
                | Self::Terraform
                | Self::Toml
                | Self::Xml
                | Self::Yaml
        )
    }

    /// Whether a plain value ends at the first space, as in a shell.
    #[must_use]
    pub fn splits_at_spaces(self) -> bool {
        matches!(
            self,
            Self::Batch
                | Self::Dockerfile
                | Self::Gherkin
                | Self::Markdown
                | Self::Settings
                | Self::Shell
                | Self::Unknown
        )
    }

    /// Whether values are words, whose pieces stand in quotes or behind backslashes: `'it'\''s'`.
    #[must_use]
    pub fn has_words(self) -> bool {
        matches!(self, Self::Shell | Self::Dockerfile)
    }

    /// Whether the file is prose, where words stand beside a colon without meaning anything.
    #[must_use]
    pub fn is_prose(self) -> bool {
        matches!(self, Self::Gherkin | Self::Markdown | Self::Unknown)
    }

    /// Whether a name and a quoted value side by side are an assignment: `password "x"`.
    #[must_use]
    pub fn juxtaposes(self) -> bool {
        matches!(
            self,
            Self::Batch
                | Self::C
                | Self::Code
                | Self::Dockerfile
                | Self::Gherkin
                | Self::Groovy
                | Self::Ini
                | Self::Lisp
                | Self::Php
                | Self::Ruby
                | Self::Shell
                | Self::Sql
                | Self::Terraform
                | Self::VisualBasic
        )
    }
}

/// How the names of .NET's configuration begin: `web.config`, `app.Release.config`.
const DOTNET: [&str; 5] = ["app.", "machine.", "nuget.", "packages.", "web."];

fn by_name(name: &str) -> Option<Language> {
    let dotenv =
        name == ".env" || name.starts_with(".env.") || name == ".envrc" || name == ".flaskenv";
    if dotenv {
        return Some(Language::Dotenv);
    }
    if name.starts_with("dockerfile") || name.starts_with("containerfile") {
        return Some(Language::Dockerfile);
    }
    // Erlang's.
    if name.starts_with("sys.config") || ["rebar.config", "advanced.config"].contains(&name) {
        return Some(Language::Elixir);
    }
    // .NET's; other programs' `.config` files are lists of keys.
    if name.ends_with(".config") && DOTNET.iter().any(|stem| name.starts_with(stem))
        || name.ends_with(".exe.config")
        || name.ends_with(".dll.config")
    {
        return Some(Language::Xml);
    }
    Some(match name {
        "jenkinsfile" => Language::Groovy,
        "makefile" | "gnumakefile" => Language::Make,
        "cmakelists.txt" => Language::Code,
        "gemfile" | "rakefile" | "vagrantfile" | "podfile" | "fastfile" | "brewfile" => {
            Language::Ruby
        }
        "pipfile" | "cargo.lock" | "poetry.lock" | "uv.lock" => Language::Toml,
        ".npmrc" | ".yarnrc" | ".pypirc" | ".gitconfig" | ".my.cnf" | "credentials" | "config"
        | ".boto" | ".s3cfg" | ".editorconfig" | "creds" => Language::Ini,
        "user-data" | "vendor-data" => Language::Yaml,
        ".bashrc" | ".bash_profile" | ".profile" | ".zshrc" | ".zprofile" | ".bash_history"
        | ".zsh_history" => Language::Shell,
        ".dockerconfigjson" | ".babelrc" | ".eslintrc" | "composer.lock" | "pipfile.lock"
        | "flake.lock" => Language::Json,
        _ => return None,
    })
}

fn by_extension(extension: &str) -> Language {
    match extension {
        "c" | "h" | "cc" | "cpp" | "cxx" | "hh" | "hpp" | "m" | "mm" | "ino" => Language::C,
        "bat" | "cmd" => Language::Batch,
        "cs" | "fs" | "csx" | "cshtml" | "razor" => Language::CSharp,
        "ada" | "adb" | "ads" | "abap" | "ahk" | "bicep" | "cbl" | "cmake" | "cob" | "cr"
        | "cue" | "d" | "dpr" | "elm" | "exp" | "f" | "f90" | "f95" | "for" | "gd" | "gql"
        | "graphql" | "hs" | "hx" | "jl" | "jsonnet" | "lhs" | "libsonnet" | "ml" | "mli"
        | "nim" | "pas" | "pp" | "proto" | "purs" | "raku" | "robot" | "sol" | "tcl" | "thrift"
        | "v" | "vala" | "zig" => Language::Code,
        "css" | "scss" | "less" | "sass" => Language::Css,
        "dockerfile" => Language::Dockerfile,
        "env" => Language::Dotenv,
        "ex" | "exs" | "erl" | "hrl" | "heex" => Language::Elixir,
        "feature" => Language::Gherkin,
        "go" => Language::Go,
        "groovy" | "gradle" => Language::Groovy,
        "ini" | "cf" | "cfg" | "conf" | "cnf" | "config" | "inf" | "reg" | "desktop"
        | "service" | "xcconfig" | "muttrc" => Language::Ini,
        "java" => Language::Java,
        "js" | "jsx" | "mjs" | "cjs" | "ts" | "tsx" | "mts" | "cts" | "vue" | "svelte"
        | "coffee" | "astro" => Language::JavaScript,
        "json" | "json5" | "jsonc" | "jsonl" | "ipynb" | "webmanifest" | "tfstate" | "map"
        | "har" | "arb" => Language::Json,
        "kt" | "kts" | "scala" | "sc" | "sbt" => Language::Kotlin,
        "clj" | "cljs" | "cljc" | "edn" | "el" | "lisp" | "scm" | "rkt" => Language::Lisp,
        "lua" => Language::Lua,
        "mk" | "mak" => Language::Make,
        "md" | "markdown" | "mdx" | "rst" | "adoc" | "asciidoc" => Language::Markdown,
        "nix" => Language::Nix,
        "pl" | "pm" | "t" => Language::Perl,
        "php" | "phtml" | "inc" => Language::Php,
        "po" | "pot" => Language::Po,
        "ps1" | "psm1" | "psd1" => Language::PowerShell,
        "properties" => Language::Properties,
        "py" | "pyi" | "pyw" | "bzl" | "bazel" => Language::Python,
        "r" | "rmd" => Language::R,
        "rb" | "rake" | "gemspec" | "ru" => Language::Ruby,
        "rs" => Language::Rust,
        "rsc" | "http" => Language::Settings,
        "sh" | "bash" | "zsh" | "fish" | "ksh" => Language::Shell,
        "sql" | "psql" => Language::Sql,
        "swift" | "dart" => Language::Swift,
        "tf" | "tfvars" | "hcl" | "nomad" => Language::Terraform,
        "toml" => Language::Toml,
        "xml" | "html" | "htm" | "xhtml" | "plist" | "resx" | "xaml" | "csproj" | "pom" | "jmx"
        | "storyboard" | "xib" | "svg" | "wsdl" | "jsp" | "aspx" => Language::Xml,
        "vb" | "vbs" | "bas" => Language::VisualBasic,
        "yml" | "yaml" | "asset" => Language::Yaml,
        _ => Language::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn tells_by_name_then_by_extension() {
        for (path, language) in [
            ("src/a.py", Language::Python),
            ("A/B.TSX", Language::JavaScript),
            (".env", Language::Dotenv),
            ("deploy/.env.production", Language::Dotenv),
            ("prod.env", Language::Dotenv),
            ("docker/Dockerfile.dev", Language::Dockerfile),
            ("x/Jenkinsfile", Language::Groovy),
            ("src/Main.hs", Language::Code),
            ("setup.CMD", Language::Batch),
            ("Module1.bas", Language::VisualBasic),
            ("features/login.feature", Language::Gherkin),
            ("CMakeLists.txt", Language::Code),
            ("site/Web.Release.config", Language::Xml),
            ("NuGet.config", Language::Xml),
            ("Tool.exe.config", Language::Xml),
            ("rel/sys.config.src", Language::Elixir),
            ("linux/.config", Language::Ini),
            ("home/.muttrc", Language::Ini),
            ("seed/user-data", Language::Yaml),
            ("router/backup.rsc", Language::Settings),
            ("settings.py.example", Language::Python),
            ("app.yml.j2", Language::Yaml),
            ("example", Language::Unknown),
            ("", Language::Unknown),
            ("dir.py/", Language::Unknown),
            ("x.unheard-of", Language::Unknown),
        ] {
            assert_eq!(Language::of(path), language, "{path}");
        }
    }
}
