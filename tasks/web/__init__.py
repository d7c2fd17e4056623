"""The one door to the web: addresses, turns, robots.txt and the client."""
