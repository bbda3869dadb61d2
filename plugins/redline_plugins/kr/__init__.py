"""Export controls of South Korea."""
