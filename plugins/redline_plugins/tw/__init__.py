"""Export controls of Taiwan."""
