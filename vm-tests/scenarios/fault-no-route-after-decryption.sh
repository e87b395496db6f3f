# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node B has no route to its pod any more: packets are decrypted, and then have nowhere to go.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; B: pod unreachable
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-socket node=node-b leg=request 'cause=NOT_SPECIFIED at ip_error'
truth node-b node-a stage=receiver-socket node=node-b leg=reply 'cause=NOT_SPECIFIED at ip_error'
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counters-unmoved
expect no-xfrm-blame
expect no-finding diagnosis

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	in_node node-b ip route replace unreachable 10.0.1.10/32
	let_time_pass 0.6
	interrupt_canary all
}
