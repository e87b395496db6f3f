# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# An xfrm interface: the pods' packets take ipsec0, and what was decrypted comes in by it, not by the uplink.
#
#   pod A ── ipsec0 ── IP │ ESP │ pod's packet ──▶ wire ──▶ node B eth0, ipsec0 ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	overlay_device ipsec0 xfrm dev eth0 if_id 42
	esp_states tunnel 1 if_id 42
	tunnel_policies if_id 42
	start_canaries
}
