# shellcheck shell=bash
# Checks the OpenAPI document against the service (schemathesis) and against rules for OpenAPI documents (Spectral).

# The folder of the tools that these steps install. They are kept between runs, and installed again when their versions change.
tools_dir() { echo "${CARGO_TARGET_DIR:-$PWD/target}/tools"; }

fuzz_dir=
fuzz_server=

# The time limit of schemathesis on one database, in seconds. It needs one or two minutes, and many more on a busy machine.
FUZZ_SECONDS=${IKU_FUZZ_SECONDS:-3600}
# The number of examples per operation in the fuzzing and stateful phases.
FUZZ_EXAMPLES=${IKU_FUZZ_EXAMPLES:-20}

install_schemathesis() {
    local venv wanted
    venv=$(tools_dir)/schemathesis
    wanted=$(sha256sum <openapi/fuzz/requirements.txt)
    if [[ ! -x $venv/bin/schemathesis || $(cat "$venv/requirements.sha256" 2>/dev/null) != "$wanted" ]]; then
        rm -rf "$venv"
        mkdir -p "${venv%/*}"
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement openapi/fuzz/requirements.txt
        echo "$wanted" >"$venv/requirements.sha256"
    fi
    "$venv/bin/schemathesis" --version
}

fuzz_service() {
    install_schemathesis
    # A debug build checks more, for example integer overflow.
    cargo build --locked --quiet
    fuzz_dir=$(mktemp -d -t iku-fuzz.XXXXXX)
    fuzz_database SQLite "sqlite:$fuzz_dir/iku.db"
    local name=iku_fuzz_$$
    "$(postgres_bin)/psql" --quiet --dbname "$IKU_TEST_POSTGRES" --command "CREATE DATABASE $name"
    fuzz_database Postgres "${IKU_TEST_POSTGRES%/*}/$name"
    rm -rf "$fuzz_dir"
    fuzz_dir=
}

# fuzz_database NAME URL: fuzzes the service on a new database.
fuzz_database() {
    local key=fuzzing-admin-key binary=${CARGO_TARGET_DIR:-$PWD/target}/debug/iku url status=0 began=$SECONDS
    local out=$fuzz_dir/$1.out log=$fuzz_dir/$1.log root=$PWD
    DATABASE_URL=$2 IKU_LISTEN=127.0.0.1:0 IKU_ADMIN_KEY=$key IKU_LOG=warn IKU_RATE_LIMIT=off \
        IKU_LOCK_TIMEOUT=60000 IKU_CLIENT_TIMEOUT=60s "$binary" >"$out" 2>"$log" &
    fuzz_server=$!
    url=$(await_address "$out" "$fuzz_server") || { cat "$log" >&2; die "the service does not start on $1"; }
    # schemathesis stores examples in the current directory. They must not affect the next run.
    (
        cd "$fuzz_dir" || exit
        IKU_FUZZ_KEY=$key SCHEMATHESIS_HOOKS=$root/openapi/fuzz/hooks.py NO_COLOR=1 timeout "$FUZZ_SECONDS" \
            "$(cd "$root" && tools_dir)/schemathesis/bin/schemathesis" --config-file "$root/openapi/fuzz/schemathesis.toml" \
            run "$root/openapi/openapi.json" --url "$url" --max-examples "$FUZZ_EXAMPLES" >"$1.report" 2>&1
    ) || status=$?
    rm -rf "$fuzz_dir/.schemathesis" "$fuzz_dir/.hypothesis"
    if ((status != 0)); then
        cat "$fuzz_dir/$1.report" "$log" >&2
        ((status != 124)) || die "schemathesis took longer than $FUZZ_SECONDS s on $1"
        die "schemathesis found something on $1"
    fi
    kill -TERM "$fuzz_server"
    wait "$fuzz_server" || die "after fuzzing, the service on $1 did not stop in good order"
    fuzz_server=
    DATABASE_URL=$2 IKU_LOCK_TIMEOUT=60000 "$binary" verify >"$out" || { cat "$out" >&2; die "after fuzzing, the totals on $1 do not match the records"; }
    sed -n 's/^Test cases:$/test cases:/;s/^ *\([0-9]* generated.*\)/\1/p' "$fuzz_dir/$1.report" | sed "s/^/$1: /;s/$/, in $((SECONDS - began)) s; the totals verified/"
}

stop_fuzzing() {
    [[ -z $fuzz_server ]] || kill -KILL "$fuzz_server" 2>/dev/null || true
    [[ -z $fuzz_dir ]] || rm -rf "$fuzz_dir"
}

# Installs Spectral beside the other tools. Spectral resolves rule sets from the folder of the rules, so these are copied there.
lint_document() {
    local lint
    lint=$(tools_dir)/openapi/lint
    mkdir -p "$lint"
    if ! cmp -s openapi/lint/package-lock.json "$lint/installed.json"; then
        cp openapi/lint/package.json openapi/lint/package-lock.json openapi/lint/.npmrc "$lint/"
        (cd "$lint" && npm ci --no-progress --loglevel error)
        cp openapi/lint/package-lock.json "$lint/installed.json"
    fi
    cp openapi/lint/.spectral.yaml "$lint/"
    cp openapi/openapi.json "$lint/../"
    (cd "$lint" && node_modules/.bin/spectral lint ../openapi.json --ruleset .spectral.yaml --fail-severity hint)
}
