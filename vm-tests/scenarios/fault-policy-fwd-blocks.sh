# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The policy for packets to the pods of node B says block.
#
#   XFRM       1.13.2, both nodes ────┤ B's FWD policy blocks
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-policy node=node-b leg=request cause=XfrmInPolBlock spi=3
truth node-b node-a stage=receiver-policy node=node-b leg=reply cause=XfrmInPolBlock spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInPolBlock '>0'
expect diagnosis node-b 'policy fwd 0.0.0.0/0 -> 10.0.1.0/24 .* action block takes it'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_rule node-b 'policy fwd' 's/priority 2975 tmpl.*/action block priority 2975/'
	let_time_pass 0.6
	interrupt_canary all
}
