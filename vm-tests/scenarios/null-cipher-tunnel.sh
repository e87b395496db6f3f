# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# ESP between the pods in tunnel mode, whose cipher authenticates alone (AES-GMAC, RFC 4543): decrypted packets pass the uplink as
# ever, and no answer is proved encrypted.
#
#   pod A ── IP │ ESP, authenticated │ pod's packet ──▶ wire ──▶ node B ── pod B
# shellcheck source=vm-tests/scenarios/null-cipher-transport.sh
source "${BASH_SOURCE[0]%/*}/null-cipher-transport.sh"

play() {
	plain_nodes
	# Words by intention.
	# shellcheck disable=SC2086
	states esp tunnel 1 -- aead "'rfc4543(gcm(aes))'" $SHAPE_KEY 128
	tunnel_policies
	start_canaries
}
