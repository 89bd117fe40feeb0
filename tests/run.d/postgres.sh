# shellcheck shell=bash
# Starts a temporary Postgres with TLS, on loopback only, in a directory of its own. It is durable, since tests kill servers.

postgres_dir=
postgres_user=()

# Postgres refuses to run as root, so root runs it as the user of its package.
as_postgres_user() { (cd "$postgres_dir" && "${postgres_user[@]}" "$@"); }

start_postgres() {
    local bin port
    bin=$(postgres_bin)
    postgres_dir=$(mktemp -d -t iku-postgres.XXXXXX)
    # The tests read the certificate, as another user than the server where root runs them. The data folder is private.
    chmod 755 "$postgres_dir"
    if ((EUID == 0)); then
        id -u postgres >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin postgres
        chown postgres: "$postgres_dir"
        postgres_user=(runuser -u postgres --)
        "${postgres_user[@]}" test -x "$postgres_dir" || die "user postgres cannot enter $postgres_dir: set TMPDIR to a place open to all"
    fi

    make_certificate
    make_cluster "$bin"
    # A free port may be taken a moment later, so a start that fails is repeated on another port.
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

# Creates a self-signed certificate, which is its own authority: clients that verify the server get this file.
make_certificate() {
    as_postgres_user openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout server.key -out server.crt 2>/dev/null ||
        die "openssl cannot make a certificate"
    as_postgres_user chmod 600 server.key
    chmod 644 "$postgres_dir/server.crt"
}

make_cluster() {
    # Where possible, texts are not ordered by their bytes, as in most real databases.
    local locale=(--locale=C) major
    major=$("$1/postgres" --version | grep -oE '[0-9]+' | head -n 1)
    if ((major >= 15)); then locale+=(--locale-provider=icu --icu-locale=id); fi
    as_postgres_user "$1/initdb" -D data -U iku --auth=trust -E UTF8 "${locale[@]}" >"$postgres_dir/initdb.log" 2>&1 ||
        { cat "$postgres_dir/initdb.log" >&2; die "initdb failed"; }
    as_postgres_user tee -a data/postgresql.conf >/dev/null <<CONF
listen_addresses = '127.0.0.1'
# Clients use TCP only, so no socket file is in a shared folder.
unix_socket_directories = ''
ssl = on
ssl_cert_file = '$postgres_dir/server.crt'
ssl_key_file = '$postgres_dir/server.key'
max_connections = 300
# The default, which the kill tests need.
fsync = on
shared_buffers = 64MB
max_wal_size = 256MB
max_parallel_workers_per_gather = 0
CONF
    echo 'host all iku 127.0.0.1/32 trust' | as_postgres_user tee data/pg_hba.conf >/dev/null
}

# Prints a free port below those that the system gives to clients.
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
