#!/usr/bin/env bash
# The browser tests need Chromium without a window (half the packages of the other, and a little faster) and a font with
# Chinese characters; installs what is missing where it can.
set -euo pipefail

missing=()
command -v chromium-headless-shell >/dev/null || missing+=(chromium-headless-shell)
# Without the font every character is the same box and no test of a layout means anything.
[ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] || missing+=(fonts-noto-cjk fontconfig)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The browser tests need ${missing[*]}; on Debian: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi
echo "Installing ${missing[*]} from Debian's packages"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! { apt-get update && apt-get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    echo "Debian's packages ${missing[*]} could not be installed: $(grep -m 1 '^E:' "$log" || tail -n 1 "$log")" >&2
    exit 1
fi
