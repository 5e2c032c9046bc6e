"""What is said to whoever may not take part: every place is taken, or which condition does not hold."""

from core.rules import N_, Refused


class Full(Refused):
    """As many take part as the document lets in."""

    sentence = N_("All %(places)s places of the challenge are taken.")


class NotInvited(Refused):
    """Outside the audience; what says which condition failed says it in a class of its own."""

    sentence = N_("This challenge is not for you: your company is not among those invited.")


class DistributorsOnly(NotInvited):
    sentence = N_("This challenge is for distributors only; your company is not one.")


class InstallersOnly(NotInvited):
    sentence = N_("This challenge is for installers only; your company is not one.")


class ResellersOnly(NotInvited):
    sentence = N_("This challenge is for distributors and installers; your company is neither.")


class OtherRegion(NotInvited):
    sentence = N_(
        "This challenge is for these regions: %(invited)s. Your company is in another one: %(own)s."
    )


class OtherSegment(NotInvited):
    sentence = N_("This challenge is for the segments %(invited)s; your company is in none of them.")


class OtherTier(NotInvited):
    sentence = N_("This challenge is for members with the status %(invited)s; you do not have it.")


class OtherRole(NotInvited):
    sentence = N_("This challenge is for those who sell for a company or manage one; your role is another.")


class OtherDates(NotInvited):
    """No playing role between the first day that still counts and the last."""

    sentence = N_(
        "This challenge is for those who work for an invited company between %(first)s and %(last)s: "
        "then, you do not."
    )


class CompanyLeft(NotInvited):
    sentence = N_("Your company has left the programme: it can join no challenge any more.")


class AccountClosed(NotInvited):
    sentence = N_("This account is closed: it can join no challenge any more.")


class NoTeam(NotInvited):
    sentence = N_("This challenge is played by teams, and you are in none of them.")


class UnknownPerson(Refused):
    sentence = N_("Nobody has the address %(email)s.")


#: What is said by the kinds of companies that a document names.
BY_KIND: dict[frozenset[str], type[NotInvited]] = {
    frozenset({"distributor"}): DistributorsOnly,
    frozenset({"installer"}): InstallersOnly,
    frozenset({"distributor", "installer"}): ResellersOnly,
}
