# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The state that node A encrypts with is deleted, the policy that wants it stays.
#
#   XFRM       1.13.2, both nodes ────┤ A's OUT state deleted
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutNoStates
truth node-b node-a stage=sender-policy node=node-a leg=reply cause=XfrmOutNoStates
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-a XfrmOutNoStates '>0'
expect counter node-b XfrmOutNoStates =0
expect diagnosis node-a 'no state satisfies the template 10.0.0.200 -> 10.0.1.200 SPI 0x3'
expect diagnosis node-a 'state 10.0.0.200 -> 10.0.1.200 SPI 0x3 .* was deleted'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	remove_rule node-a 'state out'
	let_time_pass 0.6
	interrupt_canary all
}
