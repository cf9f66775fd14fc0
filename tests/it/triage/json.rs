//! The talk with a program.

use serde_json::{Value, json};

use super::{BASELINE, entries, read, repo};
use crate::support::{Ran, Repo, token};

fn talk(repo: &Repo, flags: &[&str], lines: &[Value]) -> Ran {
    let input: Vec<String> = lines.iter().map(Value::to_string).collect();
    talk_raw(repo, flags, input.join("\n").as_bytes())
}

fn talk_raw(repo: &Repo, flags: &[&str], input: &[u8]) -> Ran {
    let args = [&["triage", "--json"], flags].concat();
    repo.tightlip_with(args, input, |command| {
        command.env("TIGHTLIP_FINGERPRINT_KEY", "always the same")
    })
}

fn messages(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn findings_go_out_and_decisions_come_in() {
    let repo = repo();
    let ran = talk(
        &repo,
        &[],
        &[
            json!({"decision": "false-positive", "reason": "docs", "owner": "me"}),
            json!({"decision": "accepted", "reason": "soon", "until": "2999-01-01"}),
            json!({"decision": "mark", "reason": "local"}),
        ],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let said = messages(&ran);
    let kinds: Vec<&str> = said
        .iter()
        .map(|one| one["type"].as_str().unwrap())
        .collect();
    let expected = "start secret decided secret decided secret decided end";
    assert_eq!(kinds.join(" "), expected);
    let first = &said[1];
    assert_eq!(first["places"].as_array().unwrap().len(), 2);
    assert_eq!(first["places"][0]["path"], "app.py");
    assert_eq!(first["context"][0], json!({"line": 2, "text": ""}));
    assert_eq!(
        first["context"][1],
        json!({"line": 3, "text": "def connect():"})
    );
    assert_eq!(said[2]["wrote"], json!([BASELINE]));
    assert_eq!(said[2]["notes"], json!([]));
    assert_eq!(said[6]["wrote"], json!(["d.sh"]));
    assert_eq!(said[7], json!({"type": "end", "decided": 3, "left": 0}));
    for seed in 1..=3 {
        assert!(!ran.stdout.contains(&token(seed)));
    }
    assert_eq!(
        entries(&repo),
        [
            "false-positive app.py docs",
            "false-positive b/other.py docs",
            "accepted c.json soon"
        ]
    );
    let shown = talk(&super::repo(), &["--show-secrets"], &[]);
    assert!(shown.stdout.contains(&token(1)));
}

#[test]
fn a_program_may_skip_go_back_undo_and_quit() {
    let repo = repo();
    let ran = talk(
        &repo,
        &[],
        &[
            json!({"decision": "skip"}),
            json!({"decision": "back"}),
            json!({"decision": "mark", "reason": "x"}),
            json!({"decision": "undo"}),
            json!({"decision": "quit"}),
        ],
    );
    assert_eq!(ran.code, 1);
    let said = messages(&ran);
    let indices: Vec<&Value> = said
        .iter()
        .filter(|one| one["type"] == "secret")
        .map(|one| &one["index"])
        .collect();
    assert_eq!(indices, [0, 1, 0, 1, 0]);
    assert_eq!(
        said.last().unwrap(),
        &json!({"type": "end", "decided": 0, "left": 3})
    );
    assert!(!read(&repo, "app.py").contains("tightlip:allow"));
    assert!(!repo.path().join(BASELINE).exists());
}

#[test]
fn what_is_wrong_with_an_answer_is_named() {
    let repo = repo();
    let lines = [
        "no json",
        "[]",
        "{\"decision\": \"acept\", \"reason\": \"x\"}",
        "{\"decision\": \"accepted\", \"reason\": \"x\", \"verdict\": 1}",
        "{\"decision\": \"accepted\"}",
        "{\"decision\": \"accepted\", \"reason\": \"x\", \"until\": \"soon\"}",
        "{\"decision\": \"accepted\", \"reason\": \"x\", \"until\": \"2020-01-01\"}",
        "{\"decision\": \"skip\", \"id\": \"ts1:0\"}",
        "{\"decision\": \"undo\"}",
        "{\"decision\": \"back\"}",
        "",
        "{\"decision\": \"skip\"}",
        "{\"decision\": \"mark\", \"reason\": \"x\"}",
    ];
    let ran = talk_raw(&repo, &[], lines.join("\n").as_bytes());
    assert_eq!(ran.code, 1);
    let said = messages(&ran);
    let errors: Vec<String> = said
        .iter()
        .filter(|one| one["type"] == "error")
        .map(|one| {
            format!(
                "{}: {}",
                one["error"].as_str().unwrap(),
                one["message"].as_str().unwrap()
            )
        })
        .collect();
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn a_line_without_end_is_not_read_to_its_end() {
    let ran = talk_raw(&repo(), &[], &vec![b'x'; 2 << 20]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.stderr, "error: a line may have 1048576 bytes\n");
}
