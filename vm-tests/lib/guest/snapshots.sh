# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the kernel counted, read without the canary: xfrm_stat before and after, and the states' own packet counters.
#
#   spans-<node>.txt    listings of all states in the order of time: when the canary starts, before and after each change,
#                       and at the end; each after a line "# open" or "# close". After "# gone" those that have expired
snapshot_xfrm_stat() { # <node> <before|after>
	{
		printf '# %s\n' "$2"
		in_node "$1" cat /proc/net/xfrm_stat
	} >>"$RESULTS/xfrm_stat-$1.txt"
}

list_states() { in_node "$1" chrt -f "$UNINTERRUPTED" ip -s xfrm state list nokeys; }

# Both read a listing. Before a canary runs, and after it, nothing is counted by it.
open_counter_span() { # <node>
	[[ -n $CANARIES_STARTED && -z ${CANARY_DONE[$1]:-} ]] || { cat >/dev/null; return 0; }
	{ printf '# open\n'; cat; } >>"$RESULTS/spans-$1.txt"
}

close_counter_span() { # <node>
	[[ -n $CANARIES_STARTED && -z ${CANARY_DONE[$1]:-} ]] || { cat >/dev/null; return 0; }
	{ printf '# close\n'; cat; } >>"$RESULTS/spans-$1.txt"
}

# A state that expires takes its counters along: the kernel tells them once, to whoever listens then. (To the EXPIRE group
# alone: who listens to ACQUIRE changes what the kernel does.)
EXPIRY_PIDS=()
watch_expiry() { # <node>
	nsenter "--net=/run/netns/$(node_namespace "$1")" /usr/bin/ip -s xfrm monitor expire >"/tmp/$1.expired" &
	EXPIRY_PIDS+=($!)
}

# The same of a state that somebody else than the scenario deletes: a daemon of IKE. News of other kinds are left out, and keys, which
# `ip xfrm monitor` prints although it is told not to.
watch_deletion() { # <node>
	nsenter "--net=/run/netns/$(node_namespace "$1")" /usr/bin/ip -s xfrm monitor SA > >(
		awk '/^[^\t]/ { deleted = /^Deleted / } deleted && !/^\t(aead|auth|auth-trunc|enc) / { print; fflush() }' >"/tmp/$1.deleted"
	) &
	EXPIRY_PIDS+=($!)
}

add_states_that_went() { # <node>
	local news
	for news in "/tmp/$1.expired" "/tmp/$1.deleted"; do
		[[ -s $news ]] || continue
		{ printf '# gone\n'; sed -E 's/^(Expired|Deleted) //' "$news"; } >>"$RESULTS/spans-$1.txt"
	done
}

take_final_snapshots() {
	local node
	for node in "${NODES[@]}"; do
		if [[ -z $CANARIES_STARTED ]]; then
			snapshot_xfrm_stat "$node" before
			snapshot_xfrm_stat "$node" after
		fi
		{
			ip -n "$(node_namespace "$node")" -s xfrm state list nokeys
			ip -n "$(node_namespace "$node")" xfrm policy list
		} >"$RESULTS/xfrm-$node.txt"
	done
}
