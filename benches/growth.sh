#!/usr/bin/env bash
# How the time of `tightlip history` grows: a history cut off at five lengths, each scanned whole;
# then, with a cache, what so many new commits cost. Processor time in seconds, the least of
# several runs: it depends less on what else the machine does than the time on the clock.
#
#   cargo build --release && benches/growth.sh REPOSITORY
set -euo pipefail

repository=$(cd "${1:?usage: benches/growth.sh REPOSITORY}" && pwd)
here=$(cd "$(dirname "$0")/.." && pwd)
tightlip=${TIGHTLIP:-$here/target/release/tightlip}
runs=${RUNS:-3}
[ -x "$tightlip" ] || { echo "build first: cargo build --release" >&2; exit 2; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state
report=$scratch/report.json

# Processor time of a scan; its report goes to $report. Codes for findings are fine.
scan() {
  local TIMEFORMAT='%U %S' took
  took=$({ time "$tightlip" history --quiet --format json "$@" >"$report" || true; } 2>&1)
  awk '{ print $1 + $2 }' <<<"$took"
}

least() {
  for _ in $(seq "$runs"); do scan "$@"; done | sort -n | head -1
}

count() { grep -o "\"$1\":[0-9]*" "$report" | tail -1 | cut -d: -f2; }

mapfile -t commits < <(git -C "$repository" rev-list --first-parent --reverse HEAD)
# The commit that stands at this part, in thousandths, of the history.
at() { echo "${commits[$(((${#commits[@]} - 1) * $1 / 1000))]}"; }

# A bare repository with the history up to a commit, in one pack.
shortened() {
  git init --quiet --bare "$2"
  git -C "$2" config receive.unpackLimit 1
  git -C "$repository" push --quiet "$2" "$1:refs/heads/main"
  git -C "$2" symbolic-ref HEAD refs/heads/main
}

printf '%9s %9s %9s %9s %9s %9s\n' commits blobs 'MB' 'pack MB' 's' 's/pack MB'
for part in 62 125 250 500 1000; do
  shortened "$(at "$part")" "$scratch/$part"
  took=$(least "$scratch/$part")
  pack=$(cat "$scratch/$part"/objects/pack/*.pack | wc -c)
  awk -v commits="$(count commits)" -v blobs="$(count blobs)" -v bytes="$(count bytes)" \
    -v pack="$pack" -v took="$took" 'BEGIN {
      printf "%9d %9d %9.0f %9.1f %9.2f %9.4f\n", commits, blobs, bytes / 1e6, pack / 1e6, took, took * 1e6 / pack
    }'
done

echo
printf '%-34s %9s %9s\n' 'with --cache' 'MB read' 's'
row() {
  awk -v what="$1" -v bytes="$(count bytes)" -v took="$2" \
    'BEGIN { printf "%-34s %9.1f %9.2f\n", what, bytes / 1e6, took }'
}
cached=$scratch/cached
shortened "$(at 900)" "$cached"
row "the first scan" "$(scan "$cached" --cache)"
row "again, nothing is new" "$(scan "$cached" --cache)"
before=$(count commits)
for part in 901 905 920 950 1000; do
  git -C "$repository" push --quiet "$cached" "$(at "$part"):refs/heads/main"
  took=$(scan "$cached" --cache)
  now=$(count commits)
  row "after $((now - before)) new commits" "$took"
  before=$now
done
took=$(scan "$cached")
row "all of it, without" "$took"
