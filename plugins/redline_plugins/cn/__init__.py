"""China's own export controls."""
