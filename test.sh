#!/usr/bin/env bash
# Builds everything once and runs every test the same way everywhere. Last line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"

usage() {
  cat <<'TEXT'
Usage: ./test.sh [--filter CLASS] [--vectors [DIR]] [--schedules N] [--chaos N [--seed S]]
  --filter CLASS   only test classes of this name; * stands for anything, for example '*LedgerTests'
  --schedules N    the order engine's property test over the schedules 0 to N-1 instead of 20000 random ones; with --filter '*EngineScheduleTests' alone
  --vectors [DIR]  only the wire vectors, from this folder (else TWS_VECTORS, else Tests/Vectors);
                   last line: vectors: N run, M failed, K not implemented
  --chaos N        only the rehearsal, with N rounds of kills and faults by seed, each told as it ends; a table at the end
  --seed S         its seed (default 4)
TEXT
}

filter=() vectors=""
while [ $# -gt 0 ]; do
  case "$1" in
    --filter) [ $# -ge 2 ] || { usage >&2; exit 2; }; filter=(-class "$2"); shift 2 ;;
    --chaos) [ $# -ge 2 ] || { usage >&2; exit 2; }; filter=(-class '*ChaosTests' -showLiveOutput); TRADER_CHAOS_ROUNDS="$2"; export TRADER_CHAOS_ROUNDS; shift 2 ;;
    --seed) [ $# -ge 2 ] || { usage >&2; exit 2; }; TRADER_CHAOS_SEED="$2"; export TRADER_CHAOS_SEED; shift 2 ;;
    --schedules) [ $# -ge 2 ] && [ "$2" -gt 0 ] 2>/dev/null || { usage >&2; exit 2; }; export TRADER_SCHEDULES="$2"; shift 2 ;;
    --vectors)
      vectors=only filter=(-class "*.VectorTests"); shift
      if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
        for file in tws-requests.jsonl tws-responses.jsonl; do [ -f "$1/$file" ] || { echo "$1 has no $file" >&2; exit 2; }; done
        TWS_VECTORS="$(readlink -f "$1")"; export TWS_VECTORS; shift
      fi ;;
    --help|-h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

for number in "${TRADER_CHAOS_ROUNDS:-1}" "${TRADER_CHAOS_SEED:-1}"; do
  [[ "$number" =~ ^[1-9][0-9]{0,6}$ ]] || { echo "test.sh: '$number' is not a number from 1 to 9999999." >&2; exit 2; }
done

. scripts/prerequisites.sh
need_dotnet
if [ -z "$vectors" ]; then
  want_browser
  need_postgres
  need_node
fi

dotnet build OrleansTrader.sln -c Release -v q --nologo

# The table of the rehearsal, told also when it passed.
TRADER_CHAOS_TABLE="$PWD/artifacts/chaos/table.md"
export TRADER_CHAOS_TABLE
rm -f "$TRADER_CHAOS_TABLE"
results="$(mktemp)" VECTOR_REPORT="$(mktemp)"
export VECTOR_REPORT
trap 'rm -f "$results" "$VECTOR_REPORT"' EXIT
code=0
Tests/bin/Release/net10.0/OrleansTrader.Tests -noLogo -noColor -result-xml "$results" "${filter[@]}" | sed -u 's/^ *OrleansTrader\.Tests\..*\[OUTPUT\] //' || code=$?

if [ -f "$TRADER_CHAOS_TABLE" ] && [ -z "${TRADER_CHAOS_ROUNDS:-}" ]; then cat "$TRADER_CHAOS_TABLE"; fi

# The counts come from the runner's own result file, not from what it printed.
count() { grep -o "<assembly [^>]*" "$results" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | head -1; }
passed="$(count passed)" failed="$(count failed)" skipped="$(count skipped)" errors="$(count errors)"
if [ -z "$passed" ]; then
  echo "The test runner left no result." >&2
  exit 1
fi
failed=$((failed + errors))
if [ "$failed" -gt 0 ] && [ "$code" -eq 0 ]; then code=1; fi
if [ "$passed" -eq 0 ] && [ "$code" -eq 0 ]; then echo "No test ran." >&2; code=1; fi
printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ -z "$vectors" ] || cat "$VECTOR_REPORT"
exit "$code"
