"""Who asks, from where: shown beside a code so that a phished approval can be told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requester:
    """The person and machine this program runs for; ``address`` is the SSH client's, if any."""

    user: str
    host: str
    address: str = ""

    def __str__(self) -> str:
        where = f"{self.user}@{self.host}"
        return f"{where} (over SSH from {self.address})" if self.address else where
