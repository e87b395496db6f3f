# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The state that node-b decrypts with is removed and added again, as Cilium does: for a few milliseconds under traffic,
# between two probes. No probe is lost, and yet the gap is told, with every packet that fell into it.
#
#   agents     ready 1.13.2 ──────────────┤ gone ├── ready 1.13.2 ──
#   traffic    ────────A to B────────────
#   B's state  ──────────┤ ├──────────────────────────────────────────
#   probes     A          A          A          A          A          A
canary_options all --interval 1s --settle 8s --large-every 2 --deadline 1s
expect verdict node-a unaffected
expect verdict node-b unaffected
expect merged-verdict unaffected
expect exit node-b 0
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect counter node-b XfrmInNoStates '>0'
expect finding short-gap warning node-b
expect gap node-b XfrmInNoStates

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	traffic node-a start
	let_time_pass 1
	state_gap node-b 3 'src 0.0.0.0 dst 10.0.1.200'
	let_time_pass 0.5
	traffic node-a stop
	agent_gone all
	agent_ready all 1.13.2
}
