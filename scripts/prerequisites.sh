# What run.sh and test.sh need from the machine. Sourced; every failure is one clear line.

need_dotnet() {
  command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: install it from https://dot.net/download" >&2; exit 1; }
  case "$(dotnet --version 2>/dev/null)" in
    10.*) ;;
    *) echo "The .NET 10 SDK is needed; this machine offers: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ')" >&2; exit 1 ;;
  esac
}

postgres_bin() {
  local dir
  for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV); do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && [ -x "$dir/pg_ctl" ]; then echo "$dir"; return 0; fi
  done
  if command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then dirname "$(readlink -f "$(command -v pg_ctl)")"; return 0; fi
  return 1
}

# Only the binaries are wanted: Debian's package must not create and start a cluster of its own.
need_postgres() {
  postgres_bin >/dev/null && return 0
  command -v apt-get >/dev/null || { echo "PostgreSQL is missing: install its server binaries (initdb, pg_ctl, postgres)." >&2; exit 1; }
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "PostgreSQL is missing and installing it needs root: run 'apt-get install postgresql' as root." >&2; exit 1; }
    as_root=(sudo)
  fi
  echo "Installing PostgreSQL (binaries only) ..." >&2
  local log
  log="$(mktemp)"
  if ! {
    "${as_root[@]}" mkdir -p /etc/postgresql-common &&
    { grep -qs '^create_main_cluster' /etc/postgresql-common/createcluster.conf ||
      echo "create_main_cluster = false" | "${as_root[@]}" tee -a /etc/postgresql-common/createcluster.conf; } &&
    { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql ||
      { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; }; }
  } >"$log" 2>&1; then
    tail -5 "$log" >&2
    rm -f "$log"
    echo "PostgreSQL could not be installed by apt; the lines above say why." >&2
    exit 1
  fi
  rm -f "$log"
  postgres_bin >/dev/null || { echo "PostgreSQL was installed, but initdb, pg_ctl and postgres are not in /usr/lib/postgresql/*/bin." >&2; exit 1; }
}
