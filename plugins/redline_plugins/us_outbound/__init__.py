"""The rule of the United States on investments abroad, 31 CFR 850."""
