"""What the flows are made of: stages that act, and folders that know."""

__version__ = "0.1.0"
