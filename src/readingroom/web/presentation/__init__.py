"""What a page shows, worked out before the template: plain data, no requests, no database."""
