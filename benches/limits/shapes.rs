// What floods are made of, for the bench and, included there, for the tests that count bytes.

/// How an anchor (`@`) is repeated: alone, before what assigns, with a value (`~`), in one line
/// and in many.
pub(crate) const SHAPES: [&str; 20] = [
    "@",
    "@ ",
    "@=\"",
    "@ = ",
    "@: ",
    "@:'",
    "@-",
    "@/",
    "@=\"~\" ",
    "@: '~', ",
    "@ ~ ",
    "@~",
    "@\n",
    "@=\"\n",
    "@ = \n",
    "@: \n",
    "@=\"~\"\n",
    "@ = ~\n",
    "@: ~\n",
    "@~\n",
];

/// Names of files, each read in its own way.
pub(crate) const FILES: [&str; 7] = ["a.txt", "a.py", "a.yml", "a", "a.sh", "a.json", "a.js"];
