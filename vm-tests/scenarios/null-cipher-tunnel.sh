# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# ESP between the pods in tunnel mode, whose cipher authenticates alone (AES-GMAC, RFC 4543): decrypted packets pass the uplink as
# ever, and no answer is proved encrypted.
#
#   pod A ── IP │ ESP, authenticated │ pod's packet ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 3s --deadline 1s
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect exit node-a 1
expect lost node-a encrypted =0
expect lost node-b encrypted =0
expect probes node-a proved =0
expect probes node-a in_clear '>0'
expect no-finding plaintext-leak

play() {
	plain_nodes
	# Words by intention.
	# shellcheck disable=SC2086
	states esp tunnel 1 -- aead "'rfc4543(gcm(aes))'" $SHAPE_KEY 128
	tunnel_policies
	start_canaries
}
