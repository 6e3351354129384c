#!/bin/sh
# 打开本机窗口；按 Ctrl-C 停止，项目都留着。
exec "${POLICYCOMPARE_HOME:-$HOME/.local/share/policycompare-app}/bin/policycompare" app "$@"
