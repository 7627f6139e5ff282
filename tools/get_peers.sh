#!/usr/bin/env bash
# Other people's programs, which the tests send with or serve behind: Debian's, where we may install them. Elsewhere those tests skip.
set -euo pipefail
if command -v storescu >/dev/null && [ -x /usr/sbin/Orthanc ] && [ -x /usr/sbin/nginx ] &&
  compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; then exit 0; fi
if [ ! -f /etc/debian_version ] || [ "$(id -u)" != 0 ]; then exit 0; fi
echo "Installing dcmtk, Orthanc, nginx and PostgreSQL for the tests"
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then # their packages start servers; the tests start their own
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod +x $policy
  trap 'rm -f $policy' EXIT
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends dcmtk orthanc nginx-light postgresql >/dev/null
