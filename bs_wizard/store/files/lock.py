"""The lock that keeps two processes from changing one index at a time.

On nearly every file system it is a lock of the kernel's, which ends with the process that holds
it, however that ends. Where the file system has no such locks at all (Lustre without the mount
option ``flock``, some FUSE ones: ENOSYS, EOPNOTSUPP), a marker file that says which process holds
it takes their place; one left by a process that died is recognised on the machine it ran on.
A lock service that does not answer (NFS without lockd: ENOLCK) is an error: it may be back for the
next process, and two kinds of lock do not exclude each other.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bs_wizard.errors import StoreBusy
from bs_wizard.store.files.paths import shown

if TYPE_CHECKING:
    from filelock import BaseFileLock

_HAS_NO_LOCKS = {errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP}


class Lock:
    """One lock file; taken again by the thread that holds it, it just counts.

    Unless ``by_thread`` it is the process that holds it, and any thread may let it go.
    """

    def __init__(self, file: Path, seconds: float, *, by_thread: bool = True) -> None:
        self._file = file
        self._seconds = seconds
        self._by_thread = by_thread
        self._lock: BaseFileLock | None = None

    @contextmanager
    def held(self, seconds: float | None = None) -> Iterator[None]:
        """Hold it meanwhile, waiting for another holder as long as was set, or ``seconds``.

        Raises StoreBusy when another kept it all that time, OSError when the file cannot
        be had.
        """
        from filelock import Timeout

        patience = self._seconds if seconds is None else seconds
        try:
            lock = self._acquired(patience)
        except Timeout as error:
            raise _taken(Path(error.lock_file), patience) from None
        try:
            yield
        finally:
            lock.release()

    def _acquired(self, seconds: float) -> "BaseFileLock":
        # Imported here: it is dear, and only writers need it.
        from filelock import FileLock, SoftFileLock

        if self._lock is None:
            self._lock = FileLock(
                self._file, mode=0o600, thread_local=self._by_thread, fallback_to_soft=False
            )
        try:
            self._lock.acquire(seconds)
        except OSError as error:
            if error.errno not in _HAS_NO_LOCKS:
                raise
            # Under a name of its own: the first attempt has left a file under the other.
            self._lock = SoftFileLock(
                self._file.with_suffix(".held"), mode=0o600, thread_local=self._by_thread
            )
            self._lock.acquire(seconds)
        return self._lock


def _taken(file: Path, seconds: float) -> StoreBusy:
    left = f", or remove {shown(file)} if none is running" if file.suffix == ".held" else ""
    return StoreBusy(
        f"Another bs-wizard has kept {shown(file)} locked for {seconds:g} s.",
        f"Let it finish or end it{left}, then try again.",
    )
