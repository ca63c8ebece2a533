"""The two steps of the journey that are nothing but questions: App and Scopes."""

from bs_wizard.basespace import scopes
from bs_wizard.basespace.instances import INSTANCES, Instance, read_address
from bs_wizard.errors import BsWizardError, UsageError
from bs_wizard.plain.prompter import Prompter, keeping
from bs_wizard.secret import Secret
from bs_wizard.store.files.paths import shown
from bs_wizard.wizard.actions import plain_files
from bs_wizard.wizard.actions.used_apps import UsedApp
from bs_wizard.wizard.actions.work import Work
from bs_wizard.wizard.journey.draft import Draft
from bs_wizard.wizard.journey.requester import Requester
from bs_wizard.wizard.journey.steps import AppGiven, ScopesGiven, TokenGiven
from bs_wizard.wizard.rules.paste_checks import check_pair, check_pasted, typed_secret
from bs_wizard.wizard.texts import words


async def ask_app(
    prompter: Prompter, work: Work, requester: Requester, draft: Draft
) -> AppGiven | TokenGiven:
    """Ask for an application: one used before, a new one, or a token instead."""
    prompter.say("", "Step 1 of 4: App.")
    used = await work.used_apps(draft.instance)
    options = [f"{app.name or app.client_id[:8]} on {app.instance.label}" for app in used]
    files = (await plain_files.not_stored(work))[: plain_files.MOST_OFFERED]
    options += ["An application I register or have registered"]
    options += [*(words.take_over(shown(each.path)) for each in files), words.HAVE_TOKEN]
    names = ["" for _ in used] + ["new", *("" for _ in files), "token"]
    while True:
        choice = prompter.choose("Which application should request the token", options, names=names)
        if 0 < choice - len(used) - 1 <= len(files):
            try:
                return plain_files.given(files[choice - len(used) - 2])
            except UsageError as error:
                prompter.show_error(error)
                continue
        if choice > len(used):
            break
        app = used[choice - 1]
        secret = await _kept_secret(prompter, work, app)
        if secret:
            return AppGiven(app.instance, app.client_id, secret, app.name)
    instance = _ask_instance(prompter, draft)
    if choice == len(options):
        return _ask_token(prompter, instance)
    return _ask_new(prompter, requester, draft, instance)


async def _kept_secret(prompter: Prompter, work: Work, app: UsedApp) -> Secret | None:
    try:
        secret = await work.client_secret(app)
    except BsWizardError as error:
        prompter.say(str(error))
        return None
    if secret:
        return secret
    typed = prompter.ask_secret(f"Client Secret of {app.name or app.client_id}")
    try:
        return typed_secret(typed, "Client Secret")
    except UsageError as error:
        prompter.show_error(error)
        return None


def _ask_instance(prompter: Prompter, draft: Draft) -> Instance:
    prompter.say("Which BaseSpace? Your browser's address shows it.")
    options = [f"{each.label}, {each.place}" for each in INSTANCES]
    known = draft.instance in INSTANCES
    options.append("another address" if known else f"another address ({draft.instance.api_server})")
    default = INSTANCES.index(draft.instance) + 1 if known else len(options)
    choice = prompter.choose("Instance", options, default)
    if choice <= len(INSTANCES):
        return INSTANCES[choice - 1]
    while True:
        typed = prompter.ask(
            "Address of the API server", "" if known else draft.instance.api_server
        )
        try:
            return read_address(typed)
        except UsageError as error:
            prompter.show_error(error)


def _ask_token(prompter: Prompter, instance: Instance) -> TokenGiven:
    prompter.say(words.TOKEN_WHERE)
    return TokenGiven(instance, ask_secret(prompter, "Access Token", "Access Token"))


def _ask_new(
    prompter: Prompter, requester: Requester, draft: Draft, instance: Instance
) -> AppGiven:
    _show_registration(prompter, words.registration(instance, requester))
    while True:
        given = _ask_pair(prompter, draft, instance)
        try:
            check_pair(given.client_id, given.client_secret)
        except UsageError as error:
            prompter.show_error(error)
        else:
            return given


def _show_registration(prompter: Prompter, form: words.Registration) -> None:
    prompter.say("", "No application yet? Register one here:", "")
    prompter.print_verbatim(form.portal, "")
    prompter.say(*(f"  {number}. {step}" for number, step in enumerate(form.steps, 1)))
    prompter.print_verbatim(
        f"  Application Name: {form.name}",
        f"  Application Type: {form.kind}",
        f"  Description: {form.description}",
        "",
    )


def _ask_pair(prompter: Prompter, draft: Draft, instance: Instance) -> AppGiven:
    name = draft.app_name if instance == draft.instance else ""
    with keeping(AppGiven(instance, draft.client_id, draft.client_secret, name)):
        client_id = _ask_key(prompter, draft.client_id)
    same = client_id == draft.client_id
    name = name if same else ""
    # A secret that came without a Client Key, from a file, is this application's.
    known = draft.client_secret if same or not draft.client_id else Secret("")
    question = "Client Secret, or Enter for the one given before" if known else "Client Secret"
    with keeping(AppGiven(instance, client_id, known, name)):
        secret = ask_secret(prompter, question, "Client Secret", known)
    return AppGiven(instance, client_id, secret, name if secret == known else "")


def _ask_key(prompter: Prompter, known: str) -> str:
    while True:
        typed = prompter.ask("Client Key", known)
        try:
            check_pasted(typed, "Client Key")
        except UsageError as error:
            prompter.show_error(error)
        else:
            return typed


def ask_secret(prompter: Prompter, question: str, what: str, known: Secret | None = None) -> Secret:
    """Ask until it is a secret; Enter alone means ``known``, if there is one."""
    while True:
        typed = prompter.ask_secret(question)
        if known and not typed:
            return known
        try:
            return typed_secret(typed, what)
        except UsageError as error:
            prompter.show_error(error)


def ask_scopes(prompter: Prompter, draft: Draft) -> ScopesGiven:
    """Ask what the token may do: a preset or an exact list, narrowed if wished."""
    prompter.say("", "Step 2 of 4: Scopes.")
    options = [f"{each.title}: {each.explains}" for each in scopes.PRESETS]
    options.append(f"Type them: now {words.scopes_label(draft.scopes)}")
    presets = [each.scopes for each in scopes.PRESETS]
    default = presets.index(draft.scopes) + 1 if draft.scopes in presets else len(options)
    names = [each.name for each in scopes.PRESETS]
    choice = prompter.choose("What do you want to do", options, default, names)
    if choice == len(options):
        chosen = _ask_exact(prompter, draft)
    else:
        with keeping(ScopesGiven(presets[choice - 1])):
            chosen = _ask_narrowed(prompter, presets[choice - 1])
    if scopes.risk(chosen) == "high":
        prompter.say("This lets programs change or delete your data.")
    return ScopesGiven(chosen)


def _ask_exact(prompter: Prompter, draft: Draft) -> tuple[str, ...]:
    while True:
        try:
            return scopes.parse(prompter.ask("Scopes, with commas", scopes.wire(draft.scopes)))
        except UsageError as error:
            prompter.show_error(error)


def _ask_narrowed(prompter: Prompter, chosen: tuple[str, ...]) -> tuple[str, ...]:
    if not any(scope.endswith(" GLOBAL") for scope in chosen):
        return chosen
    while True:
        typed = prompter.ask("Only for one project? Its number, or Enter for all")
        if not typed:
            return chosen
        kind, _, number = typed.rpartition(" ")
        try:
            return scopes.narrow(chosen, kind or "project", number)
        except UsageError as error:
            prompter.show_error(error)
