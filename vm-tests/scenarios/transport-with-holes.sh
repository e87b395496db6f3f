# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode between the nodes' own addresses, beside policies that let IKE (UDP port 500) and SSH (TCP port 22) pass in the clear, as
# daemons of IKE and administrators lay them down. Both are used, and nothing is wrong: what a policy permits is counted, and no leak.
#
#   node A ── UDP 500, TCP 22 ──plain──▶ wire ──▶ node B
#   node A ──── all the rest ────ESP───▶ wire ──▶ node B
canary_options all --after --settle 4s --deadline 1s
expect all-is-well
expect no-finding plaintext-leak
expect no-clear node-a word=leaked
expect no-clear node-b word=leaked
expect clear node-a way=left other=node-b word=permitted
expect clear node-b way=came other=node-a word=permitted
expect no-clear node-a word=not-demanded

play() {
	plain_nodes
	probe_nodes
	esp_states transport 1
	policies nodes '' '' tmpl proto esp reqid 1 mode transport
	hole proto udp dport 500
	hole proto udp sport 500
	hole proto tcp dport 22
	hole proto tcp sport 22
	start_canaries
	send_to_b udp 500
	send_to_b tcp 22
}
