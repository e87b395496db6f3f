# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# IPComp inside of ESP, and the state of ESP that node B decrypts with is deleted.
#
#   pod A ── IP │ ESP │ IPComp │ pod's packet ──▶ wire ──▶ node B
#                                                         └─┤ no state: what A sends, requests and replies
# shellcheck source=vm-tests/scenarios/fault-transport-state-in-deleted.sh
source "${BASH_SOURCE[0]%/*}/fault-transport-state-in-deleted.sh"

lay_down() {
	plain_nodes
	states comp tunnel 3 0x8a76 0x8a77 -- flag af-unspec comp deflate
	esp_states transport 1
	policies pods '' '' tmpl src FROM dst TO proto comp reqid 3 mode tunnel OPTIONAL_IN tmpl proto esp reqid 1 mode transport
}
