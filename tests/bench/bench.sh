#!/usr/bin/env bash
# The scoreboard: what check takes beside other programs that read the same bytes, and the peak resident memory of each.
# usage: bench.sh PLIMSOLL [PART…]     base64 multipart chunked json gzip har small startup capture, all of them without a PART; huge: 10 GiB
# through standard input. BENCH_MIB: size of the large ones; BENCH_SECONDS: how long a table goes on, and twice that what another program may take.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
plimsoll=$1 mib=${BENCH_MIB:-512} seconds=${BENCH_SECONDS:-20}
limit=$((2 * seconds))
bytes=$((mib << 20)) tools=build/bench dir=build/bench/$mib
mkdir -p "$dir"
shift
. "$here/inputs.sh"

# The configurations of libmodsecurity that Debian packages: the recommended one, and the core rule set.
recommended=$(ls /etc/modsecurity/modsecurity.conf-recommended /usr/share/nginx/docs/modsecurity/modsecurity.conf 2>/dev/null | head -n 1 || true)
core_rules=$(ls /etc/modsecurity/crs/crs-setup.conf /usr/share/modsecurity-crs/rules/*.conf 2>/dev/null | tr '\n' ' ' || true)

# Not a wrapper that looks for it first.
python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null || echo python3)

# A file that is not what it is meant to be would be fast for the wrong reason.
holds() {
	local last; last=$("$plimsoll" check "$dir/$2" | tail -n 1) || true
	[[ $last == "$1 request"*": 0 errors, 0 warnings,"* ]] || { echo "$dir/$2 is not what it is meant to be: $last"; exit 1; }
}

# time_of COMMAND SECONDS: its seconds and its peak KiB, "- -" where it takes longer than SECONDS. A last word <FILE is its standard input,
# and a | makes it a pipeline.
time_of() {
	local words input=/dev/null
	read -ra words <<<"$1"
	[[ ${words[-1]} != '<'* ]] || { input=${words[-1]#<}; unset 'words[-1]'; }
	[[ $1 != *'|'* ]] || words=(sh -c "$1")
	timeout "$2" "$tools/measure" "${words[@]}" <"$input" || case $? in
	124) echo - - ;;
	*) echo "failed: $1" >&2; return 1 ;;
	esac
}

# Lines of "PROGRAM SECONDS KIB", round after round, as a table. The spread is that of the ratios within a round.
table() {
	awk -v names="$names" -v requests="${requests:-0}" -v limit="$limit" '
	function median(list, n,   i, j, t) {
		for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j] < list[j - 1]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
		return list[int((n + 1) / 2)]
	}
	{ n[$1]++; time[$1, n[$1]] = $2; if ($3 > peak[$1]) peak[$1] = $3 }
	END {
		count = split(names, name, "\n")
		printf "  %-26s %10s %10s   %-32s %9s%s\n", "", "best", "worst", "plimsoll takes (spread)", "peak", requests ? "  requests/s" : ""
		for (i = 1; i <= count; i++) {
			asked = ratio = ""
			if (split(name[i], part, "@") > 1) asked = part[2]
			if (time[i, 1] == "-") { printf "  %-26s not done in %d s\n", part[1], limit; continue }
			for (k = 1; k <= n[i]; k++) { list[k] = time[i, k]; ratios[k] = time[1, k] / time[i, k] }
			median(list, n[i]); best = list[1]; worst = list[n[i]]
			if (i > 1) {
				m = median(ratios, n[i])
				d = m < 0.1 ? 4 : 2
				ratio = n[i] == 1 ? sprintf("%.*f (once)", d, m) : sprintf("%.*f (%.*f to %.*f)", d, m, d, ratios[1], d, ratios[n[i]])
				if (asked != "") ratio = ratio sprintf(" %s %s", m <= asked ? "within" : "above", asked)
			} else if (asked != "")
				ratio = sprintf("%s %s ms", best * 1000 <= asked ? "within" : "above", asked)
			printf "  %-26s %7.1f ms %7.1f ms   %-32s %5.1f MiB%s\n", part[1], best * 1000, worst * 1000, ratio, peak[i] / 1024,
			       requests ? sprintf(" %11d", requests / best) : ""
		}
	}'
}

# board TITLE NAME=COMMAND…: the programs in turn, the first of them plimsoll, for $seconds and 3 rounds at least; what takes long runs
# in the first alone. NAME@RATIO is the most that plimsoll may take of that program's time, and for plimsoll itself of milliseconds.
board() {
	local title=$1 pair command missing= names= commands=() slow=() i round spent start; shift
	for pair; do
		command=${pair#*=}
		if command -v "${command%% *}" >/dev/null && [[ $command != *' none '* ]]; then
			names+=${names:+$'\n'}${pair%%=*} commands+=("$command")
		else
			missing+="${missing:+, }${pair%%[=@]*}"
		fi
	done
	for ((round = 1; round <= 101 && (round <= 3 || SECONDS - start < seconds); round++)); do
		for i in "${!commands[@]}"; do
			[ -n "${slow[i]:-}" ] && continue
			spent=$(time_of "${commands[i]}" $((i == 0 ? 0 : limit)))
			[ "$i" = 0 ] || ! awk -v most="$seconds" '{ exit $1 != "-" && $1 <= most / 4 }' <<<"$spent" || slow[i]=1
			echo "$((i + 1)) $spent"
		done
		[ $round != 1 ] || start=$SECONDS
	done >"$dir/times"
	printf '\n%s; %d rounds\n' "$title" $((round - 1))
	table <"$dir/times"
	[ -z "$missing" ] || echo "  not installed, so left out: $missing"
}

part_base64() {
	made base64.json base64_json; made base64.http base64_message; holds 1 base64.http
	board "$mib MiB of base64 in JSON" "plimsoll=$plimsoll check -q $dir/base64.http" "wc -l@1.3=wc -l $dir/base64.http" \
		"cat=cat $dir/base64.http" "jq=jq empty $dir/base64.json" "json_verify=json_verify -q <$dir/base64.json" \
		"simdjson=$tools/simdjson_validate $dir/base64.json" "Python json=$python $here/json_peer.py $dir/base64.json"
}

part_multipart() {
	made multipart.http multipart; holds 1 multipart.http
	board "$mib MiB file in multipart" "plimsoll=$plimsoll check -q $dir/multipart.http" "wc -l@1.3=wc -l $dir/multipart.http" \
		"cat=cat $dir/multipart.http" "Python scan=$python $here/multipart_peer.py scan $dir/multipart.http" \
		"Python email=$python $here/multipart_peer.py email $dir/multipart.http"
}

part_chunked() {
	made chunked.http large_chunks; made chunked-1k.http small_chunks; holds 1 chunked.http; holds 1 chunked-1k.http
	board "$mib MiB in chunks of 64 KiB" "plimsoll=$plimsoll check -q $dir/chunked.http" "wc -l@1.3=wc -l $dir/chunked.http" "cat=cat $dir/chunked.http"
	board "$mib MiB in chunks of 1 KiB" "plimsoll=$plimsoll check -q $dir/chunked-1k.http" "wc -l@1.3=wc -l $dir/chunked-1k.http" \
		"cat=cat $dir/chunked-1k.http"
}

part_json() {
	made records.json records; made records.http records_message; holds 1 records.http
	board "JSON of a million records" "plimsoll=$plimsoll check -q $dir/records.http" "wc -l=wc -l $dir/records.http" "cat=cat $dir/records.http" \
		"jq=jq empty $dir/records.json" "json_verify@0.25=json_verify -q <$dir/records.json" \
		"simdjson@1=$tools/simdjson_validate $dir/records.json" "Python json=$python $here/json_peer.py $dir/records.json"
}

part_gzip() {
	made records.json records; made records.gz records_gzip; made gzip.http gzip_message; holds 1 gzip.http
	board "the same JSON in gzip" "plimsoll=$plimsoll check -q $dir/gzip.http" "wc -l=wc -l $dir/gzip.http" "gzip -dc=gzip -dc $dir/records.gz" \
		"gzip | json_verify=gzip -dc $dir/records.gz | json_verify -q" "gzip | jq=gzip -dc $dir/records.gz | jq empty" \
		"Python gzip and json=$python $here/json_peer.py $dir/records.gz"
}

part_har() {
	made log.har har; holds 20000 log.har
	requests=20000 board "HAR of 20,000 entries, $(($(wc -c <"$dir/log.har") / 1000000)) MB; others but the last read the outer document alone" \
		"plimsoll=$plimsoll check -q $dir/log.har" "wc -l=wc -l $dir/log.har" "cat=cat $dir/log.har" "jq=jq empty $dir/log.har" \
		"json_verify=json_verify -q <$dir/log.har" "simdjson=$tools/simdjson_validate $dir/log.har" \
		"Python json=$python $here/json_peer.py $dir/log.har" "Python json and bodies=$python $here/json_peer.py $dir/log.har har"
}

part_small() {
	made small.http small_messages; holds 10000 small.http
	requests=10000 board "10,000 small requests in one file" "plimsoll@500=$plimsoll check -q $dir/small.http" "wc -l=wc -l $dir/small.http" \
		"ModSecurity recommended=$tools/modsecurity_check $dir/small.http ${recommended:-none }" \
		"ModSecurity core rules=$tools/modsecurity_check $dir/small.http ${recommended:-none } ${core_rules:-none }" \
		"HTTPolice=httpolice -i req $dir/small.http"
}

part_startup() {
	made one.json one_json; made one.http one_message; holds 1 one.http
	board "one small request" "plimsoll@5=$plimsoll check -q $dir/one.http" "true=/bin/true" "cat=cat $dir/one.http" "jq=jq empty $dir/one.json" \
		"json_verify=json_verify -q <$dir/one.json" "simdjson=$tools/simdjson_validate $dir/one.json" "Python json=$python $here/json_peer.py $dir/one.json" \
		"ModSecurity core rules=$tools/modsecurity_check $dir/one.http ${recommended:-none } ${core_rules:-none }"
}

# clients.c tells the peak of capture, and fails above 64 MiB.
part_capture() {
	printf '\ncapture with its clients; 64 MiB of memory at most\n'
	"$plimsoll" capture -q -- "$tools/clients" 1000 $((1 << 20)) $((64 << 10))
	"$plimsoll" capture -q -- "$tools/clients" 1 $((10 << 30)) $((64 << 10))
}

part_huge() {
	local size=$((10 << 30))
	{ head_of application/octet-stream "$(length $size)"; head -c $size /dev/zero; } | "$tools/measure" "$plimsoll" check -q - |
		awk '{ printf "10 GiB on standard input: %.1f s, peak %.1f MiB\n", $1, $2 / 1024; exit $2 >= 24576 }'
}

[ $# != 0 ] || set -- base64 multipart chunked json gzip har small startup capture
for part; do
	[ "$(type -t "part_$part")" = function ] || { echo "bench.sh: there is no part '$part'" >&2; exit 2; }
done
for part; do "part_$part"; done
