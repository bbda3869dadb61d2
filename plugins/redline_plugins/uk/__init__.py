"""Export controls of the United Kingdom."""
