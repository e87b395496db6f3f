# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A node image whose modprobe.d keeps esp4 from being loaded: no state can be added, and no counter moves. `preflight` and `doctor` say so.
#
#   esp4        loaded ──────────────────────┤ gone ─────────────
#   modprobe.d  empty ┤ install esp4 /bin/false ─────────────────
#   preflight   0     ┤ 0, warns         ┤ 1: no state can be added

play() {
	local said
	fresh_nodes cluster-pool-native 1.13.2
	says node-a 0 'nothing is known against it' xfrm-canary preflight --from 1.13.7 --to 1.13.8
	says node-a 0 'esp4                   there' xfrm-canary doctor
	mkdir -p /etc/modprobe.d
	echo 'install esp4 /bin/false' >/etc/modprobe.d/mitigation.conf
	echo /bin/false >/proc/sys/kernel/modprobe # what kmod's modprobe makes of that line; busybox's does not read it
	says node-a 0 'esp4 is loaded, and will not be after' xfrm-canary preflight --from 1.13.7 --to 1.13.8
	in_node node-a ip xfrm state flush
	in_node node-b ip xfrm state flush
	busybox rmmod esp4
	! said=$(in_node node-a ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 7 mode tunnel \
		aead 'rfc4106(gcm(aes))' 0x0102030405060708090a0b0c0d0e0f1011121314 128 2>&1) || fail "a state was added without esp4"
	narrate "the kernel says: $said"
	says node-a 1 '/etc/modprobe.d/mitigation.conf: install esp4 /bin/false' xfrm-canary preflight --from 1.13.7 --to 1.13.8
	says node-a 0 'no state can be added' xfrm-canary doctor
	rm /etc/modprobe.d/mitigation.conf
	echo /sbin/modprobe >/proc/sys/kernel/modprobe
}
