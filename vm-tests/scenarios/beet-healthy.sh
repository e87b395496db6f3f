# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# BEET: a tunnel between two addresses that both ends know, so that no inner IP header is sent.
#
#   pod A ── IP of the nodes │ ESP │ UDP ──▶ wire ──▶ node B, which puts the pods' addresses back ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	esp_states beet 1 sel src FROM_POD dst TO_POD
	policies pods '' '' tmpl src FROM dst TO proto esp reqid 1 mode beet
	start_canaries
}
