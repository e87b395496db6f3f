# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Decrypted packets re-enter tc ingress of the uplink in plain text: that is no leak, and no leak may be found.
#
#   wire ──ESP──▶ eth0 ── tc ingress ── XFRM ─┐
#                  ▲                          │ decrypted, mark 0xd00
#                  └───── tc ingress ◀────────┘ the same device, the same hook, plain text
canary_options all --after --settle 4s
expect verdict node-a unaffected
expect verdict node-b unaffected
expect exit node-a 0
expect exit node-b 0
expect no-finding plaintext-leak

play() {
	fresh_nodes cluster-pool-native 1.13.0
	start_canaries
}
