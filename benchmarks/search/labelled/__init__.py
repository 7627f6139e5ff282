"""Invented cases with queries and the cases that fit them."""
