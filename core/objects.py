"""Objects of mapped classes whose values are at hand: as if they had just been read, past constructors."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy.orm import DeclarativeBase, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, manager_of_class

Row = TypeVar("Row", bound=DeclarativeBase)


def as_read(kind: type[Row], values: Mapping[str, Any]) -> Row:
    """An object of no session that holds these values, its key among them.

    A constructor tells every attribute of each value, which takes ten times as long. Reading another of its
    columns fails until it is added to a session.
    """
    made: Row = manager_of_class(kind).new_instance()
    instance_dict(made).update(values)
    make_transient_to_detached(made)
    return made
