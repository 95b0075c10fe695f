#!/usr/bin/env bash
# usage: packages.sh     what `make static` and `make deb` left below build/: the one file works in a root without anything else, and each
# package is installed into a fresh root by dpkg, works, and leaves nothing once it is purged. Wants root, or a user namespace.
set -u
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0
check() {
	local name=$1
	shift
	if "$@" >"$dir/said" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $name"
		tail -c 2000 "$dir/said"
	fi
}

if [ "$(id -u)" = 0 ]; then within() { chroot "$@"; }
elif unshare -r true 2>/dev/null; then within() { unshare -r chroot "$@"; }
else echo "neither root nor a user namespace: no fresh root can be made"; exit 77
fi

mkdir "$dir/empty"
cp build/static/plimsoll "$dir/empty/"
cp -r samples "$dir/empty/"
check 'one file, in an empty root: every rule on its sample' within "$dir/empty" /plimsoll rules --test samples
check 'one file, in an empty root: every exchange' within "$dir/empty" /plimsoll explain --test samples/exchanges
check 'it asks for no shared library' sh -c '! readelf -d build/static/plimsoll | grep NEEDED'

# A root with dpkg's own files and nothing else: what a package needs at run time is taken from this machine.
root=$dir/root
install_fresh() {
	mkdir -p "$root"/var/lib/dpkg/{info,updates,triggers} "$root"/{etc,tmp,usr/bin,usr/lib} &&
		: >"$root/var/lib/dpkg/status" && : >"$root/var/lib/dpkg/available"
}
contents() { (cd "$root" && find . -path ./var/lib/dpkg -prune -o ! -type d -print | sort); }
packages=(build/deb/*.deb)
check 'there are packages' test -e "${packages[0]}"
install_fresh
contents >"$dir/before"
apply() { dpkg --root="$root" --force-depends --force-not-root --force-script-chrootless --log=/dev/null "$@"; }
check 'they install' apply -i "${packages[@]}"
check 'the program is there' test -x "$root/usr/bin/plimsoll"
check 'it runs as installed' "$root/usr/bin/plimsoll" check samples/ok/graphql.http
check 'its manual is there' test -e "$root/usr/share/man/man1/plimsoll-check.1.gz"
check 'all of it is what dpkg knows' sh -c "dpkg --root='$root' -V \$(dpkg-query --admindir='$root/var/lib/dpkg' -f '\${Package} ' -W) | grep -v ' /usr/share/doc' | { ! grep .; }"
check 'they go again' apply -P $(for p in "${packages[@]}"; do dpkg-deb -f "$p" Package; done)
contents >"$dir/after"
check 'and leave nothing' diff "$dir/before" "$dir/after"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
