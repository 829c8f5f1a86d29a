#!/usr/bin/env bash
# THE test command: installs the peers that the interop tests talk to, builds, runs every suite, and ends with one line
# "N passed, N failed, N skipped". What was skipped is listed with its reason before that line; with CI=true a skip is a failure.
#
#   tests/run.sh                 everything
#   tests/run.sh Exi Xmpp        only the suites IotXmpp.Exi.Tests and IotXmpp.Xmpp.Tests
#   tests/run.sh Fuzz            only the fuzzing of the EXI codecs, for IOTXMPP_FUZZ_SECONDS (20)
#
# IOTXMPP_NO_INSTALL=1 leaves the machine's packages alone: missing peers are then skips.
set -u
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1 NO_COLOR=1
configuration=${IOTXMPP_CONFIGURATION:-Release}
logs=$(mktemp -d "${TMPDIR:-/tmp}/iotxmpp-tests.XXXXXX")

case "${1:-}" in
  -h | --help)
    sed -n '2,9s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

say() { printf '\n== %s\n' "$*"; }

if ! command -v dotnet >/dev/null 2>&1; then
  echo "The .NET SDK (see global.json) is not on the PATH." >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

# --- peers -----------------------------------------------------------------------------------------------------------------
# command that proves it is there : Debian package
peers="mosquitto:mosquitto mosquitto_sub:mosquitto-clients prosody:prosody ejabberdctl:ejabberd profanity:profanity tmux:tmux slixmpp:python3-slixmpp gajim:gajim Xvfb:xvfb
  node:nodejs npm:npm eeschema:kicad dbus-run-session:dbus-daemon at-spi:at-spi2-core Atspi:gir1.2-atspi-2.0 initdb:postgresql"
present() {
  case $1 in
    at-spi) [ -x /usr/libexec/at-spi-bus-launcher ] ;;
    Atspi) ls /usr/lib/*/girepository-1.0/Atspi-2.0.typelib >/dev/null 2>&1 ;;
    initdb) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
    node | npm) command -v "$1" >/dev/null 2>&1 ;;
    slixmpp) /usr/bin/python3 -c 'import slixmpp' >/dev/null 2>&1 ;;
    *) [ -x "/usr/bin/$1" ] || [ -x "/usr/sbin/$1" ] ;;
  esac
}
missing=""
for peer in $peers; do present "${peer%%:*}" || missing="$missing ${peer##*:}"; done
if [ -n "$missing" ] && [ -z "${IOTXMPP_NO_INSTALL:-}" ] && command -v apt-get >/dev/null 2>&1; then
  say "Installing the peers of the interop tests:$missing"
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  # The servers are started by the tests with a configuration of their own: keep the packages from starting theirs.
  policy=/usr/sbin/policy-rc.d
  made=""
  if [ ! -e $policy ] && $sudo sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy"; then made=1; fi
  # shellcheck disable=SC2086
  { $sudo apt-get update -q && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } >"$logs/apt.log" 2>&1 \
    || { echo "apt-get could not install them; the end of its output:"; tail -n 5 "$logs/apt.log"; }
  [ -z "$made" ] || $sudo rm -f $policy
fi

# An independent EXI codec: the package alone, since its dependencies only build it.
if [ -z "${IOTXMPP_NO_INSTALL:-}" ] && command -v npm >/dev/null 2>&1; then
  if (cd "$logs" && npm pack --silent exificient.js@0.0.5 && tar -xzf exificient.js-0.0.5.tgz) >"$logs/npm.log" 2>&1; then
    export IOTXMPP_EXIFICIENT="$logs/package/dist/exificient.js"
  else
    echo "npm could not fetch exificient.js; the end of its output:"
    tail -n 5 "$logs/npm.log"
  fi
fi

# --- build -----------------------------------------------------------------------------------------------------------------
say "Building IotXmpp.sln ($configuration)"
if ! dotnet build IotXmpp.sln -c "$configuration" -v quiet -clp:NoSummary 2>&1 | tee "$logs/build.log" || grep -q ': error ' "$logs/build.log"; then
  echo "The build failed."
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

# --- suites ----------------------------------------------------------------------------------------------------------------
passed=0 failed=0 skipped=0
run_suite() {
  local project=$1 name log code line total errors fails skips idle
  name=$(basename "$project" .csproj)
  log="$logs/$name.log"
  say "$name"
  timeout 600 dotnet "$(dirname "$project")/bin/$configuration/net10.0/$name.dll" -noColor -noLogo -showLiveOutput >"$log" 2>&1
  code=$?
  line=$(grep -E "^ +$name +Total: " "$log" | tail -n 1)
  if [ -z "$line" ]; then
    tail -n 40 "$log"
    echo "$name ended with exit code $code and without a summary."
    failed=$((failed + 1))
    return
  fi
  grep -E '^ {2,}.*\[(FAIL|SKIP)\]' -A 12 "$log" | grep -vE '^ +at System\.' | head -n 200
  grep -oE "\[wire\] .*" "$log"
  total=$(sed -E 's/.*Total: ([0-9]+).*/\1/' <<<"$line")
  errors=$(sed -E 's/.*Errors: ([0-9]+).*/\1/' <<<"$line")
  fails=$(sed -E 's/.*Failed: ([0-9]+).*/\1/' <<<"$line")
  skips=$(sed -E 's/.*Skipped: ([0-9]+).*/\1/' <<<"$line")
  idle=$(sed -E 's/.*Not Run: ([0-9]+).*/\1/' <<<"$line")
  echo "$line"
  passed=$((passed + total - fails - skips - idle))
  failed=$((failed + fails + errors))
  skipped=$((skipped + skips))
  # A crash after the summary, or a failure the summary does not count.
  if [ "$code" -ne 0 ] && [ $((fails + errors)) -eq 0 ]; then
    echo "$name ended with exit code $code."
    failed=$((failed + 1))
  fi
}

wanted=" $* "
for project in tests/*.Tests/*.Tests.csproj; do
  short=$(basename "$project" .Tests.csproj)
  short=${short#IotXmpp.}
  if [ $# -eq 0 ] || [[ "$wanted" == *" $short "* ]]; then run_suite "$project"; fi
done

# --- fuzzing ---------------------------------------------------------------------------------------------------------------
if [ $# -eq 0 ] || [[ "$wanted" == *" Fuzz "* ]]; then
  say "IotXmpp.Exi.Fuzz (${IOTXMPP_FUZZ_SECONDS:-20} s)"
  if timeout $((${IOTXMPP_FUZZ_SECONDS:-20} + 300)) dotnet "tests/IotXmpp.Exi.Fuzz/bin/$configuration/net10.0/IotXmpp.Exi.Fuzz.dll" \
    run --seconds "${IOTXMPP_FUZZ_SECONDS:-20}" --findings "$logs/fuzz-findings" >"$logs/IotXmpp.Exi.Fuzz.log" 2>&1; then
    tail -n 1 "$logs/IotXmpp.Exi.Fuzz.log"
    passed=$((passed + 1))
  else
    grep -E '^FINDING| executions,' "$logs/IotXmpp.Exi.Fuzz.log" || tail -n 20 "$logs/IotXmpp.Exi.Fuzz.log"
    failed=$((failed + 1))
  fi
fi

if [ "$skipped" -gt 0 ]; then
  say "Skipped"
  grep -hE '^ {2,}.*\[SKIP\]' -A 1 "$logs"/*.log | grep -v '^--'
  if [ "${CI:-}" = true ]; then
    echo "In CI nothing may be skipped."
    failed=$((failed + skipped))
  fi
fi
[ $((passed + failed)) -gt 0 ] || { echo "No test ran."; failed=1; }
printf '\nLogs: %s\n' "$logs"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
