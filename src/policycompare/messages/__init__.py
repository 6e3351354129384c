"""What the program says to a person: messages are written in English and looked up in a catalogue when shown.

Written files never ask for a language here: what stands in them is the author's choice of words and options.
"""

from policycompare.messages.catalogue import (
    LANGUAGES,
    Message,
    language,
    language_of_locale,
    message,
    use_language,
)

__all__ = ["LANGUAGES", "Message", "language", "language_of_locale", "message", "use_language"]
