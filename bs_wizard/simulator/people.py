"""Who lives in this BaseSpace: invented people, and the workgroups they share."""

from typing import NamedTuple


class Person(NamedTuple):
    """Somebody with an account; ids are numbers in a string, as on the wire."""

    id: str
    name: str
    email: str


class Workgroup(NamedTuple):
    """A shared account; ``members`` are ids of people."""

    id: str
    name: str
    email: str
    members: tuple[str, ...]


PEOPLE = (
    Person("1001", "Amira Haddad", "amira.haddad@example.org"),
    Person("1002", "Zoë Ångström", "zoe.angstrom@example.org"),
    Person("1003", "Tomás O'Brien", "tomas.obrien@example.org"),
)
WORKGROUPS = (
    Workgroup("2001", "Genomics Core", "genomics-core@example.org", ("1001", "1002")),
    Workgroup("2002", "Clinical Trials", "clinical-trials@example.org", ("1001", "1003")),
    Workgroup("2003", "R&D Sequencing", "rd-sequencing@example.org", ("1002",)),
)
APPLICATION = "Lab import"


def person_by_id(key: str) -> Person | None:
    """Return the person of that id."""
    return next((person for person in PEOPLE if person.id == key), None)


def person_by_name(name: str) -> Person:
    """Return the person of that name; raises LookupError."""
    for person in PEOPLE:
        if person.name == name:
            return person
    known = ", ".join(person.name for person in PEOPLE)
    raise LookupError(f"There is nobody called {name!r}; there are {known}.")


def workgroups_of(person: Person) -> tuple[Workgroup, ...]:
    """Return the workgroups a person may act for."""
    return tuple(group for group in WORKGROUPS if person.id in group.members)
