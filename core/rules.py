"""What every refusal is made of: a sentence that a person can read."""


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return sentence


class Refused(Exception):
    """A business act that is not possible; subclasses carry the sentence, `facts` fill its placeholders."""

    sentence = N_("This is not possible.")

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence % facts if facts else self.sentence)
