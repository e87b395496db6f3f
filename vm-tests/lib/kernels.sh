# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Kernels to boot: Debian's cloud kernels, unpacked into a cache and never installed, or the caller's own.
#
#   <cache>/kernels/6.1/vmlinuz
#   <cache>/kernels/6.1/modules -> lib/modules/<release>

readonly CACHE_DIR=${XDG_CACHE_HOME:-$HOME/.cache}/xfrm-canary

declare -rA KERNEL_METAPACKAGE=(
	[6.1]=linux-image-cloud-amd64
	[6.12]=linux-image-6.12-cloud-amd64
)

# 6.1 | 6.12 -> the name of the package that holds it today, e.g. linux-image-6.1.0-56-cloud-amd64
find_kernel_package() {
	apt-cache depends "${KERNEL_METAPACKAGE[$1]}" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1
}

download_kernel_package() { # <6.1|6.12> <directory>
	local package
	package=$(find_kernel_package "$1")
	if [[ -z $package ]]; then
		apt-get update -qq >&2 || return 1
		package=$(find_kernel_package "$1")
	fi
	[[ -n $package ]] || { say "no package provides ${KERNEL_METAPACKAGE[$1]}"; return 1; }
	(cd "$2" && download_package "$package" >&2)
}

fetch_kernel() { # <6.1|6.12>
	local version=$1 directory=$CACHE_DIR/kernels/$1 scratch
	[[ -e $directory/vmlinuz && -e $directory/modules/modules.dep ]] && return
	say "fetching Debian's cloud kernel $version into $directory"
	mkdir -p "$CACHE_DIR/kernels"
	scratch=$(mktemp -d "$CACHE_DIR/kernels/.fetch-XXXXXX")
	if ! { download_kernel_package "$version" "$scratch" && dpkg-deb -x "$scratch"/*.deb "$scratch/unpacked"; }; then
		rm -rf "$scratch"
		die_no_vm "cannot fetch kernel $version; bring your own with --kernel VMLINUZ:MODULES_DIR"
	fi
	# modules.dep is made when the package is installed, which it never is here.
	depmod --basedir "$scratch/unpacked" "$(basename "$scratch"/unpacked/lib/modules/*)"
	mv "$scratch"/unpacked/boot/vmlinuz-* "$scratch/unpacked/vmlinuz"
	ln -s "lib/modules/$(basename "$scratch"/unpacked/lib/modules/*)" "$scratch/unpacked/modules"
	rm -rf "$directory" "$scratch/unpacked/boot" "$scratch/unpacked/usr"
	mv "$scratch/unpacked" "$directory"
	rm -rf "$scratch"
}

# One line per kernel to run: <name> <vmlinuz> <modules directory>
resolve_kernels() { # <6.1|6.12|all|VMLINUZ:MODULES_DIR>
	local version vmlinuz modules
	case $1 in
	all)
		resolve_kernels 6.1
		resolve_kernels 6.12
		;;
	6.1 | 6.12)
		fetch_kernel "$1"
		version=$1
		printf '%s\t%s\t%s\n' "$version" "$CACHE_DIR/kernels/$version/vmlinuz" "$(readlink -f "$CACHE_DIR/kernels/$version/modules")"
		;;
	*:*)
		vmlinuz=${1%%:*} modules=${1#*:}
		[[ -r $vmlinuz ]] || die_usage "kernel image '$vmlinuz' cannot be read"
		[[ -r $modules/modules.dep ]] || die_usage "'$modules' is not a modules directory (no modules.dep in it)"
		modules=$(readlink -f "$modules")
		printf '%s\t%s\t%s\n' "$(basename "$modules")" "$(readlink -f "$vmlinuz")" "$modules"
		;;
	*) die_usage "unknown kernel '$1': 6.1, 6.12, all or VMLINUZ:MODULES_DIR" ;;
	esac
}
