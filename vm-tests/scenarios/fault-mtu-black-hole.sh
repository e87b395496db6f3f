# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The wire loses what is large, and sends no word about it: small probes pass, full ones are lost.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; the wire drops over 1000 bytes
#   pod paths  pass ──────────────────┤ every second probe lost, the large one
canary_options all --after --settle 60s --deadline 1s --large-every 2
truth node-a node-b stage=wire node=node-a leg=request cause=none spi=3
truth node-b node-a stage=wire node=node-b leg=request cause=none spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect counters-unmoved
expect no-xfrm-blame
expect finding size-dependent-loss warning
expect no-finding diagnosis

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	wire_loses all 'ip protocol esp ip length > 1000'
	let_time_pass 0.6
	interrupt_canary all
}
