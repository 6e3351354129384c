"""The version of the package: the one place where it stands; the build takes it from here."""

__version__ = "0.2.0"
