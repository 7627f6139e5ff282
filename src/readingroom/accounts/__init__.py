"""People, institutions and roles."""
