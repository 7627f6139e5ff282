#!/usr/bin/env bash
# Other people's programs, which the tests send with, serve behind or read by. Where they can't be had, those tests skip.
set -euo pipefail
cd "$(dirname "$0")/.."

# OHIF's viewer (MIT), as it is published with its built files: this version, these bytes, nothing it depends on.
ohif=3.13.2
ohif_sha512=5997719a9986eeba85816f5924b71b82bdd70ad2e2d4a0cd3e831a798e4f3deea3e06e1f8c48e393271933a0ba664d85f3b04ac457e9abe8dde715d907d13c10
get_ohif() {
  local place=.make/ohif
  if [ "$(cat $place/version 2>/dev/null)" = $ohif ]; then return; fi
  echo "Fetching OHIF $ohif for a test"
  rm -rf $place && mkdir -p $place
  if ! tools/npm.sh pack --silent --ignore-scripts --pack-destination "$PWD/$place" "@ohif/app@$ohif" >/dev/null; then
    echo "OHIF could not be fetched"
    return
  fi
  echo "$ohif_sha512  $place/ohif-app-$ohif.tgz" | sha512sum --check --quiet
  # Without what draws outlines by machine learning and shows slides: two thirds of it, and never asked for.
  tar -xzf "$place/ohif-app-$ohif.tgz" -C $place --exclude=package/dist/ort --exclude=package/dist/dicom-microscopy-viewer
  rm "$place/ohif-app-$ohif.tgz"
  echo $ohif >$place/version
}
get_ohif

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
