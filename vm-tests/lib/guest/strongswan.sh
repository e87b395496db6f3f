# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# strongSwan (charon, swanctl): one IKE SA `nodes` with one child `pods`, a tunnel between the pods' ranges. Node A initiates.
STRONGSWAN_CHILD='' STRONGSWAN_CHARON=''

# Before the daemons start: settings of charon and of the child, as in strongswan.conf and swanctl.conf.
strongswan_charon() { STRONGSWAN_CHARON=$*; }
strongswan_child() { STRONGSWAN_CHILD=$*; }

strongswan_socket() { printf '%s/charon.vici\n' "$(ike_run_of "$1")"; } # <node>

configure_strongswan() { # <node>
	local node=$1 peer run
	peer=$(peer_of "$node") run=$(ike_run_of "$node")
	mkdir -p "$run"
	cat >"$run/strongswan.conf" <<-END
		charon {
			threads = 8
			load = random nonce aes sha1 sha2 hmac kdf gcm openssl kernel-netlink socket-default vici
			$STRONGSWAN_CHARON
			plugins {
				vici {
					socket = unix://$(strongswan_socket "$node")
				}
			}
			filelog {
				all {
					path = $(ike_log_of "$node")
					default = 1
					flush_line = yes
				}
			}
		}
		swanctl {
			load = random
		}
	END
	cat >"$run/swanctl.conf" <<-END
		connections {
			nodes {
				version = 2
				local_addrs = ${NODE_ADDRESS[$node]}
				remote_addrs = ${NODE_ADDRESS[$peer]}
				proposals = aes128-sha256-ecp256
				local {
					auth = psk
					id = $node
				}
				remote {
					auth = psk
					id = $peer
				}
				children {
					pods {
						local_ts = ${POD_RANGE[$node]}
						remote_ts = ${POD_RANGE[$peer]}
						esp_proposals = aes128gcm128
						$STRONGSWAN_CHILD
					}
				}
			}
		}
		secrets {
			ike-nodes {
				secret = "$IKE_SECRET"
			}
		}
	END
}

swanctl_of() { # <node> <command of swanctl> <option>...
	(as_ike_of "$1" env STRONGSWAN_CONF=/run/strongswan.conf swanctl "$2" --uri "unix://$(strongswan_socket "$1")" "${@:3}")
}

strongswan_answers() { swanctl_of "$1" --stats >/dev/null 2>&1; } # <node>

# With their connections loaded; nothing is initiated.
strongswan_starts() { # <node|all>
	local node
	for node in $(each_node "$1"); do
		configure_strongswan "$node"
		start_ike "$node" "vici:$(strongswan_socket "$node")" env STRONGSWAN_CONF=/run/strongswan.conf /usr/lib/ipsec/charon
	done
	for node in $(each_node "$1"); do
		wait_until 60 "strongSwan of $node to answer" strongswan_answers "$node"
		swanctl_of "$node" --load-all --noprompt --file /run/swanctl.conf || fail "strongSwan of $node does not take its configuration"
	done
	narrate "strongSwan of $1 runs"
}

strongswan_initiates() { # <node>
	swanctl_of "$1" --initiate --child pods --timeout 30 || fail "strongSwan of $1 cannot initiate"
	narrate "strongSwan of $1 has initiated"
}

strongswan_rekeys() { # <node> <option of swanctl --rekey>...
	swanctl_of "$1" --rekey "${@:2}" || fail "strongSwan of $1 cannot rekey: ${*:2}"
	narrate "strongSwan of $1 rekeys ${*:2}"
}
