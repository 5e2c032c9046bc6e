"""Files of rewards and of what they are made of: every problem of every line at once, then all or nothing."""

from catalog.importing.belongings import FILES, bring
from catalog.importing.rewards import COLUMNS, EXPORTED_TOO, as_row, import_rewards

__all__ = ["COLUMNS", "EXPORTED_TOO", "FILES", "as_row", "bring", "import_rewards"]
