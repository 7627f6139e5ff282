"""What people do: begin, commit, go through a case again."""
