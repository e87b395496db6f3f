# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Cilium 1.13.0 to 1.13.2, ENI, while only node A is upgraded. Node B verifies nothing, it only reflects and watches its
# uplink. Node A asks it about the probes that it lost, and A's report alone names stage and cause at B.
#
#   agent A    1.13.0 ─┤ gone ├─ ready 1.13.2 ──────────┤ judge: asks B, or cannot
#   node B     reflect --uplink ─────────────────────────
#   pod paths  pass ────────┤ lost, XfrmInNoStates at B
#
# Twice: B's token is another one, which A's report names; B tells.
canary_options node-a --after --evidence-token "/tmp/token-a"
expect exit node-a 1
expect verdict node-a not-recovered
expect fate node-a stage=receiver-decrypt node=node-b cause=XfrmInNoStates spi=3
expect invariants node-a
expect told-drops node-b node-a
expect finding peer-not-asked warning refused
expect replay refused

reflect_on_b() { # <token file>
	: >"$RESULTS/progress-node-b.txt"
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

# What the first canary of A left, so that the second one leaves its own.
set_aside() { # <label>
	local kind
	for kind in report- recording- verdict-; do rename_results "$kind" "$1"; done
	rm "$RESULTS/spans-node-a.txt" "$RESULTS/xfrm_stat-node-a.txt"
}

rename_results() { # <kind> <label>
	local file
	for file in "$RESULTS/$1"node-a.*; do mv "$file" "$RESULTS/$1$2.${file##*.}"; done
}

report_says() { grep -q -e "$2" "$RESULTS/report-$1.json"; } # <label> <words>

play() {
	fresh_nodes eni-endpoint-routes 1.13.0
	layout node-a eni-endpoint-routes/upgraded-1.13.2-a-only
	host_programs node-a plain
	endpoint_programs node-a new
	(umask 077 && printf 'a-token\n' >/tmp/token-a && printf 'another\n' >/tmp/token-b)

	reflect_on_b /tmp/token-b
	run_canary node-a
	set_aside refused
	report_says refused 'it answered 401' || fail "it is not said why node-b did not tell"
	! report_says refused XfrmInNoStates || fail "who told about node-b?"
	end_reflector

	snapshot_xfrm_stat node-b before
	reflect_on_b /tmp/token-a
	run_canary node-a
	snapshot_xfrm_stat node-b after
	! report_says node-a 'peer-not-asked' || fail "node-b told, and is named as one that did not"
	grep -q 'xfrm_stat of node-b: rose by exactly' "$RESULTS/verdict-node-a.txt" || fail "B's own counters do not confirm what it told"
	end_reflector
}
