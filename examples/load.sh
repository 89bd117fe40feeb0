#!/usr/bin/env bash
# Loads published totals as figures and prints what the service computes from them beside what was published.
#
#   IKU_URL=http://127.0.0.1:8080 IKU_KEY=iku_... examples/load.sh              published/: figures that are what they say
#   IKU_URL=http://127.0.0.1:8080 IKU_KEY=iku_... examples/load.sh --stand-ins  also stand-ins/: only into a scratch database
#
# Each file is the body of a PUT to the path it lies at. Needs curl and jq. Ends non-zero on the first refusal, or if a value differs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

: "${IKU_URL:=http://127.0.0.1:8080}"
: "${IKU_KEY:?is the admin key to load with}"
sets=(published)
case ${1-} in
    '') ;;
    --stand-ins) sets+=(stand-ins) ;;
    *) echo "usage: examples/load.sh [--stand-ins]" >&2; exit 2 ;;
esac

put() {
    local answer
    # The key goes by a file descriptor: what stands in an argument can be read by every user of the machine.
    answer=$(curl -sS -X PUT "$IKU_URL/$1" -H @<(printf 'Authorization: Bearer %s\n' "$IKU_KEY") \
        -H 'Content-Type: application/json' --data-binary "@$2" -w '\n%{http_code}')
    [[ ${answer##*$'\n'} == 20[01] ]] || { printf 'PUT /%s was refused:\n%s\n' "$1" "$answer" >&2; exit 1; }
}

computed() {
    curl -fsS "$IKU_URL/indicators/$1?region=$2" -H @<(printf 'Authorization: Bearer %s\n' "$IKU_KEY") |
        jq -r --arg code "$3" '.indicators[] | select(.code == $code) | .value // "null (\(.reason))"'
}

differs=false
printf '%-6s %-7s %-28s %10s %10s\n' year region indicator computed published
for set in "${sets[@]}"; do
    # Regions first, and each before those below it: a figure needs its region, and 99.01 needs 99.
    while IFS= read -r path; do put "$path" "$set/$path.json"; done < <(
        cd "$set" && for kind in regions figures; do find "$kind" -name '*.json' | sed 's/\.json$//' | LC_ALL=C sort; done
    )
    while IFS=$'\t' read -r year region code published; do
        [[ $year != \#* ]] || continue
        value=$(computed "$year" "$region" "$code")
        printf '%-6s %-7s %-28s %10s %10s' "$year" "$region" "$code" "$value" "$published"
        if [[ $value == "$published" ]]; then echo; else echo '  DIFFERS'; differs=true; fi
    done <"$set/expected.tsv"
done
! $differs || { echo 'Some values differ from what was published.' >&2; exit 1; }
