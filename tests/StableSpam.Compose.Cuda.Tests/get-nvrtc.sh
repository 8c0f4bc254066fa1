#!/usr/bin/env bash
# Unpacks NVRTC, the run-time compiler of CUDA C++, from Debian's non-free packages into artifacts/nvrtc: 17 MB to fetch, 60 MB
# on disk. Nothing is installed, and the machine's own package lists stay as they are. Does nothing where it is there already.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
target="$root/artifacts/nvrtc"
[ -e "$target/complete" ] && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/sources" "$work/unpacked"
# The mirror that this machine uses, asked for the component that NVRTC is in.
if [ -e /etc/apt/sources.list.d/debian.sources ]; then
  sed 's/^Components:.*/Components: non-free/' /etc/apt/sources.list.d/debian.sources > "$work/sources/debian.sources"
else
  sed -nE 's/^(deb .* [a-z-]+) main.*/\1 non-free/p' /etc/apt/sources.list > "$work/sources/debian.list"
fi
cat > "$work/apt.conf" <<CONF
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$work/sources";
Dir::State::Lists "$work/lists";
Dir::Cache "$work/cache";
APT::Sandbox::User "root";
CONF
export APT_CONFIG="$work/apt.conf"
apt-get -qq update
cd "$work/cache/archives"
apt-get -qq download libnvrtc11.2 libnvrtc-builtins11.8
for package in *.deb; do dpkg-deb -x "$package" "$work/unpacked"; done

# Another run may have got there first.
rm -rf "$target.new.$$"
mkdir -p "$target.new.$$"
cp -P "$work"/unpacked/usr/lib/*/libnvrtc* "$target.new.$$/"
touch "$target.new.$$/complete"
mv -T "$target.new.$$" "$target" 2>/dev/null || rm -rf "$target.new.$$"
