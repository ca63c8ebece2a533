"""How long and how many the things may be that a server sends.

All are far above what BaseSpace sends, and far below what burdens memory, index or screen.
"""

LARGEST_BODY = 1 << 20
"""Bytes of an answer, as they come over the wire."""

LONGEST_TOKEN = 4096
"""Characters of a token or device code; BaseSpace's have 32, many servers take no longer header."""

LONGEST_CODE = 64
"""Characters of the code that a person types; BaseSpace's have 5."""

LONGEST_ADDRESS = 2000
"""Characters of an address."""

LONGEST_NAME = 120
"""Characters of what a person, workgroup, application, project or run is called; cut there."""

LONGEST_SCOPE = 80
"""Characters of a scope; BaseSpace documents none above 20."""

MOST_SCOPES = 200
"""Scopes of a token or a request; BaseSpace documents 12, and those of single projects."""

MOST_COUNTED = 10**9
"""Projects or runs that a token sees."""
