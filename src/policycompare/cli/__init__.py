"""The command line, thin: arguments in, public functions called, results printed."""
