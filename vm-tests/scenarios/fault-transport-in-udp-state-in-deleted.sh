# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode in UDP between the nodes' own addresses, and the state that node B decrypts with is deleted.
#
#   node A ── UDP 4500 │ ESP ──▶ wire ──▶ node B
#                                         └─┤ no state: what A sends, requests and replies
# shellcheck source=vm-tests/scenarios/fault-transport-state-in-deleted.sh
source "${BASH_SOURCE[0]%/*}/fault-transport-state-in-deleted.sh"

play() {
	plain_nodes
	probe_nodes
	receive_esp_in_udp all
	esp_states transport 1 encap espinudp 4500 4500 0.0.0.0
	policies nodes '' '' tmpl proto esp reqid 1 mode transport
	start_canaries
	await_on_wire 'udp dport 4500'
	delete_state_in_of_b
	let_time_pass 0.6
	interrupt_canary all
}
