"""Every door of the portal on one line: methods, address, endpoint, who may open it (`make routes`).

The list is kept in tests/house/routes.txt: a door that appears or vanishes shows in a review.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from accounts.access import policy_of
from app import create_app
from core.settings import Settings

LIST = Path(__file__).resolve().parent.parent / "tests" / "house" / "routes.txt"


def doors(app: Flask) -> list[str]:
    """One line a door, by address."""
    lines = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        who = " ".join(sorted(policy_of(app.view_functions.get(rule.endpoint)))) or "NOBODY"
        lines.append((rule.rule, f"{methods:8} {rule.rule:48} {rule.endpoint:40} {who}"))
    return [line for _, line in sorted(lines)]


def main() -> int:
    """Write the list."""
    with TemporaryDirectory(prefix="tandem-") as folder:
        app = create_app(Settings(database_url=f"sqlite:///{folder}/routes.db", files=Path(folder)))
        LIST.write_text("\n".join(doors(app)) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
