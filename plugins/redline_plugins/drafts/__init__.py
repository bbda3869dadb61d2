"""Bills of the Congress of the United States on chips, with their numbers; none is law."""
