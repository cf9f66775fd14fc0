use super::super::Destination;
use super::{Marked, all_become, all_stay, becomes, moves};

#[test]
fn each_program_gets_its_own_look_up() {
    for (path, before, after) in [
        (
            "docker-compose.yml",
            "e:\n  - K=«{alnum:32}»\n",
            "e:\n  - K=${APP_KEY}\n",
        ),
        (
            "compose.prod.yaml",
            "k: \"«{alnum:32}»\"\r\n",
            "k: \"${APP_KEY}\"\r\n",
        ),
        (
            "src/main/resources/application-dev.yml",
            "a:\n  k: «{alnum:32}» # x\n",
            "a:\n  k: ${APP_KEY} # x\n",
        ),
        (
            "application.properties",
            "a.k=«{alnum:32}»\n",
            "a.k=${APP_KEY}\n",
        ),
        (
            "serverless.yml",
            "k: '«{alnum:32}»'\n",
            "k: '${env:APP_KEY}'\n",
        ),
        (
            "config/database.yml",
            "p: «{alnum:32}»\n",
            "p: <%= ENV.fetch('APP_KEY') %>\n",
        ),
        (
            "config/cable.yml",
            "p: 'a:«{alnum:32}»@h'\n",
            "p: 'a:<%= ENV.fetch(\"APP_KEY\") %>@h'\n",
        ),
        (
            "config/packages/a.yaml",
            "k: «{alnum:32}»\n",
            "k: \"%env(APP_KEY)%\"\n",
        ),
        (
            "roles/a/vars/main.yml",
            "k: «{alnum:32}»\n",
            "k: \"{{ lookup('env', 'APP_KEY') }}\"\n",
        ),
        (
            ".gitlab-ci.yml",
            "a:\n  script:\n    - f «{alnum:32}»\n",
            "a:\n  script:\n    - f ${APP_KEY}\n",
        ),
        (
            "azure-pipelines.yml",
            "env: {k: «{alnum:32}»}\n",
            "env: {k: \"$(APP_KEY)\"}\n",
        ),
        (
            ".mcp.json",
            "{\"e\": {\"K\": \"«{alnum:32}»\"}}",
            "{\"e\": {\"K\": \"${APP_KEY}\"}}",
        ),
        (
            "x/.cursor/mcp.json",
            "{\"h\": \"Bearer «{alnum:32}»\"}",
            "{\"h\": \"Bearer ${env:APP_KEY}\"}",
        ),
        (
            "opencode.json",
            "{\"k\": \"«{alnum:32}»\"}",
            "{\"k\": \"{env:APP_KEY}\"}",
        ),
        (
            ".npmrc",
            "//r/:_authToken=«{alnum:32}»\n",
            "//r/:_authToken=${APP_KEY}\n",
        ),
        (
            "requirements.txt",
            "https://u:«{alnum:32}»@h/a\n",
            "https://u:${APP_KEY}@h/a\n",
        ),
        ("pom.xml", "<p>«{alnum:32}»</p>", "<p>${env.APP_KEY}</p>"),
        (
            "Makefile",
            "K := «{alnum:32}»\nall:\n\tf $(K)\n",
            "K := $(APP_KEY)\nall:\n\tf $(K)\n",
        ),
        (
            "litellm.yaml",
            "model_list:\n - litellm_params:\n     api_key: «{alnum:32}»\n",
            "model_list:\n - litellm_params:\n     api_key: os.environ/APP_KEY\n",
        ),
    ] {
        all_become(path, &[(before, after)]);
    }
}

#[test]
fn what_is_run_as_a_service_gets_its_own_look_up() {
    for (path, before, after) in [
        (
            "supabase/config.toml",
            "[auth.external.github]\nsecret = \"«{alnum:32}»\" # mine\n",
            "[auth.external.github]\nsecret = \"env(APP_KEY)\" # mine\n",
        ),
        (
            "etc/telegraf.conf",
            "[[outputs.influxdb_v2]]\n  token = '«{alnum:32}»'\n",
            "[[outputs.influxdb_v2]]\n  token = '${APP_KEY}'\n",
        ),
        (
            "vector.toml",
            "a = {b = \"#\", c = \"Bearer «{alnum:32}»\"}\n",
            "a = {b = \"#\", c = \"Bearer ${APP_KEY}\"}\n",
        ),
        (
            "profiles.yml",
            "shop:\n  outputs:\n    dev:\n      password: «{alnum:32}»\n",
            "shop:\n  outputs:\n    dev:\n      password: \"{{ env_var('APP_KEY') }}\"\n",
        ),
        (
            "grafana.ini",
            "admin_password = «{alnum:32}»\n",
            "admin_password = $__env{APP_KEY}\n",
        ),
        (
            "otel.yaml",
            "receivers: {}\nexporters:\n  o:\n    key: «{alnum:32}»\npipelines: {}\n",
            "receivers: {}\nexporters:\n  o:\n    key: ${env:APP_KEY}\npipelines: {}\n",
        ),
    ] {
        all_become(path, &[(before, after)]);
    }
}

#[test]
fn workflows_read_the_repository_s_secrets() {
    let path = ".github/workflows/ci.yml";
    let rewrite = becomes(
        path,
        "jobs:\n  a:\n    steps:\n      - run: |\n          f «{alnum:32}»\n          g\n",
        "jobs:\n  a:\n    steps:\n      - run: |\n          f ${{ secrets.APP_KEY }}\n          g\n",
    );
    assert_eq!(rewrite.destination, Destination::GitHubSecret);
    becomes(
        path,
        "env:\n  K: \"«{alnum:32}»\"\n",
        "env:\n  K: \"${{ secrets.APP_KEY }}\"\n",
    );
}

#[test]
fn vs_code_asks_for_an_input() {
    let input = "{ \"type\": \"promptString\", \"id\": \"app-key\", \"description\": \"APP_KEY\", \"password\": true }";
    becomes(
        ".vscode/mcp.json",
        "{\n  \"servers\": {\"a\": {\"env\": {\"K\": \"«{alnum:32}»\"}}}\n}\n",
        &format!(
            "{{\n  \"inputs\": [\n    {input}\n  ],\n  \"servers\": {{\"a\": {{\"env\": {{\"K\": \"${{input:app-key}}\"}}}}}}\n}}\n"
        ),
    );
    becomes(
        ".vscode/mcp.json",
        "{\"inputs\": [\n  {\"id\": \"x\"}\n], \"k\": \"«{alnum:32}»\"}",
        &format!(
            "{{\"inputs\": [\n  {input},\n  {{\"id\": \"x\"}}\n], \"k\": \"${{input:app-key}}\"}}"
        ),
    );
}

#[test]
fn the_value_is_what_the_program_sees() {
    moves("compose.yml", "k: 'a«b''c$$d»'\n", "b'c$d");
    moves("application.yml", "k: \"«a\\x41\\u00e9\\n»\"\n", "aAé\n");
    moves(
        "application.yml",
        "k: |\n  «one\n    two»\nz: 1\n",
        "one\n  two\n",
    );
    moves("application.yml", "k: |-\n  «one\n  two»\n", "one\ntwo");
    moves("application.properties", "k=«a\\u00e9\\:\\\\b»\n", "aé:\\b");
    moves("pom.xml", "<p>«a&amp;&lt;b»</p>", "a&<b");
    moves(".mcp.json", r#"{"k": "«a\u00e9\/\n»"}"#, "aé/\n");
}

#[test]
fn a_block_of_lines_becomes_one_value() {
    becomes(
        "application.yml",
        "a: |\n  «one\n  two»\nz: 1\n",
        "a: ${APP_KEY}\nz: 1\n",
    );
}

#[test]
fn files_without_a_look_up_stay_and_say_what_to_do() {
    for (path, before, word) in [
        ("Makefile", "export APP_KEY ?= «{alnum:32}»\n", "itself"),
        (".env", "K=«{alnum:32}»\n", "dotenv"),
        (".netrc", "machine h password «{alnum:32}»\n", "credentials"),
        ("pip.conf", "index-url = https://u:«{alnum:32}»@h\n", "pip"),
        (
            ".claude/settings.json",
            "{\"env\": {\"K\": \"«{alnum:32}»\"}}",
            "Claude Code",
        ),
        (
            "claude_desktop_config.json",
            "{\"K\": \"«{alnum:32}»\"}",
            "Claude Desktop",
        ),
        (
            "appsettings.json",
            "{\"K\": \"«{alnum:32}»\"}",
            "as they are",
        ),
        ("x.tfvars.json", "{\"k\": \"«{alnum:32}»\"}\n", "Terraform"),
        (
            "k.yaml",
            "apiVersion: v1\nkind: Secret\nk: «{alnum:32}»\n",
            "Kubernetes",
        ),
        ("any.yaml", "k: «{alnum:32}»\n", "no look-up"),
        ("any.toml", "k = \"«{alnum:32}»\"\n", "no look-up"),
        ("README.md", "key «{alnum:32}»\n", "people"),
        ("a.sql", "x '«{alnum:32}»'\n", "SQL"),
        ("docker-compose.yml", "«{alnum:32}»: 1\n", "a key"),
        (".mcp.json", "{\"«{alnum:32}»\": 1}", "a key"),
        (
            ".gitlab-ci.yml",
            "variables:\n  APP_KEY: «{alnum:32}»\n",
            "itself",
        ),
        ("config/database.yml", "p: \"«{alnum:9}'x»\"\n", "ERB"),
    ] {
        all_stay(path, &[(before, word)]);
    }
}

#[test]
fn github_keeps_some_names_for_itself() {
    let marked = Marked::new("env:\n  K: «{alnum:32}»\n");
    let site = super::super::Site {
        path: ".github/workflows/a.yml",
        text: &marked.text,
        value: marked.value.clone(),
        variable: "GITHUB_TOKEN",
        trees: &super::super::Trees::default(),
    };
    let rewrite = super::rewrite(&site).unwrap();
    assert_eq!(rewrite.edits[0].with, "${{ secrets.GH_TOKEN }}");
}

#[test]
fn toml_says_what_its_reader_takes_instead() {
    for (path, word) in [
        ("pyproject.toml", "POETRY_HTTP_BASIC_"),
        ("Cargo.toml", "CARGO_REGISTRIES_"),
        (".cargo/config.toml", "CARGO_REGISTRIES_"),
        ("fly.toml", "fly secrets set APP_KEY"),
        ("netlify.toml", "netlify env:set APP_KEY"),
        ("wrangler.toml", "wrangler secret put APP_KEY"),
        ("settings.toml", "read APP_KEY"),
    ] {
        let refusal = Marked::new("k = \"«{alnum:32}»\"\n")
            .rewrite(path)
            .unwrap_err();
        assert!(refusal.advice.contains(word), "{path}: {refusal:?}");
    }
    all_stay(
        "vector.toml",
        &[
            ("k = \"\"\"\n«{alnum:32}»\n\"\"\"\n", "literal"),
            ("\"«{alnum:32}»\" = 1\n", "key"),
            ("k = «{alnum:32}»\n", "literal"),
        ],
    );
    moves("vector.toml", "k = \"«a\\u00e9\\\"»\"\n", "aé\"");
}
