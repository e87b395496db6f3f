# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# States with extended sequence numbers and a replay window, as current releases install them, and nothing is wrong.
states_have flag esn replay-window 1024
canary_options all --after --settle 4s
expect all-is-well
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect no-finding plaintext-leak
expect no-finding ledger-unbalanced

play() {
	fresh_nodes cluster-pool-native 1.13.2
	start_canaries
	await_on_wire 'ip protocol esp'
}
