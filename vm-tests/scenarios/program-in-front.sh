# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As filter-in-front, with programs of tcx, which run before all filters: where there is tcx (Linux 6.6) the canary's are of that
# kind too, and go in front again. Before, both are filters.
#
#   agents        ready 1.13.2 ──┤ gone ├── ready 1.13.2 ─────────────────────
#   node-a egress canary ──────────────────────────┤ the program ┤ canary
#   pod paths     pass ──────────────────────────────────────────────────────
blind node-a
expect verdict node-b unaffected
expect exit node-b 0
expect lost node-a encrypted =0
expect counters-unmoved
expect no-finding plaintext-leak

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	agent_gone all
	agent_starts all 1.13.2
	agent_ready all 1.13.2
	put_program_in_front node-a egress
	put_program_in_front node-a ingress
	let_time_pass 2
}
