"""What de-identification did to many objects: counts and rules, never a value. No Django."""
