# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# States that put ESP in UDP (port 4500, RFC 3948), and nothing is wrong.
states_have encap espinudp 4500 4500 0.0.0.0
canary_options all --after --settle 4s
expect all-is-well
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect no-finding plaintext-leak
expect no-finding ledger-unbalanced

play() {
	receive_esp_in_udp all
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	await_on_wire 'udp dport 4500'
}
