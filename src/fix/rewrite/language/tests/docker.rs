use super::super::Destination;
use super::{Marked, all_become, all_stay, becomes, moves};

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
            ("FROM a\nLABEL K=«{alnum:32}»\n", "stays in the image"),
            ("FROM a\nARG K=«{alnum:32}»\nRUN a\n", "no RUN names it"),
            ("ARG K=«{alnum:32}»\nFROM a\n", "before the first FROM"),
            (
                "FROM a\nARG K=«{alnum:32}»\nENV L=$K\nRUN a $K\n",
                "ENV on line 3",
            ),
            ("FROM a\nARG K=«{alnum:32}»\nENV K=$K\n", "declares K again"),
            ("FROM a\nENV K=«{alnum:32}»\nCOPY $K /\n", "COPY on line 3"),
            ("FROM a\nENV K=\"«{alnum:32}»$L\"\n", "decoded"),
            ("FROM a\nENV K=«{alnum:32}» \\\n # why\n L=1\n", "sure"),
            ("FROM a\nCOPY «{alnum:32}» /\n", "COPY cannot read"),
            ("FROM a\nRUN python <<E\nk = '«{alnum:32}»'\nE\n", "heredoc"),
            (
                "FROM a\nRUN <<E\n#!/usr/bin/python3\nk = '«{alnum:32}»'\nE\n",
                "heredoc",
            ),
            ("FROM a\nCMD [\"a\", \"«{alnum:32}»\"]\n", "CMD"),
            ("FROM a\nRUN [\"a\", \"«{alnum:32}»\"]\n", "shell form"),
        ],
    );
}

#[test]
fn a_declaration_goes_and_who_names_it_mounts_it() {
    let mounted = "--mount=type=secret,id=K,env=K";
    for (before, after) in [
        (
            "FROM a\nARG K=«{alnum:32}»\nRUN a $K \\\n  ${K}\nRUN b\nFROM c\nRUN d $K\n",
            "FROM a\nRUN MOUNT a $K \\\n  ${K}\nRUN b\nFROM c\nRUN d $K\n",
        ),
        (
            "FROM a AS one\nENV K=\"«{alnum:32}»\"\nFROM b\nFROM One AS two\nRUN [\"sh\", \"-c\", \"c $K\"]\nCMD d $K",
            "FROM a AS one\nFROM b\nFROM One AS two\nRUN MOUNT [\"sh\", \"-c\", \"c $K\"]\nCMD d $K",
        ),
        (
            "FROM a\nENV K «{alnum:32}»\nRUN MOUNT b $K\n",
            "FROM a\nRUN MOUNT b $K\n",
        ),
        (
            "FROM a\nENV A='x y' \\\n    K='«{alnum:32}»' \\\n    B=1\nRUN <<E\na $K\nE\n",
            "FROM a\nENV A='x y' \\\n    B=1\nRUN MOUNT <<E\na $K\nE\n",
        ),
        (
            "FROM a\nENV K=«{alnum:32}» \\\n    B=1\nRUN a $K\n",
            "FROM a\nENV B=1\nRUN MOUNT a $K\n",
        ),
        (
            "FROM a\nENV A=1 \\\n    K=«{alnum:32}»\nRUN a $K\n",
            "FROM a\nENV A=1\nRUN MOUNT a $K\n",
        ),
    ] {
        let (before, after) = (
            before.replace("MOUNT", mounted),
            after.replace("MOUNT", mounted),
        );
        let rewrite = becomes("Dockerfile", &before, &after);
        assert_eq!(
            rewrite.destination,
            Destination::DockerBuildSecret,
            "{before}"
        );
        assert_eq!(rewrite.entry.as_deref(), Some("K"));
    }
    let run_time = becomes(
        "Dockerfile",
        "FROM a\nENV K=«{alnum:32}»\nCMD b\n",
        "FROM a\nCMD b\n",
    );
    assert_eq!(run_time.destination, Destination::DotEnv);
    assert!(run_time.notes[0].contains("docker run --env-file .env"));
    let with_blank = Marked::new("FROM a\nENV K='«a b»'\n")
        .rewrite("Dockerfile")
        .unwrap();
    assert!(!with_blank.notes[0].contains("docker run"));
}

#[test]
fn a_variable_holds_all_of_its_value() {
    let password = Marked::new("«{alnum:12}»").text;
    moves(
        "Dockerfile",
        "FROM a\nENV URL=postgres://u:«{alnum:12}»@h/d\n",
        &format!("postgres://u:{}@h/d", String::from_utf8_lossy(&password)),
    );
}

#[test]
fn a_script_in_a_heredoc_mounts_a_secret() {
    let mount = "--mount=type=secret,id=APP_KEY,env=APP_KEY";
    all_become(
        "Dockerfile",
        &[(
            "FROM a\nRUN <<'E'\na \"«{alnum:32}»\"\nE\nRUN b\n",
            &format!("FROM a\nRUN {mount} <<'E'\na \"${{APP_KEY}}\"\nE\nRUN b\n"),
        )],
    );
}
