# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The wire loses three packets in ten at random, of all kinds: XFRM may not be blamed, not once.
#
#   node A ── eth0 ──▶ wire ─┬─▶ eth0 ── node B
#                            └─ 30 %: lost
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=wire node=node-a leg=request cause=none spi=3
truth node-a node-b stage=wire node=node-b leg=reply cause=none spi=3
truth node-b node-a stage=wire node=node-b leg=request cause=none spi=3
truth node-b node-a stage=wire node=node-a leg=reply cause=none spi=3
truth node-a node-b kind=control stage=wire
truth node-b node-a kind=control stage=wire
expect counters-unmoved
expect no-xfrm-blame
expect lost node-a encrypted '>0'
expect lost node-a control '>0'

# Lost are packets, not the addresses of next hops: what waits for one dies elsewhere, or later.
know_neighbour() { # <node> <peer>
	local link_address
	link_address=$(in_node "$2" ip -oneline link show eth0 | sed -n 's|.*link/ether \([^ ]*\).*|\1|p')
	in_node "$1" ip neighbour replace "${NODE_ADDRESS[$2]}" lladdr "$link_address" dev eth0 nud permanent
}

play() {
	fresh_nodes cluster-pool-native 1.13.2
	know_neighbour node-a node-b
	know_neighbour node-b node-a
	in_wire tc qdisc add dev node-a root netem loss 30%
	in_wire tc qdisc add dev node-b root netem loss 30%
	start_canaries
	let_time_pass 2
	interrupt_canary all
}
