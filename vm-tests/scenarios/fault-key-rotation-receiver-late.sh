# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Keys are rotated in the wrong order: node A encrypts with the new SPI before node B can decrypt it.
#
#   XFRM       1.13.2, both nodes ────┤ A sends SPI 4, B knows 3 ──┤ B knows 4
#   pod paths  pass ──────────────────┤ lost: what A sends        ┤ pass
# Recovery counts from when a canary began to probe, and on a slow host the other one may take 20 seconds longer to start.
canary_options all --after --settle 40s
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=4
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=4
expect verdict node-a recovered
expect verdict node-b recovered
expect counter node-b XfrmInNoStates '>0'
expect diagnosis node-b 'there is no state for SPI 4 to 10.0.1.200'
expect diagnosis node-b 'node-a encrypts with state 10.0.0.200 -> 10.0.1.200 SPI 0x4 .* since .*, before node-b could decrypt it'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	add_rule node-a 'state out' 's/spi 0x00000003/spi 0x00000004/; s/(mark 0x[0-9a-f]+)3e00/\14e00/; s/0x0011/0x4411/'
	add_rule node-a 'policy out' 's/spi 0x00000003/spi 0x00000004/; s/(mark 0x[0-9a-f]+)3e00/\14e00/'
	endpoint_programs node-a new 4
	let_time_pass 0.5
	add_rule node-b 'state in' 's/spi 0x00000003/spi 0x00000004/; s/0x0011/0x4411/'
}
