#!/bin/bash
# Fuzzes the CSV reader with libFuzzer and the address sanitizer.
# Usage: Tests/Fuzz/run.sh SECONDS [FOLDER]
# FOLDER keeps the build, the corpus and any crash; a temporary one by default.
set -euo pipefail
seconds=${1:?"usage: $0 SECONDS [FOLDER]"}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=${2:-$(mktemp -d)}
mkdir -p "$work/corpus"
work=$(cd "$work" && pwd)

flags=(-O -parse-as-library -swift-version 6 -enable-upcoming-feature InternalImportsByDefault)
find "$root/Sources/Data/CivilTime" -name '*.swift' -print0 | xargs -0 \
  swiftc "${flags[@]}" -sanitize=address -wmo -module-name CivilTime -emit-module \
  -emit-module-path "$work/CivilTime.swiftmodule" -emit-object -o "$work/CivilTime.o"
find "$root/Sources/Data/Tables" -name '*.swift' -print0 | xargs -0 \
  swiftc "${flags[@]}" -sanitize=fuzzer,address -wmo -module-name TablesFuzz -I "$work" \
  "$root/Tests/Fuzz/CSVFuzz.swift" "$work/CivilTime.o" -o "$work/csv-fuzz"

# Seeds: one of each habit, so that the fuzzer need not invent dates letter by letter.
seed() { printf "$2" > "$work/corpus/seed-$1"; }
seed panel '\x00\x00\x02unique_id,ds,y\na,2025-03-09T01:30:00,1.5\nb,2025-03-09T02:00:00,-2\n'
seed quotes '\x01\x00\x06a,b\n"x ""y"", z\n2",1e5\r\n"",NA\n'
seed us '\x05\x20\x02d;n\n03/24/2025 11:33:07 PM;1.234,5\n03/04/2025 01:00:00 AM;7\n'
seed zone '\x01\x01\x01t\n2025-03-09T01:30:00+01:00\n2025-03-09 01:30Z\n2023-02-30T24:00Z\n'
seed codes '\x03\x40\x1700501,11207.0,$1,234.50,12345678901234567890\n1,2,3,4,5\n'
seed latin '\x01\x02\x03\xef\xbb\xbfn|m\r\xe9|1\r\xc3\xa9|2\r'
seed pattern '\x03\xff\x2b9-Mar-25 02:05:00.5 PM\n1741533004999\n20250309\n'

cd "$work"
SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 \
  nice -n 10 ./csv-fuzz -max_total_time="$seconds" -max_len=512 -len_control=20 -timeout=10 -rss_limit_mb=4096 \
  -print_final_stats=1 corpus
