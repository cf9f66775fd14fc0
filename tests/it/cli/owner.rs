//! The lines that decide whether tightlip does its main job.

use crate::support::Repo;

/// Runs on a file that holds this line alone.
fn found(line: &str) -> Vec<String> {
    let repo = Repo::new();
    repo.write("app.py", format!("{line}\n"));
    repo.found(["scan"])
}

#[test]
fn a_hard_coded_key_is_reported_though_it_looks_made_up() {
    let repo = Repo::new();
    repo.write("app.py", concat!("api_key = \"sk-", "1234567890\"\n"));
    let ran = repo.tightlip(["scan", "--format=json"]);
    assert_eq!(ran.code, 1);
    let finding = &ran.findings()[0];
    assert_eq!(finding["confidence"], "medium");
    assert_eq!(finding["start_line"], 1);
    assert_eq!(finding["start_column"], 12);
}

#[test]
fn look_ups_in_the_environment_and_in_secret_stores_are_fine() {
    for line in [
        r#"api_key = os.environ["OPENAI_API_KEY"]"#,
        r#"api_key = os.getenv("OPENAI_API_KEY")"#,
        "openai_key = os.getenv('OPENAI_API_KEY')",
        r#"client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])"#,
        r#"return response.payload.data.decode("UTF-8")"#,
        "openai_key = get_secret('openai_api_key')",
    ] {
        assert_eq!(found(line), [""; 0], "{line}");
    }
}

#[test]
fn placeholders_are_fine() {
    for line in [
        r#"api_key = "<YOUR_KEY>""#,
        r#"api_key = "xxxxxxxxxxxxxxxxxxxx""#,
        r#"password = "changeme""#,
        r#"api_key = "${OPENAI_API_KEY}""#,
        r#"api_key = "{{ openai_api_key }}""#,
        r#"token = "op://vault/item/field""#,
        r#"monkey = "Zk4vR8qLw2Xp7Tn9""#,
    ] {
        assert_eq!(found(line), [""; 0], "{line}");
    }
}
