"""What watches that Enter alone destroys nothing does see it."""

from io import StringIO

import pytest

from bs_wizard.wizard.texts import unwanted_token
from tests.support.careful import CarefulPrompter


def test_a_question_that_enter_would_answer_by_revoking_is_found() -> None:
    talk = CarefulPrompter(StringIO("\n\n"), StringIO(), interactive=True)
    assert talk.choose("What now", (unwanted_token.KEEP, unwanted_token.REVOKE)) == 1
    with pytest.raises(AssertionError, match=unwanted_token.REVOKE):
        talk.choose("What now", (unwanted_token.REVOKE, unwanted_token.KEEP))
    assert not talk.confirm("“lab” exists. Replace it", default=False)
    with pytest.raises(AssertionError, match="Replace it"):
        talk.confirm("“lab” exists. Replace it", default=True)
