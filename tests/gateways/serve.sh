#!/usr/bin/env bash
# A real server on 127.0.0.1 for as long as a command runs, or until standard input ends.
# usage: serve.sh NAME default|odd [COMMAND [ARGUMENT…]]
#
# servers/NAME.sh says what the server needs, its limit in each case, and starts it in an empty folder. COMMAND finds
# GATEWAY_URL, GATEWAY_LIMIT (bytes, or "none"), GATEWAY_WAY (headers, counting, whole, head, things, inflated), GATEWAY_OPTIONS, which make plimsoll
# send what the server looks at, and GATEWAY_NAMES ("PRODUCT SETTING"), whose limit it has to be called, and GATEWAY_ORIGIN, the
# application behind it where there is one. Processes are stopped by the ids of those started here.
# Ends with 77 where the server is not installed, 78 where it has no such case (or, with LIMITED_ONLY, no limit of bytes in it), 1 where it
# does not answer.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
name=${1:-} which=${2:-}
if [ ! -f "$here/servers/$name.sh" ] || [[ $which != default && $which != odd ]]; then
	echo "usage: serve.sh NAME default|odd [COMMAND [ARGUMENT…]], where NAME is one of"
	for file in "$here"/servers/*.sh; do basename "$file" .sh; done | paste -sd ' '
	exit 2
fi >&2
shift 2
odd=1234567 node_modules=$root/build/gateways/node_modules
pids=() tls=

# Not below 1024, and not where the kernel takes ports for its own connections.
free_port() {
	local port
	while port=$((10240 + (RANDOM * 32768 + RANDOM) % 20000)); do
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

# Starts a command in the background; it is stopped when this script ends.
run() {
	"$@" >>log 2>&1 </dev/null &
	pids+=($!)
}

# Waits until the port takes connections and, with a path, until a GET of it is answered below 500.
up() {
	local port=$1 path=${2:-} line
	for _ in $(seq 400); do
		if { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null; then
			[ -n "$path" ] || { exec 3>&-; return; }
			printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$path" >&3
			IFS= read -r -t 10 line <&3
			exec 3>&-
			[[ $line != HTTP/1.?\ [1234]* ]] || return 0
		fi
		sleep 0.05
	done
	echo "$name does not answer:"
	tail -n 20 log
	exit 1
} >&2

# An application that reads the whole body and says how long it was: port in $app.
start_app() {
	app=$(free_port)
	run node "$here/apps/app.js" "$app"
	up "$app" /
}

# A certificate for 127.0.0.1 of an authority of its own: cert.pem and key.pem. Clients trust $SSL_CERT_FILE.
make_certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout key.pem -out cert.pem \
		-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>>log
	chmod 644 key.pem
	export SSL_CERT_FILE=$PWD/cert.pem
	tls=s
}

needs() {
	local program
	for program in "$@"; do
		[[ $program == /* && -e $program ]] || command -v "$program" >/dev/null || exit 77
	done
}

stop() {
	[ ${#pids[@]} = 0 ] || { kill "${pids[@]}"; wait "${pids[@]}"; } 2>/dev/null
	cd /
	rm -rf "$folder"
}

PATH=$PATH:/usr/sbin
folder=$(mktemp -d)
trap stop EXIT
trap 'exit 130' INT TERM
chmod 755 "$folder"
cd "$folder" || exit 1
port=$(free_port) path=/ default=none way=headers options= names=
. "$here/nginx.sh"
# shellcheck source=/dev/null
. "$here/servers/$name.sh"
case $which in
default) limit=$default ;;
odd) limit=${odd_limit:-$odd} ;;
esac
[ "$limit" != - ] || exit 78
[[ $limit != none && $way != things ]] || [ -z "${LIMITED_ONLY:-}" ] || exit 78
serve
url=http$tls://127.0.0.1:$port$path
if [ $# = 0 ]; then
	echo "$name $url $limit"
	cat >/dev/null
else
	cd "$OLDPWD" || exit 1
	GATEWAY_URL=$url GATEWAY_LIMIT=$limit GATEWAY_WAY=$way GATEWAY_OPTIONS=$options GATEWAY_NAMES=$names \
		GATEWAY_ORIGIN=${app:+http://127.0.0.1:$app/} "$@"
fi
