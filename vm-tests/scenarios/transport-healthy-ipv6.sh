# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# IPv6: transport mode between the nodes' own addresses, as daemons of IKE lay it down between hosts: no IP header is added, and what
# was decrypted goes to its socket without passing the uplink again. Nothing is wrong, and every probe is proved encrypted.
#
#   node A 2001:db8:2::1 ── IPv6 │ ESP │ UDP ──▶ wire ──▶ 2001:db8:2::2 node B
family 6
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	probe_nodes
	esp_states transport 1
	policies nodes '' '' tmpl proto esp reqid 1 mode transport
	start_canaries
}
