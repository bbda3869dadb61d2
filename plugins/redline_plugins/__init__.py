"""What comes with Redline through the same door as everybody's plugins: entry points."""
