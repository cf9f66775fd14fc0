#!/bin/sh
# Lays out all that the image holds: image.sh PROGRAM FOLDER
set -eu
mkdir -p "$2/etc" "$2/src" "$2/tmp"
chmod 1777 "$2/tmp"
cp "$1" "$2/tightlip"
# What is mounted belongs to somebody else; whoever mounted it trusts it.
printf '[safe]\n\tdirectory = *\n' > "$2/etc/gitconfig"
