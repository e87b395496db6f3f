# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode between the nodes' own addresses, put in UDP (port 4500, RFC 3948) as hosts behind a NAT do it. Nothing is wrong,
# and every probe is proved encrypted.
#
#   node A 192.0.2.1 ── IP │ UDP 4500 │ ESP │ UDP ──▶ wire ──▶ 192.0.2.2 node B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well
expect no-finding plaintext-leak
expect no-finding ledger-unbalanced

play() {
	plain_nodes
	probe_nodes
	receive_esp_in_udp all
	esp_states transport 1 encap espinudp 4500 4500 0.0.0.0
	policies nodes '' '' tmpl proto esp reqid 1 mode transport
	start_canaries
	await_on_wire 'udp dport 4500'
}
