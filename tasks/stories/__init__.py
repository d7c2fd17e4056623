"""What makes articles one story."""
