"""What the engine needs from the world: files, memory maps, versions on disk."""
