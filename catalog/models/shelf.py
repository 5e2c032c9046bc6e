"""What tells a process that what it kept of the catalogue is no longer so."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key


class ShelfMark(Base):
    """One row that triggers change (migration 0006) whenever a shelf could be reckoned otherwise."""

    __tablename__ = "shelf_marks"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    #: drawn by lot at each change, so that no two states ever share one
    mark: Mapped[str] = mapped_column(String(32))
