# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Real daemons of IKE, one on each node: what strongswan.sh and libreswan.sh share. Who starts one pays for a third archive
# (../ike_archive.sh). They have a pre-shared key, and log to /results/ike-<node>.log, without keys.
#
# A daemon believes to be alone on its machine: each has a /run of its own, which all others know as /tmp/ike/<node>.
# shellcheck disable=SC2034,SC2154 # topology.sh's and canaries.sh's
readonly IKE_SECRET='an example that protects nothing'
declare -A IKE_PID=()

ike_run_of() { printf '/tmp/ike/%s\n' "$1"; } # <node>
ike_log_of() { printf '%s/ike-%s.log\n' "$RESULTS" "$1"; } # <node>

# In the network of a node, with the node's /run.
as_ike_of() { # <node> <command>...
	local run
	run=$(ike_run_of "$1")
	mkdir -p "$run" /var
	ln -sfn /run /var/run
	# shellcheck disable=SC2016
	exec nsenter "--net=/run/netns/$(node_namespace "$1")" unshare -m sh -c 'mount -o bind "$0" /run && exec "$@"' "$run" "${@:2}"
}

start_ike() { # <node> <whom its canary asks> <command>...
	(as_ike_of "$1" "${@:3}") &
	IKE_PID[$1]=$!
	AGENT_SPEC[$1]=$2
}

# Nodes without Cilium's programs, whose states come and go as their daemons please.
ike_nodes() {
	local node
	for node in "${NODES[@]}"; do
		in_node "$node" nft delete table netdev datapath
		watch_deletion "$node"
	done
}

# Killed without a word to anybody, once the canaries have their baseline: states and policies stay.
ike_killed() { # <node|all>
	local node
	for node in $(each_node "$1"); do await_watching "$node" waiting-for-gone 'the agent is ready'; done
	for node in $(each_node "$1"); do
		kill -KILL "${IKE_PID[$node]}"
		wait "${IKE_PID[$node]}" 2>/dev/null || true
		unset "IKE_PID[$node]"
	done
	narrate "the IKE daemon of $1 is killed"
	for node in $(each_node "$1"); do await_watching "$node" waiting-for-ready 'the agent has gone'; done
}

# The canaries have seen that it is up again.
ike_ready() { # <node|all>
	local node
	for node in $(each_node "$1"); do await_watching "$node" settling 'the agent is ready'; done
}

# What the daemons have laid down now stays in tables-<label>-<node>.txt, and `inspect` finds nothing in it.
tables_are_healthy() { # <label>
	local node kinds
	for node in "${NODES[@]}"; do
		{
			in_node "$node" ip xfrm state list nokeys
			in_node "$node" ip xfrm policy list
		} >"$RESULTS/tables-$1-$node.txt"
		in_node "$node" xfrm-canary inspect --node "$node" --peer "$(peer_of "$node")=${NODE_ADDRESS[$(peer_of "$node")]}" \
			--json "$RESULTS/inspection-$1-$node.json" >"$RESULTS/inspection-$1-$node.txt" || true
		kinds=$(sed -nE 's/^ *"kind": "([a-z-]+)".*/\1/p' "$RESULTS/inspection-$1-$node.json" | sort -u | paste -s -d ,)
		[[ -z $kinds ]] || fail "inspect finds $kinds on $node, $1: $(cat "$RESULTS/inspection-$1-$node.txt")"
	done
	narrate "inspect finds nothing: $1"
}
