# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode below GRE, as routers have it: what is encrypted is the packet between the nodes that carries the pods'.
#
#   pod A ── gre1 ── IP │ ESP │ GRE │ pod's packet ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	overlay_device gre1 gre local LOCAL remote REMOTE key 42 ttl 64
	esp_states transport 1
	policies nodes 'proto 47' 'proto 47' tmpl proto esp reqid 1 mode transport
	start_canaries
}
