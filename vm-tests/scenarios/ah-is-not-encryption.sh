# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# An authentication header between the nodes' own addresses: nothing was changed on its way, and everybody can read it. Answers
# are no proof of encryption, and the probes were seen in the clear.
#
#   node A ── IP │ AH │ UDP ──▶ wire ──▶ node B
canary_options all --after --settle 3s --deadline 1s
expect verdict node-a not-recovered
expect verdict node-b not-recovered
expect merged-verdict not-recovered
expect lost node-a encrypted =0
expect no-finding plaintext-leak
expect clear node-a way=left other=node-b word=authenticated

play() {
	plain_nodes
	probe_nodes
	ah_states transport 2
	policies nodes '' '' tmpl proto ah reqid 2 mode transport
	start_canaries
}
