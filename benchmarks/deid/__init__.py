"""Does identity get out, and does the rest stay in? Ours and others', over one planted corpus."""
