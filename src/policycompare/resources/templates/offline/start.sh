#!/bin/sh
# 打开本机窗口；点窗口里的“结束”或按 Ctrl-C 停止，项目都留着。
exec "${POLICYCOMPARE_HOME:-$HOME/.local/share/policycompare-app}/bin/policycompare" app "$@"
