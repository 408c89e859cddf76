"""Pages, by journey. Journeys never import each other."""
