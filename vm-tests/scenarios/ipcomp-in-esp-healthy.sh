# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# IPComp inside of ESP, as daemons of IKE lay it down with `compress = yes`: small packets pass as IP in IP, by a state that the
# kernel makes for itself, large ones are compressed. ESP's state counts both, and no other state is one of ESP.
#
#   pod A ── IP │ ESP │ IPComp │ pod's packet, compressed ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well

play() {
	plain_nodes
	states comp tunnel 3 0x8a76 0x8a77 -- flag af-unspec comp deflate
	esp_states transport 1
	policies pods '' '' tmpl src FROM dst TO proto comp reqid 3 mode tunnel OPTIONAL_IN tmpl proto esp reqid 1 mode transport
	start_canaries
}
