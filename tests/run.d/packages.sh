# shellcheck shell=bash
# Debian packages for what is missing, and nothing that is there already.
# shellcheck disable=SC2154 # `all` is set by tests/run

have() { command -v "$1" >/dev/null 2>&1; }

# The newest PostgreSQL server programs, from Debian's place for them or else from PATH; empty where there are none.
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
    # The bundled SQLite and libpq are C, and the vendored OpenSSL is built by make and a whole perl: Debian's smallest systems have
    # a perl without these modules.
    { have cc && have make && perl -MFindBin -MIPC::Cmd -MTime::Piece -e 1 2>/dev/null; } || packages+=(build-essential)
    # Without the authorities' certificates cargo can fetch nothing; elsewhere than on Debian they have other places.
    [[ -e /etc/ssl/certs/ca-certificates.crt ]] || ! have apt-get || packages+=(ca-certificates)
    [[ -n $(postgres_bin) ]] || packages+=(postgresql)
    have openssl || packages+=(openssl)
    # For the tests of faults: another user, files that may not grow, a clock that is set back.
    { have setpriv && have prlimit; } || packages+=(util-linux)
    compgen -G '/usr/lib*/faketime/libfaketimeMT.so.1' >/dev/null || compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null ||
        packages+=(libfaketime)
    if $all; then
        have git || packages+=(git)
        have curl || packages+=(curl)
        have jq || packages+=(jq)
        # Debian's python3 has neither until they are asked for.
        python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv python3-pip)
        have npm || packages+=(npm)
    fi
    ((${#packages[@]} == 0)) || install_packages "${packages[@]}"
    echo "$(cargo --version), $("$(postgres_bin)/postgres" --version)"
}

install_packages() {
    have apt-get || die "missing here: $*. These are Debian's names; without apt-get, install the like by hand"
    local root=()
    if ((EUID != 0)); then
        have sudo || die "missing here: $*. Install them as root: apt-get install $*"
        root=(sudo)
    fi
    local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
    # Installing Debian's server would create and start a cluster of its own, on the usual port; this setting, there only while
    # it is installed, prevents that.
    local no_cluster=/etc/postgresql-common/createcluster.d/iku-tests.conf
    "${root[@]}" mkdir -p "${no_cluster%/*}"
    echo 'create_main_cluster = false' | "${root[@]}" tee "$no_cluster" >/dev/null
    local failed=false
    { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "$@"; } || failed=true
    "${root[@]}" rm -f "$no_cluster"
    "${root[@]}" rmdir -p --ignore-fail-on-non-empty "${no_cluster%/*}"
    ! $failed || die "apt-get could not install: $*"
}
