"""The command line, thin: arguments in, public functions called, results printed or written.

One file a group of commands, with a function ``add`` that registers them; `main` calls each. What commands share is in
`common_options` (documents, models, ways of reading), `argument_parser` (usage and errors in the language chosen) and
`terminal`.
"""
