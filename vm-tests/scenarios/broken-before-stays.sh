# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Node B lets nothing that it decrypted through to its pods, already before the agents go, and after: the upgrade did not break it.
#
#   agents     ready 1.13.2 ──┤ gone ├── ready 1.13.2 ──
#   XFRM       B: no FWD policy ────────────────────────
#   pod paths  lost ────────────────────────────────────
truth node-a node-b stage=receiver-policy node=node-b leg=request cause=XfrmInNoPols spi=3
truth node-b node-a stage=receiver-policy node=node-b leg=reply cause=XfrmInNoPols spi=3
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect finding broken-before warning node-a
expect finding broken-before warning node-b
expect counter node-b XfrmInNoPols '>0'

play() {
	fresh_nodes cluster-pool-native 1.13.2
	remove_rule node-b 'policy fwd'
	start_canaries
	agent_gone all
	wait_until 10 "the baseline to be told" grep -q 'node-b is unreachable already: none of ' "$RESULTS/progress-node-a.txt"
	agent_ready all 1.13.2
}
