"""Finding cases: what is asked, in the words of radiology, of whichever engine holds the index."""
