#!/usr/bin/env bash
# usage: library.sh [MAKE-ARGUMENT…]     the library as a program meets it once it is installed: names, soname, header, pkg-config,
# shared and static linking, the programs of plimsoll(3) and examples/precheck.c
set -u
cd "$(dirname "$0")/.."
folder=$(mktemp -d) server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
passed=0 failed=0
CC=${CC:-cc}

# check WHAT COMMAND…: one line more where the command fails, with what it printed.
check() {
	local what=$1 out
	shift
	if out=$("$@" 2>&1); then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED: %s: %s\n%s\n' "$what" "$*" "$out"
	fi
}
same() {
	diff <(printf '%s\n' "$1") <(printf '%s\n' "$2")
}
ends_with() {
	local due=$1 status
	shift
	"$@"
	status=$?
	[ "$status" = "$due" ] || { echo "ended with $status and not $due"; return 1; }
}
flags() {
	PKG_CONFIG_PATH=$lib/pkgconfig pkg-config --define-prefix "$@"
}

make -s --no-print-directory "$@" install-library DESTDIR="$folder" PREFIX=/usr LIBDIR=/usr/lib || exit 1
lib=$folder/usr/lib include=$folder/usr/include
version=$(sed -n 's/^#define PLIMSOLL_VERSION "\(.*\)"/\1/p' "$include/plimsoll.h")
numbers=$(sed -nE 's/^#define PLIMSOLL_VERSION_(MAJOR|MINOR|PATCH) //p' "$include/plimsoll.h" | paste -sd.)

check 'the version is one' same "$version" "$numbers"
check 'pkg-config knows the version' same "$version" "$(flags --modversion plimsoll)"
check 'the shared library shows what plimsoll.h declares and nothing else' \
	same "$(sed -n 's/^PLIMSOLL_API.*[ *]\(plimsoll_[a-z_]*\)(.*/\1/p' "$include/plimsoll.h" | sort)" \
	"$(nm -D --defined-only "$lib/libplimsoll.so" | awk '{ print $3 }' | sort)"
check 'the soname' same libplimsoll.so.0 "$(readelf -d "$lib/libplimsoll.so" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')"
check 'the links' same "libplimsoll.so.0 libplimsoll.so.$version" "$(readlink "$lib/libplimsoll.so") $(readlink "$lib/libplimsoll.so.0")"
check 'the shared library needs no libcurl' same '' "$(readelf -d "$lib/libplimsoll.so" | grep -o 'libcurl[^]]*')"
check 'the header is C99' $CC -std=c99 -Wall -Wextra -pedantic-errors -Werror -fsyntax-only -x c "$include/plimsoll.h"
if command -v c++ >/dev/null; then
	check 'the header is C++11' c++ -std=c++11 -Wall -Wextra -pedantic-errors -Werror -fsyntax-only -x c++ "$include/plimsoll.h"
fi

# The displays of plimsoll(3): a program each, and what it prints where that follows.
awk -v folder="$folder" '
/^\.Bd/ { on = 1; n++; next }
/^\.Ed/ { on = 0 }
on { gsub(/\\e/, "\\"); sub(/^\\&/, ""); print > (folder "/display" n) }' man/plimsoll.3.in
programs=0
for display in "$folder"/display*; do
	grep -q '^#include <plimsoll.h>' "$display" || continue
	programs=$((programs + 1))
	cp "$display" "$folder/example$programs.c"
	next=$folder/display$((${display##*display} + 1))
	check "example $programs, shared" $CC -std=c11 -Wall -Wextra -Werror -o "$folder/shared$programs" "$folder/example$programs.c" \
		$(flags --cflags --libs plimsoll)
	check "example $programs, static" $CC -std=c11 -static -o "$folder/static$programs" "$folder/example$programs.c" \
		$(flags --static --cflags --libs plimsoll)
	for kind in shared static; do
		[ "$programs" = 1 ] && check "example 1 prints what the page says, $kind" \
			same "$(cat "$next")" "$(LD_LIBRARY_PATH=$lib "$folder/$kind$programs" | fold -sw 78 | sed 's/ *$//')"
		[ "$programs" = 2 ] && check "example 2 ends as the page says, $kind" \
			ends_with 1 env LD_LIBRARY_PATH="$lib" "$folder/$kind$programs"
	done
done
check 'plimsoll(3) has two examples' same 2 "$programs"

check 'examples/precheck.c is compiled' $CC -std=c11 -Wall -Wextra -Werror -o "$folder/precheck" examples/precheck.c \
	$(flags --cflags --libs plimsoll libcurl)
export LD_LIBRARY_PATH=$lib
printf '{"name":"a","sizes":[1,2]}' >"$folder/good.json"
printf '{"name":"a","sizes":[1,2}' >"$folder/bad.json"
head -c 2000000 /dev/zero | tr '\0' a | sed 's/.*/{"a":"&"}/' | tr -d '\n' >"$folder/large.json"
url=http://127.0.0.1:9/up
check 'a good body would be sent' ends_with 0 "$folder/precheck" --dry-run "$url" application/json "$folder/good.json"
check 'a broken one would not' ends_with 1 "$folder/precheck" --dry-run "$url" application/json "$folder/bad.json"
check 'one that is too large for the gateway would not' \
	ends_with 1 "$folder/precheck" --dry-run --via nginx "$url" application/json "$folder/large.json"
if command -v python3 >/dev/null; then
	python3 -u - "$folder/got" >"$folder/port" <<'PYTHON' &
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_POST(self):
        with open(sys.argv[1], 'wb') as got:
            got.write(self.rfile.read(int(self.headers['Content-Length'])))
        self.send_response(204)
        self.end_headers()
    def log_message(self, *words):
        pass
server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
print(server.server_port)
server.serve_forever()
PYTHON
	server=$!
	for _ in $(seq 100); do [ -s "$folder/port" ] && break; sleep 0.1; done
	url=http://127.0.0.1:$(cat "$folder/port")/up
	check 'a good body is sent' ends_with 0 "$folder/precheck" "$url" application/json "$folder/good.json"
	check 'and arrives' cmp "$folder/good.json" "$folder/got"
	rm -f "$folder/got"
	check 'a broken one stays here' ends_with 1 "$folder/precheck" "$url" application/json "$folder/bad.json"
	check 'and nothing arrives' ends_with 1 test -e "$folder/got"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
