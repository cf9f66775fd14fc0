//! What is told of lines of CI files, and what is not.

use super::*;

fn said(path: &str, text: &str) -> Vec<(&'static str, u64)> {
    let remarks = remarks(path, text);
    remarks
        .iter()
        .map(|one| (one.exposed.id(), one.line))
        .collect()
}

const GITHUB: &str = ".github/workflows/ci.yml";

#[test]
fn what_prints_a_secret() {
    for line in [
        "- run: echo ${{ secrets.NPM_TOKEN }}",
        "- run: echo \"token: ${{secrets.NPM_TOKEN}}\" >&2",
        "  if true; then echo $TOKEN; fi",
        "  cd x && printf '%s' \"${TOKEN}\"",
        "  Write-Host $env:TOKEN",
        "  echo ${{ toJSON(secrets) }}",
        "  printenv TOKEN",
    ] {
        let text = format!("env:\n  TOKEN: ${{{{ secrets.X }}}}\n{line}\n");
        assert_eq!(
            said(GITHUB, &text),
            [("hygiene-ci-prints-secret", 3)],
            "{line}"
        );
    }
    assert_eq!(
        said(".gitlab-ci.yml", "  - echo $DEPLOY_TOKEN"),
        [("hygiene-ci-prints-secret", 1)]
    );
    assert_eq!(
        said("Jenkinsfile", "  sh \"echo ${API_KEY}\""),
        [("hygiene-ci-prints-secret", 1)]
    );
}

#[test]
fn what_only_looks_like_it() {
    for line in [
        "- run: echo ${{ secrets.KEY }} > key.pem",
        "- run: echo \"${{ secrets.KEY }}\" | base64 -d",
        "- run: echo \"X=${{ secrets.KEY }}\" >> $GITHUB_ENV",
        "- run: echo \"::add-mask::$TOKEN\"",
        "- run: echo ${#TOKEN} ${TOKEN:+set} ${TOKEN:0:4}",
        "- run: echo '$TOKENS' done",
        "- run: echo \"has $(echo $TOKEN | wc -c) bytes\"",
        "# echo ${{ secrets.KEY }}",
        "  name: echo ${{ secrets.KEY }}",
        "  token: ${{ secrets.KEY }}",
        "- run: echo $OTHER_TOKEN",
        "- run: echo ${{ github.sha }}",
        "- run: echo $TOKEN | docker login -u me --password-stdin",
    ] {
        let text = format!("env:\n  TOKEN: ${{{{ secrets.X }}}}\n{line}\n");
        assert_eq!(said(GITHUB, &text), [], "{line}");
    }
    assert_eq!(
        said(
            ".gitlab-ci.yml",
            "  - echo $TOKEN_URL $token $CI_COMMIT_SHA"
        ),
        []
    );
}

#[test]
fn what_passes_a_secret_on_a_command_line() {
    for line in [
        "  docker login -u me -p ${{ secrets.PASSWORD }}",
        "  tool --password ${{ secrets.PASSWORD }} x",
        "  tool --token=${{ secrets.PASSWORD }}",
        "    --api-key \"${{ secrets.PASSWORD }}\" \\",
        "  curl -u \"me:${{ secrets.PASSWORD }}\" https://example.org",
        "  curl -H \"Authorization: Bearer ${{ secrets.PASSWORD }}\" x",
        "  tool --token \"$TOKEN\"",
        "  docker build --build-arg KEY=${{ secrets.PASSWORD }} .",
        "  mysql -u me -p${{ secrets.PASSWORD }} -e 'select 1'",
        "  sshpass -p ${{ secrets.PASSWORD }} ssh me@host",
    ] {
        let text = format!("env:\n  TOKEN: ${{{{ secrets.X }}}}\n{line}\n");
        assert_eq!(
            said(GITHUB, &text),
            [("hygiene-ci-secret-argument", 3)],
            "{line}"
        );
    }
    let gitlab = "  - docker login -u $CI_REGISTRY_USER -p $CI_REGISTRY_PASSWORD $CI_REGISTRY";
    assert_eq!(
        said(".gitlab-ci.yml", gitlab),
        [("hygiene-ci-secret-argument", 1)]
    );
    for line in [
        "  mkdir -p ${{ secrets.X }}",
        "  tool --user me --password-stdin",
        "  tool --token $(cat x)",
    ] {
        assert_eq!(said(GITHUB, line), [], "{line}");
    }
}

#[test]
fn a_command_may_go_on_over_lines() {
    let text = "- run: |\n    curl -X POST \\\n      -H \"Authorization: ${{ secrets.KEY }}\" \\\n      https://example.org\n";
    assert_eq!(said(GITHUB, text), [("hygiene-ci-secret-argument", 3)]);
}

#[test]
fn of_a_login_the_password_is_told() {
    let text = "curl -u ${{ secrets.USERNAME }}:${{ secrets.PASSWORD }} x";
    let help = &remarks(GITHUB, text)[0].help;
    assert!(
        help.starts_with("`${{ secrets.PASSWORD }}` stands"),
        "{help}"
    );
}

#[test]
fn no_line_stops_it() {
    for line in [
        "",
        "$",
        "${",
        "${{",
        "echo $",
        "echo \\",
        "a='",
        "|;&&||",
        "é$é",
        "echo ${{ secrets.é",
    ] {
        let _ = remarks(GITHUB, line);
    }
}
