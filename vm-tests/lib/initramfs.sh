# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The guest is made of the host's own binaries and the kernel's modules. Two archives, one after the other:
#
#   base      per kernel, cached    busybox, bash, ip, tc, nft, modules
#   overlay   per run, cheap        xfrm-canary, helpers, lib/guest, scenarios, layouts; behind it what ike_archive.sh makes
#
# They are not compressed: under TCG the guest would spend seconds on it.

readonly GUEST_COMMANDS=(bash ip tc nft chrt busybox)

# `ip` is iproute2's; the busybox applet of that name must not hide it. modprobe is what the kernel itself runs for ciphers.
readonly BUSYBOX_APPLETS=(
	'[' awk basename cat chmod cp cut date dd dirname dmesg echo env expr false find grep head hostname id kill ln ls lsmod md5sum mkdir
	mkfifo mknod modprobe mount mv nproc nsenter od paste ping poweroff printf ps pwd readlink rm rmdir sed seq setsid sh sleep sort stat
	stty sync sysctl tail tar tee test timeout touch tr true umount uname uniq unshare uptime usleep wc xargs
)

# Those that are built in, or unknown to this kernel, are skipped: the guest says so when it really lacks one.
readonly GUEST_MODULES=(
	virtio_pci virtio_console
	veth bridge vxlan dummy
	esp4 esp6 xfrm_user xfrm_algo tunnel4 tunnel6 xfrm4_tunnel xfrm6_tunnel
	ah4 ah6 ipcomp ipcomp6 xfrm_ipcomp deflate esp4_offload ip_vti xfrm_interface geneve ip_gre ipip
	gcm ctr ghash_generic seqiv echainiv cryptomgr crypto_null ecb drbg jitterentropy_rng ansi_cprng sha512_generic cbc hmac sha1_generic sha256_generic authenc aesni_intel ghash_clmulni_intel
	nf_tables nft_fwd_netdev nft_dup_netdev nft_numgen nft_meta_bridge nft_counter nf_tables_bridge nft_limit nft_ct nft_xfrm
	sch_ingress sch_plug sch_netem sch_clsact cls_bpf act_bpf act_gact act_mirred act_skbedit
)

list_shared_libraries() { # <binary>...
	ldd "$@" 2>/dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// && $1 !~ /:$/ { print $1 }' | sort -u
}

install_binary() { # <root> <host path> <guest path>
	local root=$1 library
	install -D -m 755 "$2" "$root$3"
	while IFS= read -r library; do
		[[ -e $root$library ]] || install -D -m 755 "$library" "$root$library"
	done < <(list_shared_libraries "$2")
}

list_module_files() { # <modules directory>
	local kernel_release=${1##*/} module_root=${1%/lib/modules/*} module
	for module in "${GUEST_MODULES[@]}"; do
		modprobe --dirname "$module_root" --set-version "$kernel_release" --show-depends --ignore-install "$module" 2>/dev/null || true
	done | awk '$1 == "insmod" { print $2 }' | sort -u
}

# modules_dir may lie anywhere; modprobe wants <root>/lib/modules/<release>.
install_modules() { # <root> <modules directory>
	local root=$1 modules=$2 release=${2##*/} file target shadow
	shadow=$(mktemp -d)
	mkdir -p "$shadow/lib/modules"
	ln -s "$modules" "$shadow/lib/modules/$release"
	while IFS= read -r file; do
		target=$root/lib/modules/$release/${file#"$shadow/lib/modules/$release/"}
		mkdir -p "${target%/*}"
		case $file in
		*.xz) xz -dc "$file" >"${target%.xz}" ;;
		*.zst) zstd -qdc "$file" >"${target%.zst}" ;;
		*.gz) gzip -dc "$file" >"${target%.gz}" ;;
		*) cp "$file" "$target" ;;
		esac
	done < <(list_module_files "$shadow/lib/modules/$release")
	cp "$modules"/modules.{builtin,builtin.modinfo,order} "$root/lib/modules/$release/"
	depmod --basedir "$root" "$release"
	rm -rf "$shadow"
}

pack_archive() { # <root> <archive>
	(cd "$1" && find . -print0 | cpio --quiet --null --create --format=newc --owner=0:0) >"$2.part"
	mv "$2.part" "$2"
}

fingerprint_base() { # <modules directory>
	local command
	{
		cat "${BASH_SOURCE[0]}" "$1/modules.dep"
		printf '%s\n' "$1"
		for command in "${GUEST_COMMANDS[@]}"; do sha256sum "$(command -v "$command")"; done
	} | sha256sum | cut -c 1-16
}

# Prints the path of the archive.
build_base() { # <modules directory>
	local root archive applet command
	archive=$CACHE_DIR/initramfs/base-${1##*/}-$(fingerprint_base "$1").cpio
	if [[ ! -e $archive ]]; then
		mkdir -p "$CACHE_DIR/initramfs"
		rm -f "$CACHE_DIR/initramfs/base-${1##*/}"-*.cpio
		root=$(mktemp -d)
		mkdir -p "$root"/{bin,dev,etc,lib,proc,root,run/netns,sbin,sys,tmp,usr/bin,usr/sbin,results}
		for command in "${GUEST_COMMANDS[@]}"; do
			install_binary "$root" "$(readlink -f "$(command -v "$command")")" "/usr/bin/$command"
		done
		for applet in "${BUSYBOX_APPLETS[@]}"; do ln -sf /usr/bin/busybox "$root/bin/$applet"; done
		ln -sf /usr/bin/busybox "$root/sbin/modprobe"
		ln -sf /usr/bin/bash "$root/bin/bash"
		printf '%s\n' 'icmp 1' 'tcp 6' 'udp 17' 'gre 47' 'esp 50' 'ah 51' 'ipv6-icmp 58' >"$root/etc/protocols"
		install_modules "$root" "$1"
		pack_archive "$root" "$archive"
		rm -rf "$root"
	fi
	printf '%s\n' "$archive"
}

# Programs of the guest's own, each in one file of C.
build_helpers() { # <root>
	local name program
	for name in stand_in_agent receive_esp_in_udp udp_traffic switch_gro tcx_in_front stranger_esp stateless_reflector; do
		program=/usr/bin/${name//_/-}
		"${CC:-cc}" -O2 -Wall -Wextra -Werror -o "$1$program.built" "$VM_TESTS/lib/$name.c"
		install_binary "$1" "$1$program.built" "$program"
		rm "$1$program.built"
	done
}

build_overlay() { # <archive> <canary binary or ''> <scenario file>...
	local archive=$1 canary=$2 root scenario
	shift 2
	root=$(mktemp -d)
	mkdir -p "$root/vm-tests/scenarios" "$root/usr/bin"
	install -m 755 "$VM_TESTS/lib/guest/init" "$root/init"
	cp -r "$VM_TESTS/lib/guest" "$root/vm-tests/lib"
	cp -r "$VM_TESTS/layouts" "$root/vm-tests/layouts"
	for scenario in "$@"; do
		list_sourced "$scenario" | xargs -d '\n' cp -t "$root/vm-tests/scenarios"
	done
	write_setups "$root/vm-tests/setups" "$@"
	if [[ -n $canary ]]; then
		install_binary "$root" "$canary" /usr/bin/xfrm-canary
		strip "$root/usr/bin/xfrm-canary"
	fi
	if grep -q start_prometheus "$@"; then
		install_binary "$root" "$(command -v prometheus)" /usr/bin/prometheus
		cp "$VM_TESTS/../deploy/prometheus/rules.yml" "$root/vm-tests/rules.yml"
	fi
	build_helpers "$root"
	pack_archive "$root" "$archive"
	rm -rf "$root"
	! starts_ike "$@" || cat "$(build_ike_archive)" >>"$archive"
}
