#!/usr/bin/env bash
# Starts everything: a simulated gateway, a private PostgreSQL, the silo with the strategies of run.json. Ctrl-C stops it, the data stay.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
cd "$root"

usage() {
  cat <<'TEXT'
Usage: ./run.sh [--minutes N] [--port P] [--gateway-port P] [--control-port P] [--data DIR] [--config FILE] [--seed N]
  --minutes N         stop by itself after N minutes with a summary (exit code 1 if nothing was filled or the books differ)
  --port P            page, REST and dashboard (default 8080)
  --gateway-port P    the simulated gateway (default 7497)
  --control-port P    the simulator's control (default 7500)
  --data DIR          where everything is kept (default .data)
  --config FILE       settings of the silo (default run.json)
  --seed N            seed of a new simulated market (default 1)
TEXT
}

minutes="" http_port=8080 gateway_port=7497 control_port=7500 data="$root/.data" config="$root/run.json" seed=""
while [ $# -gt 0 ]; do
  case "$1" in
    --help|-h) usage; exit 0 ;;
    --minutes|--port|--gateway-port|--control-port|--data|--config|--seed) [ $# -ge 2 ] || { usage >&2; exit 2; } ;;
    *) echo "run.sh: '$1' is not an option." >&2; usage >&2; exit 2 ;;
  esac
  case "$1" in
    --minutes) minutes="$2" ;;
    --port) http_port="$2" ;;
    --gateway-port) gateway_port="$2" ;;
    --control-port) control_port="$2" ;;
    --data) data="$(readlink -m "$2")" ;;
    --config) config="$(readlink -m "$2")" ;;
    --seed) seed="$2" ;;
  esac
  shift 2
done
# check OPTION VALUE LEAST MOST
check() { [[ "$2" =~ ^[0-9]{1,9}$ ]] && [ "$2" -ge "$3" ] && [ "$2" -le "$4" ] || { echo "run.sh: $1 is '$2': it must be a number from $3 to $4." >&2; exit 2; }; }
check --port "$http_port" 1 65535
check --gateway-port "$gateway_port" 1 65535
check --control-port "$control_port" 1 65535
check --minutes "${minutes:-1}" 1 100000
check --seed "${seed:-1}" 0 999999999
if [ "$http_port" = "$gateway_port" ] || [ "$http_port" = "$control_port" ] || [ "$gateway_port" = "$control_port" ]; then
  echo "run.sh: the three ports ($http_port, $gateway_port, $control_port) must differ." >&2
  exit 2
fi

. scripts/prerequisites.sh
. scripts/processes.sh
fail() { echo "run.sh: $*" >&2; exit 1; }

mkdir -p "$data/run" "$data/logs" 2>/dev/null || fail "cannot write to $data."
free="$(df -Pk "$data" | awk 'NR == 2 { print int($4 / 1024) }')"
[ "$free" -ge 300 ] || fail "only $free MiB are free at $data; 300 are needed."
exec 9>>"$data/run/lock"
flock -n 9 || fail "another run.sh (process $(cat "$data/run/run.pid" 2>/dev/null || echo unknown)) is running on $data."
echo $$ >"$data/run/run.pid"

need_dotnet
need_postgres
[ -f "$config" ] || fail "the settings file $config is missing."

# What an earlier run.sh left behind when it was killed.
stop silo 20
stop simulator 10
for port in "$http_port" "$gateway_port" "$control_port"; do
  ! port_is_taken "$port" || fail "port $port of 127.0.0.1 is taken by another program."
done

build() {
  local stamp="$root/artifacts/run.built"
  if [ -f "$stamp" ] && [ -f "$silo_dll" ] && [ -f "$simulator_dll" ] && [ -f "$client_dll" ] &&
    [ -z "$(find . \( -name bin -o -name obj -o -name .git -o -name .data -o -name artifacts -o -name Tests -o -name Benchmarks -o -name docs \) -prune -o \
      -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.sql' -o -name 'appsettings*.json' -o -name global.json \) -newer "$stamp" -print -quit)" ]; then
    return 0
  fi
  echo "Building ..."
  mkdir -p "$root/artifacts"
  touch "$stamp.next"
  if ! dotnet build scripts/run.slnf -c Release -v q --nologo >"$data/logs/build.log" 2>&1; then
    grep -m 5 -E 'error' "$data/logs/build.log" >&2 || tail -5 "$data/logs/build.log" >&2
    fail "the build failed; all of it is in $data/logs/build.log."
  fi
  mv "$stamp.next" "$stamp"
}
silo_dll="$root/Silo/bin/Release/net10.0/OrleansTrader.Silo.dll"
simulator_dll="$root/TwsSimulator/bin/Release/net10.0/OrleansTrader.TwsSimulator.dll"
client_dll="$root/Client/bin/Release/net10.0/OrleansTrader.Client.dll"
build

# Sessions of their own: a Ctrl-C reaches this script only, which stops them in order.
start_simulator() {
  setsid dotnet "$simulator_dll" --port "$gateway_port" --control-port "$control_port" --data "$data/sim" ${seed:+--seed "$seed"} \
    >"$data/logs/simulator.out" 2>&1 9>&- </dev/null &
  record simulator $!
  disown
}
start_silo() {
  setsid dotnet "$silo_dll" --config "$config" --Data:Directory "$data" --Http:Urls "http://127.0.0.1:$http_port" --IbBridge:Host 127.0.0.1 --IbBridge:Port "$gateway_port" --IbBridge:Recorder:Directory "$data/recordings" \
    >/dev/null 2>>"$data/logs/silo.err" 9>&- </dev/null &
  record silo $!
  disown
}

over=""
stop_all() {
  trap '' INT TERM HUP
  rm -f "$data/run/run.pid"
  stop watcher 30 # It ends after what it is at, in seconds: half-started it would leave a process behind.
  stop silo 30
  stop simulator 10
  stop_postgres
}
trap 'stop_all' EXIT
trap 'echo; echo "Stopping ..."; exit 0' INT TERM HUP

# wait_for SECONDS NAME COMMAND...: until the command succeeds; gives up with 1 when the process has ended, with 2 when the time is over.
wait_for() {
  local i seconds="$1" name="$2"
  shift 2
  for ((i = 0; i < seconds * 20; i++)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    [ -n "$(recorded "$name")" ] || return 1
    sleep 0.05
  done
  return 2
}

started="$EPOCHREALTIME"
since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }
fills() { http_get /api/v1/status 2>/dev/null | grep -o '"fills":[0-9]*' | awk -F: '{ sum += $2 } END { print sum + 0 }'; }

: >"$data/logs/silo.err"
start_simulator
wait_for 20 simulator port_is_taken "$gateway_port" || fail "the simulator did not start: $(tail -1 "$data/logs/simulator.out")"
start_silo
started_with=0
wait_for 120 silo http_get /health/ready || started_with=$?
case "$started_with" in
  1) fail "the silo did not start: $(tail -1 "$data/logs/silo.err")" ;;
  2) fail "the silo was not ready within 120 s: $(http_get /health/ready || true)" ;;
esac
ready="$EPOCHREALTIME"
echo "Ready after $(since "$started") s."
echo "Page:  http://127.0.0.1:$http_port/"
if [ -t 1 ]; then
  echo "Token: $(cat "$data/token")"
  echo "       (a browser takes it once: http://127.0.0.1:$http_port/?token=...)"
else
  echo "Token: in $data/token"
fi
echo "Console: ./trader status"
fills_before="$(fills)"

summary() {
  local total mismatches new
  total="$(fills)"
  new=$((total - fills_before))
  mismatches="$(http_get /api/v1/mismatches | grep -o '"conId"' | wc -l)"
  export TRADER_DATA="$data" TRADER_URL="http://127.0.0.1:$http_port"
  echo "Positions:"
  dotnet "$client_dll" positions
  echo "Proof:"
  dotnet "$client_dll" proof
  dotnet "$client_dll" status
  echo "Summary: $(http_get /api/v1/status | grep -o '"orders":[0-9]*' | head -1 | cut -d: -f2) orders, $total fills ($new in this run), $mismatches mismatches"
  if [ "$mismatches" -gt 0 ]; then echo "The books differ from the broker's."; return 1; fi
  if [ "$new" -le 0 ]; then echo "Nothing was filled."; return 1; fi
}

# Whether what died is to be started again: not once run.sh stops or was killed, even before its loop was recorded.
wanted() { [ -z "$over" ] && [ -d "/proc/$$" ] && [ -f "$data/run/run.pid" ]; }

# revive NAME: a part that died is said and started again, ever slower while it keeps dying.
declare -A delay=() alive_since=()
revive() {
  local name="$1"
  [ -z "$(recorded "$name")" ] || { if [ $((SECONDS - ${alive_since[$name]:-0})) -gt 60 ]; then delay[$name]=1; fi; return 0; }
  echo "The $name has ended; starting it again in ${delay[$name]:-1} s. $(tail -1 "$data/logs/$name.err" 2>/dev/null || true)"
  sleep "${delay[$name]:-1}" &
  wait $! || true
  wanted || return 0
  delay[$name]=$((${delay[$name]:-1} * 2 > 30 ? 30 : ${delay[$name]:-1} * 2))
  alive_since[$name]=$SECONDS
  "start_$name"
}

# Until the minutes are over. In the background, where Ctrl-C is ignored: bash itself only waits, so that no child dies of the key before the trap runs.
watch_over() {
  local first_fill=""
  trap 'over=yes' TERM
  while wanted && { [ -z "$minutes" ] || [ "$(awk -v a="$ready" -v b="$EPOCHREALTIME" -v m="$minutes" 'BEGIN { print (b - a < m * 60) }')" = 1 ]; }; do
    revive simulator
    revive silo
    if [ -z "$first_fill" ] && [ "$(fills)" -gt "$fills_before" ]; then
      first_fill=yes
      echo "First fill $(since "$ready") s after Ready."
    fi
    sleep 0.5
  done
}
watch_over 9>&- &
record watcher $!
wait $!
code=0
summary || code=1
exit "$code"
