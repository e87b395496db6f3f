# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the kernel counted, read without the canary: xfrm_stat before and after, and the states' own packet counters.
#
#   spans-<node>.txt    "# open" / "# close", each followed by a listing of all states. Between an open and the next close
#                       no state came or went, so that the sum over spans of (close - open) is what each state carried.

snapshot_xfrm_stat() { # <node> <before|after>
	{
		printf '# %s\n' "$2"
		in_node "$1" cat /proc/net/xfrm_stat
	} >>"$RESULTS/xfrm_stat-$1.txt"
}

list_states() { without_interruption ip -n "$(node_namespace "$1")" -s xfrm state list nokeys; }

# Both read a listing. Before the canaries run nothing is counted by anybody.
open_counter_span() { # <node>
	[[ -n $CANARIES_STARTED ]] || { cat >/dev/null; return 0; }
	{ printf '# open\n'; cat; } >>"$RESULTS/spans-$1.txt"
}

close_counter_span() { # <node>
	[[ -n $CANARIES_STARTED ]] || { cat >/dev/null; return 0; }
	{ printf '# close\n'; cat; } >>"$RESULTS/spans-$1.txt"
}

take_final_snapshots() {
	local node
	for node in node-a node-b; do
		[[ -n $CANARIES_STARTED ]] || snapshot_xfrm_stat "$node" before
		snapshot_xfrm_stat "$node" after
		list_states "$node" | close_counter_span "$node"
		{
			ip -n "$(node_namespace "$node")" -s xfrm state list nokeys
			ip -n "$(node_namespace "$node")" xfrm policy list
		} >"$RESULTS/xfrm-$node.txt"
	done
}
