"""Route search: from what a person can today, over courses and moves, to a need or an occupation."""
