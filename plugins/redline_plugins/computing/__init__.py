"""Item kinds of computing beyond the chip: memory, computers, models, and more."""
