# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# One VM: QEMU with the kernel and the two archives, or a copy of one that was saved. Its console goes to a file, results come as a
# tar in another. Orders go in, and answers come out, through a port with a pipe on each side (guest/init).

# KVM needs more than /dev/kvm: some hosts show it and cannot start a guest.
choose_accelerator() {
	if grep -Eqw 'vmx|svm' /proc/cpuinfo && [[ -w /dev/kvm ]] && kvm_starts; then
		printf 'kvm\n'
	else
		printf 'tcg\n'
	fi
}

kvm_starts() {
	local status=0
	timeout 5 qemu-system-x86_64 -accel kvm -cpu host -M pc -nodefaults -display none -serial none -monitor none -S >/dev/null 2>&1 || status=$?
	((status == 124)) # it ran until it was stopped
}

# Without KVM the guest's clock counts instructions, one a nanosecond, and jumps where all sleep: nothing that is waited for costs
# time, and a busy host makes a story last longer, but never late. It knows one CPU only.
choose_clock() {
	CLOCK=()
	# shellcheck disable=SC2054 # QEMU's commas
	[[ $ACCELERATOR == kvm ]] || CLOCK=(-icount shift=0,sleep=off)
}

# The last ones spare the guest what nobody here asks for: zeroed memory and tests of ciphers.
readonly KERNEL_OPTIONS=(console=ttyS0 quiet loglevel=4 panic=-1 net.ifnames=0 random.trust_cpu=on
	mitigations=off audit=0 init_on_alloc=0 cryptomgr.notests)

# While it boots, the archive is there twice.
give_memory() { # <archive>; sets VM_MEGABYTES
	VM_MEGABYTES=$((384 + 2 * $(stat -c %s "$1") / 1048576))
}

# Sets VM_PID, and VM, the directory of what belongs to this run of it. It ends with its parent, however that ends.
# VM_MEGABYTES: see give_memory. VM_OPTIONS: what a caller wants of QEMU beyond that, or instead.
start_vm() { # <vmlinuz> <directory> <option of QEMU>...
	local CLOCK
	VM=$2/.vm
	rm -rf "$VM"
	mkdir -p "$VM"
	mkfifo "$VM"/{orders,monitor}.{in,out}
	exec {TO_VM}<>"$VM/orders.in" {FROM_VM}<>"$VM/orders.out" {MONITOR}<>"$VM/monitor.in"
	: "${ACCELERATOR:=$(choose_accelerator)}"
	choose_clock
	setpriv --pdeathsig KILL \
		qemu-system-x86_64 -accel "$ACCELERATOR" "${CLOCK[@]}" -cpu max -M pc -m "$VM_MEGABYTES" -smp 1 \
		-nodefaults -no-user-config -no-reboot -global migration.store-global-state=off -display none \
		-chardev "file,id=console,path=$2/console.log,append=on" -serial chardev:console \
		-chardev "pipe,id=monitor,path=$VM/monitor" -mon chardev=monitor,mode=readline \
		-kernel "$1" \
		-append "${KERNEL_OPTIONS[*]}" \
		-device virtio-serial-pci -chardev "file,id=results,path=$VM/results.tar" \
		-device virtserialport,chardev=results,name=results \
		-chardev "pipe,id=orders,path=$VM/orders" -device virtserialport,chardev=orders,name=orders \
		"${VM_OPTIONS[@]}" "${@:3}" </dev/null >>"$2/qemu.log" 2>&1 &
	VM_PID=$!
}

vm_runs() { kill -0 "$VM_PID" 2>/dev/null; }

stop_vm() {
	[[ -n ${VM_PID:-} ]] || return 0
	! vm_runs || kill -TERM "$VM_PID" 2>/dev/null || true
	wait "$VM_PID" 2>/dev/null || true
	exec {TO_VM}>&- {FROM_VM}>&- {MONITOR}>&-
	rm -rf "$VM"
	VM_PID=''
}

order_vm() { printf '%s\n' "$*" >&"$TO_VM"; }

# What the guest answers; nothing if the VM ends, or says nothing for so long.
read_answer() { # <seconds>; sets ANSWER
	local limit=$((SECONDS + $1))
	ANSWER=''
	until read -r -t 1 -u "$FROM_VM" ANSWER || ! vm_runs || ((SECONDS > limit)); do :; done
	ANSWER=${ANSWER%$'\r'}
}

# It stands still meanwhile, and goes on afterwards as if nothing had been. False if nothing was saved.
save_vm() { # <file>
	printf '%s\n' stop 'migrate_set_parameter max-bandwidth 100G' "migrate \"exec:cat >'$1' && echo saved >'$VM/orders.out'\"" cont >&"$MONITOR"
	read_answer 60
	[[ $ANSWER == saved ]]
}

restore_vm() { # <vmlinuz> <directory> <file>
	start_vm "$1" "$2" -incoming "exec:cat '$3'"
}
