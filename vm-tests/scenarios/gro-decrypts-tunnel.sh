# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# GRO decrypts (esp4_offload): ESP reaches XFRM before any tc program. What left is what arrived and what was decrypted.
#
#   pod A ── IP │ ESP │ pod's packet ──▶ wire ──▶ node B: GRO ── XFRM ── eth0, in the clear ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	esp_states tunnel 1
	tunnel_policies
	gro_decrypts
	start_canaries
}
