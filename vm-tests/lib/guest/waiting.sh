# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Waiting is always for a condition and always has a deadline.

exec {NEVER_READABLE}<> <(:)

# A moment without a process: under TCG a fork costs more than the moment itself.
wait_a_moment() { read -r -t 0.04 -u "$NEVER_READABLE" || true; }

fail() {
	printf 'FAILED: %s\n' "$*" >&2
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

# kill -0 would also find one that has ended, and that bash has not waited for.
lives() { # <process>
	local state
	{ read -r _ _ state _ <"/proc/$1/stat"; } 2>/dev/null && [[ $state != Z ]]
}

# Time that passes is part of the story ("the agent takes a second"), never a means of synchronising.
let_time_pass() { # <seconds, decimal>
	narrate "let $1 s pass"
	sleep "$1"
}

NODES=(node-a node-b)

# At the top of a scenario, where there is a third one.
nodes() { # node-a node-b node-c
	[[ $* == 'node-a node-b node-c' ]] || fail "nodes are node-a and node-b, or node-a, node-b and node-c, not: $*"
	NODES=("$@")
}

each_node() { # all | <node>
	if [[ $1 == all ]]; then
		printf '%s\n' "${NODES[@]}"
	elif [[ " ${NODES[*]} " == *" $1 "* ]]; then
		printf '%s\n' "$1"
	else
		fail "no such node: $1"
	fi
}

peers_of() { # <node>
	local node
	for node in "${NODES[@]}"; do [[ $node == "$1" ]] || printf '%s\n' "$node"; done
}

# For words that speak of a node and the other one.
peer_of() { # <node>
	require_two_nodes "what has one peer"
	peers_of "$1"
}

require_two_nodes() { # <what>
	((${#NODES[@]} == 2)) || fail "$1 is for two nodes, and this scenario has ${#NODES[@]}"
}

# With this priority no other process runs meanwhile (one CPU), and packets on their way are through before (init gives
# ksoftirqd a higher one): what is read and changed is one moment to all traffic. It must not sleep: `ip -n` would, as it mounts
# a /sys of its own, so the namespace is entered first.
# shellcheck disable=SC2034 # read by layouts.sh and snapshots.sh
readonly UNINTERRUPTED=50
