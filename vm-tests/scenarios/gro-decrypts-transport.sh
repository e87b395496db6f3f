# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# GRO decrypts (esp4_offload) what nodes send each other in transport mode: it passes tc ingress in the clear, and as decrypted.
#
#   node A ── IP │ ESP │ UDP ──▶ wire ──▶ node B: GRO ── XFRM ── eth0, in the clear
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	probe_nodes
	esp_states transport 1
	policies nodes '' '' tmpl proto esp reqid 1 mode transport
	gro_decrypts
	start_canaries
}
