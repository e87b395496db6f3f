# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The OUT state of node A bears the mark of another node ID than the policy.
#
#   XFRM       1.13.2, both nodes ────┤ A's OUT state: mark 0x11113e00
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutNoStates
truth node-b node-a stage=sender-policy node=node-a leg=reply cause=XfrmOutNoStates
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-a XfrmOutNoStates '>0'
expect diagnosis node-a '10.0.0.200 -> 10.0.1.200 SPI 0x3 mark 0x11113e00/0xffffff00 has a mark that the policy'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_rule node-a 'state out' 's/ mark 0xb013e00 / mark 0x11113e00 /'
	let_time_pass 0.6
	interrupt_canary all
}
