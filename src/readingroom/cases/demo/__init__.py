"""The demo case: its text is ``case.yaml``; its images are simulated when it is made."""
