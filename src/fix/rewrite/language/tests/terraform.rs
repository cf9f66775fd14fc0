use super::super::Destination;
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
            ("# «{alnum:32}»\n", "comment"),
            ("resource \"a\" \"«{alnum:32}»\" {}\n", "label"),
            (
                "terraform {\n  backend \"s3\" {\n    k = \"«{alnum:32}»\"\n  }\n}\n",
                "backend",
            ),
            ("locals {\n  k = { \"«{alnum:32}»\" = 1 }\n}\n", "a key"),
            ("locals {\n  k = \"«a$${b}»\"\n}\n", "literal"),
        ],
    );
    all_stay("terraform.tfvars", &[("k = \"«{alnum:32}»\"\n", "values")]);
}
