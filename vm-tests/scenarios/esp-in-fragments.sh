# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# ESP is larger than the wire's MTU and may be fragmented: large probes leave in two parts, arrive, and nothing is wrong.
states_have flag nopmtudisc
canary_options all --after --settle 4s
expect all-is-well
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect no-finding plaintext-leak
expect no-finding ledger-unbalanced

play() {
	in_node node-a ip link set eth0 mtu 1280
	in_node node-b ip link set eth0 mtu 1280
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	await_on_wire 'ip protocol esp ip frag-off & 0x1fff != 0'
}
