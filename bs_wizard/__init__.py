"""bs-wizard: from nothing to a stored, checked, named Illumina BaseSpace credential.

For Python programs: ``load``, ``token`` and ``BaseSpaceAuth``, which are imported when first used.
"""

TYPE_CHECKING = False  # as type checkers know it; typing itself is not imported
if TYPE_CHECKING:
    from bs_wizard.errors import BsWizardError
    from bs_wizard.handover.python import BaseSpaceAuth, LoadedCredential, load, token

__all__ = ["BaseSpaceAuth", "BsWizardError", "LoadedCredential", "__version__", "load", "token"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = "bs_wizard.errors" if name == "BsWizardError" else "bs_wizard.handover.python"
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
