//! A tree like a project's: small files of several languages, prose, configuration, lock files.
//!
//! Words come as often as such words do: by [`word`] the names that secrets have (`key` 400 times a
//! megabyte, `token` 80 times) are about as frequent as in the trees of rails, cargo and
//! prometheus. Now and then a line assigns something to such a name.

use std::fs;
use std::path::Path;

use tightlip::rule::template::{Dice, expand};

/// Files of the tree.
const FILES: usize = 2400;
/// Lines of a file, at most: half of them have fewer than a quarter.
const LINES: usize = 600;
/// Of so many lines, one assigns something to the name of a secret.
const ASSIGNED: usize = 400;

/// Words of sources and prose, those that come most often first.
const WORDS: &str = "\
    the of to a is in and for it this that be if self not with new return on as from name by \
    value or type an test when def end are str class data id use list will true string file \
    error should can default config get set only all method path has options which object \
    function args code using node false must result format time but other version each may call \
    field have do at number size empty into kind user first line any request one create \
    check import so output more array state update read null case been base message table \
    before after index context model column add event service parent text change module const \
    query parse group same without public source host build item schema record write start need \
    also response url action remote server cache body html them some current block description \
    then status map open client entry their used param given exist last length these found \
    author render while instance load view count two database select just support store header \
    next example content assert let there label link key make where resource kept via target \
    match raise until local static such note order work expect run left global address page \
    process skip handler between scope rule report since metric log level because project \
    include still connection remove element what sort package lock push how both template input \
    branch depth attach keyword invalid keys private root session auth stream thread prefix \
    option display encoding language buffer transaction scale script pass document primary \
    migration deploy token association credentials duration metadata exception authenticate \
    secret attribute mailer window locale timestamp password channel callback certificate \
    production container organization distribution environment";

/// Where files of a kind stand, and how their lines look: `#` is a word, `^` one with a capital,
/// `%` one in capitals, braces are a template's.
struct Kind {
    folder: &'static str,
    ending: &'static str,
    lines: &'static [&'static str],
    assigned: &'static [&'static str],
}

#[rustfmt::skip]
const KINDS: [Kind; 14] = [
    Kind { folder: "lib", ending: "rb", lines: &[
        "  def #_#(#, #: nil)", "    @#_# = #.#(:#) do |#|", "  end", "", "    # ^ the # of a # #, # # # is #.",
        "      raise ^^, \"# #: #{{#.#}}\" unless #?", "    #.#_# :#, #: ^::^, #: true", "  class ^^ < ^::^",
        "    #.each {{ |#| #[#] ||= # }}", "  # ^ # #. # the # # to # # of the # # #.", "    include ^", "require \"#_#/#/#_#\"",
    ], assigned: &["    @password = options[:password]", "      token: ENV[\"#_TOKEN\"], key: #.#_key,"] },
    Kind { folder: "test", ending: "rb", lines: &[
        "  test \"# # a # with # #\" do", "    assert_equal # , #.#(:#)", "    # = ^.#(#: \"# #\", #: {digit:1-3})", "  end", "",
        "    assert_not #.#?", "    get \"/#/{digit:1-3}/#\", params: {{ #: {{ #: \"#\" }} }}", "    assert_select \"#.# # > #\", \"^ #\"",
    ], assigned: &["    post \"/session\", params: {{ password: \"secret\" }}", "    token = ^.#_token_for(#)"] },
    Kind { folder: "src", ending: "py", lines: &[
        "def #_#(self, #: ^, #=None):", "    \"\"\"^ the # of # # and # the #.\"\"\"", "        self._#_# = #.#(#, #=#)", "",
        "    if not # or #.#_# is None:", "        raise ^Error(f\"# {{#!r}} of # is not a #\")", "from .#_# import ^^, #_#",
        "    return [#.# for # in #.#() if #[\"#\"] == {digit:1-2}]", "    # ^ # that # # # the #", "@#.#(\"#_#\", #=^)",
    ], assigned: &["    api_key = os.environ.get(\"%_API_KEY\")", "        self.password = #.password"] },
    Kind { folder: "src", ending: "go", lines: &[
        "func (# *^^) ^^(# ^.^, # []string) (#, error) {{", "\tif err != nil {{", "\t\treturn nil, fmt.Errorf(\"# # %w\", err)", "\t}}", "",
        "\t#, ok := #.^[#.^]", "// ^^ # the # of # # in a # #.", "\t#.^(\"#_#\", #.^(), \"#\", {digit:1-3})", "\tfor _, # := range #.^^ {{",
        "\t^^   ^^ `json:\"#_#,omitempty\"`", "}}",
    ], assigned: &["\tToken:    #.^Token,", "\tkey := #.^Key(#)"] },
    Kind { folder: "src", ending: "rs", lines: &[
        "    pub fn #_#(&self, #: &^<^>) -> ^<^> {{", "        let #_# = self.#.#_#(&#)?;", "    }}", "", "/// ^ the # of a # that # #.",
        "        match #.#() {{", "            ^::^(#) => #.#(\"#-#\"),", "    assert_eq!(#.#_#(), \"# #\");", "use crate::#::{{^^, ^}};",
        "            .with_#(\"# # `{{}}` #\", #)", "#[derive(Debug, Clone)]", "        // ^ # is # # the # # # to.",
    ], assigned: &["        let token = self.#_token(&#)?;", "    .env(\"%_TOKEN\", \"#\")"] },
    Kind { folder: "app", ending: "ts", lines: &[
        "import {{ ^^, # }} from '@#/#/#-#';", "export class ^^ extends ^ {{", "  private readonly #^: ^<^>;", "    const # = await this.#.#^(#, '#');", "",
        "    if (this.#^ === #.#) {{ return new ^^(#, `# ${{#}}`); }}", "  }}", "  /** ^ the # # of #, # # it #. */", "    #.#(({{ # }}) => #.#);",
        "        <^ #=\"#-#\" on^={{this.#^}}>^ #</^>",
    ], assigned: &["    const apiKey = process.env.%_API_KEY;", "      password: this.form.value.password,"] },
    Kind { folder: "app", ending: "js", lines: &[
        "  function #^(#, #) {{", "    var # = $(this).#('#-#'), #^ = #.#;", "  }}", "", "    #.#^('#', function(#) {{ return #.#; }});",
        "function #(e,t,n){{var r=e.#,i=t[\"#\"];return r&&i?n.#(r,i):void 0}}#.#=#;", "// ^ #, # the # # a # of #.", "  '#-#': '#/#.js',",
    ], assigned: &["      token: #.#Token,", "    headers: {{ 'X-CSRF-Token': #.token }},"] },
    Kind { folder: "java", ending: "java", lines: &[
        "import org.#.#.^^;", "    private final ^<^, ^> #^ = new ^<>();", "    public ^ #^(final ^ #, ^ #) throws ^Exception {{", "    }}", "",
        "        return #.get^().#^(\"#.#\");", "     * ^ the # of # # {{@link ^#^}}.", "        LOGGER.debug(\"# {{}} # #\", #);", "    @Override",
    ], assigned: &["        this.password = #.getPassword();", "    private String secretKey;"] },
    Kind { folder: "docs", ending: "md", lines: &[
        "^ # # # a #, # the # # # of # # # the #. ^ # # # # # to #", "## ^ # #", "", "* ^ `#_#` # when # # # # # ([#](https://#.example.com/#/#-#))",
        "    #.#(:#, #: {digit:1-4})", "# # # and # the # `^#^` # a #, # # # #.", "| # | `#` | # # # |", "```",
    ], assigned: &["Set `%_API_KEY` to the key of your #, or `password` in `#.yml`.", "    #_token: ${{%_TOKEN}}"] },
    Kind { folder: "config", ending: "yml", lines: &[
        "#_#:", "  #-#: #", "  #_#: \"{{{{ #.#.# }}}}\"", "    - name: ^ # # the #", "      #: {digit:1-5}", "", "# ^ the # of # #.", "      uses: #/#@v{digit:1}",
        "  #: \"# %{{#}} # a #\"",
    ], assigned: &["      token: ${{{{ secrets.%_TOKEN }}}}", "  password: <%= ENV[\"%_PASSWORD\"] %>"] },
    Kind { folder: "data", ending: "json", lines: &[
        "  \"#^\": \"# # #\",", "    \"#_#\": {digit:1-9}, \"#\": [true, null],", "  }},", "    \"#\": {{", "      \"expr\": \"#(#_#{{#=\\\"$#\\\"}}[5m])\",",
    ], assigned: &["    \"key\": \"#-#\",", "    \"token_type\": \"#\","] },
    Kind { folder: "assets", ending: "css", lines: &[
        ".#-# > .#:#, ##{hex:6} {{", "  #-#: #{hex:6};", "  #: {digit:1-2}px {digit:1-2}px;", "}}", "", "  background: url(#/#-#.png) no-#;",
    ], assigned: &[".password-# {{ #: none; }}"] },
    Kind { folder: "views", ending: "html", lines: &[
        "<div class=\"#-# #__#--#\" id=\"#-{digit:1-3}\" data-#=\"#\">", "  <p>^ # # # the # # of # #.</p>", "</div>", "  <a href=\"/#/#.html\">^ #</a>", "",
    ], assigned: &["  <input type=\"password\" name=\"#[password]\">", "  <meta name=\"csrf-token\" content=\"<%= # %>\">"] },
    Kind { folder: "vendor", ending: "lock", lines: &[
        "\"@#/#-#@^{digit:1}.{digit:1-2}.{digit:1}\":", "  version \"{digit:1}.{digit:1-2}.{digit:1}\"",
        "  resolved \"https://registry.example.org/#-#/-/#-#-{digit:1}.{digit:1-2}.{digit:1}.tgz#{hex:40}\"",
        "  integrity sha512-{base64:86}==", "  dependencies:", "    #-# \"^{digit:1}.{digit:1-2}.{digit:1}\"", "",
    ], assigned: &["    js-tokens \"^{digit:1}.{digit:1}.0\""] },
];

/// Writes the tree into an empty folder.
pub(crate) fn write(root: &Path) {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut dice = Dice::new(13);
    for file in 0..FILES {
        let kind = &KINDS[file % KINDS.len()];
        let folder = root.join(kind.folder).join(word(&words, &mut dice));
        fs::create_dir_all(&folder).expect("a temporary folder is writable");
        let text = text(kind, &words, &mut dice);
        let path = folder.join(format!(
            "{}_{file}.{}",
            word(&words, &mut dice),
            kind.ending
        ));
        fs::write(path, text).expect("a temporary folder is writable");
    }
}

fn text(kind: &Kind, words: &[&str], dice: &mut Dice) -> String {
    let mut text = String::new();
    let most = 1 + dice.below(LINES);
    for _ in 0..dice.below(most) {
        let lines = match dice.below(ASSIGNED) {
            0 => kind.assigned,
            _ => kind.lines,
        };
        let line = with_words(lines[dice.below(lines.len())], words, dice);
        text.push_str(&expand(&line, dice).expect("the lines are templates"));
        text.push('\n');
    }
    text
}

/// A line with words where its marks are.
fn with_words(line: &str, words: &[&str], dice: &mut Dice) -> String {
    let mut out = String::new();
    for part in line.chars() {
        let word = word(words, dice);
        match part {
            '#' => out.push_str(word),
            '^' => {
                out.push_str(&word[..1].to_uppercase());
                out.push_str(&word[1..]);
            }
            '%' => out.push_str(&word.to_uppercase()),
            other => out.push(other),
        }
    }
    out
}

/// A word; the first ones come often, the last ones seldom.
fn word<'w>(words: &[&'w str], dice: &mut Dice) -> &'w str {
    let first = 1 + dice.below(words.len());
    words[dice.below(first)]
}
