"""The Japanese export controls on tools for making chips."""
