use super::{Marked, all_become, all_stay, becomes, moves};

#[test]
fn a_literal_becomes_a_lookup_and_os_is_imported_once() {
    all_become(
        "a.py",
        &[
            (
                "k = \"«{alnum:32}»\"\n",
                "import os\n\nk = os.environ[\"APP_KEY\"]\n",
            ),
            (
                "k = '«{alnum:32}»'",
                "import os\n\nk = os.environ['APP_KEY']",
            ),
            (
                "import os\nk = '«{alnum:32}»'\n",
                "import os\nk = os.environ['APP_KEY']\n",
            ),
            (
                "import os.path\nk = r'«{alnum:32}»'\n",
                "import os.path\nk = os.environ['APP_KEY']\n",
            ),
            (
                "import os as o\nk = u'«{alnum:32}»'\n",
                "import os as o\nk = o.environ['APP_KEY']\n",
            ),
            (
                "from os import environ as env, path\nk = '«{alnum:32}»'\n",
                "from os import environ as env, path\nk = env['APP_KEY']\n",
            ),
            (
                "k = os.path.join('a', '«{alnum:32}»')\n",
                "import os\n\nk = os.path.join('a', os.environ['APP_KEY'])\n",
            ),
            (
                "k = [\"«{alnum:32}»\"][0].strip()",
                "import os\n\nk = [os.environ[\"APP_KEY\"]][0].strip()",
            ),
            (
                "d = {'a': 1, '«{alnum:32}»': 2}",
                "import os\n\nd = {'a': 1, os.environ['APP_KEY']: 2}",
            ),
            (
                "k = b'«{alnum:32}»'\n",
                "import os\n\nk = os.environ['APP_KEY'].encode()\n",
            ),
            (
                "k = f\"{call('«{alnum:32}»')}\"\n",
                "import os\n\nk = f\"{call(os.environ['APP_KEY'])}\"\n",
            ),
        ],
    );
}

#[test]
fn the_import_goes_where_it_belongs() {
    all_become(
        "a.py",
        &[
            (
                "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n\"\"\"Doc.\n\"\"\"\nfrom __future__ import annotations\n\nk = '«{alnum:32}»'\n",
                "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n\"\"\"Doc.\n\"\"\"\nfrom __future__ import annotations\n\nimport os\n\nk = os.environ['APP_KEY']\n",
            ),
            (
                "#!/usr/bin/python\nk = '«{alnum:32}»'\n",
                "#!/usr/bin/python\nimport os\n\nk = os.environ['APP_KEY']\n",
            ),
            (
                "# Licence\n\n# about k\nk = '«{alnum:32}»'\n",
                "# Licence\nimport os\n\n# about k\nk = os.environ['APP_KEY']\n",
            ),
            (
                "import json\nimport sys\nfrom x import (\n    y,\n)\nk = '«{alnum:32}»'\n",
                "import json\nimport os\nimport sys\nfrom x import (\n    y,\n)\nk = os.environ['APP_KEY']\n",
            ),
            (
                "import abc; import json  # both\nk = '«{alnum:32}»'\n",
                "import abc; import json  # both\nimport os\nk = os.environ['APP_KEY']\n",
            ),
            (
                "from x import (\n    y,\n)\r\nk = '«{alnum:32}»'\r\n",
                "import os\nfrom x import (\n    y,\n)\r\nk = os.environ['APP_KEY']\r\n",
            ),
            (
                "\u{feff}k = '«{alnum:32}»'\r\n",
                "\u{feff}import os\r\n\r\nk = os.environ['APP_KEY']\r\n",
            ),
        ],
    );
}

#[test]
fn a_part_of_a_literal_becomes_a_field_of_it() {
    all_become(
        "a.py",
        &[
            (
                "import os\nu = \"redis://:«{alnum:32}»@h/0\"\n",
                "import os\nu = f\"redis://:{os.environ['APP_KEY']}@h/0\"\n",
            ),
            (
                "import os\nu = f'redis://{user}:«{alnum:32}»@{host}/0'\n",
                "import os\nu = f'redis://{user}:{os.environ[\"APP_KEY\"]}@{host}/0'\n",
            ),
            (
                "import os\nu = r'{a}\\d«{alnum:32}»{}'.format(h)\n",
                "import os\nu = fr'{{a}}\\d{os.environ[\"APP_KEY\"]}{{}}'.format(h)\n",
            ),
            (
                "import os\nu = f(b'Bearer «{alnum:32}»')\n",
                "import os\nu = f(b'Bearer ' + os.environ['APP_KEY'].encode())\n",
            ),
            (
                "import os\nu = b'a «{alnum:32}» b'.strip()\n",
                "import os\nu = (b'a ' + os.environ['APP_KEY'].encode() + b' b').strip()\n",
            ),
            (
                "import os\nu = ('https://h/'\n     u'?key=«{alnum:32}»&x=1')\n",
                "import os\nu = ('https://h/'\n     f'?key={os.environ[\"APP_KEY\"]}&x=1')\n",
            ),
        ],
    );
}

#[test]
fn the_value_is_what_the_program_sees() {
    moves("a.py", r"k = '«a\x41\u00e9\\b\'\q»'", "aAé\\b'\\q");
    moves("a.py", r"k = r'«a\x41»'", r"a\x41");
    moves("a.py", r"k = b'«a\xc3\xa9\u0041»'", "aé\\u0041");
    moves("a.py", "k = f'«a{{b}}c»'", "a{b}c");
    moves("a.py", "k = '''\r\n«one\r\ntwo»\r\n'''", "\none\ntwo\n");
    let joined = "k = ('«first ' 'second'\n  \"third»\")\n";
    moves("a.py", joined, "first secondthird");
    let rewrite = becomes(
        "a.py",
        "import os\nk = f('«first ' + \"second»\\n\")\n",
        "import os\nk = f(os.environ['APP_KEY'])\n",
    );
    assert_eq!(rewrite.value.reveal(), b"first second\n");
}

#[test]
fn settings_are_read_as_the_file_reads_them() {
    all_become(
        "settings.py",
        &[
            (
                "import environ\nenv = environ.Env(DEBUG=(bool, False))\nSECRET_KEY = '«{alnum:50}»'\n",
                "import environ\nenv = environ.Env(DEBUG=(bool, False))\nSECRET_KEY = env('APP_KEY')\n",
            ),
            (
                "from decouple import config as cfg\nSECRET_KEY = \"«{alnum:50}»\"\n",
                "from decouple import config as cfg\nSECRET_KEY = cfg(\"APP_KEY\")\n",
            ),
            (
                "class S(BaseSettings):\n    debug: bool = False\n    app_key: str = \"«{alnum:32}»\"\n",
                "class S(BaseSettings):\n    debug: bool = False\n    app_key: str\n",
            ),
            (
                "class S(BaseSettings):\n    key: SecretStr = SecretStr('«{alnum:32}»')\n",
                "class S(BaseSettings):\n    key: SecretStr\n",
            ),
            (
                "class S(BaseSettings):\n    key: str = Field(default='«{alnum:32}»', min_length=8)\n",
                "class S(BaseSettings):\n    key: str = Field(min_length=8)\n",
            ),
            (
                "class S(BaseSettings):\n    key: str = Field('«{alnum:32}»')\n",
                "class S(BaseSettings):\n    key: str\n",
            ),
            (
                "import os\nclass S(BaseModel):\n    key: str = '«{alnum:32}»'\n",
                "import os\nclass S(BaseModel):\n    key: str = os.environ['APP_KEY']\n",
            ),
        ],
    );
}

#[test]
fn a_settings_field_says_which_variable_it_reads() {
    for (before, entry) in [
        (
            "class S(BaseSettings):\n    key: str = '«{alnum:32}»'\n",
            "KEY",
        ),
        (
            "class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='shop_')\n    key: str = '«{alnum:32}»'\n",
            "SHOP_KEY",
        ),
        (
            "class S(BaseSettings):\n    key: str = Field('«{alnum:32}»', alias='api_token')\n",
            "API_TOKEN",
        ),
        (
            "class S(BaseSettings):\n    key: str = '«{alnum:32}»'\n    class Config:\n        case_sensitive = True\n",
            "key",
        ),
    ] {
        let rewrite = Marked::new(before).rewrite("a.py").unwrap();
        assert_eq!(rewrite.entry.as_deref(), Some(entry), "{before}");
    }
}

#[test]
fn what_is_evaluated_at_import_is_said() {
    let marked = Marked::new("def f(key='«{alnum:32}»'): pass\n");
    let notes = marked.rewrite("a.py").unwrap().notes;
    assert!(
        notes.iter().any(|note| note.contains("default argument")),
        "{notes:?}"
    );
}

#[test]
fn what_no_code_can_replace_stays() {
    all_stay(
        "a.py",
        &[
            (
                "def f():\n    \"\"\"Use «{alnum:32}».\"\"\"\n",
                "nothing reads",
            ),
            ("k: Literal['«{alnum:32}»']\n", "type"),
            ("match k:\n    case '«{alnum:32}»': pass\n", "pattern"),
            ("k = f'«ab{x}cd»'\n", "computed"),
            ("k = '«ab' + x + 'cd»'\n", "computed"),
            ("k = '«ab' * 2 + 'cd»'\n", "computed"),
            ("k = '\\N{BULLET} «{alnum:32}»'\n", "decoded"),
            ("k = 'a\\«n{alnum:32}»'\n", "decoded"),
            ("k = '«ab\\0»'\n", "NUL"),
            ("os = 1\nk = '«{alnum:32}»'\n", "`os`"),
            ("(((\nk = '«{alnum:32}»'\n", "parse"),
            ("k = «{digit:32}»\n", "literal"),
        ],
    );
    all_stay("x.bzl", &[("k = '«{alnum:32}»'\n", "kind")]);
}
