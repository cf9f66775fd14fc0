use super::{all_stay, becomes};

#[test]
fn a_cell_is_rewritten_inside_its_json() {
    let before = r#"{
 "cells": [
  {
   "cell_type": "markdown",
   "source": ["import nothing\n"]
  },
  {
   "cell_type": "code",
   "source": [
    "%pip install x\n",
    "import json\n",
    "print('a')"
   ],
   "outputs": []
  },
  {
   "cell_type": "code",
   "source": [
    "u = \"x://\u00e9:«{alnum:32}»@h\"\n",
    "print(u)"
   ],
   "outputs": [{"text": ["x://SAME@h\n"]}]
  }
 ],
 "metadata": {"kernelspec": {"language": "python"}}
}
"#;
    let secret = super::Marked::new(before);
    let secret = String::from_utf8(secret.text[secret.value].to_vec()).unwrap();
    let before = before.replace("SAME", &secret);
    let after = before
        .replace(
            "    \"import json\\n\",\n",
            "    \"import json\\n\",\n    \"import os\\n\",\n",
        )
        .replace("u = \\\"x", "u = f\\\"x")
        .replace("«{alnum:32}»", "{os.environ['APP_KEY']}")
        .replace(&secret, "<APP_KEY>");
    becomes("a.ipynb", &before, &after);
}

#[test]
fn an_output_is_cleared() {
    becomes(
        "a.ipynb",
        r#"{"cells": [{"cell_type": "code", "source": "print(k)", "outputs": [{"text": "«{alnum:32}»"}]}]}"#,
        r#"{"cells": [{"cell_type": "code", "source": "print(k)", "outputs": [{"text": "<APP_KEY>"}]}]}"#,
    );
}

#[test]
fn text_and_other_languages_stay() {
    all_stay(
        "a.ipynb",
        &[
            (
                r#"{"cells": [{"cell_type": "markdown", "source": "«{alnum:32}»"}]}"#,
                "cell of text",
            ),
            (
                r#"{"cells": [{"cell_type": "code", "source": "k = '«{alnum:32}»'"}], "metadata": {"kernelspec": {"language": "R"}}}"#,
                "kind",
            ),
            (r#"{"metadata": {"x": "«{alnum:32}»"}}"#, "literal"),
        ],
    );
}

#[test]
fn a_line_that_sets_the_variable_goes_from_its_cell() {
    let rewrite = becomes(
        "a.ipynb",
        r#"{"cells": [{"cell_type": "code", "source": ["import os\n", "os.environ[\"API_TOKEN\"] = \"«{alnum:32}»\""]}]}"#,
        r#"{"cells": [{"cell_type": "code", "source": ["import os\n", ""]}]}"#,
    );
    assert_eq!(rewrite.entry.as_deref(), Some("API_TOKEN"));
}

#[test]
fn commands_are_no_python() {
    all_stay(
        "a.ipynb",
        &[
            (
                r#"{"cells": [{"cell_type": "code", "source": ["k = 1\n", "%env API_TOKEN=«{alnum:32}»\n"]}]}"#,
                "magic",
            ),
            (
                r#"{"cells": [{"cell_type": "code", "source": "k = 1\n!curl -H \"X: «{alnum:32}»\" https://h"}]}"#,
                "shell",
            ),
        ],
    );
}
