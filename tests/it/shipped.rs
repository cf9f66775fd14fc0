//! What gets secrets out of a working tree though git ignores them, in real repositories.

use crate::support::{Ran, Repo};

/// A value that could be real.
fn value() -> String {
    ["q7Zp2", "Lk9Xw", "4Vb8N", "t3Rj6"].concat()
}

/// A repository whose `.env` git ignores.
fn ignored() -> Repo {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n");
    repo.write(".env", format!("API_KEY={}\n", value()));
    repo
}

fn hygiene(repo: &Repo) -> Ran {
    repo.tightlip(["hygiene", "--format=json"])
}

/// Rule, place and advice of each finding.
fn found(repo: &Repo) -> Vec<String> {
    let findings = hygiene(repo).findings();
    let each = findings.iter().map(|finding| {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        let help = finding["remediation"]["help"].as_str().unwrap();
        format!(
            "{} {}:{} {help}",
            text("rule"),
            text("path"),
            finding["start_line"]
        )
    });
    each.collect()
}

#[test]
fn an_image_that_copies_everything() {
    let repo = ignored();
    repo.write("Dockerfile", "FROM alpine\nWORKDIR /app\nCOPY . .\n");
    assert_eq!(
        found(&repo),
        [
            "hygiene-shipped-in-image Dockerfile:3 .env goes into the image: add `**/.env` to \
          .dockerignore"
        ]
    );
    repo.write(".dockerignore", "**/.env\n");
    assert_eq!(found(&repo), [""; 0]);
    repo.write("Dockerfile.dockerignore", "node_modules\n");
    assert_eq!(found(&repo).len(), 1);
}

#[test]
fn an_image_of_a_project_that_will_have_a_dotenv_file() {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n");
    repo.write(".env.example", "API_KEY=\n");
    repo.write("Dockerfile", "FROM alpine\nCOPY . .\n");
    assert_eq!(
        found(&repo),
        [
            "hygiene-image-unprotected Dockerfile:2 .env goes into the image: add `**/.env` to \
          .dockerignore"
        ]
    );
}

#[test]
fn packages_that_take_what_git_ignores() {
    for (file, text, advice) in [
        (
            "package.json",
            "{\"name\": \"a\", \"version\": \"1.0.0\", \"files\": [\".\"]}",
            "add `\"!**/.env\"` to the end of `files` in package.json",
        ),
        (
            "MANIFEST.in",
            "global-include *\n",
            "add `global-exclude .env` to MANIFEST.in",
        ),
        (
            "Cargo.toml",
            "[package]\nname = \"a\"\nversion = \"1.0.0\"\ninclude = [\"**/*\"]\n",
            "add `\"!/.env\"` to the end of `include` in Cargo.toml",
        ),
        (
            "pyproject.toml",
            "[tool.poetry]\nname = \"a\"\ninclude = [\".env\"]\n",
            "take `.env` out of `include` of [tool.poetry] in pyproject.toml",
        ),
        (
            "a.gemspec",
            "Gem::Specification.new do |s|\n  s.files = Dir['{.env,lib}/**', '.env']\nend\n",
            "take `.env` out of `files` (`- [\".env\"]`) in a.gemspec",
        ),
    ] {
        let repo = ignored();
        repo.write(file, text);
        let expected =
            format!("hygiene-shipped-in-package {file}:1 .env would be packed: {advice}");
        assert_eq!(found(&repo), [expected], "{file}");
    }
}

#[test]
fn npm_forgets_gitignore_where_there_is_an_npmignore() {
    let repo = ignored();
    repo.write("package.json", "{\"name\": \"a\", \"version\": \"1.0.0\"}");
    assert_eq!(found(&repo), [""; 0]);
    repo.write(".npmignore", "test/\n");
    assert_eq!(found(&repo).len(), 1);
    repo.write(".npmignore", "test/\n.env\n");
    assert_eq!(found(&repo), [""; 0]);
}

#[test]
fn a_folder_that_is_served() {
    let repo = ignored();
    repo.write("package.json", "{}");
    repo.write("public/.env", "A=1\n");
    assert_eq!(
        found(&repo),
        [
            "hygiene-in-web-root public/.env:1 move public/.env out of public/; revoke what it holds \
          if it was ever served"
        ]
    );
}

#[test]
fn a_variable_that_browsers_get() {
    let repo = ignored();
    repo.write(".env.example", "API_KEY=\nNEXT_PUBLIC_STRIPE_SECRET_KEY=\n");
    let found = found(&repo);
    assert!(
        found[0].starts_with("hygiene-client-variable .env.example:2 Next.js"),
        "{found:?}"
    );
}

#[test]
fn a_workflow_that_prints_a_secret() {
    let repo = Repo::new();
    let text = "jobs:\n  a:\n    steps:\n      - run: echo ${{ secrets.KEY }}\n      - run: |\n          \
                docker login -u me -p ${{ secrets.KEY }}\n";
    repo.write(".github/workflows/ci.yml", text);
    let findings = hygiene(&repo).findings();
    let found = found(&repo);
    assert!(found[0].starts_with("hygiene-ci-prints-secret .github/workflows/ci.yml:4"));
    assert!(found[1].starts_with("hygiene-ci-secret-argument .github/workflows/ci.yml:6"));
    assert!(found[1].ends_with("stands behind `-p`: pipe it into `--password-stdin`"));
    assert_ne!(findings[0]["fingerprint"], findings[1]["fingerprint"]);
}

#[test]
fn two_secrets_that_a_workflow_prints_are_two_findings() {
    let repo = Repo::new();
    let text = "- run: echo ${{ secrets.ONE }}\n- run: echo ${{ secrets.TWO }}\n";
    repo.write(".github/workflows/ci.yml", text);
    let findings = hygiene(&repo).findings();
    assert_eq!(findings.len(), 2, "{findings:?}");
    // Who accepts one has not accepted the other.
    assert_ne!(findings[0]["fingerprint"], findings[1]["fingerprint"]);
}

#[test]
fn an_example_out_of_step_is_no_matter_of_a_scan() {
    let repo = ignored();
    repo.write(".env.example", "OTHER_KEY=\n");
    assert_eq!(found(&repo).len(), 2);
    let scan = repo.tightlip(["scan", "--format=json"]).findings();
    let rules: Vec<&str> = scan.iter().filter_map(|one| one["rule"].as_str()).collect();
    assert!(
        rules.iter().all(|rule| !rule.starts_with("hygiene-")),
        "{rules:?}"
    );
}

#[test]
fn logins_states_histories_and_agents_are_kept_out() {
    let repo = Repo::new();
    let secret = value();
    repo.stage(
        ".npmrc",
        format!("//registry.npmjs.org/:_authToken={secret}\n"),
    );
    repo.stage(
        "web/.npmrc",
        "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n",
    );
    repo.write("infra/terraform.tfstate", "{\"resources\": []}");
    repo.write(".zsh_history", "ls\n");
    repo.write(
        ".mcp.json",
        format!("{{\"mcpServers\": {{\"a\": {{\"env\": {{\"API_KEY\": \"{secret}\"}}}}}}}}"),
    );
    repo.write(
        ".cursor/mcp.json",
        "{\"mcpServers\": {\"a\": {\"env\": {\"API_KEY\": \"${env:K}\"}}}}",
    );
    repo.commit("one");
    assert_eq!(
        found(&repo),
        [
            "hygiene-agent-not-ignored .mcp.json:1 write a reference to an environment variable in \
             its place, or add `/.mcp.json` to .gitignore",
            "hygiene-credentials-tracked .npmrc:1 write `${NPM_TOKEN}` in place of the token, or \
             run `git rm --cached -- .npmrc`; add `/.npmrc` to .gitignore; revoke what it holds if \
             it was ever pushed",
            "hygiene-history-not-ignored .zsh_history:1 add `.zsh_history` to .gitignore",
            "hygiene-terraform-not-ignored infra/terraform.tfstate:1 keep Terraform's state in a \
             remote backend; add `/infra/terraform.tfstate` to .gitignore",
        ]
    );
}
