#!/usr/bin/env bash
# Builds the wheel and the npm packages, installs both in clean environments from what was built,
# and runs them there; then the archive of a release, and what the image holds, in a root of its own. Needs Rust, Python with
# pip, node and npm; for the image musl-gcc and Rust's target for musl, or static glibc, which
# STATIC=glibc asks for. OUT=FOLDER keeps the packages; PROFILE=dev builds faster.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
profile=${PROFILE:-release}
folder=target/${profile/#dev/debug}
out=${OUT:-$work/out}
mkdir -p "$out"

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
leak=$work/leak
mkdir "$leak"
# Made here, so that this file holds none: the checksum of the last six characters is not right,
# the entropy of the rest is.
python3 - "$leak/settings.py" <<'PYTHON'
import random, string, sys
body = "".join(random.Random(1).choices(string.ascii_letters + string.digits, k=40))
with open(sys.argv[1], "w") as file:
    file.write(f'api_key = "{body}"\n')
PYTHON

# The program that is named answers with the version, and finds the secret in $leak.
try_out() {
    local said code=0
    said=$("$@" --version)
    [ "$said" = "tightlip $version" ] || { echo "it says: $said" >&2; exit 1; }
    said=$("$@" scan "$leak" 2>&1) || code=$?
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
cd - > /dev/null

echo "== archive"
# What the templates in Cargo.toml name is where `cargo binstall` would look for it.
triple=$(rustc -vV | sed -n 's/^host: //p')
sh packaging/archive.sh "$folder/tightlip" "$triple" "$out"
named() {
    sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" Cargo.toml | sed -e "s/{ name }/tightlip/; s/{ bin }/tightlip/; s/{ version }/$version/" \
        -e "s/{ target }/$triple/; s/{ archive-suffix }/.tgz/; s/{ binary-ext }//"
}
mkdir "$work/archive"
tar -xzf "$out/$(basename "$(named pkg-url)")" -C "$work/archive"
try_out "$work/archive/$(named bin-dir)"

echo "== image"
# What docker would send, and nothing else, is built as it would build it.
sed -n 's/^!//p' packaging/Dockerfile.dockerignore | while read -r path; do
    mkdir -p "$work/context/$(dirname "$path")"
    cp -r "$path" "$work/context/$path"
done
musl=$(uname -m)-unknown-linux-musl
flags=(--quiet --locked --profile "$profile" --bin tightlip --manifest-path "$work/context/Cargo.toml")
if [ "${STATIC:-musl}" = glibc ]; then
    program=$folder/tightlip
    cargo rustc "${flags[@]}" --target-dir target -- -C target-feature=+crt-static
else
    program=target/$musl/${folder#target/}/tightlip
    cargo build "${flags[@]}" --target-dir target --target "$musl"
fi
root=$work/root
sh "$work/context/packaging/image.sh" "$program" "$root"
cp "$leak/settings.py" "$root/src/"
git -C "$root/src" init --quiet
git -C "$root/src" add settings.py
git -C "$root/src" -c user.name=a -c user.email=a@example.com commit --quiet --message one

# There is nothing but that folder, and whoever may becomes a user without rights.
in_image() {
    if [ "$(id -u)" = 0 ]; then
        unshare --root="$root" --wd=/src --setgid=65532 --setuid=65532 "$@"
    else
        unshare --map-root-user --root="$root" --wd=/src "$@"
    fi
}
leak=. try_out in_image /tightlip
# The repository is somebody else's, and read all the same.
said=$(in_image /tightlip history --quiet --format csv) && code=0 || code=$?
[ "$code" = 1 ] && grep -q settings.py <<< "$said" || { echo "exit code $code: $said" >&2; exit 1; }

echo "== the packages and the image run"
