# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The wire loses everything while the agents restart, ESP and plain alike: recovered, and no XFRM cause is named.
#
#   agents     ready ──┤ gone ├────────────── ready ──
#   wire       whole ────────┤ cut ┤ whole
#   all paths  pass ─────────┤ lost┤ pass
truth node-a node-b stage=wire cause=none spi=3
truth node-b node-a stage=wire cause=none spi=3
truth node-a node-b kind=control stage=wire cause=none
truth node-b node-a kind=control stage=wire cause=none
expect verdict node-a recovered
expect verdict node-b recovered
expect merged-verdict recovered
expect exit node-a 0
expect lost node-a encrypted '>0'
expect lost node-a control '>0'
expect counters-unmoved
expect no-xfrm-blame
expect merged-fate node-a node-b stage=wire cause=none
expect merged-fate node-b node-a stage=wire cause=none

play() {
	fresh_nodes eni-endpoint-routes 1.13.2
	start_canaries
	agent_gone all
	wire_loses all
	let_time_pass 1
	wire_loses none
	agent_ready all 1.13.2
}
