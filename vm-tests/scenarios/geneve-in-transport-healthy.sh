# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode below Geneve, as OVN-Kubernetes has it: what is encrypted is the packet between the nodes that carries the pods'.
#
#   pod A ── genev0 ── IP │ ESP │ Geneve │ pod's packet ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	overlay_device genev0 geneve id 100 remote REMOTE dstport 6081
	esp_states transport 1
	policies nodes 'proto 17 dport 6081' 'proto 17 dport 6081' tmpl proto esp reqid 1 mode transport
	start_canaries
}
