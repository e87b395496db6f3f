# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Of 1.13.1 over leftovers, ENI, `verify` names the stale policy; what it advises is carried out, and `verify --after` is content.
#
#   layout     1.13.1 over leftovers ──────────────────────────────────────────────
#   verify     not recovered, diagnosis ┤ advice carried out ┤ unaffected
#   pings      lost                     ┤                    ┤ pass
expect arrival broken node-a node-b lost none
expect arrival advised node-a node-b pass none
expect arrival advised node-b node-a pass none

verify_after() { # <node> <label>: how it ended goes to RESULTS/exit-<label>.txt
	local node=$1 label=$2 peer code=0
	peer=$(peer_of "$node")
	xfrm-canary verify --after --node "$node" --uplink eth0 --settle 2s --interval 50ms --deadline 500ms --no-reflector \
		--node-netns "/run/netns/$(node_namespace "$node")" --probe-netns "/run/netns/$(pod_namespace "$node")" \
		--local "${POD_ADDRESS[$node]}" --control-local "${NODE_ADDRESS[$node]}" \
		--peer "$peer=${POD_ADDRESS[$peer]},control=${NODE_ADDRESS[$peer]}" --agent none \
		--json "$RESULTS/report-$label.json" --record "$RESULTS/recording-$label.jsonl" >"$RESULTS/verdict-$label.txt" 2>&1 || code=$?
	narrate "verify on $node: $(head -n 1 "$RESULTS/verdict-$label.txt"), exit code $code"
	printf '%s\n' "$code" >"$RESULTS/exit-$label.txt"
}

# The commands that stand beside the diagnosis, and nothing else.
carry_out_diagnosis() { # <label> <node>
	local command
	grep -q '\[diagnosis, ' "$RESULTS/verdict-$1.txt" || fail "no diagnosis on $2: $(cat "$RESULTS/verdict-$1.txt")"
	while read -r command; do
		narrate "$2: $command"
		# Words by intention.
		# shellcheck disable=SC2086
		in_node "$2" $command
	done < <(sed -n 's/^ *do  *\(ip xfrm policy .*\)/\1/p' "$RESULTS/verdict-$1.txt" | sort -u)
}

play() {
	local node
	layout all eni-endpoint-routes/upgraded-1.13.1-both
	endpoint_programs all new
	host_programs all plain
	measure_pings broken
	start_reflectors
	wait_until 20 "the reflectors to listen" reflectors_listen
	for node in node-a node-b; do verify_after "$node" "broken-$node"; done
	for node in node-a node-b; do carry_out_diagnosis "broken-$node" "$node"; done
	measure_pings advised
	for node in node-a node-b; do
		verify_after "$node" "advised-$node"
		[[ $(cat "$RESULTS/exit-advised-$node.txt") == 0 ]] || fail "the advice does not help: $(cat "$RESULTS/verdict-advised-$node.txt")"
		grep -q '^UNAFFECTED' "$RESULTS/verdict-advised-$node.txt" || fail "not unaffected: $(cat "$RESULTS/verdict-advised-$node.txt")"
	done
	kill "${REFLECTOR_PIDS[@]}"
}
