"""ESCO, the European classification of occupations and skills, from its official CSV files."""
