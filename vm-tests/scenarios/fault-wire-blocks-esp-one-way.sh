# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A firewall between the nodes drops ESP from node A to node B, and nothing else.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; the wire drops ESP from A
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=wire node=node-a leg=request cause=none spi=3
truth node-b node-a stage=wire node=node-a leg=reply cause=none spi=3
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
	wire_loses all 'ip saddr 10.0.0.200 ip protocol esp'
	let_time_pass 0.6
	interrupt_canary all
}
