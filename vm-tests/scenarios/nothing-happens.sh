# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The agent restarts and changes nothing: gone, ready again, not a packet lost.
#
#   agents     ready 1.13.2 ──┤ gone ├── ready 1.13.2 ──
#   pod paths  pass ────────────────────────────────────
expect all-is-well
expect counters-unmoved
expect lost node-a encrypted =0
expect no-finding plaintext-leak

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	agent_gone all
	agent_starts all 1.13.2
	agent_ready all 1.13.2
}
