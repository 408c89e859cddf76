"""Routes: from the people and the catalogue of a region to its needs, by the engine's route search."""
