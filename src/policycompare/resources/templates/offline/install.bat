@echo off
rem 安装 policycompare：只用本文件夹里的文件，不连网络。
setlocal
cd /d "%~dp0"
set "HOME_DIR=%LOCALAPPDATA%\policycompare"
set "PYTHON="
py -{{ target.python }} -c "" >nul 2>nul && set "PYTHON=py -{{ target.python }}"
if not defined PYTHON (
  python -c "import sys; sys.exit(sys.version_info[:2] != tuple(map(int, '{{ target.python }}'.split('.'))))" >nul 2>nul && set "PYTHON=python"
)
if not defined PYTHON (
  echo 没有找到 Python {{ target.python }}。请先安装它（64 位），再运行本文件。
  pause
  exit /b 1
)
echo 正在安装，请稍候……
%PYTHON% -m venv "%HOME_DIR%" || goto failed
"%HOME_DIR%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels "policycompare[{{ extras }}]" || goto failed
copy /y "打开.bat" "%HOME_DIR%\打开.bat" >nul
powershell -NoProfile -Command "$s = (New-Object -ComObject WScript.Shell).CreateShortcut([Environment]::GetFolderPath('Desktop') + '\政策对照.lnk'); $s.TargetPath = $env:LOCALAPPDATA + '\policycompare\打开.bat'; $s.WindowStyle = 7; $s.Save()" >nul 2>nul
echo 装好了。以后双击桌面上的“政策对照”，或本文件夹里的“打开.bat”。
pause
exit /b 0

:failed
echo 没有装成。请把上面的文字发给给您这个安装包的人。
pause
exit /b 1
