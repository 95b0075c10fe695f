#!/usr/bin/env bash
# usage: scale.sh PLIMSOLL     runs the commands of docs/scale.md (its ```sh blocks) over generated requests: each must find, in whatever
# order, what one process finds
set -u
# parallel starts its jobs with $SHELL, which CI may not set.
export LC_ALL=C SHELL=$BASH
cd "$(dirname "$0")/.."
plimsoll=$(realpath "$1") root=$PWD folder=$(mktemp -d) passed=0 failed=0
hosts=(plimsoll-a-$$ plimsoll-b-$$)
trap 'for host in "${hosts[@]}"; do ip netns delete "$host" 2>/dev/null; done; rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/requests"
ln -s "$plimsoll" "$folder/bin/plimsoll"
export PATH=$folder/bin:$PATH
awk -v n=1000 -f tests/bench/requests.awk >"$folder/requests.ndjson"
awk 'BEGIN {
	for (i = 0; i < 1000; i++) {
		body = i % 10 == 3 ? "{\"a\":}" : "{\"a\":1}"
		printf "POST /v1/%d HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		       i, length(body), body >(ARGV[1] "/requests/" i ".http")
		close(ARGV[1] "/requests/" i ".http")
	}
}' "$folder"
cd "$folder" || exit 1

# What does not depend on which process saw a request.
normal() {
	sed -E 's/"file": "(-|requests.ndjson)", //; s/"(entry|offset|line)": [0-9]+/"\1": 0/g' | sort
}
plimsoll check --exit-zero --format ndjson requests/*.http | normal >expected.files
plimsoll check --input ndjson --exit-zero --format ndjson - <requests.ndjson | normal >expected.lines
[ "$(grep -c json-invalid expected.files)$(grep -c json-invalid expected.lines)" = 100100 ] || { echo "one process finds something else"; failed=1; }

can_parallel() { command -v parallel >/dev/null && parallel --version 2>/dev/null | grep -q '^GNU parallel'; }
can_namespaces() {
	[ "$(id -u)" = 0 ] && command -v ip >/dev/null || return 1
	for host in "${hosts[@]}"; do ip netns add "$host" 2>/dev/null || return 1; done
}
mkdir -p "$folder/home/.parallel"
touch "$folder/home/.parallel/will-cite"
export HOME=$folder/home NETNS_LOG=$folder/entered PARALLEL_SSH=$root/tests/netns-ssh
printf '2/%s\n' "${hosts[@]}" >hosts

blocks=0
while IFS= read -r -d '' block; do
	blocks=$((blocks + 1))
	case $block in
	*sshloginfile*) can_parallel && can_namespaces || { echo "not installed: GNU parallel over network namespaces (root, ip netns) was left out"; continue; } ;;
	*parallel*) can_parallel || { echo "not installed: GNU parallel was left out"; continue; } ;;
	esac
	rm -f findings
	bash -c "set -o pipefail; $block" 2>errors || { printf 'FAILED (%s): %s\n%s\n' $? "$block" "$(head -5 errors)"; failed=$((failed + 1)); continue; }
	expected=expected.lines
	[[ $block == *requests.ndjson* ]] || expected=expected.files
	if normal <findings | cmp -s - "$expected"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED: %s\n%s\n' "$block" "$(normal <findings | diff - "$expected" | head -5 | cut -c 1-300)"
	fi
	if [[ $block == *sshloginfile* ]]; then
		[ "$(sort -u entered | wc -l)" = 2 ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "FAILED: not both hosts were used: $(sort entered | uniq -c)"; }
	fi
done < <(awk '/^```sh/ { on = 1; next } /^```/ && on { on = 0; printf "%c", 0; next } on' "$root/docs/scale.md")
[ "$blocks" -ge 6 ] || { failed=$((failed + 1)); echo "FAILED: docs/scale.md has $blocks commands"; }

# Whoever writes one line and waits gets its answer.
coproc plimsoll check --input ndjson --format ndjson - 2>/dev/null
head -1 requests.ndjson >&"${COPROC[1]}"
if read -r -t 20 line <&"${COPROC[0]}" && [[ $line == *'"id": "request-0"'* ]]; then
	passed=$((passed + 1))
else
	failed=$((failed + 1)); echo "FAILED: no answer to one line: ${line:-}"
fi
eval "exec ${COPROC[1]}>&-"
wait
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
