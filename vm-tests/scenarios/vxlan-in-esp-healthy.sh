# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# VXLAN inside of ESP, as Cilium has it from 1.18 on: what carries the pods' packets is encrypted in tunnel mode. Decrypted, it
# passes the uplink as VXLAN.
#
#   pod A ── vxlan0 ── IP │ ESP │ IP │ VXLAN │ pod's packet ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	overlay_device vxlan0 vxlan id 1 dstport 8472 local LOCAL remote REMOTE
	esp_states tunnel 1
	policies nodes 'proto 17 dport 8472' 'proto 17 dport 8472' tmpl src FROM dst TO proto esp reqid 1 mode tunnel
	start_canaries
}
