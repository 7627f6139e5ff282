"""Proofs of what the library promises, by its own commands, from outside."""
