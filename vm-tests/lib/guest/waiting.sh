# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Waiting is always for a condition and always has a deadline.

exec {NEVER_READABLE}<> <(:)

# A moment without a process: under TCG a fork costs more than the moment itself.
wait_a_moment() { read -r -t 0.04 -u "$NEVER_READABLE" || true; }

fail() {
	printf 'FAILED: %s\n' "$*"
	exit 1
}

# wait_until <seconds> <what> <command>...
wait_until() {
	local limit=$((SECONDS + $1 + 1)) what=$2
	shift 2
	until "$@"; do
		((SECONDS < limit)) || fail "waited too long for: $what"
		wait_a_moment
	done
}

# Time that passes is part of the story ("the agent takes a second"), never a means of synchronising.
let_time_pass() { # <seconds, decimal>
	narrate "let $1 s pass"
	sleep "$1"
}

each_node() { # all | node-a | node-b
	case $1 in
	all) printf 'node-a\nnode-b\n' ;;
	node-a | node-b) printf '%s\n' "$1" ;;
	*) fail "no such node: $1" ;;
	esac
}

peer_of() { if [[ $1 == node-a ]]; then echo node-b; else echo node-a; fi; }

# With this priority no other process runs meanwhile (one CPU), and packets on their way are through before (init gives
# ksoftirqd a higher one): what is read and changed is one moment to all traffic. It must not sleep: `ip -n` would, as it mounts
# a /sys of its own, so the namespace is entered first.
# shellcheck disable=SC2034 # read by layouts.sh and snapshots.sh
readonly UNINTERRUPTED=50
