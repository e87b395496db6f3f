# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# OVN-Kubernetes' shape, driven by libreswan: transport mode under Geneve, by two connections that differ in which end has UDP port 6081,
# `encapsulation=no`. Nothing is wrong, and what is not Geneve between the nodes goes in the clear, as it is meant to.
#
#   pod A ── genev0 ── IP │ ESP │ Geneve │ pod's packet ──▶ wire ──▶ node B ── pod B
canary_options all --after --settle 3s --deadline 1s
expect all-is-well
expect no-finding plaintext-leak

play() {
	libreswan_for_geneve
	libreswan_initiates node-a
	tables_are_healthy idle
	start_canaries
	tables_are_healthy busy
}
