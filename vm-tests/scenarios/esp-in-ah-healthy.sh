# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# ESP inside of an authentication header: two states a packet, of which one encrypts. That one alone counts.
#
#   node A ── IP │ AH │ ESP │ UDP ──▶ wire ──▶ node B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	probe_nodes
	ah_states transport 2
	esp_states transport 1
	policies nodes '' '' tmpl proto esp reqid 1 mode transport tmpl proto ah reqid 2 mode transport
	start_canaries
}
