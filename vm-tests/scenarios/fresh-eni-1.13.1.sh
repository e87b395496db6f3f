# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Nodes that never ran another release than 1.13.1 (eni-endpoint-routes): the agent restarts, nothing is
# wrong, and nothing may be found.
expect all-is-well
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-a control =0
expect no-finding plaintext-leak

play() {
	fresh_nodes eni-endpoint-routes 1.13.1
	start_canaries
	agent_gone all
	agent_ready all 1.13.1
}
