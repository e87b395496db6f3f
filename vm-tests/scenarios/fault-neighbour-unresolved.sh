# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The next hop towards the pods of node B is gone: encrypted packets wait for its link address, and are thrown away.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; A: route to B via nobody
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=sender-uplink node=node-a leg=request 'cause=NEIGH_FAILED at neigh_invalidate' spi=3
truth node-b node-a stage=sender-uplink node=node-a leg=reply 'cause=NEIGH_FAILED at neigh_invalidate' spi=3
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
	in_node node-a sysctl -q net.ipv4.neigh.eth0.retrans_time_ms=100
	in_node node-a ip route replace 10.0.1.0/24 via 192.0.2.77 dev eth0
	let_time_pass 0.6
	interrupt_canary all
}
