# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The policy that lets decrypted packets to the pods of node B is deleted.
#
#   XFRM       1.13.2, both nodes ────┤ B's FWD policy deleted
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-policy node=node-b leg=request cause=XfrmInNoPols spi=3
truth node-b node-a stage=receiver-policy node=node-b leg=reply cause=XfrmInNoPols spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-b XfrmInNoPols '>0'
expect diagnosis node-b 'policy fwd 0.0.0.0/0 -> 10.0.1.0/24 .* was deleted'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	remove_rule node-b 'policy fwd'
	let_time_pass 0.6
	interrupt_canary all
}
