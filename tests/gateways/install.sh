#!/usr/bin/env bash
# Installs the servers that serve.sh can start and that are not here yet: packages of Debian, and two of npm below
# build/gateways. No service is left running: Debian's own way of saying so, policy-rc.d, stands there meanwhile.
set -eu
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/sbin
missing=()
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo

# want PACKAGE PROGRAM-OR-FILE
want() {
	[[ $2 == /* && -e $2 ]] || command -v "$2" >/dev/null || missing+=("$1")
}

want nodejs node
want npm npm
want openssl openssl
want nginx-light nginx
want libnginx-mod-http-modsecurity /usr/lib/nginx/modules/ngx_http_modsecurity_module.so
want apache2 apache2
want haproxy haproxy
want caddy caddy
want varnish varnishd
want php-fpm "$(compgen -G '/usr/sbin/php-fpm*' | head -n 1 || echo php-fpm)"
want python3-django /usr/lib/python3/dist-packages/django
want gunicorn gunicorn
want tomcat10 /usr/share/tomcat10

if [ ${#missing[@]} != 0 ]; then
	policy=/usr/sbin/policy-rc.d kept=
	[ ! -e $policy ] || { kept=$(mktemp) && $sudo cp -p $policy "$kept"; }
	restore() {
		if [ -n "$kept" ]; then $sudo cp -p "$kept" $policy; rm -f "$kept"; else $sudo rm -f $policy; fi
	}
	trap restore EXIT
	printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null
	$sudo chmod 755 $policy
	$sudo apt-get update
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends "${missing[@]}"
fi

if ! cmp -s tests/gateways/apps/package-lock.json build/gateways/package-lock.json; then
	mkdir -p build/gateways
	cp tests/gateways/apps/package.json tests/gateways/apps/package-lock.json build/gateways/
	(cd build/gateways && npm ci --no-audit --no-fund) || { rm -f build/gateways/package-lock.json; exit 1; }
fi
