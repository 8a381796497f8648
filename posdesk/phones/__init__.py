"""What is known of phones in the world: which time zones a number lies in."""
