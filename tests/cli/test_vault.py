"""``vault``: made, shown, and read by further keys, by a program with nobody at the terminal."""

import getpass
import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from bs_wizard.cli import stores
from bs_wizard.cli.main import main
from bs_wizard.cli.streams import Streams
from bs_wizard.doctor.checks import vault as vault_check
from bs_wizard.doctor.context import Context
from bs_wizard.errors import StoreUnavailable
from bs_wizard.secret import Secret
from bs_wizard.store.age_vault import identities
from bs_wizard.store.age_vault.identities import PASSPHRASE_RULE
from bs_wizard.store.age_vault.settings import read_settings, write_settings
from tests.cli.conftest import Ended
from tests.doctor.reports import findings
from tests.store.age_homes import PASSPHRASE, cheaply_protected, passphrase_vault, ssh_key
from tests.store.examples import a_credential

ADA = "age1ajlumy5nsyshppccyrsdlcfdz8a0u49hf2zka3mgll85hreptu4qal9r3m"
TYPED = "canary battery staple"
NEXT = Secret("another horse stapled ", exact=True)

Run = Callable[..., Ended]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of this test's, in a run with nobody to ask and no passphrase in the environment."""
    monkeypatch.setenv("BS_WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("BS_WIZARD_PASSPHRASE_FILE", "BS_WIZARD_PASSPHRASE_COMMAND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(stores, "on_terminal", lambda: None)
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Run:
    """Run one ``vault`` command as a program of its own does."""

    def ran(*argv: str) -> Ended:
        streams = Streams(StringIO(), StringIO(), StringIO())
        code = main(["vault", *argv], streams)
        assert isinstance(streams.out, StringIO)
        assert isinstance(streams.err, StringIO)
        return Ended(code, streams.out.getvalue(), streams.err.getvalue())

    return ran


def by_file(run: Run, home: Path, *names: str) -> Path:
    """Make a vault that a key file opens, with a secret of each name; return the key."""
    key = home.parent / "key.txt"
    assert run("create", "--identity", "file", "--path", str(key)).code == 0
    for name in names:
        stores.here().age().put(name, Secret(f"canary-{name}"))
    return key


def typing(monkeypatch: pytest.MonkeyPatch, *typed: str) -> list[str]:
    """Sit at the terminal and type; return the prompts as they come."""
    prompts: list[str] = []
    left = list(typed)

    def asked(prompt: str) -> str:
        prompts.append(prompt)
        return left.pop(0)

    monkeypatch.setattr(getpass, "getpass", asked)
    monkeypatch.setattr(stores, "on_terminal", lambda: stores._ask)
    return prompts


def test_made_by_a_person(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = typing(monkeypatch, "", "short", TYPED, "something else", TYPED, TYPED)
    done = run("create")
    assert (done.code, done.out) == (0, "")
    assert prompts == [
        *["New passphrase: "] * 2,
        *["New passphrase: ", "Repeat the passphrase: "] * 2,
    ]
    trade_off, rule, missing, weak, differ, ready, _ = done.err.splitlines()
    assert trade_off.startswith("A passphrase: asked for once")
    assert rule == PASSPHRASE_RULE
    assert missing.startswith("The passphrase is missing.")
    assert weak.startswith("That passphrase is too weak")
    assert differ.startswith("The passphrases do not match.")
    assert ready == "The encrypted vault in ~/home is ready."
    assert TYPED not in done.err
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.parametrize("how", ["file", "command"])
def test_made_from_a_script(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(identities, "protect", cheaply_protected)
    given = home.parent / "passphrase"
    given.write_text(f"{TYPED}\n")
    value = str(given) if how == "file" else f"cat {given}"
    monkeypatch.setenv(f"BS_WIZARD_PASSPHRASE_{how.upper()}", value)
    assert run("create").code == 0
    stores.here().age().put("lab", Secret("canary"))
    assert stores.here().age().get("lab") == Secret("canary")
    assert run("add-recipient", ADA).code == 0


def test_made_with_an_ssh_key(run: Run, home: Path) -> None:
    (home.parent / ".ssh").mkdir()
    missing = run("create", "--identity", "ssh")
    assert (missing.code, missing.out) == (2, "")
    assert "There is no SSH key ~/.ssh/id_ed25519." in missing.err
    assert "ssh-keygen -t ed25519 -N ''" in missing.err
    ssh_key(home.parent / ".ssh" / "id_ed25519")
    done = run("create", "--identity", "ssh")
    assert done.code == 0
    assert done.err.startswith("Your SSH key (ed25519, without a passphrase)")
    assert run("show").out.splitlines()[1] == "Opened by:    an SSH key, ~/.ssh/id_ed25519"


@pytest.mark.parametrize(
    ("options", "code", "part"),
    [
        ((), 7, "BS_WIZARD_PASSPHRASE_FILE"),
        (("--path", "x"), 2, "A passphrase has no path"),
        (("--identity", "file", "--path", "/dev/null/x"), 7, "Not a directory"),
    ],
)
def test_what_cannot_be_made(
    run: Run, home: Path, options: tuple[str, ...], code: int, part: str
) -> None:
    done = run("create", *options)
    assert (done.code, done.out) == (code, "")
    assert part in done.err
    assert run("show").code == 7


def test_one_that_is_there_is_never_replaced_and_nobody_is_asked(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_file(run, home)
    prompts = typing(monkeypatch)
    before = (home / "vault.json").read_bytes()
    done = run("create")
    assert (done.code, prompts) == (10, [])
    assert "There is an encrypted vault in ~/home already, opened by a key file." in done.err
    assert (home / "vault.json").read_bytes() == before
    (home / "vault.json").write_text("{")
    assert "There is an encrypted vault in ~/home already." in run("create").err


def test_a_vault_without_its_settings_is_not_called_none(run: Run, home: Path) -> None:
    by_file(run, home, "lab")
    (home / "vault.json").unlink()
    done = run("show")
    assert (done.code, done.out) == (7, "")
    assert "~/home/vault.json is missing." in done.err
    assert "Put a copy of it back" in done.err
    assert run("create").code == 2


def test_made_where_it_is_missing(run: Run, home: Path) -> None:
    key = str(home.parent / "key.txt")
    options = ("create", "--identity", "file", "--path", key, "--if-missing", "--json", "--quiet")
    first, second = run(*options), run(*options)
    assert (first.code, first.err, first.json["changed"]) == (0, "", True)
    assert (second.code, second.err, second.json["changed"]) == (0, "", False)
    kept = {"folder": str(home / "vault"), "identity": {"kind": "file", "path": key}}
    assert second.json | kept == second.json
    assert "is as it was" in run("create", "--if-missing").err
    refused = run("create", "--quiet")
    assert (refused.code, refused.out) == (10, "")
    assert "bs-wizard vault show" in refused.err


def test_made_for_a_program_nobody_is_asked(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = typing(monkeypatch)
    assert run("create", "--json").code == 7
    assert prompts == []


def test_show(run: Run, home: Path) -> None:
    none = run("show")
    assert (none.code, none.out) == (7, "")
    assert "bs-wizard vault create" in none.err
    key = by_file(run, home, "lab", "core")
    run("add-recipient", ADA, "Ada's", "laptop")
    own = read_settings(home).own
    done = run("show")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Vault:        ~/home/vault",
        "Opened by:    a key file, ~/key.txt",
        "Entries:      2",
        f"Readable by:  {own}  (its own key)",
        f"              {ADA}  Ada's laptop",
    ]
    assert run("show", "--json").json == {
        "folder": str(home / "vault"),
        "identity": {"kind": "file", "path": str(key)},
        "entries": 2,
        "unlocked_until": None,
        "recipients": [
            {"recipient": own, "label": "", "state": "own"},
            {"recipient": ADA, "label": "Ada's laptop", "state": "listed"},
        ],
    }


def test_show_says_what_was_cut_off(run: Run, home: Path) -> None:
    by_file(run, home, "lab")
    run("add-recipient", ADA)
    settings = read_settings(home)
    for begun, state in (
        (settings.with_further(settings.further[0]), "adding"),
        (settings.without_further(settings.further[0]), "removing"),
    ):
        write_settings(home, begun, stores.here().age().open())
        done = run("show")
        assert done.out.splitlines()[-1].endswith(f"(being {state.replace('ing', 'ed')})"[-9:])
        assert "was interrupted" in done.err
        assert run("show", "--json").json["recipients"][1]["state"] == state


def test_show_needs_no_passphrase(run: Run, home: Path) -> None:
    passphrase_vault(home)
    done = run("show")
    assert done.code == 0
    assert "Opened by:    a passphrase, ~/home/identity.age" in done.out


@pytest.mark.skipif(not shutil.which("age-keygen"), reason="needs age")
@pytest.mark.parametrize("how", ["words", "quoted", "file"])
def test_the_stock_program_opens_everything_with_the_keys_that_were_added(
    run: Run, home: Path, how: str
) -> None:
    by_file(run, home, "lab", "core")
    private, ssh = home.parent / "ada.txt", ssh_key(home.parent / "id")
    subprocess.run(("age-keygen", "-o", private), check=True, capture_output=True)
    public = subprocess.run(("age-keygen", "-y", private), check=True, capture_output=True)
    keys = [public.stdout.decode().strip(), Path(f"{ssh}.pub").read_text().strip()]
    listed = home.parent / "keys"
    listed.write_text("# of the lab\n\n" + "\n".join(keys), encoding="utf-8")
    argv = {"words": " ".join(keys).split(), "quoted": keys, "file": ["-f", str(listed)]}[how]
    done = run("add-recipient", *argv)
    assert (done.code, done.out) == (0, "")
    assert done.err.count("can read the encrypted vault now.") == 2
    stores.here().age().put("later", Secret("canary-later"))
    assert opened(home, private) == opened(home, ssh) == {"lab", "core", "later"}
    assert [one.label for one in read_settings(home).further] == ["", "ada@lab"]

    gone = run("remove-recipient", *keys[1].split())
    assert (gone.code, gone.out) == (0, "")
    assert "is known still" in gone.err
    assert opened(home, ssh) == set()
    assert opened(home, private) == {"lab", "core", "later"}


def opened(home: Path, identity: Path) -> set[str]:
    """Return the names whose secrets Debian's age gives out by that identity."""
    found = set()
    for file in (home / "vault").glob("*.age"):
        argv = ("age", "-d", "-i", str(identity), str(file))
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            assert done.stdout == f"canary-{file.stem}"
            found.add(file.stem)
    return found


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((), "No key was given"),
        (("",), "No key was given"),
        (("ada",), "not a recipient"),
        (("for", ADA), "not a recipient"),
        ((ADA, "ssh-rsa", "AAAA"), "not a recipient"),
        (("AGE-SECRET-KEY-1CANARY",), "not a recipient"),
        (("x" * 9000,), "not a recipient"),
        (("~nobody-of-that-name/key",), "not a recipient"),
        (("KEY",), "That is a file, not a key."),
    ],
)
@pytest.mark.parametrize("verb", ["add-recipient", "remove-recipient"])
def test_what_is_no_key_changes_nothing(
    run: Run, home: Path, verb: str, words: tuple[str, ...], part: str
) -> None:
    key = by_file(run, home)
    before = (home / "vault.json").read_bytes()
    done = run(verb, *(str(key) if word == "KEY" else word for word in words))
    assert (done.code, done.out) == (2, "")
    assert part in done.err
    assert "CANARY" not in done.err
    assert (home / "vault.json").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "no key in"),
        (b"# nothing\n", "no key in"),
        (b"\xff\xfe", "not text"),
        (b"AGE-SECRET-KEY-1CANARY\n", "not a recipient"),
        (f"{ADA}\nnonsense\n".encode(), "not a recipient"),
    ],
)
def test_a_file_that_holds_something_else(run: Run, home: Path, content: bytes, part: str) -> None:
    by_file(run, home)
    file = home.parent / "keys"
    file.write_bytes(content)
    done = run("add-recipient", "--file", str(file))
    assert (done.code, done.out) == (2, "")
    assert part in done.err
    assert "CANARY" not in done.err
    assert read_settings(home).further == ()
    assert run("add-recipient", "--file", str(file), ADA).code == 2
    assert "cannot be read" in run("add-recipient", "--file", "/nonexistent").err


def test_a_mangled_key_is_refused_before_any_is_added(run: Run, home: Path) -> None:
    by_file(run, home)
    public = Path(f"{ssh_key(home.parent / 'id')}.pub").read_text().split()
    for words in ((f"{' '.join(public[:2])}xyz1",), (ADA, public[0], f"{public[1]}{ADA}")):
        done = run("add-recipient", *words)
        assert (done.code, done.out) == (2, "")
        assert "not a recipient" in done.err
    assert read_settings(home).further == ()
    assert run("add-recipient", f"{public[0]} {public[1]}  AAAA me").code == 0
    assert [one.label for one in read_settings(home).further] == ["AAAA me"]


def test_its_own_key_is_neither_added_nor_removed(run: Run, home: Path) -> None:
    by_file(run, home)
    own = read_settings(home).own
    assert "can read it already" in run("add-recipient", own).err
    done = run("remove-recipient", own)
    assert done.code == 2
    assert "own identity" in done.err
    assert "not listed" in run("remove-recipient", ADA).err


def test_a_list_that_somebody_else_wrote_is_said_and_made_anew(run: Run, home: Path) -> None:
    by_file(run, home, "lab")
    eve = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"
    file = home / "vault.json"
    listed = [{"recipient": key, "label": ""} for key in (ADA, eve)]
    file.write_text(json.dumps(json.loads(file.read_text()) | {"recipients": listed}))
    with pytest.raises(StoreUnavailable, match="written by somebody else"):
        stores.here().age().put("core", Secret("canary-core"))
    done = run("add-recipient", ADA)
    assert done.err.splitlines() == [
        f"{ADA} can read the encrypted vault now.",
        f"{eve} cannot read the encrypted vault any more.",
    ]
    stores.here().age().put("core", Secret("canary-core"))
    assert [one.text for one in read_settings(home).further] == [ADA]


def test_nothing_is_added_without_the_passphrase(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passphrase_vault(home)
    done = run("add-recipient", ADA)
    assert (done.code, read_settings(home).further) == (7, ())
    assert "BS_WIZARD_PASSPHRASE_FILE" in done.err
    prompts = typing(monkeypatch, "wrong", PASSPHRASE.reveal())
    assert run("add-recipient", ADA).code == 0
    assert prompts == [
        "Passphrase for ~/home/identity.age: ",
        "Wrong passphrase, 2 tries left. Passphrase for ~/home/identity.age: ",
    ]


def test_a_key_file_of_another_vault_is_said_to_be_that(run: Run, home: Path) -> None:
    key = by_file(run, home, "lab")
    key.unlink()
    (home / "vault.json").rename(home.parent / "kept")
    shutil.move(home / "vault", home.parent / "kept-vault")
    by_file(run, home)
    (home.parent / "kept").rename(home / "vault.json")
    done = run("add-recipient", ADA)
    assert done.code == 7
    assert "~/key.txt is another key than the vault was made with." in done.err


def test_commands_that_are_none(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for argv, said in (
        ((), "required: COMMAND"),
        (("add-recipent", ADA), "Did you mean add-recipient?"),
        (("delete",), "See bs-wizard vault --help."),
    ):
        with pytest.raises(SystemExit) as caught:
            run(*argv)
        assert caught.value.code == 2
        assert said in capsys.readouterr().err


def test_json_is_ascii(run: Run, home: Path) -> None:
    by_file(run, home)
    run("add-recipient", ADA, "Grüße")
    done = run("show", "--json")
    assert done.out.isascii()
    assert json.loads(done.out)["recipients"][1]["label"] == "Grüße"


def test_its_identity_is_changed_and_the_tokens_stay(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(identities, "protect", cheaply_protected)
    old = by_file(run, home, "lab")
    (tmp_path / "word").write_text(f" {TYPED} \n")
    (tmp_path / "word").chmod(0o644)
    monkeypatch.setenv("BS_WIZARD_PASSPHRASE_FILE", str(tmp_path / "word"))
    done = run("change-identity")
    assert done.code == 0, done.err
    assert f"{old.name} is left where it is, and opens the vault no more." in done.err
    assert "BS_WIZARD_PASSPHRASE_FILE names may be opened by other users" in done.err
    assert stores.here().age().get("lab") == Secret("canary-lab")
    refused = run("change-identity")
    assert (refused.code, "typed, and there is no terminal" in refused.err) == (2, True)
    (tmp_path / "word").write_text(TYPED)
    monkeypatch.setattr(stores, "on_terminal", lambda: lambda _: NEXT)
    assert run("change-identity").code == 7, "without its spaces it is another"
    (tmp_path / "word").write_text(f" {TYPED} ")
    assert run("change-identity").code == 0
    monkeypatch.delenv("BS_WIZARD_PASSPHRASE_FILE")
    assert stores.here().age().get("lab") == Secret("canary-lab")
    assert run("change-identity", "--identity", "file", "--path", str(old)).code == 0
    assert stores.here(asks=False).age().get("lab") == Secret("canary-lab")


@pytest.mark.parametrize(
    "argv",
    [
        ("token", "lab"),
        ("vault", "create"),
        ("vault", "change-identity"),
        ("login", "new", "--store", "vault", "--with-token"),
    ],
)
def test_where_its_library_is_missing_each_command_says_so(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]
) -> None:
    by_file(run, home)
    made = a_credential(name="lab", store="vault", backend="age")
    stores.here().credentials().save(made, Secret("canary"))
    monkeypatch.setitem(sys.modules, "pyrage", None)
    streams = Streams(StringIO("canary-token"), StringIO(), StringIO())
    assert main([*argv], streams) == 7
    said = streams.err.getvalue()  # type: ignore[attr-defined]
    assert "needs pyrage, which cannot be loaded here" in said
    assert "Traceback" not in said
    report = findings(vault_check.check, Context(home, {}))
    assert "needs pyrage" in report[0].found
    assert "README" in report[0].fix
    (home / "vault.json").unlink()
    assert "needs pyrage" in findings(vault_check.check, Context(home, {}))[0].found


def test_unlocked_it_asks_nobody_until_it_is_locked(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kernel: None
) -> None:
    passphrase_vault(home)
    assert run("unlock").code == 7  # nobody can be asked
    given = tmp_path / "passphrase"
    given.write_text(PASSPHRASE.reveal())
    given.chmod(0o600)
    with monkeypatch.context() as inside:
        inside.setenv("BS_WIZARD_PASSPHRASE_FILE", str(given))
        done = run("unlock", "--for", "90m", "--json")
    assert done.code == 0
    assert "is unlocked until" in done.err
    assert done.json["changed"]
    assert done.json["unlocked_until"].endswith("Z")
    stores.here().age().open()
    assert "Unlocked:     until " in run("show").out
    assert "it is unlocked until" in str(findings(vault_check.check, Context(home, {})))
    done = run("lock", "--json")
    assert (done.code, done.err) == (0, "The vault is locked.\n")
    assert (done.json["changed"], done.json["unlocked_until"]) == (True, None)
    assert run("lock", "--quiet").err == ""
    with pytest.raises(StoreUnavailable, match="nobody can be asked"):
        stores.here().age().open()


def test_a_vault_that_asks_for_nothing_needs_no_unlocking(run: Run, home: Path) -> None:
    by_file(run, home)
    done = run("unlock", "--json")
    assert (done.code, done.json["changed"]) == (0, False)
    assert "a key file opens this vault" in done.err


def test_where_the_kernel_keeps_no_keys_unlock_says_so(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_kernel: None
) -> None:
    passphrase_vault(home)
    monkeypatch.setenv("BS_WIZARD_PASSPHRASE_COMMAND", f"echo {PASSPHRASE.reveal()}")
    done = run("unlock")
    assert (done.code, done.out) == (7, "")
    assert "the kernel keeps no keys" in done.err
    assert "change-identity --identity file" in done.err
