# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Cilium 1.13.0 to 1.13.2, ENI, while only node A is upgraded. Node B verifies nothing, it only reflects and watches its
# uplink. Node A asks it about the probes that it lost, and A's report alone names stage and cause at B.
#
#   agent A    1.13.0 ─┤ gone ├─ ready 1.13.2 ──────────┤ judge: asks B, or cannot
#   node B     reflect --uplink ─────────────────────────
#   pod paths  pass ────────┤ lost, XfrmInNoStates at B
#
# Twice: B tells; B's token is another one, which A's report names.
expect fate node-a stage=receiver-decrypt node=node-b cause=XfrmInNoStates spi=3

verify_on_a() { # <label>
	local code=0
	ip netns exec "$(node_namespace node-a)" xfrm-canary verify --node node-a --uplink eth0 \
		--probe-netns "/run/netns/$(pod_namespace node-a)" --local "${POD_ADDRESS[node-a]}" \
		--control-local "${NODE_ADDRESS[node-a]}" --no-reflector \
		--peer "node-b=${POD_ADDRESS[node-b]},control=${NODE_ADDRESS[node-b]}" --agent none --after --settle 3s \
		--interval 50ms --deadline 2s --evidence-token "$RESULTS/.token-a" \
		--json "$RESULTS/report-$1.json" --record "$RESULTS/recording-$1.jsonl" >"$RESULTS/verdict-$1.txt" || code=$?
	((code == 1)) || fail "verify ended with $code instead of 1 (not-recovered), see verdict-$1.txt"
	xfrm-canary judge "$RESULTS/recording-$1.jsonl" --json "$RESULTS/.again.json" >/dev/null || true
	[[ $(<"$RESULTS/.again.json") == "$(<"$RESULTS/report-$1.json")" ]] || fail "judge on recording-$1.jsonl gives another report"
	rm "$RESULTS/.again.json"
}

reflect_on_b() { # <token file>
	ip netns exec "$(node_namespace node-b)" xfrm-canary reflect --node node-b --uplink eth0 \
		--probe-netns "/run/netns/$(pod_namespace node-b)" --local "${POD_ADDRESS[node-b]}" \
		--control-local "${NODE_ADDRESS[node-b]}" --evidence-token "$1" 2>"$RESULTS/progress-node-b.txt" &
	REFLECTOR_PIDS+=($!)
	wait_until 20 "node-b to tell" grep -q 'telling peers' "$RESULTS/progress-node-b.txt"
}

end_reflector() {
	kill -TERM "${REFLECTOR_PIDS[-1]}"
	wait "${REFLECTOR_PIDS[-1]}" || fail "reflect ended with $?"
	unset 'REFLECTOR_PIDS[-1]'
}

report_says() { grep -q -e "$2" "$RESULTS/report-$1.json"; } # <label> <words>

play() {
	fresh_nodes eni-endpoint-routes 1.13.0
	layout node-a eni-endpoint-routes/upgraded-1.13.2-a-only
	host_programs node-a plain
	endpoint_programs node-a new
	printf 'a token\n' >"$RESULTS/.token-a"
	printf 'another\n' >"$RESULTS/.token-b"

	reflect_on_b "$RESULTS/.token-b"
	verify_on_a refused
	report_says refused 'peer-not-asked' || fail "node-b did not tell, and is not named"
	report_says refused 'it answered 401' || fail "it is not said why node-b did not tell"
	! report_says refused XfrmInNoStates || fail "who told about node-b?"
	end_reflector

	reflect_on_b "$RESULTS/.token-a"
	verify_on_a node-a
	! report_says node-a 'peer-not-asked' || fail "node-b told, and is named as one that did not"
	grep -q 'xfrm_stat of node-b: rose by exactly' "$RESULTS/verdict-node-a.txt" || fail "B's own counters do not confirm what it told"
	end_reflector
	rm "$RESULTS/.token-a" "$RESULTS/.token-b"
}
