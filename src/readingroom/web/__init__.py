"""Pages: views, forms, templates."""
