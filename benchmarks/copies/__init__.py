"""How well and how cheaply copies are found: the parts of benchmarks/stories.py."""
