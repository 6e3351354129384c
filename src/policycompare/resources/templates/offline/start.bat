@echo off
rem 打开本机窗口；点窗口里的“结束”或关掉这个黑色窗口就停止，项目都留着。
"%LOCALAPPDATA%\policycompare\Scripts\policycompare.exe" app
if errorlevel 1 pause
