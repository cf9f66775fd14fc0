#!/usr/bin/env python3
"""Builds a CredData tree from local clones of its repositories.

usage: build.py CREDDATA CLONES OUT [--split dev|held|all]

CREDDATA  a clone (or bare clone) of https://github.com/Samsung/CredData
CLONES    a folder whose subfolders, at any depth up to three, are clones (or bare clones) of the
          repositories that CredData's snapshot.json names; those that are absent are listed
OUT       a new folder, outside any git repository

OUT/data and OUT/meta are what CredData's own scripts make of them: paths rewritten, values
obfuscated. Two more views of the same files (hard links) tell what the rewriting does:

OUT/real  the files under the paths that they have in their repositories
OUT/flat  every file in its repository's folder, without a name: no path says test or example

OUT/paths.tsv maps the first to the other two. A repository's id is the CRC-32 of its key in
snapshot.json, as in CredData; ids that begin with 0 to 3 are `dev`, the others `held`.

Needs git and `pip install pybase62`.
"""

import argparse
import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from binascii import crc32
from pathlib import Path

csv.field_size_limit(10**9)


def git(folder, *args, **more):
    return subprocess.run(["git", "-C", folder, *args], capture_output=True, **more)


def identity(key):
    """CredData's name for the repository of `key`."""
    return f"{crc32(bytes.fromhex(key)):08x}"


def in_split(identity, split):
    return split == "all" or (identity[0] in "0123") == (split == "dev")


def clones(folder):
    """Every git directory in `folder`, by the names of the folders round it."""
    found = []
    for depth in ("*", "*/*", "*/*/*"):
        for head in sorted(Path(folder).glob(f"{depth}/HEAD")):
            if (head.parent / "objects").is_dir():
                found.append(head.parent)
    return found


def owner_of(commit, name, folders):
    """The clone that holds `commit`; those with the repository's name are asked first."""
    named = [f for f in folders if name.lower() in str(f).lower()]
    for folder in named:
        if git(folder, "cat-file", "-e", commit + "^{commit}").returncode == 0:
            return folder
    return None


def marked(meta):
    """FileID to rewritten path, of the files that `meta` marks."""
    with open(meta) as rows:
        return {row["FileID"]: row["FilePath"] for row in csv.DictReader(rows)}


def check_out(clone, commit, wanted, folder):
    """Writes the files of `commit` whose ids are `wanted`, and returns their paths by id."""
    listing = git(clone, "ls-tree", "-r", "-z", "--name-only", commit, check=True).stdout
    paths = {}
    for path in listing.decode(errors="surrogateescape").split("\0"):
        file_id = hashlib.sha256(path.encode(errors="surrogateescape")).hexdigest()[:8]
        if file_id in wanted and not path.endswith(".xml"):
            paths[file_id] = path
    if set(paths) != set(wanted):
        return None
    folder.mkdir(parents=True)
    names = "\0".join(paths.values()).encode(errors="surrogateescape")
    archive = ["git", "-C", clone, "--work-tree", folder, "checkout", commit, "--pathspec-from-file=-", "--pathspec-file-nul"]
    environment = {**os.environ, "GIT_INDEX_FILE": str(folder.resolve()) + ".index", "GIT_LITERAL_PATHSPECS": "1"}
    done = subprocess.run(archive, input=names, capture_output=True, env=environment)
    return paths if done.returncode == 0 else None


def link(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        os.link(source, target)


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].removeprefix("usage: "))
    options.add_argument("creddata")
    options.add_argument("clones")
    options.add_argument("out", type=Path)
    options.add_argument("--split", choices=["dev", "held", "all"], default="dev")
    asked = options.parse_args()
    out = asked.out.resolve()
    out.mkdir(parents=True)
    archive = ["git", "-C", asked.creddata, "archive", "HEAD", "--", ":!benchmark", ":!images"]
    with subprocess.Popen(archive, stdout=subprocess.PIPE) as packed:
        subprocess.run(["tar", "x", "-C", out], stdin=packed.stdout, check=True)

    snapshot = json.loads((out / "snapshot.json").read_text())
    folders, kept, originals, absent = clones(asked.clones), {}, {}, []
    for key, url in sorted(snapshot.items(), key=lambda item: item[1]):
        repository, commit = identity(key), key[:40]
        meta = out / "meta" / f"{repository}.csv"
        if not in_split(repository, asked.split):
            meta.unlink(missing_ok=True)
            continue
        clone = owner_of(commit, url.rstrip("/").rsplit("/", 1)[-1], folders)
        wanted = marked(meta) if clone and meta.exists() else {}
        paths = check_out(clone, commit, wanted, out / "tmp" / key) if wanted else None
        if paths is None:
            absent.append((repository, url, "some marked file is missing" if wanted else "no clone holds its commit"))
            meta.unlink(missing_ok=True)
            continue
        kept[key] = url
        for file_id, path in paths.items():
            originals[wanted[file_id]] = path
    (out / "snapshot.json").write_text(json.dumps(kept))
    made = subprocess.run([sys.executable, "download_data.py", "--skip_download", "--clean_data"], cwd=out, capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(made.stderr[-3000:])
    shutil.rmtree(out / "tmp")

    with open(out / "paths.tsv", "w", errors="surrogateescape") as table:
        for rewritten, original in sorted(originals.items()):
            repository, name = rewritten.split("/")[1], rewritten.rsplit("/", 1)[-1]
            real, flat = f"real/{repository}/{original}", f"flat/{repository}/{name}"
            if (out / rewritten).exists():
                link(out / rewritten, out / real)
                link(out / rewritten, out / flat)
                table.write(f"{rewritten}\t{real}\t{flat}\n")
    print(f"{len(kept)} repositories, {len(originals)} files; {len(absent)} repositories left out")
    for repository, url, reason in absent:
        print(f"  {repository} {url}: {reason}")


main()
