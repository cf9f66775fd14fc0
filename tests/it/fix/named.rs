//! How the variables are called that literals move to.

use tightlip::rule::template::{Dice, expand};

use super::{app, fix, text};
use crate::support::{Repo, token};

#[test]
fn one_secret_in_many_places_has_one_variable_and_others_have_their_own() {
    let repo = Repo::new();
    repo.write("a.py", format!("{}{}", app(1), app(2)));
    repo.write("lib/b.py", app(1));
    let ran = fix(&repo, &["--yes"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let a = text(&repo, "a.py");
    assert_eq!(a.matches("import os\n").count(), 1, "{a}");
    assert!(a.contains("os.environ[\"OPENAI_API_KEY\"]"), "{a}");
    assert!(text(&repo, "lib/b.py").contains("os.environ[\"OPENAI_API_KEY\"]"));
    let dotenv = text(&repo, ".env");
    let (first, second) = dotenv.trim().split_once('\n').unwrap();
    assert_eq!(first, format!("OPENAI_API_KEY={}", token(1)));
    let (name, value) = second.split_once('=').unwrap();
    assert_eq!(value, token(2));
    assert!(a.contains(&format!("os.environ[\"{name}\"]")), "{a}");
}

#[test]
fn an_equal_entry_is_used_again_and_another_value_keeps_its_name() {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n");
    repo.write(".env", format!("# mine\nMY_KEY='{}'", token(1)));
    repo.write("app.py", app(1));
    assert_eq!(fix(&repo, &["--yes"]).code, 0);
    assert!(text(&repo, "app.py").contains("os.environ[\"MY_KEY\"]"));
    assert_eq!(
        text(&repo, ".env"),
        format!("# mine\nMY_KEY='{}'", token(1))
    );

    repo.write(".env", "OPENAI_API_KEY=other\r\nKEY=another\r\n");
    repo.write("app.py", app(2));
    assert_eq!(fix(&repo, &["--yes"]).code, 0);
    let expected = format!(
        "OPENAI_API_KEY=other\r\nKEY=another\r\nOPENAI_API_KEY_2={}\r\n",
        token(2)
    );
    assert_eq!(text(&repo, ".env"), expected);
    assert_eq!(text(&repo, ".gitignore"), ".env\n");
}

#[test]
fn a_password_without_a_name_beside_it_moves() {
    let password = expand("{alnum:9}-{alnum:6}", &mut Dice::new(3)).unwrap();
    for (path, line, after) in [
        ("a.py", "c = h.login(\"root\", \"@\")\n", "os.environ["),
        ("a.js", "mail.login(\"root\", \"@\");\n", "process.env."),
        ("a.rb", "h.basic_auth(\"root\", \"@\")\n", "ENV.fetch("),
        (
            "a.php",
            "<?php\n$c = mysqli_connect(\"h\", \"root\", \"@\", \"db\");\n",
            "getenv(",
        ),
        (
            "A.java",
            "class A { Object a = new PasswordAuthentication(\"root\", \"@\".toCharArray()); }\n",
            "System.getenv(",
        ),
        (
            "A.cs",
            "class A { object a = new NetworkCredential(\"root\", \"@\"); }\n",
            "Environment.GetEnvironmentVariable(",
        ),
    ] {
        let repo = Repo::new();
        repo.write(path, line.replace('@', &password));
        let ran = fix(&repo, &["--yes"]);
        assert_eq!(ran.code, 0, "{path}: {}{}", ran.stdout, ran.stderr);
        let now = text(&repo, path);
        assert!(now.contains(after) && !now.contains(&password), "{now}");
    }
}

#[test]
fn a_name_that_code_insists_on_is_given_to_no_other_value() {
    let repo = Repo::new();
    repo.write("a.py", app(1));
    repo.write(
        "b.py",
        format!(
            "import os\nKEY = os.getenv(\"OPENAI_API_KEY\", \"{}\")\n",
            token(2)
        ),
    );
    let ran = fix(&repo, &["--yes"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let dotenv = text(&repo, ".env");
    assert!(
        dotenv.contains(&format!("OPENAI_API_KEY={}\n", token(2))),
        "{dotenv}"
    );
    assert!(text(&repo, "b.py").contains("KEY = os.environ[\"OPENAI_API_KEY\"]"));
    let other = dotenv
        .lines()
        .find(|line| line.ends_with(&token(1)))
        .unwrap();
    let (name, _) = other.split_once('=').unwrap();
    assert!(text(&repo, "a.py").contains(&format!("os.environ[\"{name}\"]")));
}

#[test]
fn who_has_a_name_already_is_said() {
    let insists = |seed| {
        format!(
            "import os\nk = os.getenv(\"APP_KEY\", \"{}\")\n",
            token(seed)
        )
    };
    let repo = Repo::new();
    repo.write("a.py", insists(1));
    repo.write("b.py", insists(2));
    let ran = fix(&repo, &["--yes"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains("a.py:2 reads APP_KEY, too"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains(".env has another"), "{}", ran.stdout);

    let repo = Repo::new();
    repo.write(".gitignore", ".env\n");
    repo.write(".env", "APP_KEY=other\n");
    repo.write("a.py", insists(1));
    let ran = fix(&repo, &["--yes"]);
    assert!(
        ran.stdout.contains(".env has another value for APP_KEY"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_constant_that_another_file_needs_stays() {
    for (path, constant, other, needs, uses) in [
        (
            "a.go",
            "package a\n\nconst apiKey = \"@\"\n",
            "b.go",
            "package a\n\nconst full = \"x\" + apiKey\n",
            "package a\n\nvar full = \"x\" + apiKey\n",
        ),
        (
            "k/k.go",
            "package k\n\nconst APIKey = \"@\"\n",
            "a.go",
            "package a\n\nimport \"x/k\"\n\nvar x [len(k.APIKey)]int\n",
            "package a\n\nimport \"x/k\"\n\nvar x = k.APIKey\n",
        ),
        (
            "K.java",
            "class K { static final String API_KEY = \"@\"; }\n",
            "A.java",
            "class A { @X(v = K.API_KEY) int a; }\n",
            "class A { String a = K.API_KEY; }\n",
        ),
        (
            "K.cs",
            "class K { public const string ApiKey = \"@\"; }\n",
            "A.cs",
            "class A { const string B = K.ApiKey; }\n",
            "class A { string b = K.ApiKey; }\n",
        ),
        (
            "src/k.rs",
            "pub const API_KEY: &str = \"@\";\n",
            "src/main.rs",
            "mod k;\nfn main() { println!(\"{}\", k::API_KEY); }\n",
            "mod k;\nfn main() {}\n",
        ),
    ] {
        let repo = Repo::new();
        repo.write(path, constant.replace('@', &token(1)));
        repo.write(other, needs);
        let ran = fix(&repo, &["--yes"]);
        assert_eq!(ran.code, 1, "{path}: {}{}", ran.stdout, ran.stderr);
        let said = format!("{other}:");
        assert!(ran.stdout.contains(&said), "{}", ran.stdout);
        assert!(ran.stdout.contains("needs the constant"), "{}", ran.stdout);
        repo.write(other, uses);
        let ran = fix(&repo, &["--yes"]);
        assert_eq!(ran.code, 0, "{path}: {}{}", ran.stdout, ran.stderr);
    }
}
