//! Values of Terraform's variables: the line goes, and `TF_VAR_x` of the environment takes its
//! place, which Terraform reads where no file has a value.

use super::draft::Draft;
use super::layout::{line_start, next_line};
use super::terraform::KINDS;
use super::tree::{Code, ancestors};
use super::{Destination, Refusal, Shared};

/// How the value is moved.
pub(super) fn draft(code: &Code<'_>) -> Result<Draft, Refusal> {
    let (site, text) = (code.site, code.site.text);
    let literal = code.literal(&KINDS)?;
    let attribute = ancestors(literal.node)
        .filter(|node| node.kind() == "attribute")
        .last();
    let attribute = attribute.ok_or_else(Refusal::would_break)?;
    let name = attribute.child(0).map_or(&b""[..], |name| code.text(name));
    let name = String::from_utf8_lossy(name).into_owned();
    let expression = attribute.child(2).map(|node| node.byte_range());
    if expression != Some(literal.whole.clone()) {
        let own = site.variable.to_ascii_lowercase();
        return Err(Refusal::new(
            format!(
                "it is a part of {name}, and one variable of the environment would have to hold all of that"
            ),
            format!(
                "declare `variable \"{own}\" {{ type = string, sensitive = true }}` on lines of its own, write var.{own} where {name} is used, and set TF_VAR_{own}"
            ),
        ));
    }
    let is_indented = text[literal.whole.clone()].starts_with(b"<<-");
    if is_indented && literal.value.contains(&b'\n') {
        return Err(Refusal::new(
            "it stands in an indented heredoc",
            format!("delete it and set TF_VAR_{name} by hand"),
        ));
    }
    // A variable is set as a whole, however little of it is secret.
    let (quoting, content) = code
        .quoting(literal.node, &KINDS)
        .ok_or_else(|| Refusal::not_a_literal(site.variable))?;
    let value = quoting.escapes.decode(&text[content]);
    let value = value.ok_or_else(|| Refusal::not_understood(site.variable))?;
    let lines = line_start(text, attribute.start_byte())..next_line(text, attribute.end_byte());
    let before = &text[lines.start..attribute.start_byte()];
    let after = text[attribute.end_byte()..lines.end].trim_ascii();
    let is_alone = before.trim_ascii().is_empty()
        && (after.is_empty() || after.starts_with(b"#") || after.starts_with(b"//"));
    if !is_alone {
        return Err(Refusal::would_break());
    }
    let entry = format!("TF_VAR_{name}");
    let mut draft = Draft::new(lines.clone(), value.all().to_vec());
    draft.replace(lines, "");
    draft.go_to(Destination::TerraformVariable);
    draft.note(format!(
        "the line that set {name} is gone: Terraform reads {entry} where no file and no option sets it; it still ends up in the state"
    ));
    draft.share(Shared {
        needed: format!("shows or counts var.{name}, which would be sensitive"),
        name: format!("var.{name}"),
        is_of_folder: true,
        advice: "mark what shows it as sensitive, and count by something else".to_owned(),
    });
    draft.reads(entry);
    Ok(draft)
}
