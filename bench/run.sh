#!/usr/bin/env bash
# Measures the portal beside its peers, all against the same real FTP server, and prints one Markdown table.
# Usage: bench/run.sh [ROW ...]    without rows: all of them. bench/README.md says what they mean.
set -euo pipefail

BENCH=$(cd "$(dirname "$0")" && pwd -P)
ROOT=$(dirname "$BENCH")
ALL_ROWS="download upload tls small distance many listing basics agents dashboards agent accounts backup cluster"

for part in needs processes measure table vsftpd portal peers distance fleet hosts cluster postgres; do
    # shellcheck source=/dev/null
    . "$BENCH/lib/$part.sh"
done

rows=${*:-$ALL_ROWS}
for row in $rows; do
    [ -f "$BENCH/rows/$row.sh" ] || { printf 'No row "%s"; there are: %s\n' "$row" "$ALL_ROWS" >&2; exit 2; }
done

install_needs
"$ROOT/ftpcluster" --version >/dev/null # builds when needed, so that the build isn't measured
NOTES=$(mktemp)
trap 'stop_row; rm -f "$NOTES"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

table_facts
table_head
for row in $rows; do
    run_row "$row" # not in a condition, where errors would not end the row
done
table_notes
exit "$FAILED"
