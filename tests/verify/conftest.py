"""A whole meeting with a vote of each kind, and the browser's modules."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.verify import machines
from tests.verify.bundles import Story
from tests.verify.stories import told

ALL = {1, 2, 4, 5, 6, 7, 8, 9}
"""What fails in a browser where a file is no bundle at all."""


@pytest.fixture(scope="session")
def story() -> Story:
    """Eleven votes of all seven kinds, by voter card. Nobody may change it."""
    return told()


@pytest.fixture(scope="session")
def bundle(story: Story) -> bytes:
    """All that was published of it."""
    return story.bundle()


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[machines.Node]:
    """One process for all tests."""
    with machines.node(tmp_path_factory.mktemp("node")) as running:
        yield running


@pytest.fixture
def failed(node: machines.Node) -> machines.Failed:
    """The checks that fail, which must be the same for both verifiers."""

    def both(bundle: bytes, **asked: Any) -> set[int]:
        found = machines.failed_alone(bundle, **asked)
        if "checkpoint" in asked:
            asked["checkpoint"] = asked["checkpoint"].decode("utf-8", "replace")
        assert node.failed(bundle, **asked) == (ALL if found == {0} else found)
        return found

    return both
