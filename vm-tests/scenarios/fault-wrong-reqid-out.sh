# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The OUT policy of node A wants another reqid than that of the only state with its SPI.
#
#   XFRM       1.13.2, both nodes ────┤ A's OUT template: reqid 2
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolError
truth node-b node-a stage=sender-policy node=node-a leg=reply cause=XfrmOutPolError
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-a XfrmOutPolError '>0'
expect diagnosis node-a '10.0.0.200 -> 10.0.1.200 SPI 0x3 .* has reqid 1'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	replace_rule node-a 'policy out' 's/reqid 1/reqid 2/'
	let_time_pass 0.6
	interrupt_canary all
}
