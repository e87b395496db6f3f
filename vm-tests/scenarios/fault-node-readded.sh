# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node B is deleted and added again on node A, while its pods are still being spoken to.
#
#   XFRM       1.13.2, both nodes ────┤ A's rules for B deleted ─┤ as before
#   pod paths  pass ──────────────────┤ lost: what A sends       ┤ pass
# Recovery counts from when a canary began to probe, and on a slow host the other one may take 20 seconds longer to start.
canary_options all --after --settle 40s
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-b node-a stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
expect verdict node-a recovered
expect verdict node-b recovered
expect counter node-a XfrmOutPolBlock '>0'
expect diagnosis node-a 'policy out 10.0.0.0/24 -> 10.0.1.0/24 .* was deleted'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	remove_rule node-a 'policy out'
	remove_rule node-a 'state out'
	let_time_pass 0.5
	add_rule node-a 'state out'
	add_rule node-a 'policy out'
}
