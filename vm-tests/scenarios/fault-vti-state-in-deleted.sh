# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A VTI, and the state that node B decrypts with is deleted.
#
#   pod A ── vti42 ── IP │ ESP │ pod's packet ──▶ wire ──▶ node B
#                                                         └─┤ no state: what A sends, requests and replies
# shellcheck source=vm-tests/scenarios/fault-transport-state-in-deleted.sh
source "${BASH_SOURCE[0]%/*}/fault-transport-state-in-deleted.sh"

lay_down() {
	plain_nodes
	overlay_device vti42 vti local LOCAL remote REMOTE key 42
	esp_states tunnel 1 flag af-unspec
	tunnel_policies mark 42
}
