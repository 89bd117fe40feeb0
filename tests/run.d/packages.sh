# shellcheck shell=bash
# Installs the Debian packages of missing programs.
# shellcheck disable=SC2154 # `all` is set by tests/run

have() { command -v "$1" >/dev/null 2>&1; }

# Prints the folder of the newest PostgreSQL server programs: Debian's folder, or else that of PATH. Prints nothing if there are none.
postgres_bin() {
    local newest
    newest=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    if [[ -x $newest ]]; then dirname "$newest"; elif have initdb && have pg_ctl; then dirname "$(command -v initdb)"; fi
}

install_missing() {
    have cargo || PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
    have cargo || die "no cargo: install Rust by https://rustup.rs first"
    { cargo fmt --version && cargo clippy --version; } >/dev/null || die "no rustfmt or clippy: rustup component add rustfmt clippy"

    local packages=()
    # The bundled SQLite and libpq are C, and the vendored OpenSSL is built by make and a complete perl. Minimal Debian systems have a
    # perl without these modules.
    { have cc && have make && perl -MFindBin -MIPC::Cmd -MTime::Piece -e 1 2>/dev/null; } || packages+=(build-essential)
    # cargo needs the certificates of public authorities. Other systems than Debian have them in other files.
    [[ -e /etc/ssl/certs/ca-certificates.crt ]] || ! have apt-get || packages+=(ca-certificates)
    [[ -n $(postgres_bin) ]] || packages+=(postgresql)
    have openssl || packages+=(openssl)
    # The tests of faults run as another user, limit the size of files, set the clock back, and send signals with `kill`.
    { have setpriv && have prlimit; } || packages+=(util-linux)
    [[ -x /bin/kill || -x /usr/bin/kill ]] || packages+=(procps)
    compgen -G '/usr/lib*/faketime/libfaketimeMT.so.1' >/dev/null || compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null ||
        packages+=(libfaketime)
    if $all; then
        have git || packages+=(git)
        have curl || packages+=(curl)
        have jq || packages+=(jq)
        # Debian's python3 comes without these modules.
        python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv python3-pip)
        have npm || packages+=(npm)
    fi
    ((${#packages[@]} == 0)) || install_packages "${packages[@]}"
    echo "$(cargo --version), $("$(postgres_bin)/postgres" --version)"
}

install_packages() {
    have apt-get || die "missing: $*. These are names of Debian packages; without apt-get, install the programs by hand"
    local root=()
    if ((EUID != 0)); then
        have sudo || die "missing: $*. Install them as root: apt-get install $*"
        root=(sudo)
    fi
    local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
    # Debian's package would create and start a cluster on the usual port. This setting prevents that; it is removed after the
    # installation.
    local no_cluster=/etc/postgresql-common/createcluster.d/iku-tests.conf
    "${root[@]}" mkdir -p "${no_cluster%/*}"
    echo 'create_main_cluster = false' | "${root[@]}" tee "$no_cluster" >/dev/null
    local failed=false
    { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "$@"; } || failed=true
    "${root[@]}" rm -f "$no_cluster"
    "${root[@]}" rmdir -p --ignore-fail-on-non-empty "${no_cluster%/*}"
    ! $failed || die "apt-get could not install: $*"
}
