# What run.sh and test.sh need from the machine. Sourced; every failure is one clear line.

need_dotnet() {
  command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: install it from https://dot.net/download" >&2; exit 1; }
  case "$(dotnet --version 2>/dev/null)" in
    10.*) ;;
    *) echo "The .NET 10 SDK is needed; this machine offers: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ')" >&2; exit 1 ;;
  esac
}

# For one test only: without a browser it is skipped, and says so.
want_browser() {
  command -v chromium chromium-browser google-chrome >/dev/null && return 0
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "Installing Chromium for the browser test ..." >&2
  { "${as_root[@]}" apt-get install -y --no-install-recommends chromium || { "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install -y --no-install-recommends chromium; }; } >/dev/null 2>&1 ||
    echo "Chromium could not be installed: the browser test will be skipped." >&2
}

postgres_bin() {
  local dir
  for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV); do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && [ -x "$dir/pg_ctl" ]; then echo "$dir"; return 0; fi
  done
  if command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then dirname "$(readlink -f "$(command -v pg_ctl)")"; return 0; fi
  return 1
}

# need_root WHAT PACKAGES: sets as_root to what runs a command as root.
need_root() {
  as_root=()
  command -v apt-get >/dev/null || { echo "$1 is missing and there is no apt here: install it ($2)." >&2; exit 1; }
  [ "$(id -u)" -eq 0 ] && return 0
  command -v sudo >/dev/null || { echo "$1 is missing and installing it needs root: run 'apt-get install $2' as root." >&2; exit 1; }
  as_root=(sudo)
}

# install_packages WHAT PACKAGE...: by apt, after need_root.
install_packages() {
  local what="$1" log
  shift
  echo "Installing $what ..." >&2
  log="$(mktemp)"
  if ! { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
    { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }; } >"$log" 2>&1; then
    tail -5 "$log" >&2
    rm -f "$log"
    echo "$what could not be installed by apt; the lines above say why." >&2
    exit 1
  fi
  rm -f "$log"
}

# Only the binaries are wanted: Debian's package must not create and start a cluster of its own.
need_postgres() {
  postgres_bin >/dev/null && return 0
  local as_root
  need_root "PostgreSQL" postgresql
  "${as_root[@]}" mkdir -p /etc/postgresql-common
  grep -qs '^create_main_cluster' /etc/postgresql-common/createcluster.conf ||
    echo "create_main_cluster = false" | "${as_root[@]}" tee -a /etc/postgresql-common/createcluster.conf >/dev/null
  install_packages "PostgreSQL (binaries only)" postgresql
  postgres_bin >/dev/null || { echo "PostgreSQL was installed, but initdb, pg_ctl and postgres are not in /usr/lib/postgresql/*/bin." >&2; exit 1; }
}

# Node and the IB client that others wrote, for Tests/Interop. Nothing of it is needed to trade.
need_node() {
  local as_root lock=Tests/Interop/package-lock.json installed=Tests/Interop/node_modules/.package-lock.json
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    need_root "Node.js" "nodejs npm"
    install_packages "Node.js" nodejs npm
  fi
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] || { echo "Tests/Interop needs Node.js 18 or newer; this machine has $(node --version)." >&2; exit 1; }
  [ "$installed" -nt "$lock" ] && return 0
  npm ci --prefix Tests/Interop --ignore-scripts --no-audit --no-fund --loglevel=error >&2 ||
    { echo "npm could not install the packages of Tests/Interop; the lines above say why." >&2; exit 1; }
}
