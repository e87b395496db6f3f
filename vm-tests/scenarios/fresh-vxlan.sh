# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# ESP carried in VXLAN (cluster-pool-vxlan, 1.13.0), and nothing is wrong.
canary_options all --after --settle 4s
expect all-is-well
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect no-finding plaintext-leak
expect no-finding ledger-unbalanced

play() {
	fresh_nodes cluster-pool-vxlan 1.13.0
	start_canaries
	await_on_wire 'udp dport 8472'
}
