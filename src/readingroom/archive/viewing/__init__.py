"""Looking at held files: rendered in reading processes of their own, never in the server's."""
