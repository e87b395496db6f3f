# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node B has no state to decrypt with before the agents go; the new agent brings it: the upgrade mended what was broken.
#
#   agents     ready 1.13.2 ──┤ gone ├────────── ready 1.13.2 ──
#   XFRM       B: no IN state ────────┤ B's IN state is there
#   pod paths  lost ──────────────────┤ pass
truth node-a node-b stage=receiver-decrypt node=node-b leg=request cause=XfrmInNoStates spi=3
truth node-b node-a stage=receiver-decrypt node=node-b leg=reply cause=XfrmInNoStates spi=3
expect verdict node-a recovered
expect verdict node-b recovered
expect merged-verdict recovered
expect finding broken-before warning node-a
expect finding broken-before warning node-b
expect counter node-b XfrmInNoStates '>0'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	remove_rule node-b 'state in'
	start_canaries
	agent_gone all
	wait_until 10 "the baseline to be told" grep -q 'node-b is unreachable already: none of ' "$RESULTS/progress-node-a.txt"
	add_rule node-b 'state in'
	agent_ready all 1.13.2
}
