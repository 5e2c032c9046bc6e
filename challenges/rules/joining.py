"""What is said to whoever comes when every place is taken."""

from core.rules import N_, Refused


class Full(Refused):
    """As many take part as the document lets in."""

    sentence = N_("All %(places)s places of the challenge are taken.")
