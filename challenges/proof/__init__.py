"""Why a rank is what it is: for the one it concerns, for staff, for an auditor."""
