"""Malaysia's directive on advanced chips."""
