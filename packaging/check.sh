#!/usr/bin/env bash
# Builds the wheel and the npm packages, installs both in clean environments from what was built,
# and runs them there. Needs Rust, Python with pip, node and npm. OUT=FOLDER keeps the packages;
# PROFILE=dev builds faster.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
profile=${PROFILE:-release}
folder=target/${profile/#dev/debug}
out=${OUT:-$work/out}
mkdir -p "$out"

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
mkdir "$work/leak"
# Made here, so that this file holds none: the checksum of the last six characters is not right,
# the entropy of the rest is.
python3 - "$work/leak/settings.py" <<'PYTHON'
import random, string, sys
body = "".join(random.Random(1).choices(string.ascii_letters + string.digits, k=40))
with open(sys.argv[1], "w") as file:
    file.write(f'api_key = "{body}"\n')
PYTHON

# The program that is named answers with the version, and finds the secret.
try_out() {
    local said code=0
    said=$("$@" --version)
    [ "$said" = "tightlip $version" ] || { echo "it says: $said" >&2; exit 1; }
    said=$("$@" scan "$work/leak" 2>&1) || code=$?
    [ "$code" = 1 ] || { echo "exit code $code: $said" >&2; exit 1; }
    grep -q 'settings.py:1:12' <<< "$said" || { echo "not found: $said" >&2; exit 1; }
    "$@" scan -q - < /dev/null
}

echo "== wheel"
python3 -m venv "$work/build"
"$work/build/bin/pip" install --quiet --disable-pip-version-check 'maturin>=1.7,<2'
(cd packaging/pypi && "$work/build/bin/maturin" build --profile "$profile" --out "$out")
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check --no-index "$out"/tightlip-*.whl
try_out "$work/python/bin/tightlip"

echo "== npm"
target=$(node -p '`${process.platform}-${process.arch}`')
node packaging/npm/pack.mjs "$out" "$target=$folder/tightlip"
mkdir "$work/javascript"
cd "$work/javascript"
npm init --yes > /dev/null
npm install --silent --offline --no-audit --no-fund "$out"/tightlip-"$target"-*.tgz "$out"/tightlip-"$version".tgz
try_out npx --no-install tightlip

echo "== both packages run"
