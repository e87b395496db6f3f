# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What has to be installed, by what it is for. Sourced by the scripts that need it.
# shellcheck disable=SC2034 # each script uses its own part of these

readonly BUILD_PACKAGES=(g++ cmake ninja-build pkg-config clang llvm bpftool libbpf-dev libelf-dev zlib1g-dev libmnl-dev
	linux-libc-dev libcli11-dev nlohmann-json3-dev libcpp-httplib-dev libfmt-dev libc-ares-dev libssl-dev prometheus-cpp-dev libmicrohttpd-dev libgtest-dev libgmock-dev)
readonly VM_PACKAGES=(qemu-system-x86 busybox-static bash iproute2 nftables util-linux kmod cpio jq xz-utils zstd)
readonly CHECK_PACKAGES=(clang-format-14 shellcheck git python3-yaml jq) TIDY_PACKAGES=(clang-tidy-19)
readonly DEB_PACKAGES=(dpkg-dev file lintian mmdebstrap)
readonly BROWSER_PACKAGES=(chromium jq)

# Installs those of the named packages that are missing; asks nothing, prints only what it does.
install_packages() { # <package>...
	local package missing=()
	for package in "$@"; do
		[[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
	done
	((${#missing[@]})) || return 0
	local as_root=()
	if ((EUID != 0)); then
		command -v sudo >/dev/null || {
			printf 'these packages are missing: %s; install them as root and run this again\n' "${missing[*]}" >&2
			return 3
		}
		as_root=(sudo)
	fi
	printf 'installing %s\n' "${missing[*]}"
	"${as_root[@]}" apt-get update -qq
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		"${missing[@]}" >/dev/null
}

# Into the directory where one stands; asks for the lists of packages where these do not tell.
download_package() { # <package>...
	apt-get download -qq -o APT::Sandbox::User=root "$@" || { apt-get update -qq && apt-get download -qq -o APT::Sandbox::User=root "$@"; }
}

# Puts a program on PATH without installing its package, which would start a service.
unpack_package() { # <package> <program>
	local directory=${XDG_CACHE_HOME:-$HOME/.cache}/xfrm-canary/packages/$1
	command -v "$2" >/dev/null && return
	if [[ ! -x $directory/usr/bin/$2 ]]; then
		printf 'unpacking %s into %s\n' "$1" "$directory"
		rm -rf "$directory"
		mkdir -p "$directory"
		(cd "$directory" && download_package "$1" && dpkg-deb -x "$1"_*.deb . && rm "$1"_*.deb)
	fi
	PATH+=:$directory/usr/bin
}
