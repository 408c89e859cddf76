"""What people have said that their words mean, or do not: told, reviewed, and applied only when approved."""
