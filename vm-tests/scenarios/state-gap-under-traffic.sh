# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The state that node-b decrypts with is removed and added again, as Cilium does: for a few milliseconds under traffic,
# between two probes. The gap is told with every packet that fell into it, although hardly ever a probe is lost.
#
#   agents     ready 1.13.2 ──────────────┤ gone ├── ready 1.13.2 ──
#   traffic    ────────A to B────────────
#   B's state  ──────────┤ ├──────────────────────────────────────────
#   probes     A          A          A          A          A          A
canary_options all --interval 1s --settle 8s --large-every 2 --deadline 1s
# The gap is a hundredth of the time between two probes: now and then one falls into it.
truth node-a node-b sometimes stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a sometimes stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
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
