"""People as a coordinator sees them."""
