#!/usr/bin/env bash
# Installs what the test stack needs and is missing: on Debian, as root. Otherwise it only says what is missing.
set -euo pipefail

missing=()
need() { # command or file, package
  command -v "$1" >/dev/null 2>&1 || [ -e "$1" ] || missing+=("$2")
}
need /usr/lib/postgresql/15/bin/postgres postgresql-15
need redis-server redis-server
need ceph-mon ceph-mon
need ceph-osd ceph-osd
need radosgw radosgw
need ceph-authtool ceph-common
need clamd clamav-daemon
need chromium chromium
need npm npm
need ffmpeg ffmpeg
need /usr/bin/convert imagemagick
need exiftool libimage-exiftool-perl
need qpdf qpdf
need pdfsig poppler-utils
need javac default-jdk-headless
need /usr/share/java/jaxb-runtime.jar libjaxb-java
need /usr/lib/libreoffice/program/libswlo.so libreoffice-writer-nogui
need /usr/lib/libreoffice/program/libsclo.so libreoffice-calc-nogui
need /usr/lib/libreoffice/program/libsdlo.so libreoffice-impress-nogui
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)

[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "Not installed here: ${missing[*]}. The tests that need them will be left out."
  exit 0
fi

echo "Installing ${missing[*]} ..."
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
made_policy=
if [ ! -e "$policy" ]; then
  # The suite starts private instances of its own: no system service may start.
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  made_policy=1
fi
trap '[ -z "$made_policy" ] || rm -f "$policy"' EXIT
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
