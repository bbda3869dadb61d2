"""Bills of the Congress of the United States on chips and the tools to make them; none is law."""
