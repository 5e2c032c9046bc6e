"""How long points live, when they are confirmed, what returns do: versions, sentences, form and pages."""
