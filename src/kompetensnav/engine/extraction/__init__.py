"""Documents to what they say: mentions of concepts with what is asked of each, occupations, facts."""
