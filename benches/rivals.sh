#!/usr/bin/env bash
# Times tightlip against the secret scanners on PATH, in one run, as ratios: a folder, then the
# cold start of one staged file. `rg` for an absent word is the floor: it only reads.
#
#   cargo build --release && benches/rivals.sh [FOLDER]
set -uo pipefail

folder=$(cd "${1:-.}" && pwd) || exit 2
here=$(cd "$(dirname "$0")/.." && pwd)
tightlip=${TIGHTLIP:-$here/target/release/tightlip}
runs=${RUNS:-5}
[ -x "$tightlip" ] || { echo "build first: cargo build --release" >&2; exit 2; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The fastest of several runs, in milliseconds. Scanners exit with a code for findings: that is fine.
best() {
  local least= start end took
  for _ in $(seq "$runs"); do
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1 </dev/null
    end=$(date +%s%N)
    took=$(((end - start) / 10000))
    if [ -z "$least" ] || [ "$took" -lt "$least" ]; then least=$took; fi
  done
  echo "$least"
}

# One line: name, time, and how many times tightlip's.
row() {
  local name=$1 took
  shift
  took=$(best "$@")
  awk -v name="$name" -v took="$took" -v ours="$ours" \
    'BEGIN { printf "  %-16s %10.1f ms %8.1f x\n", name, took / 100, took / ours }'
}

have() { command -v "$1" >/dev/null; }

echo "tree: $folder"
ours=$(best "$tightlip" scan --quiet "$folder")
row tightlip "$tightlip" scan --quiet "$folder"
have rg && row "rg (absent word)" rg --hidden tightlip-absent-word "$folder"
have ripsecrets && row ripsecrets ripsecrets "$folder"
have gitleaks && row gitleaks gitleaks dir --no-banner "$folder"
have betterleaks && row betterleaks betterleaks dir "$folder"
have kingfisher && row kingfisher kingfisher scan --no-validate "$folder"
have trufflehog && row trufflehog trufflehog filesystem --no-verification --no-update "$folder"
have detect-secrets && row detect-secrets detect-secrets scan --no-verify --all-files "$folder"

cd "$scratch" || exit 2
git init --quiet .
echo 'token = os.environ["TOKEN"]' > a.py
git add a.py
echo "cold start: one staged file"
ours=$(best "$tightlip" scan --staged --quiet)
row tightlip "$tightlip" scan --staged --quiet
have ripsecrets && row ripsecrets ripsecrets a.py
have gitleaks && row gitleaks gitleaks git --staged --no-banner .
have betterleaks && row betterleaks betterleaks git --staged .
have kingfisher && row kingfisher kingfisher scan --no-validate --staged .
have detect-secrets && row detect-secrets detect-secrets-hook a.py
exit 0
