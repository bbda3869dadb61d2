"""Adjusted peak performance: the measure of computers in 4A003, in weighted teraflops."""
