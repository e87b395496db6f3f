# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A third archive, for scenarios that start real daemons of IKE: Debian's strongSwan and libreswan with the libraries that they need,
# fetched once, unpacked into the cache, never installed on the host (both would start a service, and Debian lets only one in).

readonly IKE_PACKAGES=(
	strongswan-charon strongswan-swanctl strongswan-libcharon libstrongswan libstrongswan-standard-plugins
	libreswan libnss3 libnss3-tools libnspr4 libunbound8 libldns3 libevent-2.1-7 libevent-core-2.1-7 libevent-pthreads-2.1-7 libgcc-s1
)

# Where they stand in their packages, and so in the guest.
readonly IKE_PROGRAMS=(usr/lib/ipsec/charon usr/sbin/swanctl usr/libexec/ipsec/pluto usr/libexec/ipsec/whack usr/libexec/ipsec/addconn usr/bin/certutil)
# What they open by name while they run.
readonly IKE_PLUGINS=(usr/lib/ipsec/plugins/*.so usr/lib/x86_64-linux-gnu/lib{softokn3,freebl3,freeblpriv3,nssdbm3}.so lib/x86_64-linux-gnu/libgcc_s.so.1)

starts_ike() { grep -qE '\<(strongswan|libreswan)_' "$@"; } # <scenario file>...

unpack_ike_packages() ( # <directory>
	local package
	cd "$1" && download_package "${IKE_PACKAGES[@]}" >&2 || return
	for package in *.deb; do dpkg-deb -x "$package" . || return; done
	rm ./*.deb
)

# With whatever it is linked to: of the packages, or of the host.
install_ike_file() { # <directory of the packages> <root> <file>...
	local packages=$1 root=$2 file library
	for file in "${@:3}"; do
		install -D "$packages/$file" "$root/$file"
		while IFS= read -r library; do
			[[ -e $root/${library#"$packages/"} ]] || install -D "$library" "$root/${library#"$packages/"}"
		done < <(LD_LIBRARY_PATH=$packages/usr/lib/ipsec:$packages/usr/lib/x86_64-linux-gnu list_shared_libraries "$packages/$file")
	done
}

# Prints the path of the archive.
build_ike_archive() {
	local archive packages root plugins
	archive=$CACHE_DIR/initramfs/ike-$(md5sum <"${BASH_SOURCE[0]}" | cut -c 1-16).cpio
	if [[ ! -e $archive ]]; then
		mkdir -p "$CACHE_DIR/initramfs"
		rm -f "$CACHE_DIR"/initramfs/ike-*.cpio
		say "fetching Debian's strongSwan and libreswan into $archive"
		packages=$(mktemp -d) root=$(mktemp -d)
		unpack_ike_packages "$packages" || die_no_vm "cannot fetch strongSwan and libreswan"
		# Patterns by intention; where nothing fits one, it stands for itself, and is refused by name.
		# shellcheck disable=SC2068
		mapfile -t plugins < <(cd "$packages" && printf '%s\n' ${IKE_PLUGINS[@]})
		install_ike_file "$packages" "$root" "${IKE_PROGRAMS[@]}" "${plugins[@]}"
		pack_archive "$root" "$archive"
		rm -rf "$packages" "$root"
	fi
	printf '%s\n' "$archive"
}
