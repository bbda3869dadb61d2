"""What several test modules share: generated rules and catalogs."""
