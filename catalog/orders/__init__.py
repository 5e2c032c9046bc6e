"""From wanting to having: drafts, ordering, approvals, shipping, cancellation, after-sales."""
