# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode below Geneve, and the state that node B decrypts with is deleted.
#
#   pod A ── IP │ ESP │ Geneve │ pod's packet ──▶ wire ──▶ node B
#                                                      └─┤ no state: what A sends, requests and replies
# shellcheck source=vm-tests/scenarios/fault-transport-state-in-deleted.sh
source "${BASH_SOURCE[0]%/*}/fault-transport-state-in-deleted.sh"

lay_down() {
	plain_nodes
	overlay_device genev0 geneve id 100 remote REMOTE dstport 6081
	esp_states transport 1
	policies nodes 'proto 17 dport 6081' 'proto 17 dport 6081' tmpl proto esp reqid 1 mode transport
}
