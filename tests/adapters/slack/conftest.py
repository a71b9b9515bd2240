"""What the tests of Slack may ask for."""

from collections.abc import AsyncGenerator, Iterator

import pytest

from tests.rig.npm import NoNodePackageError
from tests.rig.slack import EmulatedSlack, Emulator, NoEmulatorError, emptied, emulator


@pytest.fixture(scope="session")
def slack_emulator() -> Iterator[Emulator]:
    """Slack by somebody else, in a process of its own."""
    try:
        with emulator() as running:
            yield running
    except (NoEmulatorError, NoNodePackageError) as error:
        pytest.skip(str(error))


@pytest.fixture
async def emulated_slack(slack_emulator: Emulator) -> AsyncGenerator[EmulatedSlack]:
    """The same, emptied for one test."""
    async with emptied(slack_emulator) as slack:
        yield slack
