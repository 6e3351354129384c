"""Messages to a person: written in English in the code, looked up in a catalogue of the chosen language when shown.

Written files never ask here: what stands in them is the author's choice of words and options.
"""

from policycompare.messages.catalogue import (
    LANGUAGES,
    Language,
    Message,
    language,
    language_of_locale,
    message,
    quoted,
    shown_in,
    translated,
    use_language,
)

__all__ = [
    "LANGUAGES",
    "Language",
    "Message",
    "language",
    "language_of_locale",
    "message",
    "quoted",
    "shown_in",
    "translated",
    "use_language",
]
