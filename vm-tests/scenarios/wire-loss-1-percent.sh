# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Every hundredth ESP packet is lost on the wire: XFRM may not be blamed, not once.
#
#   node A ── eth0 ──ESP──▶ wire ─┬─▶ eth0 ── node B
#                                 └─ each 100th: lost
canary_options all --settle 6s
truth node-a node-b stage=wire cause=none spi=3
truth node-b node-a sometimes stage=wire cause=none spi=3
expect lost node-a encrypted '>0'
expect lost node-a control =0
expect counters-unmoved
expect no-xfrm-blame
expect merged-fate node-a node-b stage=wire cause=none
expect no-finding plaintext-leak

play() {
	fresh_nodes eni-endpoint-routes 1.13.2
	wire_loses every-100th 'ip protocol esp'
	start_canaries
	agent_gone all
	agent_ready all 1.13.2
}
