# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# BEET, and the state that node B decrypts with is deleted.
#
#   pod A ── IP of the nodes │ ESP │ UDP ──▶ wire ──▶ node B
#                                                    └─┤ no state: what A sends, requests and replies
# shellcheck source=vm-tests/scenarios/fault-transport-state-in-deleted.sh
source "${BASH_SOURCE[0]%/*}/fault-transport-state-in-deleted.sh"

lay_down() {
	plain_nodes
	esp_states beet 1 sel src FROM_POD dst TO_POD
	policies pods '' '' tmpl src FROM dst TO proto esp reqid 1 mode beet
}
