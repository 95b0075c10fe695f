#!/usr/bin/env bash
# usage: run.sh BUILD SECONDS TARGET…    each target for that long, from the samples and what earlier runs found
set -u
build=$1 seconds=$2
shift 2
passed=0 failed=0
for target in "$@"; do
	dictionary=$(ls "tests/fuzz/dictionaries/$target.dict" 2>/dev/null)
	mkdir -p "$build/corpus/$target" "$build/found/$target"
	if "$build/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=16384 -verbosity=0 ${dictionary:+"-dict=$dictionary"} \
		-artifact_prefix="$build/found/$target/" "$build/corpus/$target" samples/ok samples/bad samples/openapi rules/json \
		>"$build/$target.log" 2>&1; then
		passed=$((passed + 1))
		echo "$target: fine"
	else
		failed=$((failed + 1))
		echo "$target: broke, see $build/$target.log"
		tail -5 "$build/$target.log"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
