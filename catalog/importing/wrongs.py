"""What is said of a cell that cannot be read; each sentence quotes the cell as `value`."""

from core.rules import N_

TOO_LONG = N_("“%(value)s” is too long")
NO_NUMBER = N_("“%(value)s” is no such number")
NO_AMOUNT = N_("“%(value)s” is no amount in euros, like 149.90")
NO_PERCENT = N_("“%(value)s” is no number of percent")
NO_POINTS = N_("“%(value)s” is no number of points")
NO_POINTS_ABOVE_ZERO = N_("“%(value)s” is no number of points above zero")
NO_PIECES = N_("“%(value)s” is no number of pieces")
NO_PIECES_OF_A_PART = N_("“%(value)s” is no number of pieces from 1 to 99")
NO_SEATS = N_("“%(value)s” is no number of seats")
NO_DAYS = N_("“%(value)s” is no number of days")
NO_DAY = N_("“%(value)s” is no day, like 2026-10-15")
NO_MOMENT = N_("“%(value)s” is no day and hour, like 2026-10-15 14:00")
NO_CODES = N_("“%(value)s” is no list of codes, each once")
NO_SCALE = N_("“%(value)s” is no scale, like 10000: 2 / 50000: 3.5")
NOT_YES_OR_NO = N_("“%(value)s” is neither yes nor no")
NONE_OF = N_("“%(value)s” is none of %(choices)s")
OTHERS_THAN = N_("“%(value)s” names others than %(choices)s")
UNKNOWN = N_("“%(value)s” is not known")
BEYOND = N_("“%(value)s” stands beyond the last column")
