//! Templates of lines that look like source: words, punctuation, now and then one that an anchor
//! knows.

pub(crate) const LINES: [&str; 5] = [
    "    let {lower:6} = {lower:8}.{lower:5}({digit:3}, \"{lower:4} {lower:7}\");\n",
    "        if self.{lower:9}_{lower:4} != {upper:1}{lower:6}::{upper:1}{lower:8} {{\n",
    "// {lower:3} {lower:8} {lower:2} {lower:6} {lower:9} {lower:4} {lower:7}.\n",
    "    \"{lower:6}_key\": {digit:5}, \"{lower:8}\": \"{lower:5}-{lower:7}\",\n",
    "    token.{lower:6}({lower:7}, {lower:4}) # {lower:5} {lower:8}\n",
];
