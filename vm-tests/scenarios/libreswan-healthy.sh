# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# libreswan (pluto) on both nodes, with a tunnel between the pods' ranges. Nothing is wrong: every probe is proved encrypted, and `inspect`
# finds nothing in its tables.
#
#   pod A ── node A ── IP │ ESP │ pod's packet ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well
expect counters-unmoved
expect no-finding plaintext-leak

play() {
	libreswan_connection pods type=tunnel leftsubnet=OWN_PODS rightsubnet=PEER_PODS
	ike_nodes
	libreswan_starts all
	libreswan_initiates node-a
	tables_are_healthy idle
	start_canaries
	tables_are_healthy busy
}
