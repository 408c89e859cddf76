"""The official Swedish crosswalks between ESCO and the national taxonomy (JobTech)."""
