"""Who you are: companies, people, mandates, roles, sign-in."""
