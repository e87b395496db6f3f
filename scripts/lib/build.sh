# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Configures and builds one preset of CMakePresets.json in build/<preset>.

build_preset() { # <preset> [target...]
	local preset=$1
	shift
	printf 'building %s\n' "$preset"
	cmake --preset "$preset" >"$(build_log "$preset")" 2>&1 || show_build_failure "$preset"
	cmake --build --preset "$preset" ${1:+--target "$@"} >>"$(build_log "$preset")" 2>&1 || show_build_failure "$preset"
}

build_log() { # <preset>
	mkdir -p "build/$1"
	printf 'build/%s/build.log\n' "$1"
}

show_build_failure() { # <preset>
	printf 'the build of %s failed:\n' "$1" >&2
	tail -n 60 "$(build_log "$1")" >&2
	exit 1
}
