# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What `inspect` says of the layouts of real releases: nothing of healthy ones; of 1.13.1 over leftovers, ENI, it names the stale policy.
#
# Its advice is then carried out as it stands, and nothing else: traffic, which was cut without any counter moving, passes again.
#
#   layout     healthy ones ... ┤ 1.13.1 over leftovers ─────────────────────────────
#   inspect    no finding       ┤ policy-shadowed ┤ advice carried out ┤ not any more
#   pings                       ┤ lost            ┤                    ┤ pass
expect arrival broken node-a node-b lost none
expect arrival broken node-b node-a lost none
expect arrival advised node-a node-b pass none
expect arrival advised node-b node-a pass none

inspect() { # <node>; exit code 1 says that a finding fails
	ip netns exec "$(node_namespace "$1")" xfrm-canary inspect --node "$1" --json "$RESULTS/inspection-$1.json" || (($? == 1))
}

# finds <node> <kind>,... | nothing
finds() {
	local found
	inspect "$1" >"$RESULTS/inspection-$1.txt"
	found=$(sed -nE 's/^ *"kind": "([a-z-]+)".*/\1/p' "$RESULTS/inspection-$1.json" | sort -u | paste -s -d ,)
	[[ ${found:-nothing} == "$2" ]] || fail "inspect finds ${found:-nothing} on $1, not $2: $(cat "$RESULTS/inspection-$1.txt")"
	grep -q '^ *[^ ].* -> ' "$RESULTS/inspection-$1.txt" || fail "inspect lists nothing that encrypts on $1"
	narrate "inspect on $1: ${found:-nothing}"
}

carry_out_advice() { # <node>
	local command
	while read -r command; do
		narrate "$1: $command"
		# Words by intention.
		# shellcheck disable=SC2086
		in_node "$1" $command
	done < <(sed -n 's/^ *do  *\(ip xfrm .*\)/\1/p' "$RESULTS/inspection-$1.txt" | sort -u)
}

play() {
	local stage node
	for stage in cluster-pool-native/{fresh-1.13.0,fresh-1.13.1,fresh-1.13.2,upgraded-1.13.2-both} \
		eni-endpoint-routes/{fresh-1.13.0,fresh-1.13.1,fresh-1.13.2,upgraded-1.13.2-both}; do
		forget_layout all
		layout all "$stage"
		for node in node-a node-b; do finds "$node" nothing; done
	done
	forget_layout all
	layout all eni-endpoint-routes/upgraded-1.13.1-both
	endpoint_programs all new
	host_programs all plain
	measure_pings broken
	for node in node-a node-b; do finds "$node" policy-shadowed; done
	for node in node-a node-b; do carry_out_advice "$node"; done
	for node in node-a node-b; do
		inspect "$node" >"$RESULTS/inspection-$node.txt"
		! grep -q policy-shadowed "$RESULTS/inspection-$node.txt" || fail "the conflict on $node outlives the advice"
	done
	measure_pings advised
}
