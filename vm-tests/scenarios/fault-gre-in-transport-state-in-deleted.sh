# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode below GRE, and the state that node B decrypts with is deleted.
#
#   pod A ── IP │ ESP │ GRE │ pod's packet ──▶ wire ──▶ node B
#                                                      └─┤ no state: what A sends, requests and replies
# shellcheck source=vm-tests/scenarios/fault-transport-state-in-deleted.sh
source "${BASH_SOURCE[0]%/*}/fault-transport-state-in-deleted.sh"

lay_down() {
	plain_nodes
	overlay_device gre1 gre local LOCAL remote REMOTE key 42 ttl 64
	esp_states transport 1
	policies nodes 'proto 47' 'proto 47' tmpl proto esp reqid 1 mode transport
}
