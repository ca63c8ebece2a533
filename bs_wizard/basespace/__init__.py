"""What BaseSpace Sequence Hub is, and talking to it."""

import sys

# With click installed, httpx also loads its own command line, and with it rich and pygments:
# longer than all that a command here does. It asks for an ImportError to leave that out.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
