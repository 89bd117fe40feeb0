# shellcheck shell=bash
# A throw-away Postgres with TLS: on loopback only, in a directory of its own, as durable as a real one since tests kill servers.

postgres_dir=
postgres_user=()

# Postgres refuses to run as root; root runs it as the user that its package brings.
as_postgres_user() { (cd "$postgres_dir" && "${postgres_user[@]}" "$@"); }

start_postgres() {
    local bin port
    bin=$(postgres_bin)
    postgres_dir=$(mktemp -d -t iku-postgres.XXXXXX)
    # Others must pass: the tests read the certificate, and as root the server is another user. The data stays its own.
    chmod 755 "$postgres_dir"
    if ((EUID == 0)); then
        id -u postgres >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin postgres
        chown postgres: "$postgres_dir"
        postgres_user=(runuser -u postgres --)
        "${postgres_user[@]}" test -x "$postgres_dir" || die "user postgres cannot enter $postgres_dir: set TMPDIR to a place open to all"
    fi

    make_certificate
    make_cluster "$bin"
    # A port that is free now may be taken a moment later, so a start that fails is tried on another.
    local attempt
    for attempt in 1 2 3 4 5; do
        port=$(free_port)
        if as_postgres_user "$bin/pg_ctl" -D data -l log -o "-p $port" -w -t 300 -s start; then break; fi
        ((attempt < 5)) || { tail -n 20 "$postgres_dir/log" >&2; die "Postgres does not start"; }
    done
    export IKU_TEST_POSTGRES=postgres://iku@127.0.0.1:$port/postgres
    export IKU_TEST_POSTGRES_CA=$postgres_dir/server.crt
    echo "$IKU_TEST_POSTGRES"
}

# Self-signed, so that it is its own authority: clients that verify the server are given this very file.
make_certificate() {
    as_postgres_user openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout server.key -out server.crt 2>/dev/null ||
        die "openssl cannot make a certificate"
    as_postgres_user chmod 600 server.key
    chmod 644 "$postgres_dir/server.crt"
}

make_cluster() {
    # Where it can be had, an order of texts that is not that of their bytes, as most real databases have.
    local locale=(--locale=C) major
    major=$("$1/postgres" --version | grep -oE '[0-9]+' | head -n 1)
    if ((major >= 15)); then locale+=(--locale-provider=icu --icu-locale=id); fi
    as_postgres_user "$1/initdb" -D data -U iku --auth=trust -E UTF8 "${locale[@]}" >"$postgres_dir/initdb.log" 2>&1 ||
        { cat "$postgres_dir/initdb.log" >&2; die "initdb failed"; }
    as_postgres_user tee -a data/postgresql.conf >/dev/null <<CONF
listen_addresses = '127.0.0.1'
# Clients come over TCP alone, so no socket lies in a place that others share.
unix_socket_directories = ''
ssl = on
ssl_cert_file = '$postgres_dir/server.crt'
ssl_key_file = '$postgres_dir/server.key'
max_connections = 300
# Kill tests need it; it is the default, and said here so that nobody tunes it away.
fsync = on
shared_buffers = 64MB
max_wal_size = 256MB
max_parallel_workers_per_gather = 0
CONF
    echo 'host all iku 127.0.0.1/32 trust' | as_postgres_user tee data/pg_hba.conf >/dev/null
}

# Below the ports that the system hands out to clients, so that none of them is in the way.
free_port() {
    local port
    while :; do
        port=$((RANDOM % 12000 + 20000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    done
    echo "$port"
}

stop_postgres() {
    [[ -n $postgres_dir ]] || return 0
    if [[ -f $postgres_dir/data/postmaster.pid ]]; then
        as_postgres_user "$(postgres_bin)/pg_ctl" -D data -m immediate -s stop || true
    fi
    rm -rf "$postgres_dir"
    postgres_dir=
}
