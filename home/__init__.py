"""Each role’s first page, composed from other rooms’ queries."""
