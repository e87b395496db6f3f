# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Transport mode below Geneve at a port of its own (6082), and then all states and policies of both nodes are flushed: pods' packets go on
# in Geneve, in the clear, and arrive. Its port is asked of the device. No probe is lost.
#
#   pod A ── genev0 ── IP │ Geneve │ pod's packet ──▶ wire ──▶ node B ── pod B
# shellcheck source=vm-tests/scenarios/geneve-in-transport-flushed.sh
source "${BASH_SOURCE[0]%/*}/geneve-in-transport-flushed.sh"
# shellcheck disable=SC2034 # play() is the other one's
GENEVE_PORT=6082
