# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The tc program of node B that marks arriving ESP is missing for 50 ms: no state fits a packet without mark.
#
#   XFRM       1.13.2, both nodes ────┤ unchanged; B's uplink: no mark for 50 ms
#   pod paths  pass ──────────────────┤ some packets lost, then pass
canary_options all --after --settle 15s
truth node-a node-b sometimes stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a sometimes stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
expect merged-verdict recovered
expect counter node-b XfrmInNoStates '>0'
expect drop node-b cause=XfrmInNoStates direction=in spi=3 mark=0
expect diagnosis node-b 'the only state 0.0.0.0 -> 10.0.1.200 SPI 0x3 mark 0xd00/0xf00 asks for mark 0xd00/0xf00, and the packet bore 0x0'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	network_program_missing node-b 0.05
}
