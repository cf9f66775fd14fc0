#!/bin/sh
# Makes what `cargo binstall` fetches, as Cargo.toml names it: archive.sh PROGRAM TARGET FOLDER
set -eu
tar -czf "$3/tightlip-$2.tgz" -C "$(dirname "$1")" "$(basename "$1")"
