# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# ESP over IPv6 between nodes that have IPv4 beside it, and nothing is wrong (layout derived from the recorded IPv4 one).
family 6
canary_options all --after --settle 4s
expect all-is-well
expect counters-unmoved
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect no-finding plaintext-leak
expect no-finding ledger-unbalanced

play() {
	fresh_nodes cluster-pool-native-ipv6 1.13.2
	start_canaries
	await_on_wire 'ip6 nexthdr esp'
}
