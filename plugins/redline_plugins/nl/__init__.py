"""The national export controls of the Netherlands on tools for making chips."""
