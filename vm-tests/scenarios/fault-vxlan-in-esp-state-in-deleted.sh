# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# VXLAN inside of ESP, as Cilium has it from 1.18 on, and the state that node B decrypts with is deleted.
#
#   pod A ── IP │ ESP │ IP │ VXLAN │ pod's packet ──▶ wire ──▶ node B
#                                                             └─┤ no state: what A sends, requests and replies
# shellcheck source=vm-tests/scenarios/fault-transport-state-in-deleted.sh
source "${BASH_SOURCE[0]%/*}/fault-transport-state-in-deleted.sh"

lay_down() {
	plain_nodes
	overlay_device vxlan0 vxlan id 1 dstport 8472 local LOCAL remote REMOTE
	esp_states tunnel 1
	policies nodes 'proto 17 dport 8472' 'proto 17 dport 8472' tmpl src FROM dst TO proto esp reqid 1 mode tunnel
}
