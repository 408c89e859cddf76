"""People with a competence profile: identity apart from profile, claims with evidence, standing permission."""
