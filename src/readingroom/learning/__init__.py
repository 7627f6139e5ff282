"""Cases taken as unknowns: what a learner says at each stage, and what opens by it."""
