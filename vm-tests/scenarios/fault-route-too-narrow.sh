# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The route of node A to the pods of node B becomes too narrow for large ESP packets, which may not be fragmented.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; A: a route of 1300 bytes
#   pod paths  pass ──────────────────┤ every second probe lost, the large one
canary_options all --after --settle 60s --deadline 1s --large-every 2
truth node-a node-b stage=sender-uplink node=node-a leg=request 'cause=PKT_TOO_BIG at ip_forward' spi=3
truth node-b node-a stage=sender-uplink node=node-a leg=reply 'cause=PKT_TOO_BIG at ip_forward' spi=3
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
	in_node node-a ip route replace 10.0.1.0/24 via 192.0.2.2 dev eth0 mtu lock 1300
	let_time_pass 0.6
	interrupt_canary all
}
