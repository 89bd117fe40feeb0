# shellcheck shell=bash
# Prints the steps of a run with their durations, and ends a run early.

die() {
    printf '%s: %s\n' "$0" "$*" >&2
    exit 1
}

duration() {
    if (($1 < 60)); then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi
}

# The current step, which the end of a failed run prints.
failing=

# step TITLE COMMAND...: runs the command in this shell, so that its variables remain, and ends the run if it fails.
step() {
    local title=$1 began=$SECONDS
    shift
    printf '\n== %s\n' "$title"
    failing=$title
    "$@"
    failing=
    printf -- '-- %s: passed in %s\n' "$title" "$(duration $((SECONDS - began)))"
}
