# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The wire delivers packets twice and in another order: nothing is lost, and what the replay window refuses is no probe's fate.
#
#   node A ── eth0 ──▶ wire ── 1 2 2 4 3 ──▶ eth0 ── node B: replay window of 32
canary_options all --after --settle 8s
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect counter node-a XfrmInStateSeqError '>0'
expect counter node-b XfrmInStateSeqError '>0'
expect drop node-b cause=XfrmInStateSeqError direction=in spi=3
expect verdict node-a unaffected
expect verdict node-b unaffected

play() {
	local node
	fresh_nodes cluster-pool-native 1.13.2
	for node in node-a node-b; do
		replace_rule "$node" 'state in' 's/reqid 1/reqid 1 replay-window 32/'
		in_wire tc qdisc add dev "$node" root netem delay 10ms reorder 70%
	done
	start_canaries
	# The first two packets once more would look like a state that begins again (docs/limits.md).
	let_time_pass 1.5
	for node in node-a node-b; do in_wire tc qdisc change dev "$node" root netem delay 10ms reorder 70% duplicate 20%; done
}
