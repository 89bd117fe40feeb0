# shellcheck shell=bash
# The first steps of a newcomer: clone, build for release, start on SQLite, send requests, load the published figures, stop.

clone_dir=
clone_server=

check_clone() {
    [[ -z $(git status --porcelain) ]] || echo "Note: there are uncommitted changes, which the clone does not have."
    clone_dir=$(mktemp -d -t iku-clone.XXXXXX)
    git clone --quiet . "$clone_dir/iku"
    # Both builds share a target directory, so that the dependencies are built once.
    local target=${CARGO_TARGET_DIR:-$PWD/target}
    (cd "$clone_dir/iku" && CARGO_TARGET_DIR=$target cargo build --release --locked)

    # The server runs in the temporary directory, so that its files are deleted with it.
    local key=fresh-clone-admin-key
    (
        cd "$clone_dir" || exit
        DATABASE_URL=sqlite:iku.db IKU_LISTEN=127.0.0.1:0 IKU_ADMIN_KEY=$key exec "$target/release/iku" >out 2>log
    ) &
    clone_server=$!
    local url
    url=$(await_address "$clone_dir/out" "$clone_server") || { cat "$clone_dir/log" >&2; die "the server of the fresh clone does not start"; }

    curl -fsS "$url/livez" >/dev/null
    local indicators
    indicators=$(curl -fsS "$url/indicators" | jq '.items | length')
    curl -fsS "$url/indicators/2024" | jq -e --argjson count "$indicators" '$count > 0 and (.indicators | length) == $count' >/dev/null ||
        die "the answer for a year does not have every indicator of the catalogue"
    IKU_URL=$url IKU_KEY=$key "$clone_dir/iku/examples/load.sh" --stand-ins

    kill -TERM "$clone_server"
    wait "$clone_server" || die "the server did not stop in good order on SIGTERM"
    clone_server=
}

# await_address FILE PROCESS: waits until the service has written its address to the file, and prints the address.
await_address() {
    local tenth url
    for ((tenth = 0; tenth < 1800; tenth++)); do
        url=$(sed -n 's/^iku listens on //p' "$1" 2>/dev/null) || true
        if [[ -n $url ]]; then echo "$url"; return; fi
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

stop_clone() {
    [[ -z $clone_server ]] || kill -KILL "$clone_server" 2>/dev/null || true
    [[ -z $clone_dir ]] || rm -rf "$clone_dir"
}
