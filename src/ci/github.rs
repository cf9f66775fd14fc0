//! The event of GitHub Actions: a file of JSON beside a few variables.

use std::fs::File;
use std::io::{BufReader, Read};

use serde::Deserialize;

use super::{Change, Variables};

/// GitHub cuts its payloads at 25 MB.
const MOST: u64 = 32 << 20;

/// What matters of an event's payload.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Event {
    pull_request: Option<Request>,
    merge_group: Option<Group>,
    before: Option<String>,
    repository: Option<Named>,
}

#[derive(Debug, Deserialize)]
struct Request {
    base: Reference,
}

#[derive(Debug, Deserialize)]
struct Reference {
    sha: Option<String>,
    #[serde(rename = "ref")]
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Group {
    base_sha: Option<String>,
    base_ref: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Named {
    default_branch: Option<String>,
}

pub(super) fn change(get: Variables<'_>) -> Change {
    let payload = get("GITHUB_EVENT_PATH").map(|path| read(&path));
    let is_unread = matches!(payload, Some(None));
    let event = payload.flatten().unwrap_or_default();
    if let Some(request) = event.pull_request {
        let branch = get("GITHUB_BASE_REF").or(request.base.name);
        return Change::request([request.base.sha], branch);
    }
    if let Some(group) = event.merge_group {
        return Change::request([group.base_sha], group.base_ref);
    }
    if let Some(branch) = get("GITHUB_BASE_REF") {
        return Change::request([], Some(branch));
    }
    let is_of_change = get("GITHUB_EVENT_NAME")
        .is_some_and(|name| matches!(name.as_str(), "push" | "merge_group"));
    if is_unread && is_of_change {
        return Change::Unknown("the file of GITHUB_EVENT_PATH cannot be read".to_owned());
    }
    if get("GITHUB_EVENT_NAME").as_deref() != Some("push") {
        return Change::Whole;
    }
    let is_branch = get("GITHUB_REF_TYPE").is_none_or(|kind| kind == "branch");
    let branch = get("GITHUB_REF_NAME").filter(|_| is_branch);
    let default = event.repository.and_then(|named| named.default_branch);
    Change::push(event.before, branch.as_deref(), default)
}

/// The payload; `None` if it cannot be read.
fn read(path: &str) -> Option<Event> {
    let file = File::open(path).ok()?;
    serde_json::from_reader(BufReader::new(file.take(MOST))).ok()
}
