"""What is not done to what a reward is made of: variants, dates, hours, parts, prices; and why."""

from core.rules import N_, Refused


class CountsItself(Refused):
    """Pieces are counted in one place only."""

    sentence = N_("“%(name)s” counts its own %(left)s pieces: stop counting them first, then add variants.")


class CountedByVariant(Refused):
    """Pieces are counted in one place only."""

    sentence = N_("“%(name)s” is counted by variant: book the pieces on one of them.")


class CountedByCodes(Refused):
    """A code is a piece, and a piece is a code."""

    sentence = N_("“%(name)s” is counted by its codes: bring in more of them.")


class KindFixed(Refused):
    """Orders were made for what it was."""

    sentence = N_("“%(name)s” was ordered already: its kind stays; add another reward instead.")


class VariantTaken(Refused):
    """Two variants of one code."""

    sentence = N_("This reward has a variant “%(code)s” already.")


class NotThisKind(Refused):
    """Dates of a parcel, hours of a trip, parts of a single thing."""

    sentence = N_("A reward of this kind has none of that.")


class DatesWrong(Refused):
    """Ends before it begins, or is booked after it began."""

    sentence = N_("It has to end after it begins, and bookings close before it begins.")


class PlaceMissing(Refused):
    """Nobody finds the way."""

    sentence = N_("Say where it takes place.")


class ExpertMissing(Refused):
    """Nobody to meet."""

    sentence = N_("Say who gives this hour.")


class SeatsTaken(Refused):
    """Fewer seats than people who have one."""

    sentence = N_("%(taken)s seats are booked already: there cannot be fewer.")


class DateCalledOff(Refused):
    """It will not take place."""

    sentence = N_("This date was called off.")


class HourBooked(Refused):
    """Somebody counts on it."""

    sentence = N_("This hour is booked by somebody: cancel their order first.")


class HourTwice(Refused):
    """Nobody is in two places at once."""

    sentence = N_("%(expert)s has another hour at that time.")


class PartImpossible(Refused):
    """A thing inside itself, of another owner, or that needs a date of its own."""

    sentence = N_("“%(name)s” cannot be part of it: only goods and services of the same beneficiary can.")


class PartTwice(Refused):
    """Say how many instead."""

    sentence = N_("“%(name)s” stands there twice: say how many instead.")


class PartsTooFew(Refused):
    """A choice of one is none."""

    sentence = N_("A choice needs at least two things, a bundle at least one.")


class PriceImpossible(Refused):
    """For nobody in particular, without points, or ending before it begins."""

    sentence = N_(
        "Price %(place)s: name a tier, a segment, a kind of company or days in order, and points above zero."
    )
