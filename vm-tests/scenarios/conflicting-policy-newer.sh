# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A conflicting policy of equal priority comes after the right one: the older one wins, nothing is lost.
#
# The twin of fault-conflicting-policy-older.
#
#   XFRM       1.13.2, both nodes ────┤ A: a second OUT policy, blocks
#   pod paths  pass ──────────────────┤ pass
canary_options all --after --settle 3s
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect verdict node-a unaffected

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	let_time_pass 0.3
	add_rule node-a 'policy out' 's/mark 0xb013e00 mask 0xffffff00/mark 0x3e00 mask 0xff00/; s/priority 0 tmpl.*/action block priority 0/'
}
