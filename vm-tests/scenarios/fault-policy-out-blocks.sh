# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The policy for pod packets of node A says block.
#
#   XFRM       1.13.2, both nodes ────┤ A's OUT policy blocks
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-b node-a stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-a XfrmOutPolBlock '>0'
expect diagnosis node-a 'policy out 10.0.0.0/24 -> 10.0.1.0/24 .* action block takes it'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_rule node-a 'policy out' 's/priority 0 tmpl.*/action block priority 0/'
	let_time_pass 0.6
	interrupt_canary all
}
