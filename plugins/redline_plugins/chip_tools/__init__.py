"""Tools for making chips: what a catalog may say of one, and the metrics that several regimes ask for."""
