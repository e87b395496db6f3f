# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A firewall of the node's own drops ESP, by a rule or by the end of a chain; one that lets established traffic through may. `preflight` and `doctor` say so.
#
#   rules      none ┤ esp drop ┤ policy drop ┤ esp accept ┤ established accept
#   preflight  0    ┤ 1        ┤ 1           ┤ 0          ┤ 0, cannot tell

# only_rules <policy> [<nft rule>...]
only_rules() {
	local policy=$1 rule
	shift
	in_node node-a nft flush ruleset
	in_node node-a nft add table inet firewall
	in_node node-a nft add chain inet firewall input "{ type filter hook input priority 0; policy $policy; }"
	for rule; do in_node node-a nft add rule inet firewall input "$rule"; done
}

play() {
	local ask=(xfrm-canary preflight --from 1.13.7 --to 1.13.8)
	fresh_nodes cluster-pool-native 1.13.2
	says node-a 0 'nothing is known against it' "${ask[@]}"
	says node-a 0 'no rule of nf_tables drops ESP' xfrm-canary doctor
	only_rules accept 'ip protocol esp counter drop'
	says node-a 1 'chain input, rule 2, drops it on its way in' "${ask[@]}"
	says node-a 0 'table inet firewall, chain input, rule 2, drops it on its way in' xfrm-canary doctor
	only_rules drop 'meta l4proto icmp accept'
	says node-a 1 'its end (policy drop)' "${ask[@]}"
	only_rules drop 'meta l4proto esp accept'
	says node-a 0 'nothing is known against it' "${ask[@]}"
	only_rules drop 'ct state established accept'
	says node-a 0 'cannot tell whether this node' "${ask[@]}"
}
