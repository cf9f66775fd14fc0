use super::{all_become, all_stay};

#[test]
fn a_command_mounts_a_secret() {
    let mount = "--mount=type=secret,id=APP_KEY,env=APP_KEY";
    for (before, after) in [
        (
            "FROM a\nRUN curl -u x:«{alnum:32}» h\n",
            "FROM a\nRUN MOUNT curl -u x:\"${APP_KEY}\" h\n",
        ),
        (
            "# RUN\nFROM a\nRUN a && \\\n    # why\n    b \"k=«{alnum:32}»\" \\\n && c\nRUN d\n",
            "# RUN\nFROM a\nRUN MOUNT a && \\\n    # why\n    b \"k=${APP_KEY}\" \\\n && c\nRUN d\n",
        ),
        (
            "FROM a\r\nrun b '{\"k\": \"«{alnum:32}»\"}'\r\n",
            "FROM a\r\nrun MOUNT b '{\"k\": \"'\"${APP_KEY}\"'\"}'\r\n",
        ),
    ] {
        all_become("Dockerfile", &[(before, &after.replace("MOUNT", mount))]);
    }
}

#[test]
fn what_stays_in_the_image_is_refused() {
    all_stay(
        "Dockerfile",
        &[
            ("FROM a\nENV K=«{alnum:32}»\n", "stays in the image"),
            ("FROM a\nARG K=«{alnum:32}»\n", "history"),
            ("FROM a\nCMD [\"a\", \"«{alnum:32}»\"]\n", "CMD"),
            ("FROM a\nRUN [\"a\", \"«{alnum:32}»\"]\n", "shell form"),
            ("FROM a\n# RUN «{alnum:32}»\n", "comment"),
            ("FROM a\nRUN x \\\n # «{alnum:32}»\n y\n", "comment"),
        ],
    );
}
