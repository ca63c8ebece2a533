"""The pages a person sees in a browser: entering and deciding a code, and the practice portal.

As on the real page, accepting posts ``useraction``, ``code`` and ``workgroup_id``. Here the person
is chosen too, since nobody signs in.
"""

from urllib.parse import urlencode

from bs_wizard.simulator.call import Call
from bs_wizard.simulator.envelopes import Reply
from bs_wizard.simulator.layout import Markup, fill, join, page
from bs_wizard.simulator.people import PEOPLE, Person, Workgroup, person_by_id, workgroups_of
from bs_wizard.simulator.scopes import explain
from bs_wizard.simulator.world import CodeState, DeviceCode, World

_CHOSEN = Markup(' aria-current="true"')
_NOTHING = Markup("")
_OVER = {
    CodeState.APPROVED: ("Already accepted", "This code was accepted before."),
    CodeState.USED: ("Already accepted", "This code was accepted before, and the token collected."),
    CodeState.DENIED: ("Already denied", "This code was denied before."),
    CodeState.EXPIRED: ("This code has expired", "Too much time has passed since it was made."),
}
_AGAIN = "Ask for a new code in your terminal if you still need one."


def front(world: World, _call: Call) -> Reply:
    """GET /: what this is."""
    body = fill(
        "front",
        application=world.application,
        address=world.address,
        scenario=world.scenario.says,
    )
    return page("Practice ground", body)


def portal(world: World, _call: Call) -> Reply:
    """GET /portal: the Credentials tab of the developer portal."""
    body = fill(
        "portal",
        application=world.application,
        client_id=world.client_id,
        client_secret=world.client_secret,
        owner_token=world.owner_token,
        owner=world.say(PEOPLE[0].name),
    )
    return page("Developer portal", body)


def device(world: World, call: Call) -> Reply:
    """GET /oauth/device: a form for the code, or the request that belongs to ``code``."""
    typed = call.query.get("code", "").strip()
    if not typed:
        return _enter("", "")
    code = world.code_by_user_code(typed)
    if code is None or code.state is not CodeState.PENDING:
        return _no_decision(typed, code)
    person = person_by_id(call.query.get("person", "")) or PEOPLE[0]
    return page(f"{world.application} asks for access", _consent(world, code, person))


def decide(world: World, call: Call) -> Reply:
    """POST /oauth/device: Grant or Deny."""
    typed = call.field("code").strip()
    code = world.code_by_user_code(typed)
    if code is None or code.state is not CodeState.PENDING:
        return _no_decision(typed, code)
    if call.field("useraction") == "Deny":
        world.deny(code)
        return _message("✕", "bad", "Denied", "Nothing was granted. You may close this window.")
    return _grant(world, call, code)


def _grant(world: World, call: Call, code: DeviceCode) -> Reply:
    person = person_by_id(call.field("person") or PEOPLE[0].id)
    owners: dict[str, Workgroup | None] = {"": None}
    owners |= {group.id: group for group in workgroups_of(person)} if person else {}
    chosen = call.field("workgroup_id")
    if call.field("useraction") != "Grant" or person is None or chosen not in owners:
        text = "The form that was sent is not one of this page. Nothing was granted."
        return _message("!", "bad", "That did not work", text, 400)
    world.approve(code, person, owners[chosen])
    owner = world.say((owners[chosen] or person).name)
    text = f"{world.application} now has access as {owner}. You may close this window."
    return _message("✓", "good", "Thank you", text)


def _consent(world: World, code: DeviceCode, person: Person) -> Markup:
    return fill(
        "consent",
        application=world.application,
        user_code=code.user_code,
        glyphs=join([fill("glyph", char=char) for char in code.user_code]),
        people=join([_person(world, code, one, one is person) for one in PEOPLE]),
        scopes=_scopes(code),
        person=person.id,
        workgroups=_workgroups(world, person),
    )


def _person(world: World, code: DeviceCode, person: Person, chosen: bool) -> Markup:
    query = urlencode({"code": code.user_code, "person": person.id})
    return fill(
        "person",
        address=f"/oauth/device?{query}",
        current=_CHOSEN if chosen else _NOTHING,
        initial=person.name[0],
        name=world.say(person.name),
        email=person.email,
    )


def _scopes(code: DeviceCode) -> Markup:
    if not code.scopes:
        meaning = "Know your name and e-mail address, and nothing else."
        return fill("scope", scope="no scope", meaning=meaning)
    return join([fill("scope", scope=scope, meaning=explain(scope)) for scope in code.scopes])


def _workgroups(world: World, person: Person) -> Markup:
    personal = fill("option", value="", text=f"Personal space of {world.say(person.name)}")
    groups = workgroups_of(person)
    return join(
        [personal, *(fill("option", value=one.id, text=world.say(one.name)) for one in groups)]
    )


def _enter(typed: str, trouble: str, status: int = 200) -> Reply:
    body = fill(
        "enter",
        typed=typed,
        trouble=fill("trouble", text=trouble) if trouble else _NOTHING,
        invalid=Markup(' aria-invalid="true"') if trouble else _NOTHING,
    )
    return page("Enter the code", body, status)


def _no_decision(typed: str, code: DeviceCode | None) -> Reply:
    if code is None:
        text = f"No request goes by the code “{typed}”. Compare it with your terminal."
        return _enter(typed, text, 404)
    heading, text = _OVER[code.state]
    return _message("!", "bad", heading, f"{text} {_AGAIN}", 410)


def _message(sign: str, mood: str, heading: str, text: str, status: int = 200) -> Reply:
    return page(heading, fill("message", sign=sign, mood=mood, heading=heading, text=text), status)
