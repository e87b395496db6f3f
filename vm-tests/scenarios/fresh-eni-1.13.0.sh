# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Nodes that never ran another release than 1.13.0 (eni-endpoint-routes): nothing is wrong, and nothing may be found.
canary_options all --after --settle 4s
# A starts first, and watches B start.
canary_options node-a --settle 10s
expect verdict node-a unaffected
expect verdict node-b unaffected
expect merged-verdict unaffected
expect exit node-a 0
expect exit node-b 0
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-a control =0
expect no-finding plaintext-leak

play() {
	fresh_nodes eni-endpoint-routes 1.13.0
	start_canaries
}
