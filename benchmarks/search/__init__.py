"""Measuring the search: invented cases, labelled queries, and engines beside each other."""
