"""Classes, playlists and exams: what a teacher puts together, and what comes of it."""
