#!/bin/sh
# 安装 policycompare：只用本文件夹里的文件，不连网络。
set -eu
cd "$(dirname "$0")"
home="${POLICYCOMPARE_HOME:-$HOME/.local/share/policycompare-app}"
python=$(command -v "python{{ target.python }}" || command -v python3 || true)
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != tuple(map(int, "{{ target.python }}".split("."))))'; then
    echo "没有找到 Python {{ target.python }}；请先安装它，再运行本文件。" >&2
    exit 1
fi
"$python" -m venv "$home"
"$home/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels "policycompare[{{ extras }}]"
echo "装好了。打开窗口：$(pwd)/start.sh"
