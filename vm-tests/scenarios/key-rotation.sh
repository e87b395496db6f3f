# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Keys are rotated as they should be: first all can decrypt with the new SPI, then all encrypt with it, then the old one goes.
#
#   IN states    SPI 3 ─┤ 3 and 4 ───────────────────────────┤ 4
#   OUT states   SPI 3 ────────────┤ 4 (mark 0x4e00 as well)
#   pod paths    pass ───────────────────────────────────────────
canary_options all --after --settle 10s
expect verdict node-a unaffected
expect verdict node-b unaffected
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-b encrypted =0

play() {
	local node
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	for node in node-a node-b; do add_rule "$node" 'state in' 's/spi 0x00000003/spi 0x00000004/; s/0x0011/0x4411/'; done
	for node in node-a node-b; do
		add_rule "$node" 'state out' 's/spi 0x00000003/spi 0x00000004/; s/(mark 0x[0-9a-f]+)3e00/\14e00/; s/0x0011/0x4411/'
		add_rule "$node" 'policy out' 's/spi 0x00000003/spi 0x00000004/; s/(mark 0x[0-9a-f]+)3e00/\14e00/'
	done
	endpoint_programs all new 4
	let_time_pass 0.5
	for node in node-a node-b; do
		remove_rule "$node" 'policy out'
		remove_rule "$node" 'state out'
		remove_rule "$node" 'state in'
	done
}
