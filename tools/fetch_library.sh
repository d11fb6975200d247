#!/usr/bin/env bash
# fetch_library.sh DIR: unpacks CPython 3.14's pure-Python standard library below DIR (DIR/lib/python3.14).
#
# Source: COREPY_STDLIB=/some/lib/python3.14 if set; else the packages libpython3.14-minimal and libpython3.14-stdlib of
# Debian's suite `forky`, from the mirror that this machine already uses. They are kept in build/cache. The suite's Release
# file may be past its date; its signature is still checked. lib-dynload and dangling links are left out.
set -euo pipefail
dir=${1:?usage: fetch_library.sh DIR}
cache=${COREPY_CACHE:-build/cache}
pins=$(dirname "$0")/library.pins
fail() { echo "fetch_library: $*" >&2; exit 1; }

if [ -n "${COREPY_STDLIB:-}" ]; then
  [ -f "$COREPY_STDLIB/os.py" ] || fail "COREPY_STDLIB=$COREPY_STDLIB holds no os.py"
  rm -rf "$dir"; mkdir -p "$dir/lib/python3.14"
  cp -r "$COREPY_STDLIB/." "$dir/lib/python3.14/"
  version=$(sed -n 's/.*"\(3\.14\.[0-9]*\)".*/\1/p' "$dir/lib/python3.14/VERSION" 2>/dev/null || true)
  echo "${version:-3.14.8}" > "$dir/version"
  touch "$dir/done"
  exit 0
fi

mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
packages=(libpython3.14-minimal libpython3.14-stdlib)
found() { find "$cache" -name "$1_*.deb" | head -n 1; }

download() { # into the cache, with package lists of their own
  local uri work
  uri=$({ sed -n 's/^URIs:[[:space:]]*//p' /etc/apt/sources.list.d/*.sources
          sed -n 's/^deb[[:space:]]\+\(\[[^]]*\][[:space:]]*\)\?\([^[:space:]]*\).*/\2/p' /etc/apt/sources.list || true
        } 2>/dev/null | grep -m1 -E '/debian/?$') || fail "no Debian package source on this machine"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' RETURN
  mkdir -p "$work"/{lists/partial,archives/partial,etc}
  : > "$work/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri forky main" > "$work/etc/sources.list"
  local apt=(apt-get -o "Dir::State=$work" -o "Dir::State::Lists=$work/lists" -o "Dir::State::status=$work/status"
    -o "Dir::Cache=$work" -o "Dir::Cache::Archives=$work/archives" -o "Dir::Etc::SourceList=$work/etc/sources.list"
    -o "Dir::Etc::SourceParts=-" -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root -o Debug::NoLocking=true)
  "${apt[@]}" update -qq || fail "cannot read the package lists of suite forky"
  (cd "$work/archives" && "${apt[@]}" download -qq "${packages[@]}") || fail "cannot fetch ${packages[*]}"
  mv "$work"/archives/*.deb "$cache/"
}

for package in "${packages[@]}"; do [ -n "$(found "$package")" ] || { download; break; }; done

rm -rf "$dir"; mkdir -p "$dir/unpacked"
for package in "${packages[@]}"; do
  deb=$(found "$package")
  version=$(dpkg-deb -f "$deb" Version)
  sha=$(sha256sum "$deb" | cut -d' ' -f1)
  case $version in 3.14.*) ;; *) fail "$package is $version, not 3.14" ;; esac
  grep -q "^$package $version $sha\$" "$pins" && pinned="as pinned" || pinned="another than the pinned build"
  echo "library: $package $version sha256 $sha ($pinned)"
  dpkg-deb -x "$deb" "$dir/unpacked"
  echo "${version%%-*}" > "$dir/version"
done
mkdir -p "$dir/lib"
mv "$dir/unpacked/usr/lib/python3.14" "$dir/lib/"
rm -rf "$dir/unpacked" "$dir/lib/python3.14/lib-dynload"
find "$dir/lib" -xtype l -delete
find "$dir/lib" -name __pycache__ -prune -exec rm -rf {} +
touch "$dir/done"
