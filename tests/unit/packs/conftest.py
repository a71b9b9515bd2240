from pathlib import Path

import pytest

from tests.unit.packs.desk import Desk, furnish


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return furnish(tmp_path)
