#!/usr/bin/env bash
# Compares the rates of single writes and reads in two builds of iku: rates and their ratio, from interleaved runs.
#
#   benches/overhead.sh BEFORE AFTER [POSTGRES_URL]
#
# BEFORE and AFTER are release binaries. Each run starts one of them on an empty database, enters 200 businesses, and puts their yearly
# reports with wrk, over 1 and over 16 connections: each report once as new, then again. Each run then reads, with a key and over 16
# connections, one business, a page of 50, and a year's indicators. Without POSTGRES_URL the script measures SQLite alone; the URL's
# user must be allowed to create databases. ROUNDS (3) and SECONDS_EACH (4) can be set. The script needs wrk, curl and, with Postgres,
# psql.
set -euo pipefail

before=$1 after=$2 postgres=${3:-}
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-4}
key=overhead_admin_key_0123456789
work=$(mktemp -d)
pid=
cleanup() { [[ -z $pid ]] || kill "$pid" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

cat >"$work/put.lua" <<'LUA'
-- Every thread has its own units, so that no two writers wait for one row. Threads share regions and years, as real writers do.
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
function init(args) unit, year = number, 1995 end
request = function()
    unit = unit + threads_of
    if unit >= 200 then unit = number; year = year < 2024 and year + 1 or 1995 end
    local body = string.format('{"turnover":"%d.25","assets":"%d.00","workers":%d}', unit * 1000 + year, unit + year, unit)
    return wrk.format("PUT", string.format("/umkm/%d/reports/%d", unit + 1, year), wrk.headers, body)
end
local bad = 0
response = function(status) if status ~= 200 and status ~= 201 then bad = bad + 1; if bad == 1 then print("status " .. status) end end end
LUA

# start BINARY URL: starts the binary and enters the businesses.
start() {
    # The output of the run before would be read as this run's.
    rm -f "$work/out"
    IKU_LISTEN=127.0.0.1:0 DATABASE_URL=$2 IKU_ADMIN_KEY=$key IKU_LOG=error IKU_RATE_LIMIT=off IKU_POOL_SIZE=16 "$1" >"$work/out" 2>"$work/err" &
    pid=$!
    until grep -q 'listens on' "$work/out" 2>/dev/null; do
        kill -0 "$pid" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
        sleep 0.05
    done
    url=$(sed -n 's/.*listens on //p' "$work/out")
    local number
    for number in $(seq 200); do
        printf 'next\nurl = "%s/umkm"\nrequest = POST\nheader = "Authorization: Bearer %s"\nheader = "Content-Type: application/json"\n' "$url" "$key"
        printf 'output = /dev/null\ndata = "{\\"register_number\\":\\"U-%d\\",\\"name\\":\\"Usaha %d\\",\\"region\\":\\"15.0%d\\"}"\n' "$number" "$number" $((number % 9 + 1))
    done | sed 1d >"$work/enter"
    curl -sS -K "$work/enter"
}

stop() { kill "$pid"; wait "$pid" 2>/dev/null || true; pid=; }

# rate CONNECTIONS: writes a second.
rate() {
    local threads=$(($1 < 2 ? 1 : 2))
    sed "1i threads_of = $threads" "$work/put.lua" >"$work/run.lua"
    wrk -t"$threads" -c"$1" -d"${seconds}s" -s "$work/run.lua" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
        "$url" | tee "$work/wrk" | awk '/Requests\/sec/ {print $2}'
    ! grep -E '^status|Non-2xx' "$work/wrk" >&2
}

reads=(/umkm/7 '/umkm?limit=50' /indicators/2020)

# read_rate PATH: reads a second.
read_rate() {
    wrk -t1 -c16 -d"${seconds}s" -H "Authorization: Bearer $key" "$url$1" | tee "$work/wrk" | awk '/Requests\/sec/ {print $2}'
    ! grep 'Non-2xx' "$work/wrk" >&2
}

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

for kind in sqlite ${postgres:+postgres}; do
    for round in $(seq "$rounds"); do
        for which in before after; do
            if [[ $kind == sqlite ]]; then
                rm -f "$work"/iku.db*
                database=sqlite:$work/iku.db
            else
                psql -q "$postgres" -c 'DROP DATABASE IF EXISTS iku_overhead' -c 'CREATE DATABASE iku_overhead' 2>/dev/null
                database=${postgres%/*}/iku_overhead
            fi
            start "${!which}" "$database"
            for connections in 1 16; do rate "$connections" >>"$work/$kind.$connections.$which"; done
            for number in "${!reads[@]}"; do read_rate "${reads[number]}" >>"$work/$kind.read.$number.$which"; done
            stop
        done
    done
    for connections in 1 16; do
        b=$(median <"$work/$kind.$connections.before") a=$(median <"$work/$kind.$connections.after")
        echo "$kind, $connections connections: $b writes/s before, $a after, $(awk "BEGIN {printf \"%.0f %%\", 100 * $a / $b}")"
    done
    for number in "${!reads[@]}"; do
        b=$(median <"$work/$kind.read.$number.before") a=$(median <"$work/$kind.read.$number.after")
        echo "$kind, ${reads[number]}: $b reads/s before, $a after, $(awk "BEGIN {printf \"%.0f %%\", 100 * $a / $b}")"
    done
done
[[ -z $postgres ]] || psql -q "$postgres" -c 'DROP DATABASE iku_overhead'
