# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Cilium 1.13.0 to 1.13.1, one pod range per node: passes, as the stale state and policy bear the same outer addresses.
#
#   agents     ready 1.13.0 ──┤ gone ├────────────── ready 1.13.1 ──
#   XFRM       1.13.0 ─────────────────┤ both, the new OUT state refused
#   programs   1.13.0 ───────────────────────┤ 1.13.1
#   pod paths  pass ────────────────────────────────────────────────
expect all-is-well
expect counters-unmoved
expect no-finding plaintext-leak

play() {
	fresh_nodes cluster-pool-native 1.13.0
	start_canaries
	agent_gone all
	layout all cluster-pool-native/upgraded-1.13.1-both
	endpoint_programs all new
	agent_ready all 1.13.1
}
