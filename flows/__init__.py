"""The stories: what happens, in order."""
