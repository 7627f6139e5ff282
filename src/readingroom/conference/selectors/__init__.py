"""What reads here."""
