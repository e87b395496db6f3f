# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# ESP with a null cipher (RFC 2410) between the nodes' own addresses: as with an authentication header, nothing was changed on its
# way, and everybody can read it. No answer is proved encrypted.
#
#   node A ── IP │ ESP, authenticated │ UDP ──▶ wire ──▶ node B
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
	probe_nodes
	null_cipher_states transport 1
	policies nodes '' '' tmpl proto esp reqid 1 mode transport
	start_canaries
}
