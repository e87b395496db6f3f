# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# One rule of a node's layout at a time: taken away, put back, or put back different. The story says which rule, and the
# packets see one moment (change_xfrm).
#
#   RULE   'state in'     what this node decrypts with            'state out'    what it encrypts with, towards the peer
#          'policy fwd'   lets decrypted packets to its pods      'policy out'   wants pod packets to the peer encrypted
#          'policy in'    the same for the node itself            'policy drop'  stops what no other policy out matched

# Its line as recorded.
rule_of() { # <node> <rule>
	local pattern
	case $2 in
	'state in') pattern='^xfrm state add src [0.:]* ' ;;
	'state out') pattern="^xfrm state add src ${INTERNAL_ADDRESS[$1]} " ;;
	'policy in') pattern='^xfrm policy .* dir in mark 0xd00 ' ;;
	'policy fwd') pattern="^xfrm policy add src [0.:]*/0 dst ${POD_RANGE[$1]} dir fwd " ;;
	'policy out') pattern='^xfrm policy .* dir out .* tmpl ' ;;
	'policy drop') pattern='^xfrm policy .* dir out .* action block ' ;;
	*) fail "no such rule: $2" ;;
	esac
	grep -m 1 "$pattern" "${LAYOUT_OF[$1]}" || fail "the layout of $1 has no $2"
}

remove_rule() { # <node> <rule>
	print_removal "$(rule_of "$1" "$2")" | change_xfrm "$1"
	narrate "$2 of $1 removed"
}

# Added as recorded, or as a sed expression changes it: beside whatever is there.
add_rule() { # <node> <rule> [<sed expression>]
	rule_of "$1" "$2" | sed -E "${3:-}" | change_xfrm "$1"
	narrate "$2 of $1 added${3:+, changed by $3}"
}

# In one breath: no packet meets a node without the rule.
replace_rule() { # <node> <rule> [<sed expression>]
	local line
	line=$(rule_of "$1" "$2")
	{
		print_removal "$line"
		sed -E "${3:-}" <<<"$line"
	} | change_xfrm "$1"
	narrate "$2 of $1 replaced${3:+, changed by $3}"
}
