# shellcheck shell=bash
# What is being done, how long it took, and how a run ends early.

die() {
    printf '%s: %s\n' "$0" "$*" >&2
    exit 1
}

duration() {
    if (($1 < 60)); then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi
}

# The step under way, so that the end can say where it came.
failing=

# step TITLE COMMAND...: the command runs in this shell, so that what it sets stays, and any failure in it ends the run.
step() {
    local title=$1 began=$SECONDS
    shift
    printf '\n== %s\n' "$title"
    failing=$title
    "$@"
    failing=
    printf -- '-- %s: passed in %s\n' "$title" "$(duration $((SECONDS - began)))"
}
