# Starting, recognizing and stopping the processes of run.sh. Sourced. A process is known by id and start time, so that a reused id is never harmed.

run_dir() { echo "$data/run"; }

start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# record NAME PID: remembered for a later run.sh, should this one be killed.
record() { echo "$2 $(start_time "$2")" >"$(run_dir)/$1.pid"; }

# recorded NAME: the process id while that very process lives, else nothing.
recorded() {
  local pid time
  [ -f "$(run_dir)/$1.pid" ] || return 0
  read -r pid time <"$(run_dir)/$1.pid" || return 0
  if [ -n "$time" ] && [ "$(start_time "$pid")" = "$time" ] && ! is_zombie "$pid"; then echo "$pid"; fi
}

is_zombie() { [ "$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f1)" = Z ]; }

# stop NAME SECONDS: asks, waits, and only then kills.
stop() {
  local pid until=$((SECONDS + $2))
  pid="$(recorded "$1")"
  if [ -n "$pid" ]; then
    kill -TERM "$pid" 2>/dev/null || true
    while [ "$SECONDS" -lt "$until" ] && [ -n "$(recorded "$1")" ]; do
      sleep 0.1
    done
    if [ -n "$(recorded "$1")" ]; then
      echo "$1 (process $pid) did not stop within $2 s and was killed." >&2
      kill -KILL "$pid" 2>/dev/null || true
    fi
  fi
  rm -f "$(run_dir)/$1.pid"
}

# The silo stops its private PostgreSQL itself; this is for one that a killed silo left behind.
stop_postgres() {
  local file="$data/pg/server/data/postmaster.pid" pid until=$((SECONDS + 20))
  pid="$(head -1 "$file" 2>/dev/null)" || return 0
  [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = postgres ] || return 0
  kill -INT "$pid" 2>/dev/null || return 0
  while [ "$SECONDS" -lt "$until" ]; do
    [ -d "/proc/$pid" ] || return 0
    sleep 0.1
  done
  echo "The private PostgreSQL (process $pid) did not stop." >&2
}

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# http_get PATH: the body, when the status is 200; needs no other program and waits for none longer than some seconds.
http_get() {
  local status line body=""
  exec 3<>"/dev/tcp/127.0.0.1/$http_port" || return 1
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n' "$1" "$(cat "$data/token")" >&3
  read -r -t 5 _ status _ <&3 || { exec 3>&-; return 1; }
  while read -r -t 5 line <&3 && [ "${line%$'\r'}" != "" ]; do :; done
  IFS= read -r -d '' -t 5 body <&3 || true
  exec 3>&-
  printf '%s' "$body"
  [ "$status" = 200 ]
}
