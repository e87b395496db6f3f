# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Counts guest instructions: one story of vm-tests/bench is played in a VM per kernel, in which an instruction takes one
# nanosecond, and a table is printed of what it wrote. Sourced by scripts/bench-overhead and scripts/bench-start, which set
#
#   BENCH           its name: vm-tests/bench/<name>.sh, <name>.awk; results in DIR/<kernel>/<name>/
#   BENCH_TARGETS   what is built for it beside xfrm-canary
#   BENCH_PACKAGES  what is needed beyond the VM tests
#
# and add_programs <root>, which installs what the story needs beyond the VM tests.

PATH=$PATH:/usr/sbin:/sbin
# Used by what is sourced.
# shellcheck disable=SC2034
readonly VM_TESTS=$PWD/vm-tests VM_TEST_PACKAGES="those of scripts/lib/packages.sh, ${BENCH_PACKAGES[*]}"
# shellcheck source=scripts/lib/packages.sh
source scripts/lib/packages.sh
# shellcheck source=scripts/lib/build.sh
source scripts/lib/build.sh
for part in say progress kernels ike_archive initramfs vm scenarios setups plays; do
	# shellcheck source=/dev/null
	source "vm-tests/lib/$part.sh"
done

print_usage() {
	cat <<-END
		usage: scripts/bench-$BENCH [OPTION]...
		  --kernel K       6.1, 6.12, all (default) or VMLINUZ:MODULES_DIR
		  --build DIR      a configured build directory; default: build/release, by its preset
		  --canary BINARY  default: the one of that directory
		  --out DIR        results, in DIR/<kernel>/$BENCH/; default: out/bench-$BENCH
		exit code: 0 within the limits, 1 not, 2 usage, 69 the VM did not boot
	END
}

parse_arguments() {
	KERNEL=all BUILD='' CANARY='' OUT=out/bench-$BENCH
	while (($# > 0)); do
		case $1 in
		--kernel | --build | --canary | --out)
			(($# > 1)) || die_usage "$1 wants a value"
			case $1 in --kernel) KERNEL=$2 ;; --build) BUILD=$2 ;; --canary) CANARY=$2 ;; --out) OUT=$2 ;; esac
			shift
			;;
		--help | -h) print_usage && exit 0 ;;
		*) die_usage "unknown option '$1'" ;;
		esac
		shift
	done
}

build_programs() {
	if [[ -z $BUILD ]]; then
		BUILD=build/release
		[[ -n $CANARY ]] || BENCH_TARGETS+=(xfrm-canary)
		((${#BENCH_TARGETS[@]} == 0)) || build_preset release "${BENCH_TARGETS[@]}" >&2
	else
		cmake --build "$BUILD" --target "${BENCH_TARGETS[@]}" >&2
	fi
	CANARY=${CANARY:-$BUILD/userspace/xfrm-canary}
	[[ -x $CANARY ]] || die_usage "'$CANARY' is not a program"
}

# The harness's archive plus our programs: archives one after the other are one.
build_bench_overlay() { # <archive>
	local root=$WORK/root
	mkdir -p "$root"
	build_overlay "$WORK/overlay.cpio" "$CANARY" "$VM_TESTS/bench/$BENCH.sh"
	add_programs "$root"
	pack_archive "$root" "$WORK/bench.cpio"
	cat "$WORK/overlay.cpio" "$WORK/bench.cpio" >"$1"
}

# Where one guest instruction is one nanosecond of guest time, however fast the host is: see vm-tests/lib/vm.sh, which asks for both.
# shellcheck disable=SC2317
choose_accelerator() { printf 'tcg\n'; }
# shellcheck disable=SC2034
readonly VM_OPTIONS=(-m 2048)

print_table() { # <kernel>; fails when a limit is not kept
	awk -F '\t' -v kernel="$1" -f "$VM_TESTS/bench/median.awk" -f "$VM_TESTS/bench/$BENCH.awk" "$OUT/$1/$BENCH/costs.tsv"
}

run_bench() { # <argument>...
	local name vmlinuz modules failed=0
	parse_arguments "$@"
	install_packages "${BUILD_PACKAGES[@]}" "${VM_PACKAGES[@]}" "${BENCH_PACKAGES[@]}" >&2
	WORK=$(mktemp -d)
	trap 'rm -rf "$WORK"' EXIT
	resolve_kernels "$KERNEL" >"$WORK/kernels"
	build_programs
	build_bench_overlay "$WORK/bench-overlay.cpio"
	mkdir -p "$OUT"
	OUT=$(readlink -f "$OUT")
	while IFS=$'\t' read -r name vmlinuz modules; do
		rm -rf "${OUT:?}/$name/$BENCH"
		(play_on_kernel "$name" "$vmlinuz" "$modules" "$OUT/$name" "$WORK/bench-overlay.cpio" "$VM_TESTS/bench/$BENCH.sh") || exit $?
		print_table "$name" || failed=1
	done <"$WORK/kernels"
	exit "$failed"
}
