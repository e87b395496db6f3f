# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Keys are rotated in the wrong order: the endpoint program of node A marks for the new SPI before there is a policy for it.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; endpoints A: SPI 4
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=sender-policy node=node-a leg=request cause=XfrmOutPolBlock
truth node-b node-a stage=sender-policy node=node-a leg=reply cause=XfrmOutPolBlock
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counter node-a XfrmOutPolBlock '>0'
expect diagnosis node-a 'policy out 10.0.0.0/24 -> 10.0.1.0/24 .* asks for mark 0xb013e00/0xffffff00, and the packet bore 0xb014e00'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	endpoint_programs node-a new 4
	let_time_pass 0.6
	interrupt_canary all
}
