"""The Swedish national taxonomy of occupations and skills, as Arbetsförmedlingen (JobTech) publishes it."""
