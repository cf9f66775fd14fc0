use super::super::draft::apply;
use super::super::{Destination, made_sensitive};
use super::{all_become, all_stay, becomes, moves};

const DECLARED: &str = "\nvariable \"app_key\" {\n  type      = string\n  sensitive = true\n}\n";

#[test]
fn a_literal_becomes_a_sensitive_variable() {
    let before = "resource \"a\" \"b\" {\n  key = \"«{alnum:32}»\"\n}\n";
    let after = format!("resource \"a\" \"b\" {{\n  key = var.app_key\n}}\n{DECLARED}");
    let rewrite = becomes("main.tf", before, &after);
    assert_eq!(rewrite.destination, Destination::TerraformVariable);
    all_become(
        "main.tf",
        &[
            (
                "locals {\n  u = \"x://${var.u}:«{alnum:32}»@h\"\n}\nvariable \"app_key\" {}\n",
                "locals {\n  u = \"x://${var.u}:${var.app_key}@h\"\n}\nvariable \"app_key\" {}\n",
            ),
            (
                "variable \"k\" {\n  type    = string\n  default = \"«{alnum:32}»\"\n}\n",
                "variable \"k\" {\n  type    = string\n  sensitive = true\n}\n",
            ),
            (
                "variable \"k\" {\n  default = \"«{alnum:32}»\"\n  sensitive = true\n}\n",
                "variable \"k\" {\n  sensitive = true\n}\n",
            ),
        ],
    );
}

#[test]
fn the_value_is_what_terraform_sees() {
    moves(
        "a.tf",
        "locals {\n  k = \"«a\\u00e9\\n\\\"»\"\n}\n",
        "aé\n\"",
    );
    moves(
        "a.tf",
        "locals {\n  k = <<EOT\n«one\ntwo»\nEOT\n}\n",
        "one\ntwo\n",
    );
}

#[test]
fn what_no_variable_can_replace_stays() {
    all_stay(
        "a.tf",
        &[
            ("resource \"a\" \"«{alnum:32}»\" {}\n", "label"),
            (
                "terraform {\n  backend \"s3\" {\n    k = \"«{alnum:32}»\"\n  }\n}\n",
                "backend",
            ),
            ("locals {\n  k = { \"«{alnum:32}»\" = 1 }\n}\n", "a key"),
            ("locals {\n  k = \"«a$${b}»\"\n}\n", "literal"),
        ],
    );
}

#[test]
fn a_line_of_values_becomes_a_variable_of_the_environment() {
    let before = "region = \"eu\"\ndb_key = \"«{alnum:32}»\" # mine\nn = 1\n";
    let rewrite = becomes("prod.tfvars", before, "region = \"eu\"\nn = 1\n");
    assert_eq!(rewrite.entry.as_deref(), Some("TF_VAR_db_key"));
    assert_eq!(rewrite.destination, Destination::TerraformVariable);
    moves(
        "a.auto.tfvars",
        "url = \"postgres://app:«{alnum:12}»@h/db\"\n",
        &format!(
            "postgres://app:{}@h/db",
            String::from_utf8_lossy(&super::Marked::new("«{alnum:12}»").text)
        ),
    );
    moves("a.tfvars", "k = \"«a\\u00e9»\"\n", "aé");
    all_stay(
        "terraform.tfvars",
        &[
            ("k = { a = \"«{alnum:32}»\" }\n", "a part of k"),
            ("k = [\n  \"«{alnum:32}»\",\n]\n", "a part of k"),
            ("k = <<-EOT\n  «one\n  two»\n  EOT\n", "indented"),
        ],
    );
}

#[test]
fn a_declaration_becomes_sensitive() {
    for (before, after) in [
        (
            "variable \"k\" {\n  type = string\n}\n",
            "variable \"k\" {\n  type = string\n  sensitive = true\n}\n",
        ),
        (
            "variable \"k\" {}\n",
            "variable \"k\" {\n  sensitive = true\n}\n",
        ),
        (
            "variable \"j\" {}\r\nvariable \"k\" { type = string }\r\n",
            "variable \"j\" {}\r\nvariable \"k\" {\r\n  type = string\r\n  sensitive = true\r\n}\r\n",
        ),
    ] {
        let edit = made_sensitive(before.as_bytes(), "k").expect(before);
        let made = apply(before.as_bytes(), std::slice::from_ref(&edit));
        assert_eq!(String::from_utf8_lossy(&made), after);
        assert_eq!(made_sensitive(&made, "k"), None, "{after}");
    }
    for text in ["variable \"kk\" {}", "output \"k\" {}", "variable \"k\" {"] {
        assert_eq!(made_sensitive(text.as_bytes(), "k"), None, "{text}");
    }
}
