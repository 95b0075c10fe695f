#!/usr/bin/env bash
# Installs the programs beside servers that tests use, and skip by name where they are not: schema validators, a browser, GNU parallel,
# other languages' clients, linters, the library of capture's HTTP/2. Packages of Debian; what answers already is left as it is.
set -eu
missing=()
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo

# want PACKAGE COMMAND…: the package unless the command succeeds
want() {
	local package=$1; shift
	"$@" >/dev/null 2>&1 || missing+=("$package")
}

want python3 command -v python3
want python3-jsonschema python3 -c 'import jsonschema'
want python3-requests python3 -c 'import requests'
want libxml2-utils command -v xmllint
want chromium command -v chromium
want parallel command -v parallel
want iproute2 command -v ip
want golang-go command -v go
want pre-commit command -v pre-commit
want mandoc command -v mandoc
want curl command -v curl
want libnghttp2-dev pkg-config --exists libnghttp2
want zsh command -v zsh
want fish command -v fish
want jq command -v jq
want perl command -v perl
want cppcheck command -v cppcheck

[ ${#missing[@]} = 0 ] && exit
$sudo apt-get update
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends "${missing[@]}"
