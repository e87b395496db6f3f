# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The reflector of the pod on node B ends: requests arrive, nobody answers, and B says that nobody listens. That is no fault of
# IPsec.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; B: no reflector
#   pod paths  pass ──────────────────┤ A's requests lost
canary_options all --after --settle 60s --deadline 1s
truth node-a node-b stage=receiver-socket node=node-b leg=request
expect verdict node-a inconclusive
expect merged-verdict inconclusive
expect finding canary-trouble warning node-a
expect lost node-b encrypted =0
expect counters-unmoved
expect no-xfrm-blame
expect no-finding diagnosis

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	kill "${REFLECTOR_PIDS[2]}"
	let_time_pass 0.6
	interrupt_canary all
}
