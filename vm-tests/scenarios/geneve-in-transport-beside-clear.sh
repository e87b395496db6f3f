# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode below Geneve, where policies demand UDP port 6081 to be encrypted and nothing else; SSH between the same nodes goes in the
# clear. Nobody demanded it otherwise: it is counted and told, and is no failure.
#
#   node A ── TCP 22 ──plain──▶ wire ──▶ node B
#   pod A ──── Geneve ───ESP───▶ wire ──▶ node B ── pod B
canary_options all --after --settle 4s --deadline 1s
expect all-is-well
expect no-finding plaintext-leak
expect no-clear node-a word=leaked
expect no-clear node-b word=leaked
expect clear node-a way=left other=node-b word=not-demanded

play() {
	plain_nodes
	overlay_device genev0 geneve id 100 remote REMOTE dstport 6081
	esp_states transport 1
	policies nodes 'proto udp dport 6081' 'proto udp dport 6081' tmpl proto esp reqid 1 mode transport
	start_canaries
	send_to_b tcp 22
}
