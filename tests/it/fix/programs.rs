//! Whole programs: what they print before `fix`, they print after it, with `.env` loaded as
//! people load it; and the scan is clean.

use std::env;
use std::io::{self, Write};
use std::process::Command;

use tightlip::fix::dotenv::Loader;
use tightlip::rule::template::{Dice, expand};

use super::loaders::{command, is_there, runs};
use super::{fix, text};
use crate::support::{Repo, run, token};

/// A program, and how it is started. `@KEY@` and `@PASSWORD@` are its secrets.
struct Program {
    /// What must be there.
    needs: &'static str,
    files: &'static [(&'static str, &'static str)],
    start: &'static str,
    /// The library that loads `.env`; `None`: a shell does before the program starts.
    loader: Option<Loader>,
}

#[rustfmt::skip]
const PROGRAMS: &[Program] = &[
    Program {
        needs: "python3 --version",
        files: &[
            ("app.py", "#!/usr/bin/env python3\n\"\"\"An app.\"\"\"\nfrom dotenv import load_dotenv\n\nload_dotenv()\n\
                KEY = '@KEY@'  # the key\nDB = {\"password\": \"@PASSWORD@\"}\n\
                URL = \"postgres://app:@PASSWORD@@db.internal/app\"\nprint(KEY, DB[\"password\"], URL)\n"),
        ],
        start: "python3 app.py",
        loader: Some(Loader::Python),
    },
    Program {
        needs: "python3 --version",
        files: &[
            ("settings.py", "import os\nfrom pathlib import Path\n\nBASE_DIR = Path(__file__).parent\n\
                DATABASES = {\n    'default': {\n        'USER': 'app',\n        'PASSWORD': '@PASSWORD@',\n    }\n}\n"),
            ("client.py", "import settings\n\n\ndef client(api_key=\"@KEY@\"):\n    return f\"Bearer {api_key}\"\n\n\n\
                print(client(), settings.DATABASES['default']['PASSWORD'])\n"),
        ],
        start: "python3 client.py",
        loader: None,
    },
    Program {
        needs: "node --version",
        files: &[
            ("server.js", "require('dotenv').config({ quiet: true });\n\nconst openai = { apiKey: '@KEY@' };\n\
                const dbPassword = \"@PASSWORD@\";\nconst url = `mongodb://app:@PASSWORD@@db.internal/app`;\n\
                console.log(openai.apiKey, dbPassword, url);\n"),
        ],
        start: "node server.js",
        loader: Some(Loader::Node),
    },
    Program {
        needs: "node --version",
        files: &[
            ("index.mjs", "const headers = { Authorization: 'Bearer @KEY@' };\nconsole.log(headers.Authorization);\n"),
        ],
        start: "node index.mjs",
        loader: None,
    },
    Program {
        needs: "bash --version",
        files: &[
            ("deploy.sh", "#!/bin/bash\nset -eu\nexport API_TOKEN=\"@KEY@\"\nDB_PASSWORD='@PASSWORD@'\n\
                echo \"$API_TOKEN $DB_PASSWORD\"\n"),
        ],
        start: "bash deploy.sh",
        loader: None,
    },
    Program {
        needs: "ruby --version",
        files: &[
            ("app.rb", "# frozen_string_literal: true\n\nAPI_KEY = '@KEY@'\ndb_password = \"@PASSWORD@\"\n\
                puts \"#{API_KEY} #{db_password}\"\n"),
        ],
        start: "ruby app.rb",
        loader: None,
    },
    Program {
        needs: "perl --version",
        files: &[
            ("app.pl", "use strict;\nmy $api_key = '@KEY@';\nmy %db = (password => '@PASSWORD@');\n\
                print \"$api_key $db{password}\\n\";\n"),
        ],
        start: "perl app.pl",
        loader: None,
    },
    Program {
        needs: "php --version",
        files: &[
            ("app.php", "<?php\n$key = '@KEY@';\n$config = ['db_password' => '@PASSWORD@'];\n\
                echo $key, ' ', $config['db_password'], \"\\n\";\n"),
        ],
        start: "php app.php",
        loader: None,
    },
    Program {
        needs: "java --version",
        files: &[
            ("Main.java", "public class Main {\n    private static final String KEY = \"@KEY@\";\n\n\
                \x20   public static void main(String[] args) {\n        String dbPassword = \"@PASSWORD@\";\n\
                \x20       System.out.println(KEY + \" \" + dbPassword);\n    }\n}\n"),
        ],
        start: "java Main.java",
        loader: None,
    },
    Program {
        needs: "go version",
        files: &[
            ("go.mod", "module example\n\ngo 1.18\n"),
            ("main.go", "package main\n\nimport \"fmt\"\n\nconst key = \"@KEY@\"\n\nfunc main() {\n\
                \tdbPassword := `@PASSWORD@`\n\tfmt.Println(key, dbPassword)\n}\n"),
        ],
        start: "go run .",
        loader: None,
    },
];

/// Without what a language would have to escape; quoting is tested elsewhere.
fn password() -> String {
    expand("{alnum:9}-{alnum:6}_{alnum:4}", &mut Dice::new(3)).unwrap()
}

#[test]
fn programs_read_from_the_environment_what_stood_in_their_code() {
    let mut tested = 0;
    for program in PROGRAMS {
        let repo = Repo::new();
        let needed: Vec<&str> = program.needs.split(' ').collect();
        if !runs(&repo, needed[0], &needed[1..]) {
            let _ = writeln!(io::stderr(), "not tested: {} is not installed", needed[0]);
            continue;
        }
        if program
            .loader
            .is_some_and(|loader| !is_there(&repo, loader))
        {
            continue;
        }
        for (path, text) in program.files {
            let text = text.replace("@KEY@", &token(1));
            repo.write(path, text.replace("@PASSWORD@", &password()));
        }
        let before = output(&repo, program, false);
        assert!(before.contains(&token(1)), "{before}");
        let ran = fix(&repo, &["--yes"]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        for (path, _) in program.files {
            let now = text(&repo, path);
            assert!(
                !now.contains(&token(1)) && !now.contains(&password()),
                "{now}"
            );
        }
        assert_eq!(output(&repo, program, true), before, "{}", program.start);
        let scan = repo.tightlip(["scan", "."]);
        assert_eq!(
            (scan.code, scan.stdout.as_str()),
            (0, ""),
            "{}",
            program.start
        );
        assert_eq!(fix(&repo, &["--undo", "--yes"]).code, 0);
        assert_eq!(output(&repo, program, false), before, "{}", program.start);
        tested += 1;
    }
    assert!(tested > 0, "no program could be run");
}

/// What a program prints.
#[track_caller]
fn output(repo: &Repo, program: &Program, is_fixed: bool) -> String {
    let load = if is_fixed && program.loader.is_none() {
        "set -a; . ./.env; set +a; "
    } else {
        ""
    };
    let mut shell: Command = command(repo, "sh");
    for kept in ["GOROOT", "JAVA_HOME"] {
        if let Some(value) = env::var_os(kept) {
            shell.env(kept, value);
        }
    }
    let ran = run(
        shell.arg("-c").arg(format!("{load}exec {}", program.start)),
        b"",
    );
    assert_eq!(ran.code, 0, "{}: {}", program.start, ran.stderr);
    ran.stdout
}
