# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The harness itself: with plain pings and no canary, every recorded stage must let pass and lose what was measured when it
# was recorded (table in layouts/README.md), and move the same counters. If this differs, nothing else here can be believed.
#
#   a row: stage, direction, passes or is lost, and the counters that may rise
expect arrival eni-fresh-1.13.0 node-a node-b pass none
expect arrival eni-fresh-1.13.0 node-b node-a pass none
expect arrival eni-fresh-1.13.1 node-a node-b pass none
expect arrival eni-fresh-1.13.1 node-b node-a pass none
expect arrival eni-fresh-1.13.2 node-a node-b pass none
expect arrival eni-fresh-1.13.2 node-b node-a pass none
expect arrival eni-upgraded-1.13.1-both node-a node-b lost none
expect arrival eni-upgraded-1.13.1-both node-b node-a lost none
expect arrival eni-upgraded-1.13.1-a-only node-a node-b lost none
expect arrival eni-upgraded-1.13.1-a-only node-b node-a pass none
expect arrival eni-upgraded-1.13.2-a-only node-a node-b lost node-b/XfrmInNoStates=3
expect arrival eni-upgraded-1.13.2-a-only node-b node-a lost node-a/XfrmInNoStates=3
expect arrival eni-upgraded-1.13.2-a-peer-not-yet-known node-a node-b lost node-a/XfrmOutPolBlock=3
expect arrival eni-upgraded-1.13.2-a-peer-not-yet-known node-b node-a lost node-a/XfrmInNoStates=3
expect arrival eni-upgraded-1.13.2-both node-a node-b pass none
expect arrival eni-upgraded-1.13.2-both node-b node-a pass none
expect arrival pool-fresh-1.13.0 node-a node-b pass none
expect arrival pool-fresh-1.13.0 node-b node-a pass none
expect arrival pool-fresh-1.13.1 node-a node-b pass none
expect arrival pool-fresh-1.13.1 node-b node-a pass none
expect arrival pool-fresh-1.13.2 node-a node-b pass none
expect arrival pool-fresh-1.13.2 node-b node-a pass none
expect arrival pool-upgraded-1.13.1-both node-a node-b pass none
expect arrival pool-upgraded-1.13.1-both node-b node-a pass none
expect arrival pool-upgraded-1.13.2-a-old-endpoint-programs node-a node-b lost node-a/XfrmOutPolBlock=3
expect arrival pool-upgraded-1.13.2-a-old-endpoint-programs node-b node-a pass node-a/XfrmOutPolBlock=3
expect arrival pool-upgraded-1.13.2-both node-a node-b pass none
expect arrival pool-upgraded-1.13.2-both node-b node-a pass none
expect arrival vxlan-fresh-1.13.0 node-a node-b pass none
expect arrival vxlan-fresh-1.13.0 node-b node-a pass none
expect arrival vxlan-upgraded-1.13.2-a-old-endpoint-programs node-a node-b lost node-a/XfrmOutPolBlock=3
expect arrival vxlan-upgraded-1.13.2-a-old-endpoint-programs node-b node-a pass node-a/XfrmOutPolBlock=3
expect arrival vxlan-upgraded-1.13.2-both node-a node-b pass none
expect arrival vxlan-upgraded-1.13.2-both node-b node-a pass none

measure_stage() { # <layout> <stage> <label> <endpoint programs of a> <of b> <host programs of a> <of b>
	forget_layout all
	layout all "$1/$2"
	endpoint_programs node-a "$4"
	endpoint_programs node-b "$5"
	host_programs node-a "$6"
	host_programs node-b "$7"
	measure_pings "$3-$2"
}

play() {
	local eni=eni-endpoint-routes pool=cluster-pool-native vxlan=cluster-pool-vxlan
	measure_stage $eni fresh-1.13.0 eni old old rewriting rewriting
	measure_stage $eni fresh-1.13.1 eni new new plain plain
	measure_stage $eni fresh-1.13.2 eni new new plain plain
	measure_stage $eni upgraded-1.13.1-both eni new new plain plain
	measure_stage $eni upgraded-1.13.1-a-only eni new old plain rewriting
	measure_stage $eni upgraded-1.13.2-a-only eni new old plain rewriting
	measure_stage $eni upgraded-1.13.2-a-peer-not-yet-known eni new old plain rewriting
	measure_stage $eni upgraded-1.13.2-both eni new new plain plain
	measure_stage $pool fresh-1.13.0 pool old old plain plain
	measure_stage $pool fresh-1.13.1 pool new new plain plain
	measure_stage $pool fresh-1.13.2 pool new new plain plain
	measure_stage $pool upgraded-1.13.1-both pool new new plain plain
	measure_stage $pool upgraded-1.13.2-a-old-endpoint-programs pool old old plain plain
	measure_stage $pool upgraded-1.13.2-both pool new new plain plain
	# Last, as the VXLAN device stays.
	measure_stage $vxlan fresh-1.13.0 vxlan old old plain plain
	measure_stage $vxlan upgraded-1.13.2-a-old-endpoint-programs vxlan old old plain plain
	measure_stage $vxlan upgraded-1.13.2-both vxlan new new plain plain
}
