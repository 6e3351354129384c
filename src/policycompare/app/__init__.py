"""A window on the desk (本机窗口): documents in, tables out, in the browser, without a command line.

A server for one person on their own machine: it listens on the loopback address alone, knows its user by a token, and
asks no other machine for anything. What it does are the functions that the command line and the notebooks call.
"""
