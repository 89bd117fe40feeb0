# shellcheck shell=bash
# Checks the dependencies: licences, versions, sources and, where it can be fetched, the RustSec database of advisories.

CARGO_DENY=0.20.2
ADVISORIES=https://github.com/rustsec/advisory-db

# Compiles cargo-deny once and keeps it. Without optimisation, since it runs for a second and would compile for minutes.
install_cargo_deny() {
    local tools deny
    tools=$(tools_dir)
    deny=$tools/bin/cargo-deny
    if [[ $("$deny" --version 2>/dev/null) != "cargo-deny $CARGO_DENY" ]]; then
        echo "compiling cargo-deny $CARGO_DENY, once"
        CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --locked --debug --root "$tools" --target-dir "$tools/build" "cargo-deny@$CARGO_DENY"
        rm -rf "$tools/build"
    fi
    "$deny" --version
}

check_dependencies() {
    install_cargo_deny
    local deny
    deny=$(tools_dir)/bin/cargo-deny
    "$deny" --locked check --deny warnings licenses bans sources
    if GIT_TERMINAL_PROMPT=0 timeout 30 git ls-remote --exit-code "$ADVISORIES" HEAD >/dev/null 2>&1; then
        "$deny" --locked check --deny warnings advisories
    else
        # Neither passed nor failed; the last lines of the run repeat it.
        not_checked+=("advisories on dependencies: the RustSec database ($ADVISORIES) cannot be fetched from here")
        echo "NOT CHECKED: ${not_checked[-1]}"
    fi
}
