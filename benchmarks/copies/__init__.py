"""Copies: how well and how cheaply they are found, and what the decision is trained on."""
