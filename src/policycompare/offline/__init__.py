"""An installation for machines without a network (离线安装包): all wheels, scripts to install and to start.

``python -m policycompare.offline --platform win_amd64 --python 3.12`` makes it, on a machine that has a network.
"""
