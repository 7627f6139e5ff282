"""The addresses of each subject; ``web.urls`` puts them together."""
