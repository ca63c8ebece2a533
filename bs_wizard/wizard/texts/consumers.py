"""Who takes a credential, and how each is given it: a page for each, with what to copy.

What a form asks for field by field is a page too; its token is copied, and never shown.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bs_wizard.wizard.texts.credential_texts import Way, usage, user_name, workgroup

if TYPE_CHECKING:
    from bs_wizard.store.index.records import Credential

TOKEN = "(the token itself, which is not shown)"
"""What stands in the place of a token that a key copies."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """One page: its title, and ways to copy in turn."""

    title: str
    ways: tuple[Way, ...]


def consumers(one: "Credential") -> tuple[Consumer, ...]:
    """Return a page for each; the first has what is used most."""
    name = one.name
    return (
        Consumer("in short", usage(one)),
        Consumer(
            "bs, Illumina's own",
            (
                Way("One command", (f"bs-wizard run {name} -- bs list projects",)),
                Way("In its own file, in plain text", (f"bs-wizard export {name} --to bs",)),
                Way("With that file", (f"bs -c {name} list projects",)),
                Way("Out of it again", (f"bs-wizard export {name} --to bs --undo",)),
            ),
        ),
        Consumer(
            "Python",
            (
                Way(
                    "httpx or requests",
                    (
                        "import httpx",
                        "from bs_wizard import BaseSpaceAuth",
                        f'auth = BaseSpaceAuth("{name}")',
                        'httpx.get(f"{auth.api_server}/v1pre3/users/current", auth=auth)',
                    ),
                ),
                Way("The token alone", ("import bs_wizard", f'bs_wizard.token("{name}")')),
                Way("BaseSpacePy's file", (f"bs-wizard export {name} --to basespacepy",)),
            ),
        ),
        Consumer(
            "a workflow or a job",
            (
                Way("Nextflow's secrets", (f"bs-wizard export {name} --to nextflow",)),
                Way("In a process", ("secret 'BASESPACE_ACCESS_TOKEN'",)),
                Way("Snakemake", (f"bs-wizard run {name} -- snakemake --cores 1",)),
                Way("A batch job's script", (f'eval "$(bs-wizard env {name})"',)),
            ),
        ),
        Consumer(
            "containers",
            (
                Way(
                    "docker, by name alone",
                    (f"bs-wizard run {name} -- docker run -e BASESPACE_ACCESS_TOKEN IMAGE",),
                ),
                Way("A .env file", (f"bs-wizard export {name} --to dotenv",)),
                Way(
                    "Kubernetes",
                    (f"bs-wizard export {name} --to kubernetes | kubectl apply -f -",),
                ),
            ),
        ),
        Consumer(
            "another machine", (Way("Into its own store", (f"bs-wizard send USER@HOST {name}",)),)
        ),
        Consumer(
            "Nexla's form",
            (
                Way("Credential Name", (f"BaseSpace {name}",)),
                Way("Credential Description", (_for_a_form(one),)),
                Way("Access Token", (TOKEN,), is_token=True),
            ),
        ),
    )


def _for_a_form(one: "Credential") -> str:
    told = f"BaseSpace {one.instance}, {workgroup(one.workgroup)}, {user_name(one.user)}"
    return f"{one.description}; {told}" if one.description else told
