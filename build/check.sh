#!/usr/bin/env bash
# Checks this checkout.
#
#   build/check.sh [step...]      steps: test build format samples long (without any: all of them)
#
# Each test counts, and so do each sample and each other step. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
root=$PWD
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

say() { printf '\n== %s\n' "$*"; }

# One command that counts as one check.
check() {
  say "$@"
  if "$@" </dev/null; then
    passed=$((passed + 1))
  else
    echo "failed ($?): $*"
    failed=$((failed + 1))
  fi
}

# A test run: its tests are counted from the summaries that the test host prints, one for each test project.
tests() {
  local good bad
  say "$@"
  "$@" </dev/null 2>&1 | tee "$work/tests.log"
  local status=${PIPESTATUS[0]}
  good=$(sum Passed)
  bad=$(sum Failed)
  # A build error or a host that died is no failed test, and no success either.
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
    bad=1
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
}

sum() {
  grep -E '^(Passed|Failed|Skipped)! +- Failed: ' "$work/tests.log" | grep -oE "$1: +[0-9]+" | awk '{ n += $2 } END { print n + 0 }'
}

samples() {
  local project
  for project in samples/*/*.csproj; do
    [ "$project" = samples/Shared/Samples.Shared.csproj ] && continue
    mkdir -p "$work/$project" && cd "$work/$project" || exit 2
    check dotnet run -c Release --no-build --project "$root/$project" -- --quick
    cd "$root" || exit 2
  done
}

step() {
  case $1 in
    test) tests dotnet test -c Release ;;
    build) check dotnet build -c Release ;;
    format) check dotnet format --verify-no-changes --no-restore ;;
    samples) samples ;;
    long) tests dotnet test -c Release --no-build --settings build/Long.runsettings ;;
    *) echo "no step named '$1'" >&2; exit 2 ;;
  esac
}

[ $# -gt 0 ] || set -- test build format samples long
for name; do
  step "$name"
done

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
