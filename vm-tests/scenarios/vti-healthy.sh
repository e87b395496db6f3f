# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A VTI: the pods' packets take vti42, whose mark the policies have, and what was decrypted comes in by it.
#
#   pod A ── vti42 ── IP │ ESP │ pod's packet ──▶ wire ──▶ node B eth0, vti42 ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	overlay_device vti42 vti local LOCAL remote REMOTE key 42
	esp_states tunnel 1 flag af-unspec
	tunnel_policies mark 42
	start_canaries
}
