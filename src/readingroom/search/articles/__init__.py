"""A page for each diagnosis, sign and part of the body that the library has cases of."""
