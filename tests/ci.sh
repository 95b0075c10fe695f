#!/usr/bin/env bash
# usage: ci.sh PROGRAM     what docs/ci.md offers, run as far as a machine without those services can: the hook by pre-commit itself or
# by its protocol, the steps of action.yml as a runner would, the problem matcher over the short report.
set -u
program=$(realpath "$1")
root=$(realpath "$(dirname "$0")/..")
export LC_ALL=C.UTF-8 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0
: >"$dir/said"

# ends STATUS NAME COMMAND…
ends() {
	local wanted=$1 name=$2 status
	shift 2
	cp "$dir/said" "$dir/before"
	"$@" >"$dir/said" 2>&1 </dev/null
	status=$?
	if [ "$status" = "$wanted" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $name: ended with $status, not $wanted"
		head -c 2000 "$dir/said"
	fi
}
skip() { echo "not installed: $1"; }
git() { command git -c user.name=test -c user.email=test@example.com "$@"; }
# The first `key: value` of a YAML file, quotes taken off.
value() { sed -n "s/^[- ]*$1: *//p" "$2" | head -1 | sed "s/^'\(.*\)'\$/\1/"; }

mkdir "$dir/bin" "$dir/project"
ln -s "$program" "$dir/bin/plimsoll"
export PATH=$dir/bin:$PATH
cd "$dir/project" || exit 1
cp "$root/samples/ok/graphql.http" good.http
cp "$root/samples/bad/content-length-conflict.http" bad.http
cp "$root/samples/bad/content-length-conflict.http" not-a-request.txt
git init -q . && git add good.http

# pre-commit gives a hook the files that match, behind the words of `entry` and `args`.
hooks=$root/.pre-commit-hooks.yaml
files=$(value files "$hooks")
hook() { printf '%s\0' "$@" | grep -zE "$files" | xargs -0 -r $(value entry "$hooks"); }
ends 0 'the hook lets a good request pass' hook good.http not-a-request.txt
ends 123 'the hook stops a bad one' hook good.http bad.http
ends 0 'the hook is said to be for programs of the system' test "$(value language "$hooks")" = system
if command -v pre-commit >/dev/null; then
	export PRE_COMMIT_HOME=$dir/pre-commit
	git init -q "$dir/hooks" && cp "$hooks" "$dir/hooks/" && git -C "$dir/hooks" add . && git -C "$dir/hooks" commit -qm hooks
	ends 0 'pre-commit: a good request passes' pre-commit try-repo "$dir/hooks" plimsoll-check --all-files
	git add bad.http not-a-request.txt
	ends 1 'pre-commit: a bad one does not' pre-commit try-repo "$dir/hooks" plimsoll-check --all-files
	ends 0 'pre-commit: and says why' grep -q content-length-conflict "$dir/before"
	ends 0 'pre-commit: and leaves other files alone' test -z "$(grep not-a-request "$dir/before")"
else
	skip pre-commit
fi

# A runner writes the step's `run` to a file for bash -e -o pipefail, with the inputs in the environment.
awk '/^ *- name: check$/ { in_check = 1 } in_check && /^ *run: \|$/ { in_run = 1; next } in_run { sub(/^        /, ""); print }' \
	"$root/action.yml" >"$dir/step.sh"
mkdir -p "$dir/action/build" && ln -s "$program" "$dir/action/build/plimsoll"
step() {
	FILES=$1 ARGUMENTS=$2 SARIF=$3 GITHUB_ACTION_PATH=$dir/action GITHUB_WORKSPACE=$PWD \
		bash --noprofile --norc -e -o pipefail "$dir/step.sh"
}
ends 0 'the action has a step to check' test -s "$dir/step.sh"
ends 0 'the action passes a good request' step 'good.http' '' ''
ends 1 'the action fails on a bad one' step '*.http' '--limit 1m' plimsoll.sarif
ends 0 'the action annotates' grep -q '^::error file=bad.http,line=5' "$dir/before"
ends 0 'the action leaves a SARIF report' grep -q '"version": *"2.1.0"' plimsoll.sarif

if command -v perl >/dev/null; then
	regexp=$(sed -n 's/.*"regexp": "\(.*\)",*$/\1/p' "$root/.ci/problem-matcher.json" | sed 's/\\\\/\\/g')
	matched() {
		plimsoll check --format short bad.http 2>/dev/null |
			REGEXP=$regexp perl -ne 'print "$1|$2|$3|$4|$6\n" if /$ENV{REGEXP}/' | grep -qx 'bad.http|5|17|error|content-length-conflict'
	}
	ends 0 'the problem matcher takes a finding apart' matched
else
	skip perl
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
