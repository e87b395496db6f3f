# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node B checks the way back of the ESP that arrives, and finds that it leads elsewhere.
#
# What was decrypted is exempt (fib_validate_source() does not check packets with a security path); the outer packet is not.
#
# The way back is looked up as if for a packet of its own without a mark: only such packets are led astray.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; B: strict rp_filter
#   pod paths  pass ──────────────────┤ lost: what A sends, requests and replies
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-uplink node=node-b leg=request spi=3
truth node-b node-a stage=receiver-uplink node=node-b leg=reply spi=3
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
	in_node node-b ip route add 10.0.0.200/32 dev cilium_host table 99
	in_node node-b ip rule add pref 0 iif lo fwmark 0x0/0xf00 to 10.0.0.200 lookup 99
	in_node node-b sysctl -q net.ipv4.conf.eth0.rp_filter=1
	let_time_pass 0.6
	interrupt_canary all
}
