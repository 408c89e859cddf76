"""Who acts for which organisation, in which role, and what a role may do."""
