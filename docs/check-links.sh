#!/bin/sh
# Asks for every address of further-reading.md, and of the notebooks, and says which does not answer. Not run in CI.
cd "$(dirname "$0")/.." || exit 2
grep -ohE '\]\(https?://[^)]+\)' docs/further-reading.md notebooks/*.ipynb | sed 's/^](//; s/)$//' | sort -u | {
  failed=0
  while read -r address; do
    code=$(curl -sSL -o /dev/null -m 30 -A 'Mozilla/5.0 (link check)' -w '%{http_code}' "$address" 2>/dev/null)
    case $code in
      # Some sites refuse programs, and that is not a broken link.
      2??|401|403|405|418|429) echo "$code $address" ;;
      *) echo "$code $address   DOES NOT ANSWER"; failed=1 ;;
    esac
  done
  exit $failed
}
