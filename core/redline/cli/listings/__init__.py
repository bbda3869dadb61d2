"""Write answers for the terminal, and as JSON: one module for each command or what several share."""
