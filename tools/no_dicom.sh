#!/usr/bin/env bash
# Refuses files that are DICOM: no patient's data is ever committed, in any form.
set -euo pipefail
bad=0
for file in "$@"; do
  if [ "$(head -c 132 "$file" | tail -c 4 | tr -d '\0')" = DICM ]; then
    echo "$file is a DICOM file" >&2
    bad=1
  fi
done
exit $bad
