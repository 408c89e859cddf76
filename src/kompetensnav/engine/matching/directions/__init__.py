"""The other directions of matching: needs for a person, courses, whom a course lifts, needs and people alike."""
